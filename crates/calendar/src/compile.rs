//! From a definition to a table of open spans.

use crate::history::CalendarHistory;
use crate::service_time::ServiceTime;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

pub(crate) const DAY: i64 = 86_400;
const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2200;

pub(crate) fn compile(calendar: &CalendarHistory, years: RangeInclusive<i16>) -> ServiceTime {
    let first = (*years.start()).clamp(FIRST_YEAR, LAST_YEAR);
    let last = (*years.end()).clamp(first, LAST_YEAR);
    let tz = calendar.time_zone();
    let (from, until) = (new_year(tz, first), new_year(tz, last + 1));
    let holidays = holidays(calendar, first - 1..=last + 1);
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for stretch in stretches(tz, from, until) {
        for span in open_in(calendar, &holidays, stretch) {
            match spans.last_mut() {
                Some(previous) if previous.1 >= span.0 => previous.1 = previous.1.max(span.1),
                _ => spans.push(span),
            }
        }
    }
    ServiceTime::from_spans(calendar.clone(), holidays, (from, until), &spans)
}

fn new_year(tz: &TimeZone, year: i16) -> i64 {
    let midnight = Date::constant(year, 1, 1).to_datetime(jiff::civil::Time::midnight());
    // Years up to 2201 are far inside the range of instants.
    tz.to_timestamp(midnight)
        .map_or_else(|_| Offset::UTC.to_timestamp(midnight), Ok)
        .map_or(0, Timestamp::as_second)
}

/// The public holidays, each by the version that holds on it.
fn holidays(history: &CalendarHistory, years: RangeInclusive<i16>) -> BTreeSet<Date> {
    let mut dates = BTreeSet::new();
    for calendar in history.versions() {
        let days = calendar
            .region()
            .into_iter()
            .flat_map(|region| years.clone().flat_map(move |year| region.holidays(year)));
        dates.extend(days.map(|day| day.date).filter(|date| std::ptr::eq(history.on(*date), calendar)));
    }
    dates
}

/// A span of instants with one offset from UTC: within it wall clock and instants run in step, so that
/// nothing has to be disambiguated.
#[derive(Clone, Copy)]
struct Stretch {
    from: i64,
    until: i64,
    offset: i64,
}

fn stretches(tz: &TimeZone, from: i64, until: i64) -> Vec<Stretch> {
    let instant = |second| Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
    let mut stretches =
        vec![Stretch { from, until, offset: i64::from(tz.to_offset(instant(from)).seconds()) }];
    for change in tz.following(instant(from)) {
        let at = change.timestamp().as_second();
        if at >= until {
            break;
        }
        if let Some(last) = stretches.last_mut() {
            last.until = at;
        }
        stretches.push(Stretch { from: at, until, offset: i64::from(change.offset().seconds()) });
    }
    stretches
}

/// The open spans of a stretch, in order and without overlap.
fn open_in(calendar: &CalendarHistory, holidays: &BTreeSet<Date>, stretch: Stretch) -> Vec<(i64, i64)> {
    let first_day = (stretch.from + stretch.offset).div_euclid(DAY);
    let last_day = (stretch.until - 1 + stretch.offset).div_euclid(DAY);
    let mut spans = Vec::new();
    // The day before may run into the first one.
    let mut date = date_of_day(first_day - 1);
    for day in first_day - 1..=last_day {
        let midnight = day * DAY - stretch.offset;
        for window in calendar.hours_of(date, holidays.contains(&date)).windows() {
            let start = (midnight + i64::from(window.start_minute()) * 60).max(stretch.from);
            let end = (midnight + i64::from(window.end_minute()) * 60).min(stretch.until);
            if start < end {
                spans.push((start, end));
            }
        }
        date = date.tomorrow().unwrap_or(Date::MAX);
    }
    spans.sort_unstable();
    spans.dedup_by(|next, previous| {
        let joins = next.0 <= previous.1;
        if joins {
            previous.1 = previous.1.max(next.1);
        }
        joins
    });
    spans
}

/// The date of a day counted from 1 January 1970.
pub(crate) fn date_of_day(day: i64) -> Date {
    Timestamp::from_second(day * DAY).map_or(Date::MAX, |at| DateTime::date(Offset::UTC.to_datetime(at)))
}
