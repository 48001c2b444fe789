//! Service time (rules S1, S2 and C6).
//!
//! A [`Calendar`] says when a house serves: a time zone, weekly windows, the public holidays of a German
//! Land and exceptions. It has one compact text form. [`Calendar::compile`] turns it into a
//! [`ServiceTime`], a table of open spans with prefix sums that adds and measures service time with two
//! binary searches, exact to the second across DST changes.
//!
//! ```
//! use kontor_calendar::{Band, Calendar};
//! let calendar: Calendar = "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off".parse()?;
//! let time = calendar.compile();
//! let friday: jiff::Timestamp = "2026-03-06T16:00:00+01:00".parse()?;
//! assert_eq!(time.add(friday, 2 * 3600)?, "2026-03-09T09:00:00+01:00".parse()?);
//! assert_eq!(time.band("2026-01-06T10:00:00+01:00".parse()?), Band::Holiday);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How an instant is judged
//!
//! **The clock on the wall decides.** An instant is open when the wall clock of the zone shows a time inside
//! a window. A window belongs to the day on which it begins: `Fr 22:00-06:00` runs through Saturday 06:00
//! even where Saturday is a holiday, and does not begin where Friday is one. The repeated hour in autumn
//! therefore counts twice, the skipped one in spring not at all.
#![forbid(unsafe_code)]

mod bands;
mod calendar;
mod compile;
mod error;
mod exceptions;
mod history;
mod holidays;
mod hours;
mod parse;
mod print;
mod region;
mod service_time;

pub use bands::{Band, BandSpan};
pub use calendar::{Calendar, CalendarParts, HolidayRule, MAX_EXCEPTIONS};
pub use error::{BeyondHorizon, CalendarError, CalendarErrors, Place};
pub use exceptions::{Days, Exception, MonthDay};
pub use history::{CalendarHistory, HistoryError};
pub use holidays::{Holiday, holidays};
pub use hours::{Hours, Window};
pub use parse::MAX_TEXT;
pub use region::{Land, LocalHoliday, Region, RegionError};
pub use service_time::{DEFAULT_YEARS, OpenSpan, ServiceTime};

/// The examples of the page on service levels.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/sla.md")]
pub struct ServiceLevels;
