//! Names, numbers, days and times.

use jiff::Timestamp;
use jiff::civil::Date;
use kontor_contract_domain::terms::Validity;
use kontor_contract_domain::{Text, Violations};
use kontor_ids::{IdError, Uuid};
use kontor_money::{Amount, Currency};
use kontor_proto::types::v1 as wire;
use rust_decimal::Decimal;

/// A placeholder for what could not be read, so that the rest is judged all the same.
pub(crate) const NOTHING: Uuid = Uuid::nil();

/// A day for what could not be read.
const NO_DAY: Date = Date::constant(2000, 1, 1);

/// Reads a resource name that must be there.
pub(crate) fn name<T>(
    field: &str,
    text: &str,
    read: fn(&str) -> Result<T, IdError>,
    nothing: fn(Uuid) -> T,
    v: &mut Violations,
) -> T {
    v.take(field, read(text)).unwrap_or_else(|| nothing(NOTHING))
}

/// Reads a resource name that may be missing.
pub(crate) fn optional_name<T>(
    field: &str,
    text: &str,
    read: fn(&str) -> Result<T, IdError>,
    v: &mut Violations,
) -> Option<T> {
    if text.is_empty() { None } else { v.take(field, read(text)) }
}

/// Reads a list of resource names.
pub(crate) fn names<T>(
    field: &str,
    texts: &[String],
    read: fn(&str) -> Result<T, IdError>,
    v: &mut Violations,
) -> Vec<T> {
    let items = texts.iter().take(501).enumerate();
    items.filter_map(|(i, text)| v.take(format!("{field}[{i}]"), read(text))).collect()
}

/// Reads a list of texts.
pub(crate) fn texts<T>(field: &str, texts: &[String], v: &mut Violations) -> Vec<T>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let items = texts.iter().take(501).enumerate();
    items.filter_map(|(i, text)| v.take(format!("{field}[{i}]"), text.parse())).collect()
}

/// Reads a decimal number.
pub(crate) fn decimal(field: &str, value: Option<&wire::Decimal>, v: &mut Violations) -> Option<Decimal> {
    let text = value.map_or("", |value| value.value.as_str());
    let plain = !text.is_empty()
        && text.len() <= 30
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.'));
    let number = plain.then(|| Decimal::from_str_exact(text).ok()).flatten();
    if number.is_none() {
        v.add(field, "give a decimal number such as 12.50, at most 28 digits");
    }
    number
}

/// Reads an amount of money.
pub(crate) fn money(field: &str, money: Option<&wire::Money>, v: &mut Violations) -> Option<Amount> {
    let Some(money) = money else {
        v.add(field, "give currency_code and amount");
        return None;
    };
    let currency: Option<Currency> = v.take(format!("{field}.currency_code"), money.currency_code.parse());
    let value = decimal(&format!("{field}.amount"), money.amount.as_ref(), v)?;
    v.take(format!("{field}.amount"), Amount::new(value, currency?))
}

/// Reads a day.
pub(crate) fn date(field: &str, date: &wire::Date, v: &mut Violations) -> Option<Date> {
    let day = (|| {
        Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
    })();
    let day = day.filter(|day| day.year() >= 1);
    if day.is_none() {
        v.add(field, "give a day of the calendar: year 1 to 9999, month 1 to 12, day within the month");
    }
    day
}

/// Reads a day that may be missing.
pub(crate) fn optional_day(field: &str, day: Option<&wire::Date>, v: &mut Violations) -> Option<Date> {
    day.and_then(|day| date(field, day, v))
}

/// Reads days from start to end.
pub(crate) fn validity(field: &str, range: Option<&wire::DateRange>, v: &mut Violations) -> Validity {
    let start_field = format!("{field}.start");
    let start = match range.and_then(|range| range.start.as_ref()) {
        Some(start) => date(&start_field, start, v),
        None => {
            v.add(start_field, "give the first day");
            None
        }
    };
    let end =
        range.and_then(|range| range.end.as_ref()).and_then(|end| date(&format!("{field}.end"), end, v));
    // Without a start nothing can be said of the end.
    Validity { start: start.unwrap_or(NO_DAY), end: end.filter(|_| start.is_some()) }
}

/// Reads a length of whole seconds.
pub(crate) fn seconds(
    field: &str,
    length: Option<&prost_types::Duration>,
    v: &mut Violations,
) -> Option<u32> {
    let length = length?;
    let seconds = u32::try_from(length.seconds).ok().filter(|_| length.nanos == 0);
    if seconds.is_none() {
        v.add(field, "give whole seconds, not negative");
    }
    seconds
}

/// Reads an instant.
pub(crate) fn instant(field: &str, at: &prost_types::Timestamp, v: &mut Violations) -> Option<Timestamp> {
    let valid = (0..1_000_000_000).contains(&at.nanos);
    let instant = valid.then(|| Timestamp::new(at.seconds, at.nanos).ok()).flatten();
    if instant.is_none() {
        v.add(field, "give an instant from year 1 to 9999 with 0 to 999999999 nanos");
    }
    instant
}

/// Reads a small number that is not negative.
pub(crate) fn count(field: &str, number: i32, v: &mut Violations) -> u32 {
    u32::try_from(number).unwrap_or_else(|_| {
        v.add(field, "give a number that is not negative");
        0
    })
}

pub(crate) fn print_decimal(value: Decimal) -> wire::Decimal {
    wire::Decimal { value: value.to_string() }
}

pub(crate) fn print_money(amount: Amount) -> wire::Money {
    wire::Money {
        currency_code: amount.currency().code().to_owned(),
        amount: Some(print_decimal(amount.value())),
    }
}

/// A day as it is shown.
pub(crate) fn print_date(day: Date) -> wire::Date {
    wire::Date { year: day.year().into(), month: day.month().into(), day: day.day().into() }
}

pub(crate) fn print_validity(valid: Validity) -> wire::DateRange {
    wire::DateRange { start: Some(print_date(valid.start)), end: valid.end.map(print_date) }
}

pub(crate) fn print_instant(at: Timestamp) -> prost_types::Timestamp {
    // Before 1970 jiff's fraction is negative, the wire's never.
    let nanos = at.as_nanosecond().rem_euclid(1_000_000_000);
    let seconds = at.as_nanosecond().div_euclid(1_000_000_000);
    prost_types::Timestamp {
        seconds: seconds.try_into().unwrap_or(i64::MAX),
        nanos: nanos.try_into().unwrap_or_default(),
    }
}

pub(crate) fn print_seconds(seconds: u32) -> prost_types::Duration {
    prost_types::Duration { seconds: seconds.into(), nanos: 0 }
}

pub(crate) fn print_text(text: &Text) -> wire::LocalizedText {
    wire::LocalizedText { de: text.de.clone(), en: text.en.clone() }
}

/// The etag of a version.
pub(crate) fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
