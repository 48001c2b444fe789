//! Money, numbers, days, spans of time.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kontor_money::{Amount, Currency, Decimal};
use kontor_proto::types::v1 as wire;
use kontor_status::{Problem, Result};

pub(crate) fn decimal(value: Decimal) -> Option<wire::Decimal> {
    Some(wire::Decimal { value: value.to_string() })
}

pub(crate) fn money(amount: Amount) -> Option<wire::Money> {
    Some(wire::Money { currency_code: amount.currency().code().to_owned(), amount: decimal(amount.value()) })
}

pub(crate) fn euros(value: Decimal) -> Result<Option<wire::Money>> {
    Ok(money(Amount::new(value, Currency::EUR).map_err(Problem::internal)?))
}

/// An amount that another service of ours wrote: anything else is a fault. A currency alone is no amount.
pub(crate) fn read_money(money: &wire::Money) -> Result<Amount> {
    let currency: Currency = money.currency_code.parse().map_err(Problem::internal)?;
    let amount = money.amount.as_ref().ok_or_else(|| Problem::internal("money without an amount"))?;
    Amount::new(read_decimal(Some(amount))?, currency).map_err(Problem::internal)
}

pub(crate) fn read_decimal(value: Option<&wire::Decimal>) -> Result<Decimal> {
    let text = value.map_or("0", |v| v.value.as_str());
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.')) {
        return Err(Problem::internal(format!(
            "{text:?} is no decimal: digits with an optional sign and point"
        )));
    }
    text.parse().map_err(Problem::internal)
}

pub(crate) fn date(day: Date) -> Option<wire::Date> {
    Some(wire::Date { year: day.year().into(), month: day.month().into(), day: day.day().into() })
}

/// A day of the calendar of the years 1 to 9999; none for what is none.
pub(crate) fn read_date(date: &wire::Date) -> Option<Date> {
    let (year, month, day) =
        (date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?);
    Date::new(year, month, day).ok().filter(|day| day.year() >= 1)
}

pub(crate) fn stamp(at: Timestamp) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() })
}

pub(crate) fn read_stamp(at: &prost_types::Timestamp) -> Option<Timestamp> {
    Timestamp::new(at.seconds, at.nanos).ok()
}

pub(crate) fn duration(seconds: u64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds: i64::try_from(seconds).unwrap_or(i64::MAX), nanos: 0 })
}

/// Whole seconds of a duration, not below zero.
pub(crate) fn read_seconds(duration: Option<&prost_types::Duration>) -> u64 {
    let length = duration.map_or(SignedDuration::ZERO, |d| SignedDuration::new(d.seconds, d.nanos));
    u64::try_from(length.as_secs()).unwrap_or_default()
}
