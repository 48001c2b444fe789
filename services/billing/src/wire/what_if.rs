//! Comparisons of terms as the wire has them (N6).

use super::money::{date, duration, money};
use jiff::civil::Date;
use kontor_billing_domain::Period;
use kontor_billing_domain::what_if::Tally;
use kontor_ids::CustomerId;
use kontor_money::{Amount, Currency, MoneyError};
use kontor_proto::billing::v1::{MonthComparison, TermsComparison, TermsTally};
use kontor_proto::types::v1::DateRange;
use std::collections::BTreeMap;

/// Both sides month by month and in sum.
pub(crate) fn comparison(
    customer: CustomerId,
    period: Period,
    (now, then): (&BTreeMap<Date, Tally>, &BTreeMap<Date, Tally>),
) -> Result<TermsComparison, MoneyError> {
    let nothing = Tally::zero(Currency::EUR);
    let mut months = Vec::with_capacity(now.len());
    let (mut sum_now, mut sum_then) = (nothing.clone(), nothing.clone());
    for (month, now) in now {
        let then = then.get(month).unwrap_or(&nothing);
        (sum_now, sum_then) = (sum_now.plus(now)?, sum_then.plus(then)?);
        months.push(MonthComparison {
            month: date(*month),
            now: Some(tally(now)?),
            then: Some(tally(then)?),
            difference: money(difference(now, then)?),
        });
    }
    Ok(TermsComparison {
        customer: customer.resource_name(),
        period: Some(DateRange { start: date(period.start), end: date(period.end) }),
        months,
        now: Some(tally(&sum_now)?),
        then: Some(tally(&sum_then)?),
        difference: money(difference(&sum_now, &sum_then)?),
    })
}

fn difference(now: &Tally, then: &Tally) -> Result<Amount, MoneyError> {
    then.net()?.minus(now.net()?)
}

fn tally(tally: &Tally) -> Result<TermsTally, MoneyError> {
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    Ok(TermsTally {
        entries: count(tally.entries),
        waiting: count(tally.waiting),
        worked: duration(tally.worked),
        included: duration(tally.included),
        drawn: duration(tally.drawn),
        billed: duration(tally.billed),
        work: money(tally.work),
        extras: money(tally.extras),
        fees: money(tally.fees),
        lots: money(tally.lots),
        net: money(tally.net()?),
    })
}
