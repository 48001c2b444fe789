//! Which VAT a line carries, and totals after EN 16931 (B6).

use jiff::civil::{Date, date};
use kontor_money::{Amount, Currency, Decimal, MoneyError, percent};
use rust_decimal::dec;
use std::collections::BTreeMap;

/// A VAT category (BT-151).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VatCategory {
    /// `S`: standard or reduced rate.
    Standard,
    /// `Z`: zero rate.
    Zero,
    /// `E`: exempt, e.g. small business (§ 19 UStG).
    Exempt,
    /// `AE`: reverse charge.
    ReverseCharge,
    /// `K`: intra-community supply of goods.
    IntraCommunity,
    /// `G`: export of goods.
    Export,
    /// `O`: not subject to VAT.
    OutOfScope,
}

impl VatCategory {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "S",
            Self::Zero => "Z",
            Self::Exempt => "E",
            Self::ReverseCharge => "AE",
            Self::IntraCommunity => "K",
            Self::Export => "G",
            Self::OutOfScope => "O",
        }
    }
}

/// Category and rate of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vat {
    /// The category.
    pub category: VatCategory,
    /// Percent; zero for all but `S`.
    pub percent: Decimal,
}

/// Where the buyer is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buyer {
    /// In Germany.
    Domestic,
    /// In Germany, and liable for the tax himself (§ 13b (2) UStG).
    DomesticReverseCharge,
    /// In another member state.
    Union {
        /// Whether it is a business with a valid VAT id.
        business: bool,
    },
    /// Outside the union.
    ThirdCountry {
        /// Whether it is a business.
        business: bool,
    },
}

/// What is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supply {
    /// A service at the standard rate.
    Service,
    /// Goods at the standard rate.
    Goods,
    /// Something at the reduced rate.
    Reduced,
    /// Something at the zero rate, e.g. photovoltaics (§ 12 (3) UStG).
    ZeroRated,
}

/// Category and rate of a supply on a service day (B6). German law; the rates are dated.
#[must_use]
pub fn vat(small_business: bool, buyer: Buyer, supply: Supply, day: Date) -> Vat {
    let free = |category| Vat { category, percent: Decimal::ZERO };
    if small_business {
        return free(VatCategory::Exempt);
    }
    let goods = supply == Supply::Goods;
    match buyer {
        Buyer::DomesticReverseCharge => free(VatCategory::ReverseCharge),
        Buyer::Union { business: true } if goods => free(VatCategory::IntraCommunity),
        Buyer::Union { business: true } => free(VatCategory::ReverseCharge),
        Buyer::ThirdCountry { .. } if goods => free(VatCategory::Export),
        Buyer::ThirdCountry { business: true } => free(VatCategory::OutOfScope),
        Buyer::Domestic | Buyer::Union { business: false } | Buyer::ThirdCountry { business: false } => {
            let (standard, reduced) = german_rates(day);
            match supply {
                Supply::ZeroRated => free(VatCategory::Zero),
                Supply::Reduced => Vat { category: VatCategory::Standard, percent: reduced },
                Supply::Service | Supply::Goods => Vat { category: VatCategory::Standard, percent: standard },
            }
        }
    }
}

/// Standard and reduced rate on a service day.
#[must_use]
pub fn german_rates(day: Date) -> (Decimal, Decimal) {
    if day < date(2007, 1, 1) {
        (dec!(16), dec!(7))
    } else if (date(2020, 7, 1)..date(2021, 1, 1)).contains(&day) {
        (dec!(16), dec!(5))
    } else {
        (dec!(19), dec!(7))
    }
}

/// The tax of one category and rate (BG-23).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatGroup {
    /// Category and rate.
    pub vat: Vat,
    /// Sum of the lines' nets (BT-116).
    pub net: Amount,
    /// round2(net x rate / 100) (BT-117).
    pub tax: Amount,
}

/// Totals of a document (B6, I2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Sum of the lines (BT-109).
    pub net: Amount,
    /// One group for each category and rate, in that order.
    pub groups: Vec<VatGroup>,
    /// Sum of the groups' tax (BT-110).
    pub tax: Amount,
    /// Net and tax (BT-112).
    pub gross: Amount,
}

