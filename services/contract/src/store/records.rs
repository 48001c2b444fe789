//! What all kinds of records have in common.

use kontor_ids::Uuid;
use kontor_status::{Problem, Reason, Result};

/// A record as it was written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Saved {
    /// Which.
    pub id: Uuid,
    /// The version that came about.
    pub version: i64,
}

/// The record, or that there is none.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) fn found<T>(row: Option<T>, name: &str) -> Result<T> {
    row.ok_or_else(|| Problem::NotFound(name.to_owned()))
}

/// Refuses what was merged into another record.
///
/// # Errors
/// [`Problem::Refused`] that names the record that stays.
pub(crate) fn refuse_merged(name: &str, into: Option<String>) -> Result<()> {
    match into {
        Some(into) => {
            let remedy = format!("{name} was merged into {into}: use that one");
            Err(Problem::refused(Reason::WrongState, name, remedy))
        }
        None => Ok(()),
    }
}
