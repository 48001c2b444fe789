//! A calendar through its versions (S1).

use crate::calendar::Calendar;
use crate::compile;
use crate::hours::Hours;
use crate::service_time::{DEFAULT_YEARS, ServiceTime};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::ops::RangeInclusive;

/// The versions of a calendar do not fit each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// Days would be counted in two zones.
    #[error("version {version} is in {found}, the first in {zone}: keep the zone, or add another calendar")]
    OtherZone {
        /// Which version, 1, 2, 3 ...
        version: usize,
        /// Its zone.
        found: String,
        /// The zone of the first.
        zone: String,
    },
}

/// The versions of a calendar, each from its first day on: the first has no beginning, and a later version takes the
/// place of all earlier ones from its first day on, in the zone that they share.
///
/// A window belongs to the day on which it begins, and so to the version of that day: a night shift that begins on the
/// last day of the old version is served to its end.
///
/// ```
/// use kontor_calendar::CalendarHistory;
/// let history = CalendarHistory::new("Europe/Berlin; Mo-Fr 08:00-17:00".parse()?)
///     .then(jiff::civil::date(2026, 3, 9), "Europe/Berlin; Mo-Fr 07:00-18:00".parse()?)?;
/// let friday: jiff::Timestamp = "2026-03-06T16:00:00+01:00".parse()?;
/// assert_eq!(history.compile().add(friday, 2 * 3600)?, "2026-03-09T08:00:00+01:00".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarHistory {
    first: Calendar,
    /// By first day, and these rising: what a later version took the place of is gone.
    later: Vec<(Date, Calendar)>,
}

impl CalendarHistory {
    /// A calendar that never changed.
    #[must_use]
    pub const fn new(first: Calendar) -> Self {
        Self { first, later: Vec::new() }
    }

    /// With one more version from a day on. Versions are added in the order in which they were written.
    ///
    /// # Errors
    /// When it is in another time zone.
    pub fn then(mut self, from: Date, calendar: Calendar) -> Result<Self, HistoryError> {
        if calendar.zone() != self.first.zone() {
            return Err(HistoryError::OtherZone {
                version: self.later.len() + 2,
                found: calendar.zone().to_owned(),
                zone: self.first.zone().to_owned(),
            });
        }
        self.later.retain(|(start, _)| *start < from);
        self.later.push((from, calendar));
        Ok(self)
    }

    /// The version that holds on a date.
    #[must_use]
    pub fn on(&self, date: Date) -> &Calendar {
        let next = self.later.partition_point(|(from, _)| *from <= date);
        next.checked_sub(1).map_or(&self.first, |n| &self.later[n].1)
    }

    pub(crate) fn versions(&self) -> impl Iterator<Item = &Calendar> {
        std::iter::once(&self.first).chain(self.later.iter().map(|(_, calendar)| calendar))
    }

    /// The version that was written last.
    #[must_use]
    pub fn newest(&self) -> &Calendar {
        self.later.last().map_or(&self.first, |(_, calendar)| calendar)
    }

    /// The time zone that days are counted in.
    #[must_use]
    pub const fn time_zone(&self) -> &TimeZone {
        self.first.time_zone()
    }

    /// The table for [`DEFAULT_YEARS`].
    #[must_use]
    pub fn compile(&self) -> ServiceTime {
        self.compile_years(DEFAULT_YEARS)
    }

    /// The table for these years; see [`Calendar::compile_years`].
    #[must_use]
    pub fn compile_years(&self, years: RangeInclusive<i16>) -> ServiceTime {
        compile::compile(self, years)
    }

    pub(crate) fn is_holiday(&self, date: Date) -> bool {
        self.on(date).is_holiday(date)
    }

    pub(crate) fn hours_of(&self, date: Date, holiday: bool) -> &Hours {
        self.on(date).hours_of(date, holiday)
    }
}
