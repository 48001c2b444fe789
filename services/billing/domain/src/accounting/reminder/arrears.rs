//! Interest on arrears (§§ 286, 288 BGB): a rate above the base rate, which changes twice a year.

use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_money::{Decimal, round2};
use std::collections::BTreeSet;

/// The base rate from a day on, in percent a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaseRate {
    /// The first day.
    pub from: Date,
    /// Percent; may be negative.
    pub percent: Decimal,
}

/// What is owed, and since when it bears interest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The whole claim.
    pub gross: Decimal,
    /// The first day that bears interest.
    pub since: Date,
    /// What was paid of it or credited, and when.
    pub paid: Vec<(Date, Decimal)>,
}

/// No base rate is known on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no base rate is known for {0}, add it to the reminder settings")]
pub struct NoRate(pub Date);

/// Days after the due date from which a business is in arrears without any reminder (§ 286 (3) BGB).
const UNREMINDED_DAYS: i32 = 30;

/// The first day of interest: the day after the first reminder; for a business at the latest the 31st day after the
/// due date.
#[must_use]
pub fn since(due: Date, first_reminder: Option<Date>, business: bool) -> Option<Date> {
    let reminded = first_reminder.and_then(|day| day.tomorrow().ok());
    let by_law = due.checked_add((UNREMINDED_DAYS + 1).days()).ok().filter(|_| business);
    reminded.into_iter().chain(by_law).min().map(|day| day.max(due))
}

/// Interest of the days up to and including `until`, each day's debt times the rate of that day over the days of its
/// year; rounded once, at the end. The rate is never below zero.
///
/// # Errors
/// [`NoRate`] when there is interest to reckon and no rate for a day.
pub fn interest(claim: &Claim, rates: &[BaseRate], points: Decimal, until: Date) -> Result<Decimal, NoRate> {
    let end = until.tomorrow().unwrap_or(until);
    if claim.since >= end {
        return Ok(Decimal::ZERO);
    }
    let mut sum = Decimal::ZERO;
    let mut from = claim.since;
    for cut in cuts(claim, rates, end) {
        let debt = debt_on(claim, from);
        if debt > Decimal::ZERO {
            let rate = (base_rate(rates, from).ok_or(NoRate(from))? + points).max(Decimal::ZERO);
            let days = Decimal::from(from.until(cut).map_or(0, |span| span.get_days()));
            let year = Decimal::from(from.days_in_year());
            sum += debt * rate * days / (Decimal::ONE_HUNDRED * year);
        }
        from = cut;
    }
    Ok(round2(sum))
}

/// The days after the first at which debt, rate or year change, and the end.
fn cuts(claim: &Claim, rates: &[BaseRate], end: Date) -> BTreeSet<Date> {
    let years = (claim.since.year()..=end.year()).filter_map(|year| Date::new(year, 1, 1).ok());
    let paid = claim.paid.iter().map(|(day, _)| *day);
    let rates = rates.iter().map(|rate| rate.from);
    years.chain(paid).chain(rates).filter(|day| *day > claim.since && *day < end).chain([end]).collect()
}

/// What is owed on a day; a payment counts from its own day on.
fn debt_on(claim: &Claim, day: Date) -> Decimal {
    let paid: Decimal = claim.paid.iter().filter(|(on, _)| *on <= day).map(|(_, amount)| *amount).sum();
    claim.gross - paid
}

fn base_rate(rates: &[BaseRate], day: Date) -> Option<Decimal> {
    rates.iter().filter(|rate| rate.from <= day).max_by_key(|rate| rate.from).map(|rate| rate.percent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_decimal::dec;

    const RATES: [BaseRate; 2] = [
        BaseRate { from: date(2025, 7, 1), percent: dec!(1.27) },
        BaseRate { from: date(2026, 7, 1), percent: dec!(-0.88) },
    ];

    #[test]
    fn b8_interest_runs_at_nine_points_above_the_base_rate() {
        let claim = Claim { gross: dec!(1000), since: date(2026, 3, 1), paid: vec![] };
        // 31 days at 10.27 % of 365.
        assert_eq!(interest(&claim, &RATES, dec!(9), date(2026, 3, 31)), Ok(dec!(8.72)));
        // Ten days before and ten days after the rate changed to 8.12 %.
        let around = Claim { since: date(2026, 6, 21), ..claim.clone() };
        assert_eq!(interest(&around, &RATES, dec!(9), date(2026, 7, 10)), Ok(dec!(5.04)));
        assert_eq!(interest(&claim, &RATES, dec!(9), date(2026, 2, 28)), Ok(dec!(0)));
        let early = Claim { since: date(2025, 6, 30), ..claim };
        assert_eq!(interest(&early, &RATES, dec!(9), date(2025, 7, 1)), Err(NoRate(date(2025, 6, 30))));
    }

    #[test]
    fn b8_arrears_begin_after_the_first_reminder_or_for_businesses_by_law() {
        let due = date(2026, 3, 10);
        assert_eq!(since(due, None, false), None);
        assert_eq!(since(due, None, true), Some(date(2026, 4, 10)));
        assert_eq!(since(due, Some(date(2026, 3, 20)), true), Some(date(2026, 3, 21)));
        assert_eq!(since(due, Some(date(2026, 5, 1)), true), Some(date(2026, 4, 10)));
        assert_eq!(since(due, Some(date(2026, 5, 1)), false), Some(date(2026, 5, 2)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Day by day, as one would reckon by hand.
        #[test]
        fn b8_interest_agrees_with_a_count_day_by_day(
            gross in 1_i64..1_000_000, paid in prop::collection::vec((0_i32..500, 1_i64..1_000), 0..4),
            begin in 0_i32..500, length in 0_i32..500, points in 0_i64..10,
        ) {
            let zero = date(2025, 7, 1);
            let day = |n: i32| zero.checked_add(n.days()).unwrap();
            let paid: Vec<_> = paid.into_iter().map(|(on, cents)| (day(on), Decimal::new(cents, 2))).collect();
            let claim = Claim { gross: Decimal::new(gross, 2), since: day(begin), paid };
            let mut sum = Decimal::ZERO;
            for n in begin..=begin + length {
                let today = day(n);
                let rate = base_rate(&RATES, today).unwrap() + Decimal::from(points);
                let debt = debt_on(&claim, today).max(Decimal::ZERO);
                let year = Decimal::from(today.days_in_year());
                sum += debt * rate.max(Decimal::ZERO) / (Decimal::ONE_HUNDRED * year);
            }
            let reckoned = interest(&claim, &RATES, Decimal::from(points), day(begin + length)).unwrap();
            prop_assert!((reckoned - sum).abs() <= dec!(0.0051), "{reckoned} is not {sum}");
        }
    }
}
