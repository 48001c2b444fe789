//! Days that differ from the week.

use crate::hours::{Hours, two_digits};
use jiff::civil::Date;
use std::fmt;

/// A day of every year, such as 24 December.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// This day of every year; 29 February comes in leap years only. `None` where no year has it.
    #[must_use]
    pub fn new(month: i8, day: i8) -> Option<Self> {
        // 2000 is a leap year.
        Date::new(2000, month, day).ok().map(|_| Self { month, day })
    }

    /// The day of a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self { month: date.month(), day: date.day() }
    }

    /// 1 to 12.
    #[must_use]
    pub const fn month(self) -> i8 {
        self.month
    }

    /// 1 to 31.
    #[must_use]
    pub const fn day(self) -> i8 {
        self.day
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-')?;
        Self::new(two_digits(month)?.try_into().ok()?, two_digits(day)?.try_into().ok()?)
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// The days an exception is for; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Days {
    /// Of every year. They change the hours of days that are open anyway: a half day on 24 December does
    /// not open a Saturday.
    Yearly {
        /// First day.
        first: MonthDay,
        /// Last day, in the same year.
        last: MonthDay,
    },
    /// Of one year. They replace whatever the day would have.
    Dated {
        /// First day.
        first: Date,
        /// Last day.
        last: Date,
    },
}

impl Days {
    /// Whether a date is among them.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        match self {
            Self::Yearly { first, last } => (first..=last).contains(&MonthDay::of(date)),
            Self::Dated { first, last } => (first..=last).contains(&date),
        }
    }

    pub(crate) fn is_ordered(self) -> bool {
        match self {
            Self::Yearly { first, last } => first <= last,
            Self::Dated { first, last } => first <= last,
        }
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        match (self, other) {
            (Self::Yearly { first: a, last: b }, Self::Yearly { first: c, last: d }) => a <= d && c <= b,
            (Self::Dated { first: a, last: b }, Self::Dated { first: c, last: d }) => a <= d && c <= b,
            _ => false,
        }
    }

    pub(crate) const fn is_yearly(self) -> bool {
        matches!(self, Self::Yearly { .. })
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yearly { first, last } if first == last => write!(f, "{first}"),
            Self::Yearly { first, last } => write!(f, "{first}..{last}"),
            Self::Dated { first, last } if first == last => write!(f, "{first}"),
            Self::Dated { first, last } => write!(f, "{first}..{last}"),
        }
    }
}

/// Other hours on some days.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exception {
    /// The days.
    pub days: Days,
    /// Their hours; closed for company holidays.
    pub hours: Hours,
}
