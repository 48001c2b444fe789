//! Bands of time (C6).

use crate::compile::{DAY, date_of_day};
use crate::service_time::{ServiceTime, floor, instant};
use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::Offset;

/// What kind of hour an instant falls into (C6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// In service hours, on whatever day.
    Service,
    /// On a working day outside service hours.
    AfterHours,
    /// On Saturday or Sunday outside service hours.
    Weekend,
    /// On a public holiday outside service hours; wins over the weekend.
    Holiday,
}

/// A span of one band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandSpan {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
    /// The band.
    pub band: Band,
}

impl ServiceTime {
    /// The band of an instant (C6). The date is that of the calendar's zone.
    #[must_use]
    pub fn band(&self, at: Timestamp) -> Band {
        self.band_until(floor(at)).0
    }

    /// The bands from `start` to `end`, cut to the second: in order, without holes, neighbours different;
    /// none where `end` is not after `start`.
    #[must_use]
    pub fn bands(&self, start: Timestamp, end: Timestamp) -> Vec<BandSpan> {
        let mut spans: Vec<BandSpan> = Vec::new();
        let mut at = start;
        while at < end {
            let (band, until) = self.band_until(floor(at));
            let until = instant(until).min(end);
            match spans.last_mut() {
                Some(last) if last.band == band => last.end = until,
                _ => spans.push(BandSpan { start: at, end: until, band }),
            }
            at = until;
        }
        spans
    }

    /// The band of a second, and a second up to which it surely holds.
    fn band_until(&self, second: i64) -> (Band, i64) {
        let (edge, open) = self.next_edge(second);
        if open {
            return (Band::Service, edge);
        }
        let offset = i64::from(self.zone().to_offset(instant(second)).seconds());
        let day = (second + offset).div_euclid(DAY);
        let midnight = (day + 1) * DAY - offset;
        // Where clocks change, the next midnight may lie elsewhere, and the date may even step back.
        let change = self.zone().following(instant(second)).next();
        let change = change.map_or(i64::MAX, |change| change.timestamp().as_second());
        (self.band_of_closed(date_of_day(day)), edge.min(midnight).min(change))
    }

    fn band_of_closed(&self, date: Date) -> Band {
        match date.weekday() {
            _ if self.is_holiday(date) => Band::Holiday,
            Weekday::Saturday | Weekday::Sunday => Band::Weekend,
            _ => Band::AfterHours,
        }
    }
}

/// The second of the date's midnight in UTC.
pub(crate) fn day_of(date: Date) -> i64 {
    Offset::UTC.to_timestamp(date.to_datetime(Time::midnight())).map_or(i64::MAX, Timestamp::as_second)
}
