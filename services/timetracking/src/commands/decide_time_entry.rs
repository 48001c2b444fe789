//! A waiting entry is approved or rejected, a rejected one submitted again (T6).

use super::save_entry;
use crate::store::entry::{self, EntryRow, Recorded};
use crate::store::person;
use crate::{refusals, wire};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{TimeEntryId, UserId};
use kontor_proto::timetracking::v1::TimeEntry;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::ApprovalMove;
use prost::Message;

/// What is decided.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision<'a, M> {
    /// The RPC.
    pub(crate) method: &'static str,
    /// The whole request, for its repetition.
    pub(crate) request: &'a M,
    /// Its id.
    pub(crate) request_id: &'a str,
    /// Which entry.
    pub(crate) id: TimeEntryId,
    /// The etag that was read.
    pub(crate) etag: &'a str,
    /// What is done.
    pub(crate) step: ApprovalMove,
    /// Why.
    pub(crate) reason: &'a str,
}

/// Saves the decision as the entry's next version, which says the same otherwise.
///
/// # Errors
/// [`Problem::NotFound`], a stale etag, [`kontor_status::Reason::WrongState`] where the entry does not wait or the
/// caller did or saved the work.
pub(crate) async fn run<M: Message>(
    kit: &Kit,
    caller: &Caller,
    decision: Decision<'_, M>,
) -> Result<TimeEntry> {
    let by = refusals::decider(caller)?;
    let Decision { method, request, request_id, id, .. } = decision;
    let technician = technician(kit, caller, id).await?;
    let mut fresh = match begin(kit.db(), caller, method, request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    person::lock(tx, technician).await?;
    let loaded = entry::load_for_update(tx, &[id.uuid()]).await?;
    let row = loaded.first().ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    if wire::entry::etag(row.version) != decision.etag {
        return Err(Problem::etag_mismatch());
    }
    let own = row.recorder == caller.principal().resource_name();
    let decided = row
        .versioned()?
        .decide(decision.step, by, own, decision.reason)
        .map_err(|refusal| refusals::approval(id, refusal))?;
    let recorded = Recorded {
        by: caller.principal().resource_name(),
        at: kit.clock().now(),
        created: row.create_time.to_jiff(),
    };
    let overlaps = entry::get(tx, id).await?.overlaps;
    let row = save_entry::keep(tx, id, &decided, &row.ticket(), &recorded, overlaps).await?;
    fresh.finish(wire::entry::entry(&row)?).await
}

async fn technician(kit: &Kit, caller: &Caller, id: TimeEntryId) -> Result<UserId> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let EntryRow { technician_id, .. } = entry::get(&mut tx, id).await?;
    Ok(UserId::from_uuid(technician_id))
}
