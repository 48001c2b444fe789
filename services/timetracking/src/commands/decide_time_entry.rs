//! A waiting entry is approved or rejected, a rejected one submitted again (T6).

use super::hold_quota::Desk;
use super::save_entry;
use crate::store::entry::{self, EntryRow, Recorded};
use crate::{refusals, wire};
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{TimeEntryId, UserId};
use kontor_proto::timetracking::v1::TimeEntry;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::{ApprovalMove, Versioned};
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

/// Saves the decision as the entry's next version, which says the same otherwise. Before an approval, quota that refuses
/// overdraw is held (R8).
///
/// # Errors
/// [`Problem::NotFound`], a stale etag, [`kontor_status::Reason::WrongState`] where the entry does not wait or the
/// caller did or saved the work, [`kontor_status::Reason::QuotaExhausted`] (R6).
pub(crate) async fn run<M: Message>(desk: Desk<'_>, decision: Decision<'_, M>) -> Result<TimeEntry> {
    let Desk { kit, caller, .. } = desk;
    let by = refusals::decider(caller)?;
    let Decision { method, request, request_id, .. } = decision;
    if let Some(answer) = answered(kit.db(), caller, method, request_id, request).await? {
        return Ok(answer);
    }
    let before = {
        let mut tx = kit.db().tenant(caller.tenant()).await?;
        entry::get(&mut tx, decision.id).await?
    };
    let recorded = Recorded {
        by: caller.principal().resource_name(),
        at: kit.clock().now(),
        created: before.create_time.to_jiff(),
    };
    let next = decided(&before, &decision, by, &recorded)?;
    if decision.step != ApprovalMove::Approve {
        return save(kit, caller, &decision, by, &recorded).await;
    }
    let hold = desk.hold(decision.id, &next, &before.ticket(), &recorded).await?;
    let saved = save(kit, caller, &decision, by, &recorded).await;
    hold.settle(saved).await
}

async fn save<M: Message>(
    kit: &Kit,
    caller: &Caller,
    decision: &Decision<'_, M>,
    by: UserId,
    recorded: &Recorded,
) -> Result<TimeEntry> {
    let Decision { method, request, request_id, id, .. } = *decision;
    let mut fresh = match begin(kit.db(), caller, method, request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    let overlaps = entry::get(tx, id).await?.overlaps;
    let loaded = entry::load_for_update(tx, &[id.uuid()]).await?;
    let row = loaded.first().ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    let next = decided(row, decision, by, recorded)?;
    let row = save_entry::keep(tx, id, &next, &row.ticket(), recorded, overlaps).await?;
    fresh.finish(wire::entry::entry(&row)?).await
}

/// The next version, unless the rules refuse it.
fn decided<M>(
    row: &EntryRow,
    decision: &Decision<'_, M>,
    by: UserId,
    recorded: &Recorded,
) -> Result<Versioned> {
    if wire::entry::etag(row.version) != decision.etag {
        return Err(Problem::etag_mismatch());
    }
    let own = row.recorder == recorded.by;
    let next = row.versioned()?.decide(decision.step, by, own, decision.reason);
    next.map_err(|refusal| refusals::approval(decision.id, refusal))
}
