//! Lots: what a quota grants, from when to when (R5).

use crate::terms::{CarryOver, QuotaTerms, Recurrence};
use jiff::ToSpan;
use jiff::civil::Date;
use kontor_ids::{LotId, QuotaId};
use kontor_money::Decimal;

/// Where a lot comes from. Keys are natural, so that rating anew names the same lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LotOrigin {
    /// Replenishment: the first day of its period.
    Period(Date),
    /// Bought on its own.
    Bought(LotId),
    /// Automatic replenishment (R6), numbered 1, 2, 3 ... within the quota.
    Auto(u32),
}

/// Names a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LotKey {
    /// Its quota.
    pub quota: QuotaId,
    /// Where it comes from.
    pub origin: LotOrigin,
}

/// A granted lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Which.
    pub key: LotKey,
    /// What it grants: seconds, money or calls; greater than zero.
    pub amount: Decimal,
    /// The first day work can draw from it.
    pub from: Date,
    /// The first day it no longer can; `None` for never.
    pub expires: Option<Date>,
    /// When this lot begins, what older lots of its quota still hold is cut to this (carry-over up to a cap).
    pub carry_cap: Option<Decimal>,
}

impl Lot {
    /// Whether work of that day can draw from it.
    #[must_use]
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.from <= day && self.expires.is_none_or(|end| day < end)
    }
}

/// The terms of a quota while they hold. Later versions of a contract give later stretches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaStretch {
    /// The terms.
    pub terms: QuotaTerms,
    /// The first day they hold.
    pub from: Date,
    /// The first day they no longer do; `None` for open-ended.
    pub until: Option<Date>,
}

/// The lots of one quota that begin on or before `horizon`.
///
/// Periods are counted from the first stretch's first day, and each is granted in full by the terms that hold on its
/// first day. Lots never outlive the last stretch. Stretches are in order and do not overlap.
#[must_use]
pub fn schedule(stretches: &[QuotaStretch], horizon: Date) -> Vec<Lot> {
    let Some(first) = stretches.first() else { return Vec::new() };
    let end = stretches.last().and_then(|s| s.until);
    let mut lots = Vec::new();
    for stretch in stretches {
        match stretch.terms.replenishment.months() {
            // The same quota worded anew by a later version is not granted a second time.
            None if stretch.from <= horizon && lots.is_empty() => {
                lots.push(lot(stretch, stretch.from, |_| None, end));
            }
            None => {}
            Some(months) => {
                let boundary = |k: i32| add_months(first.from, k.saturating_mul(months));
                let begun = (0..).map(|k| (k, boundary(k))).take_while(|(k, start)| {
                    *start <= horizon && stretch.until.is_none_or(|u| *start < u) && *start < boundary(k + 1)
                });
                for (k, start) in begun.filter(|(_, start)| *start >= stretch.from) {
                    lots.push(lot(stretch, start, |more| Some(boundary(k.saturating_add(1 + more))), end));
                }
            }
        }
    }
    lots.retain(|l| l.amount > Decimal::ZERO && l.expires.is_none_or(|e| e > l.from));
    lots
}

/// The lot that begins on `start`; `boundary(n)` is the end of its period, n periods later.
fn lot(
    stretch: &QuotaStretch,
    start: Date,
    boundary: impl Fn(i32) -> Option<Date>,
    end: Option<Date>,
) -> Lot {
    let terms = &stretch.terms;
    let own = match terms.carry_over {
        CarryOver::UpTo(_) => None,
        CarryOver::None => boundary(0),
        CarryOver::LastPeriod => boundary(1),
        CarryOver::Periods(n) => boundary(i32::try_from(n).unwrap_or(100_000).min(100_000)),
    };
    let carry_cap = match terms.carry_over {
        CarryOver::UpTo(cap) if terms.replenishment != Recurrence::Once => Some(cap.max(Decimal::ZERO)),
        _ => None,
    };
    Lot {
        key: LotKey { quota: terms.quota, origin: LotOrigin::Period(start) },
        amount: terms.amount,
        from: start,
        expires: [own, end].into_iter().flatten().min(),
        carry_cap,
    }
}

/// The day so many months later; the last of the month where that day does not exist, the last of all days beyond it.
#[must_use]
pub(crate) fn add_months(day: Date, months: i32) -> Date {
    day.checked_add(months.clamp(-200_000, 200_000).months()).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::QuotaTerms;
    use jiff::civil::date;
    use kontor_ids::SequentialIds;
    use rust_decimal::dec;

    fn lots(replenishment: Recurrence, carry_over: CarryOver, until: Option<Date>) -> Vec<Lot> {
        let quota = QuotaId::new(&SequentialIds::new(1));
        let terms = QuotaTerms { replenishment, carry_over, ..QuotaTerms::time(quota, "Support", 36_000) };
        schedule(&[QuotaStretch { terms, from: date(2026, 1, 31), until }], date(2026, 4, 30))
    }

    fn spans(lots: &[Lot]) -> Vec<(Date, Option<Date>)> {
        lots.iter().map(|l| (l.from, l.expires)).collect()
    }

    #[test]
    fn r5_replenishment_and_carry_over() {
        let d = date;
        let once = lots(Recurrence::Once, CarryOver::None, Some(d(2027, 1, 31)));
        assert_eq!(spans(&once), [(d(2026, 1, 31), Some(d(2027, 1, 31)))]);
        let none = lots(Recurrence::Monthly, CarryOver::None, None);
        let starts = [d(2026, 1, 31), d(2026, 2, 28), d(2026, 3, 31), d(2026, 4, 30)];
        assert_eq!(none.iter().map(|l| l.from).collect::<Vec<_>>(), starts);
        assert_eq!(none[0].expires, Some(d(2026, 2, 28)));
        assert_eq!(lots(Recurrence::Monthly, CarryOver::LastPeriod, None)[0].expires, Some(d(2026, 3, 31)));
        assert_eq!(lots(Recurrence::Quarterly, CarryOver::None, None).len(), 2);
        assert_eq!(lots(Recurrence::Yearly, CarryOver::None, None)[0].expires, Some(d(2027, 1, 31)));
        assert_eq!(lots(Recurrence::Yearly, CarryOver::Periods(2), None)[0].expires, Some(d(2029, 1, 31)));
        let capped = lots(Recurrence::Monthly, CarryOver::UpTo(dec!(7200)), None);
        assert_eq!((capped[1].expires, capped[1].carry_cap), (None, Some(dec!(7200))));
    }

    #[test]
    fn r5_no_lot_outlives_its_contract() {
        let cut = lots(Recurrence::Monthly, CarryOver::Periods(3), Some(date(2026, 3, 15)));
        assert_eq!(cut.len(), 2);
        assert!(cut.iter().all(|l| l.expires == Some(date(2026, 3, 15))));
    }
}
