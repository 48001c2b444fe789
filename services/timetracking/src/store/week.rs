//! A week of a technician as it is asked for and as it was found.

use super::entry::EntryRow;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kontor_ids::UserId;
use kontor_timetracking_domain::week::Day;

/// What was asked.
pub(crate) struct Question {
    pub(crate) technician: UserId,
    /// An instant of the week.
    pub(crate) at: Timestamp,
    pub(crate) zone: TimeZone,
    /// The zone's name.
    pub(crate) zone_name: String,
}

/// A week as it was found: rows, and days that name them by their place.
pub(crate) struct Found {
    pub(crate) rows: Vec<EntryRow>,
    pub(crate) days: Vec<Day>,
}
