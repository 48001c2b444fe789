//! Counting service time.

use crate::calendar::Calendar;
use crate::error::BeyondHorizon;
use crate::history::CalendarHistory;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The years that [`Calendar::compile`] covers.
pub const DEFAULT_YEARS: RangeInclusive<i16> = 2010..=2050;

/// A span of service time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenSpan {
    /// First open instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
}

/// A compiled calendar (S2): the open spans of its years with the service time before each.
///
/// `add` and `between` are two binary searches each. Both count whole seconds; `add` keeps fractions of a
/// second so that a deadline is never early.
#[derive(Debug, Clone)]
pub struct ServiceTime {
    history: CalendarHistory,
    holidays: BTreeSet<Date>,
    from: i64,
    until: i64,
    start: Vec<i64>,
    end: Vec<i64>,
    /// Open seconds before each span.
    before: Vec<i64>,
}

impl ServiceTime {
    pub(crate) fn from_spans(
        history: CalendarHistory,
        holidays: BTreeSet<Date>,
        (from, until): (i64, i64),
        spans: &[(i64, i64)],
    ) -> Self {
        let before = spans.iter().scan(0, |sum, (start, end)| {
            let before = *sum;
            *sum += end - start;
            Some(before)
        });
        let before = before.collect();
        let (start, end) = spans.iter().copied().unzip();
        Self { history, holidays, from, until, start, end, before }
    }

    /// The calendar it was compiled from; of several versions the newest.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        self.history.newest()
    }

    /// The time zone.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        self.history.time_zone()
    }

    /// The compiled instants: from the first, and before the second.
    #[must_use]
    pub fn horizon(&self) -> (Timestamp, Timestamp) {
        (instant(self.from), instant(self.until))
    }

    /// The instant when so many seconds of service time have passed since `at` (S2).
    ///
    /// The earliest such instant: an amount that is used up at closing time ends at closing time, not at the
    /// next opening. Zero gives `at` back. A negative amount goes back to the latest instant from which so
    /// much service time passes until `at`.
    ///
    /// # Errors
    /// When `at` or the answer lies outside the [horizon](Self::horizon).
    pub fn add(&self, at: Timestamp, seconds: i64) -> Result<Timestamp, BeyondHorizon> {
        let beyond = || BeyondHorizon { from: instant(self.from), until: instant(self.until) };
        let second = floor(at);
        if second < self.from || second >= self.until {
            return Err(beyond());
        }
        if seconds == 0 {
            return Ok(at);
        }
        let want = self.offset(second).checked_add(seconds).ok_or_else(beyond)?;
        let span = if seconds > 0 {
            self.before.partition_point(|before| *before < want)
        } else {
            self.before.partition_point(|before| *before <= want)
        };
        let span = span.checked_sub(1).ok_or_else(beyond)?;
        let whole = self.start[span] + (want - self.before[span]);
        if whole > self.end[span] {
            return Err(beyond());
        }
        self.with_fraction(at, whole, span).ok_or_else(beyond)
    }

    /// A fraction of a second that began in service time is still to be served, if need be in the next span.
    fn with_fraction(&self, at: Timestamp, whole: i64, span: usize) -> Option<Timestamp> {
        let fraction = at.as_nanosecond().rem_euclid(1_000_000_000);
        if fraction == 0 || !self.is_open(at) {
            return Some(instant(whole));
        }
        let whole = if whole == self.end[span] { *self.start.get(span + 1)? } else { whole };
        Timestamp::from_nanosecond(i128::from(whole) * 1_000_000_000 + fraction).ok()
    }

    /// The seconds of service time from `a` to `b`; negative where `b` is before `a` (S2).
    ///
    /// Fractions of a second are dropped at both ends, so that parts sum up to the whole. Time outside the
    /// [horizon](Self::horizon) counts as closed.
    #[must_use]
    pub fn between(&self, a: Timestamp, b: Timestamp) -> i64 {
        self.offset(floor(b)) - self.offset(floor(a))
    }

    /// Whether an instant is service time.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        let second = floor(at);
        self.span_before(second).is_some_and(|span| second < self.end[span])
    }

    /// The next open spans, at most `n`. One that is open at `from` begins there.
    #[must_use]
    pub fn next_windows(&self, from: Timestamp, n: usize) -> Vec<OpenSpan> {
        let first = self.end.partition_point(|end| *end <= floor(from));
        (first..self.start.len())
            .take(n)
            .map(|span| OpenSpan { start: instant(self.start[span]).max(from), end: instant(self.end[span]) })
            .collect()
    }

    pub(crate) fn is_holiday(&self, date: Date) -> bool {
        // The set covers the horizon; other years are worked out.
        match (self.from..self.until).contains(&crate::bands::day_of(date)) {
            true => self.holidays.contains(&date),
            false => self.history.is_holiday(date),
        }
    }

    /// The edge of service time after `second`, and whether it is open until then.
    pub(crate) fn next_edge(&self, second: i64) -> (i64, bool) {
        let next = self.span_before(second).map_or(0, |span| span + 1);
        if next > 0 && second < self.end[next - 1] {
            return (self.end[next - 1], true);
        }
        (self.start.get(next).copied().unwrap_or(i64::MAX), false)
    }

    /// The last span that begins at or before a second.
    fn span_before(&self, second: i64) -> Option<usize> {
        self.start.partition_point(|start| *start <= second).checked_sub(1)
    }

    /// Open seconds before a second.
    fn offset(&self, second: i64) -> i64 {
        self.span_before(second)
            .map_or(0, |span| self.before[span] + second.min(self.end[span]) - self.start[span])
    }
}

/// The whole second at or before an instant.
pub(crate) fn floor(at: Timestamp) -> i64 {
    // Timestamps count subseconds away from 1970, so that those before it round towards it.
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

pub(crate) fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(if second < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
