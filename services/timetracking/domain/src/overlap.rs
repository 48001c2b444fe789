//! Entries of one technician that overlap (T4).

use crate::entry::Entry;
use jiff::Timestamp;
use kontor_ids::TimeEntryId;

/// Time of a technician that is taken already, by the newest version of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booked {
    /// The entry.
    pub id: TimeEntryId,
    /// When it begins.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

/// The entry would overlap others although nobody said that this is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the entry overlaps {}: correct the times or set allow_overlap", list(.0))]
pub struct Overlap(pub Vec<TimeEntryId>);

fn list(ids: &[TimeEntryId]) -> String {
    ids.iter().map(|id| id.resource_name()).collect::<Vec<_>>().join(", ")
}

/// Places an entry among the technician's others; answers whether it overlaps, on purpose. `own` is the entry
/// itself when it is corrected. Touching is not overlapping.
///
/// # Errors
/// [`Overlap`] with the entries in the way, when `allow_overlap` is not set.
pub fn place(entry: &Entry, own: Option<TimeEntryId>, booked: &[Booked]) -> Result<bool, Overlap> {
    let (start, end) = (entry.start, entry.end());
    let others = booked.iter().filter(|other| Some(other.id) != own);
    let hits: Vec<TimeEntryId> =
        others.filter(|other| other.start < end && start < other.end).map(|other| other.id).collect();
    if !hits.is_empty() && !entry.allow_overlap {
        return Err(Overlap(hits));
    }
    Ok(!hits.is_empty())
}
