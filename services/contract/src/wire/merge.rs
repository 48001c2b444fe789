//! Which two records are one.

use super::values;
use kontor_contract_domain::Violations;
use kontor_ids::{IdError, Uuid};
use kontor_status::Result;

/// Which two records are one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Merge<T> {
    /// The one that becomes a pointer.
    pub loser: T,
    /// The one that stays.
    pub winner: T,
}

/// Reads the names of both and the etag.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn parse<T: Copy + PartialEq>(
    (name, into, etag): (&str, &str, &str),
    read: fn(&str) -> Result<T, IdError>,
    nothing: fn(Uuid) -> T,
) -> Result<Merge<T>> {
    let mut v = Violations::new();
    let loser = values::name("name", name, read, nothing, &mut v);
    let winner = values::name("into", into, read, nothing, &mut v);
    v.require(!v.is_empty() || loser != winner, "into", "choose another one than name");
    v.require(!etag.is_empty(), "etag", "give the etag that was read");
    super::accept(v, Some(Merge { loser, winner }))
}
