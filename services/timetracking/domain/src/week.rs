//! A technician's week, day by day in the person's zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// The days of a week.
const DAYS: i64 = 7;

/// Time from an instant to the first that no longer belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    /// The first instant.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

impl Range {
    /// Its seconds; 0 where it is empty.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        u64::try_from(self.end.as_second() - self.start.as_second()).unwrap_or_default()
    }

    /// What it shares with another.
    #[must_use]
    pub fn shared(&self, other: &Self) -> Option<Self> {
        let shared = Self { start: self.start.max(other.start), end: self.end.min(other.end) };
        (shared.start < shared.end).then_some(shared)
    }

    /// What is left of it without others, in order.
    #[must_use]
    pub fn without(self, others: &[Self]) -> Vec<Self> {
        let mut left = vec![self];
        for other in others {
            left = left.into_iter().flat_map(|piece| piece.minus(other)).collect();
        }
        left
    }

    fn minus(self, other: &Self) -> Vec<Self> {
        let Some(shared) = self.shared(other) else { return vec![self] };
        let before = Self { start: self.start, end: shared.start };
        let after = Self { start: shared.end, end: self.end };
        [before, after].into_iter().filter(|piece| piece.start < piece.end).collect()
    }
}

/// Ranges that share or touch time become one; in order of time.
#[must_use]
pub fn united(ranges: &[Range]) -> Vec<Range> {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut all: Vec<Range> = Vec::new();
    for range in sorted {
        match all.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => all.push(range),
        }
    }
    all
}

/// One day of a person's week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub date: Date,
    /// From its first instant to that of the next: 23, 24 or 25 hours.
    pub range: Range,
    /// What was worked on it, by the place of the entry: entries across midnight have a part on each day.
    pub parts: Vec<(usize, Range)>,
    /// Time between the first work and the last in which nothing was booked.
    pub gaps: Vec<Range>,
    /// Seconds of all parts.
    pub worked: u64,
    /// Seconds that were counted more than once because entries overlap.
    pub overlapped: u64,
}

/// The day is out of the years that can be reckoned with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("choose a week of the years 1970 to 2999")]
pub struct UnknownWeek;

/// The Monday of the week that an instant lies in, as the person's zone sees it.
///
/// # Errors
/// At the ends of the calendar.
pub fn monday_of(at: Timestamp, zone: &TimeZone) -> Result<Date, UnknownWeek> {
    let date = zone.to_datetime(at).date();
    let since = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(since.days()).map_err(|_| UnknownWeek)
}

/// The first instant of a day: midnight, or where the clock is put forward then, what comes instead.
///
/// # Errors
/// At the ends of the calendar.
pub fn first_instant(date: Date, zone: &TimeZone) -> Result<Timestamp, UnknownWeek> {
    let day = date.to_zoned(zone.clone()).and_then(|day| day.start_of_day());
    day.map(|day| day.timestamp()).map_err(|_| UnknownWeek)
}

/// From the first instant of a day to that of the day so many days later.
///
/// # Errors
/// At the ends of the calendar.
pub fn days_from(date: Date, days: i64, zone: &TimeZone) -> Result<Range, UnknownWeek> {
    let last = date.checked_add(days.days()).map_err(|_| UnknownWeek)?;
    Ok(Range { start: first_instant(date, zone)?, end: first_instant(last, zone)? })
}

/// A week of seven days from its Monday with the entries that lie in it, which are in order of their beginnings.
///
/// # Errors
/// At the ends of the calendar.
pub fn week(monday: Date, zone: &TimeZone, entries: &[Range]) -> Result<Vec<Day>, UnknownWeek> {
    (0..DAYS)
        .map(|offset| {
            let date = monday.checked_add(offset.days()).map_err(|_| UnknownWeek)?;
            Ok(day(date, days_from(date, 1, zone)?, entries))
        })
        .collect()
}

fn day(date: Date, range: Range, entries: &[Range]) -> Day {
    let part = |(place, entry): (usize, &Range)| Some((place, entry.shared(&range)?));
    let parts: Vec<(usize, Range)> = entries.iter().enumerate().filter_map(part).collect();
    let ranges: Vec<Range> = parts.iter().map(|(_, range)| *range).collect();
    let covered = united(&ranges);
    let gaps = covered.windows(2).map(|two| Range { start: two[0].end, end: two[1].start }).collect();
    let worked = ranges.iter().map(Range::seconds).sum();
    let once: u64 = covered.iter().map(Range::seconds).sum();
    Day { date, range, parts, gaps, worked, overlapped: worked - once }
}
