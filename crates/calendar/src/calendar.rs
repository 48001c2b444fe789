//! The definition of a calendar.

use crate::error::{CalendarError, CalendarErrors, Place};
use crate::exceptions::{Days, Exception};
use crate::history::CalendarHistory;
use crate::hours::{Hours, Window};
use crate::region::Region;
use crate::service_time::{DEFAULT_YEARS, ServiceTime};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use std::ops::RangeInclusive;

/// Most exceptions a calendar may have.
pub const MAX_EXCEPTIONS: usize = 500;

/// What happens on the public holidays of the region.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HolidayRule {
    /// The hours of the weekday hold, as if it were no holiday; `PH open`.
    AsWeekday,
    /// These hours hold on every public holiday; closed is `PH off`.
    Hours(Hours),
}

/// The fields a calendar is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarParts {
    /// IANA name of the time zone, such as `Europe/Berlin`.
    pub zone: String,
    /// Whose public holidays count; none for a calendar without holidays.
    pub region: Option<Region>,
    /// Hours from Monday to Sunday; at least one day is open.
    pub weekly: [Hours; 7],
    /// What happens on public holidays; without a region only [`HolidayRule::AsWeekday`].
    pub on_holidays: HolidayRule,
    /// Days that differ, in any order; at most [`MAX_EXCEPTIONS`], none named twice.
    pub exceptions: Vec<Exception>,
}

/// When a house serves (S1). Never empty, and equal to what its text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    parts: CalendarParts,
    tz: TimeZone,
}

impl Calendar {
    /// Reads the text form; the same as [`str::parse`].
    ///
    /// # Errors
    /// With all mistakes at once, each with its column and remedy. An empty calendar is a mistake (S1).
    pub fn parse(text: &str) -> Result<Self, CalendarErrors> {
        text.parse()
    }

    /// A calendar from its fields.
    ///
    /// # Errors
    /// With all mistakes at once, each with its field and remedy.
    pub fn new(mut parts: CalendarParts) -> Result<Self, CalendarErrors> {
        let mut mistakes = Vec::new();
        let tz = zone(&parts.zone).ok_or_else(|| unknown_zone(Place::Field("zone"), &parts.zone));
        if parts.weekly.iter().all(Hours::is_closed) {
            mistakes.push(never_open(Place::Field("weekly")));
        }
        if parts.region.is_none() && parts.on_holidays != HolidayRule::AsWeekday {
            mistakes.push(no_region(Place::Field("region")));
        }
        if parts.exceptions.len() > MAX_EXCEPTIONS {
            mistakes.push(too_many(Place::Field("exceptions")));
        }
        for exception in parts.exceptions.iter().filter(|e| !e.days.is_ordered()) {
            mistakes.push(unordered(Place::Field("exceptions"), exception.days));
        }
        parts.exceptions.sort_by_key(|exception| exception.days);
        for pair in parts.exceptions.windows(2).filter(|pair| pair[0].days.overlaps(pair[1].days)) {
            mistakes.push(named_twice(Place::Field("exceptions"), pair[1].days.to_string()));
        }
        match tz {
            Ok((tz, name)) if mistakes.is_empty() => {
                parts.zone = name;
                Ok(Self { parts, tz })
            }
            tz => {
                mistakes.splice(0..0, tz.err());
                Err(CalendarErrors(mistakes))
            }
        }
    }

    /// Its fields; the exceptions are sorted, those of every year first.
    #[must_use]
    pub const fn parts(&self) -> &CalendarParts {
        &self.parts
    }

