//! Service time by a compiled calendar, beside a walk over every minute (S2).

use super::BenchError;
use super::figure::{Figure, Goal};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use kontor_calendar::{Calendar, ServiceTime, holidays};
use rust_decimal::{Decimal, dec};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Instant;

const HOURS: &str = "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off";
/// A Monday at nine, one minute later with each of the calls, so that no two are the same.
const START: &str = "2026-03-02T09:00:00+01:00";
const ADDS: i64 = if cfg!(debug_assertions) { 1_000 } else { 200_000 };
const WALKS: i64 = if cfg!(debug_assertions) { 1 } else { 5 };

/// What one `add` takes over a day, a month and a year.
pub(super) fn measure() -> Result<Vec<Figure>, BenchError> {
    let bad = |what: String| BenchError::Other(what);
    let calendar: Calendar = HOURS.parse().map_err(|e| bad(format!("{e}")))?;
    let start: Timestamp = START.parse().map_err(|e| bad(format!("{e}")))?;
    let time = calendar.compile();
    let region = calendar.region().ok_or_else(|| bad("the calendar has no region".to_owned()))?;
    let off: BTreeSet<Date> =
        (2026..2029).flat_map(|year| holidays(region, year)).map(|day| day.date).collect();
    let mut figures = Vec::new();
    for days in [1, 30, 365_i64] {
        let end = start.checked_add(SignedDuration::from_hours(24 * days)).map_err(|e| bad(e.to_string()))?;
        let seconds = time.between(start, end);
        let (by_table, due) = nanoseconds(ADDS, |nth| add(&time, later(start, nth % 60), seconds))?;
        let (by_walk, walked) = nanoseconds(WALKS, |nth| walk(&calendar, &off, later(start, nth), seconds))?;
        // Both begin with the same call.
        if due != walked {
            return Err(bad(format!("{days} days: {due} by the table, {walked} by the walk")));
        }
        let figure = Figure::new(format!("calendar/add {days} days"), by_table, "ns").beside(by_walk);
        figures.push(figure.aiming_at(Goal::Most(dec!(1000))));
    }
    Ok(figures)
}

/// What a call takes on average, and what the first one gives.
fn nanoseconds(
    calls: i64,
    call: impl Fn(i64) -> Result<Timestamp, BenchError>,
) -> Result<(Decimal, Timestamp), BenchError> {
    let first = call(0)?;
    let begin = Instant::now();
    for nth in 0..calls {
        black_box(call(nth)?);
    }
    Ok((Decimal::from(begin.elapsed().as_nanos()) / Decimal::from(calls), first))
}

fn later(start: Timestamp, minutes: i64) -> Timestamp {
    start.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(start)
}

fn add(time: &ServiceTime, start: Timestamp, seconds: i64) -> Result<Timestamp, BenchError> {
    time.add(black_box(start), black_box(seconds)).map_err(|e| BenchError::Other(e.to_string()))
}

/// As it is often written: minute after minute, by the clock on the wall.
fn walk(
    calendar: &Calendar,
    off: &BTreeSet<Date>,
    start: Timestamp,
    seconds: i64,
) -> Result<Timestamp, BenchError> {
    let (mut at, mut left) = (start, seconds / 60);
    while left > 0 {
        let local = at.to_zoned(calendar.time_zone().clone());
        let works = local.weekday().to_monday_one_offset() <= 5 && !off.contains(&local.date());
        left -= i64::from(works && (8..17).contains(&local.hour()));
        at = at.checked_add(1.minute()).map_err(|e| BenchError::Other(e.to_string()))?;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s2_the_walk_agrees_with_the_table() {
        let figures = measure().unwrap();
        assert_eq!(figures.len(), 3);
        assert!(figures.iter().all(|figure| figure.baseline > Some(figure.value)), "{figures:?}");
    }
}