/// Totals of lines given by category, rate and net: tax once per group, never per line (B6).
///
/// # Errors
/// When currencies differ or a sum is too large.
pub fn totals(
    currency: Currency,
    lines: impl IntoIterator<Item = (Vat, Amount)>,
) -> Result<Totals, MoneyError> {
    let mut sums: BTreeMap<Vat, Amount> = BTreeMap::new();
    for (vat, net) in lines {
        let sum = sums.entry(vat).or_insert(Amount::zero(currency));
        *sum = sum.plus(net)?;
    }
    let mut groups = Vec::with_capacity(sums.len());
    for (vat, net) in sums {
        let tax = Amount::new(percent(net.value(), vat.percent)?, currency)?;
        groups.push(VatGroup { vat, net, tax });
    }
    let net = Amount::sum(currency, groups.iter().map(|g| g.net))?;
    let tax = Amount::sum(currency, groups.iter().map(|g| g.tax))?;
    Ok(Totals { net, groups, tax, gross: net.plus(tax)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(cents: i64) -> Amount {
        Amount::new(Decimal::new(cents, 2), Currency::EUR).unwrap()
    }

    #[test]
    fn b6_category_and_rate_by_seller_buyer_supply_and_day() {
        let now = date(2026, 11, 1);
        for (small, buyer, supply, day, code, rate) in [
            (false, Buyer::Domestic, Supply::Service, now, "S", dec!(19)),
            (false, Buyer::Domestic, Supply::Reduced, now, "S", dec!(7)),
            (false, Buyer::Domestic, Supply::ZeroRated, now, "Z", dec!(0)),
            (false, Buyer::Domestic, Supply::Service, date(2020, 8, 1), "S", dec!(16)),
            (false, Buyer::DomesticReverseCharge, Supply::Goods, now, "AE", dec!(0)),
            (false, Buyer::Union { business: true }, Supply::Service, now, "AE", dec!(0)),
            (false, Buyer::Union { business: true }, Supply::Goods, now, "K", dec!(0)),
            (false, Buyer::Union { business: false }, Supply::Service, now, "S", dec!(19)),
            (false, Buyer::ThirdCountry { business: true }, Supply::Service, now, "O", dec!(0)),
            (false, Buyer::ThirdCountry { business: false }, Supply::Goods, now, "G", dec!(0)),
            (true, Buyer::Domestic, Supply::Service, now, "E", dec!(0)),
        ] {
            let vat = vat(small, buyer, supply, day);
            assert_eq!(
                (vat.category.code(), vat.percent),
                (code, rate),
                "{small} {buyer:?} {supply:?} {day}"
            );
        }
    }

    #[test]
    fn b6_tax_is_rounded_once_per_group() {
        let s = Vat { category: VatCategory::Standard, percent: dec!(19) };
        // Three lines of 0.03: per line the tax would be 0.01 each, on the sum it is 0.02.
        let totals = totals(Currency::EUR, [(s, eur(3)), (s, eur(3)), (s, eur(3))]).unwrap();
        assert_eq!((totals.net, totals.tax, totals.gross), (eur(9), eur(2), eur(11)));
    }

    proptest! {
        #[test]
        fn i2_gross_is_net_and_tax_and_mirrors_exactly(cents in prop::collection::vec((-100_000i64..100_000, 0..3), 0..20)) {
            let rates = [dec!(19), dec!(7), dec!(0)];
            let lines: Vec<(Vat, Amount)> = cents.iter().map(|(c, r)| {
                (Vat { category: VatCategory::Standard, percent: rates[*r as usize] }, eur(*c))
            }).collect();
            let there = totals(Currency::EUR, lines.iter().copied()).unwrap();
            let back = totals(Currency::EUR, lines.iter().map(|(v, n)| (*v, n.negated()))).unwrap();
            prop_assert_eq!(there.gross, there.net.plus(there.tax).unwrap());
            prop_assert_eq!(there.gross.negated(), back.gross);
            prop_assert_eq!(there.net.value(), lines.iter().map(|(_, n)| n.value()).sum::<Decimal>());
            prop_assert!(!there.gross.to_string().starts_with("-0.00"));
        }
    }
}