    /// IANA name of its time zone.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.parts.zone
    }

    /// Its time zone.
    #[must_use]
    pub const fn time_zone(&self) -> &TimeZone {
        &self.tz
    }

    /// Whose public holidays count.
    #[must_use]
    pub const fn region(&self) -> Option<Region> {
        self.parts.region
    }

    /// The windows of a weekday.
    #[must_use]
    pub fn weekly(&self, day: Weekday) -> &Hours {
        &self.parts.weekly[day.to_monday_zero_offset() as usize]
    }

    /// What happens on public holidays.
    #[must_use]
    pub const fn on_holidays(&self) -> &HolidayRule {
        &self.parts.on_holidays
    }

    /// The days that differ.
    #[must_use]
    pub fn exceptions(&self) -> &[Exception] {
        &self.parts.exceptions
    }

    /// Whether a date is a public holiday of the region.
    #[must_use]
    pub fn is_holiday(&self, date: Date) -> bool {
        self.region().is_some_and(|region| region.holidays(date.year()).iter().any(|day| day.date == date))
    }

    /// The windows that begin on a date.
    #[must_use]
    pub fn hours_on(&self, date: Date) -> &Hours {
        self.hours_of(date, self.is_holiday(date))
    }

    /// Dated exceptions replace everything; yearly ones change days that the week or the holiday rule opens.
    pub(crate) fn hours_of(&self, date: Date, holiday: bool) -> &Hours {
        let yearly = self.exceptions().partition_point(|exception| exception.days.is_yearly());
        let (yearly, dated) = self.exceptions().split_at(yearly);
        let next = dated.partition_point(|e| matches!(e.days, Days::Dated { first, .. } if first <= date));
        if let Some(exception) = next.checked_sub(1).map(|n| &dated[n]).filter(|e| e.days.contains(date)) {
            return &exception.hours;
        }
        let usual = match self.on_holidays() {
            HolidayRule::Hours(hours) if holiday => hours,
            _ => self.weekly(date.weekday()),
        };
        match yearly.iter().find(|exception| exception.days.contains(date)) {
            Some(exception) if !usual.is_closed() => &exception.hours,
            _ => usual,
        }
    }

    /// Whether it is open at every hour of every ordinary week.
    #[must_use]
    pub fn is_round_the_clock(&self) -> bool {
        self.parts.weekly.iter().all(|hours| hours.windows() == [Window::ALL_DAY])
    }

    /// The table for [`DEFAULT_YEARS`].
    #[must_use]
    pub fn compile(&self) -> ServiceTime {
        self.compile_years(DEFAULT_YEARS)
    }

    /// The table for these years. Its size grows with the number of windows in them: ten years of office
    /// hours have about 2500. Years outside 1900 to 2200 are cut off.
    #[must_use]
    pub fn compile_years(&self, years: RangeInclusive<i16>) -> ServiceTime {
        CalendarHistory::new(self.clone()).compile_years(years)
    }
}

/// The zone of an IANA name, and that name in its usual spelling.
pub(crate) fn zone(name: &str) -> Option<(TimeZone, String)> {
    let tz = TimeZone::get(name).ok().filter(|tz| !tz.is_unknown())?;
    let name = tz.iana_name()?.to_owned();
    Some((tz, name))
}

pub(crate) fn unknown_zone(place: Place, zone: &str) -> CalendarError {
    let zone: String = zone.chars().take(40).collect();
    CalendarError::new(
        place,
        format!("`{zone}` is no time zone"),
        "write an IANA name, such as Europe/Berlin",
    )
}

pub(crate) fn never_open(place: Place) -> CalendarError {
    CalendarError::new(
        place,
        "no day of the week has service hours",
        "add a window, such as Mo-Fr 08:00-17:00, or 24/7",
    )
}

pub(crate) fn no_region(place: Place) -> CalendarError {
    CalendarError::new(
        place,
        "public holidays without a region",
        "name the region behind the zone, such as DE-BY",
    )
}

pub(crate) fn too_many(place: Place) -> CalendarError {
    CalendarError::new(
        place,
        format!("more than {MAX_EXCEPTIONS} exceptions"),
        "drop past ones or join days to ranges",
    )
}

pub(crate) fn unordered(place: Place, days: Days) -> CalendarError {
    let remedy = match days {
        Days::Yearly { .. } => "write the earlier day first, and split the range at the turn of the year",
        Days::Dated { .. } => "write the earlier date first",
    };
    CalendarError::new(place, format!("the range {days} ends before it begins"), remedy)
}

pub(crate) fn named_twice(place: Place, days: String) -> CalendarError {
    CalendarError::new(place, format!("{days} is named twice"), "put all windows of a day into one rule")
}
