//! The quantity on paper (R3).

use crate::terms::Seconds;
use kontor_money::{Amount, Decimal, MoneyError, price};
use rust_decimal::dec;

/// A unit after UN/ECE Recommendation 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// `HUR`.
    Hour,
    /// `MIN`.
    Minute,
    /// `SEC`.
    Second,
    /// `DAY`.
    Day,
    /// `MON`.
    Month,
    /// `ANN`.
    Year,
    /// `C62`: one, a piece.
    Piece,
    /// `KMT`.
    Kilometre,
    /// Any other.
    Other(UnitCode),
}

/// A code of one to three capital letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitCode([u8; 3]);

impl Unit {
    /// Its code (BT-130).
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Kilometre => "KMT",
            Self::Other(code) => std::str::from_utf8(&code.0).unwrap_or("C62").trim_end(),
            Self::Hour => "HUR",
            Self::Minute => "MIN",
            Self::Second => "SEC",
            Self::Day => "DAY",
            Self::Month => "MON",
            Self::Year => "ANN",
            Self::Piece => "C62",
        }
    }

    /// The unit of a code; a piece for what is none.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        let known =
            [Self::Hour, Self::Minute, Self::Second, Self::Day, Self::Month, Self::Year, Self::Kilometre];
        if let Some(unit) = known.into_iter().find(|unit| unit.code() == code) {
            return unit;
        }
        let fits = (1..=3).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !fits || code == "C62" {
            return Self::Piece;
        }
        let mut bytes = [b' '; 3];
        bytes[..code.len()].copy_from_slice(code.as_bytes());
        Self::Other(UnitCode(bytes))
    }
}

/// A quantity with its unit and the base of its price: net = round2(value x price / base).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// How many (BT-129); negative only on mirrors and settlements.
    pub value: Decimal,
    /// Of what.
    pub unit: Unit,
    /// How many the price is for (BT-149), greater than zero.
    pub base: Decimal,
}

impl Quantity {
    /// Work: hours where two decimals hold them exactly, else minutes with the price for 60, else seconds with the
    /// price for 3600 (R3). All three give the same net for the same price, to the cent.
    #[must_use]
    pub fn of_seconds(seconds: Seconds) -> Self {
        let exact = Decimal::from(seconds);
        let (value, unit, base) = if seconds.is_multiple_of(36) {
            (exact / dec!(3600), Unit::Hour, Decimal::ONE)
        } else if seconds.is_multiple_of(3) {
            (exact / dec!(60), Unit::Minute, dec!(60))
        } else {
            (exact, Unit::Second, dec!(3600))
        };
        Self { value: value.normalize(), unit, base }
    }

    /// So many pieces.
    #[must_use]
    pub fn pieces(count: i64) -> Self {
        Self { value: Decimal::from(count), unit: Unit::Piece, base: Decimal::ONE }
    }

    /// What it costs at this price for `base` units.
    ///
    /// # Errors
    /// When the base is not greater than zero or the result too large.
    pub fn net(&self, unit_price: Amount) -> Result<Amount, MoneyError> {
        Amount::new(price(self.value, unit_price.value(), self.base)?, unit_price.currency())
    }

    /// The exact negative; the negative of zero is zero.
    #[must_use]
    pub fn negated(self) -> Self {
        let value = if self.value.is_zero() { Decimal::ZERO } else { -self.value };
        Self { value, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_money::Currency;
    use proptest::prelude::*;

    #[test]
    fn r3_hours_where_exact_else_minutes_else_seconds() {
        for (seconds, value, unit, base) in [
            (900, dec!(0.25), Unit::Hour, dec!(1)),
            (36, dec!(0.01), Unit::Hour, dec!(1)),
            (3000, dec!(50), Unit::Minute, dec!(60)),
            (12300, dec!(205), Unit::Minute, dec!(60)),
            (3, dec!(0.05), Unit::Minute, dec!(60)),
            (421, dec!(421), Unit::Second, dec!(3600)),
            (0, dec!(0), Unit::Hour, dec!(1)),
        ] {
            assert_eq!(Quantity::of_seconds(seconds), Quantity { value, unit, base }, "{seconds} s");
        }
        let rate = Amount::new(dec!(105.30), Currency::EUR).unwrap();
        assert_eq!(Quantity::of_seconds(12300).net(rate).unwrap().value(), dec!(359.78));
    }

    proptest! {
        #[test]
        fn r3_what_is_printed_is_the_price_of_the_seconds(seconds in 0u64..400_000, cents in 0i64..100_000) {
            let rate = Amount::new(Decimal::new(cents, 2), Currency::EUR).unwrap();
            let quantity = Quantity::of_seconds(seconds);
            prop_assert!(quantity.value.scale() <= 2);
            let exact = price(Decimal::from(seconds), rate.value(), dec!(3600)).unwrap();
            prop_assert_eq!(quantity.net(rate).unwrap().value(), exact);
        }
    }
}
