//! One entry.

use crate::store::entry;
use crate::wire;
use kontor_access::Caller;
use kontor_ids::TimeEntryId;
use kontor_proto::timetracking::v1::TimeEntry;
use kontor_service::Kit;
use kontor_status::Result;

/// Reads it.
///
/// # Errors
/// [`kontor_status::Problem::NotFound`] where the house has none.
pub(crate) async fn run(kit: &Kit, caller: &Caller, id: TimeEntryId) -> Result<TimeEntry> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    wire::entry::entry(&entry::get(&mut tx, id).await?)
}
