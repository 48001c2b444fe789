//! An entry is corrected by a new version with a reason (T5).

use super::hold_quota::Desk;
use super::{know_ticket, save_entry};
use crate::store::entry::{self, EntryRow, Recorded};
use crate::store::person;
use crate::store::ticket::{self, TicketRow};
use crate::{refusals, wire};
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{TimeEntryId, UserId};
use kontor_proto::timetracking::v1::{CorrectTimeEntryRequest, TimeEntry};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::{Entry, Versioned};

const METHOD: &str = "CorrectTimeEntry";

/// What an entry should have been.
#[derive(Debug, Clone)]
pub(crate) struct Correction {
    /// Which entry.
    pub(crate) id: TimeEntryId,
    /// What it should say. Its technician counts only where one was named.
    pub(crate) entry: Entry,
    /// Whether the technician was named.
    pub(crate) names_technician: bool,
    /// The etag that was read.
    pub(crate) etag: String,
}

/// Saves the next version of an entry. It keeps the ticket's facts that it was saved with, so that a corrected word
/// does not change the price; on another ticket it gets that ticket's.
///
/// # Errors
/// [`Problem::NotFound`], a stale etag, [`kontor_status::Reason::EntryInvoiced`], [`Problem::Invalid`] when nothing
/// or the technician changes, [`kontor_status::Reason::QuotaExhausted`] (R6),
/// [`kontor_status::Reason::EntryOverlaps`], and for another ticket what creating has.
pub(crate) async fn run(
    desk: Desk<'_>,
    tickets: &Peer,
    request: &CorrectTimeEntryRequest,
    mut correction: Correction,
) -> Result<TimeEntry> {
    let Desk { kit, caller, .. } = desk;
    if let Some(answer) = answered(kit.db(), caller, METHOD, &request.request_id, request).await? {
        return Ok(answer);
    }
    let before = read(kit, caller, &correction).await?;
    if !correction.names_technician {
        correction.entry.technician = UserId::from_uuid(before.technician_id);
    }
    let moved = moved(tickets, caller, &before, &correction.entry).await?;
    let recorded = Recorded {
        by: caller.principal().resource_name(),
        at: kit.clock().now(),
        created: before.create_time.to_jiff(),
    };
    let facts = moved.clone().unwrap_or_else(|| before.ticket());
    let corrected = corrected(&before, &correction, &request.reason)?;
    let hold = desk.hold(correction.id, &corrected, &facts, &recorded).await?;
    let saved = save(kit, caller, request, &correction, moved.as_ref(), &recorded).await;
    hold.settle(saved).await
}

async fn save(
    kit: &Kit,
    caller: &Caller,
    request: &CorrectTimeEntryRequest,
    correction: &Correction,
    moved: Option<&TicketRow>,
    recorded: &Recorded,
) -> Result<TimeEntry> {
    let mut fresh = match begin(kit.db(), caller, METHOD, &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    person::lock(tx, correction.entry.technician).await?;
    if let Some(moved) = moved {
        ticket::put(tx, moved).await?;
    }
    let loaded = entry::load_for_update(tx, &[correction.id.uuid()]).await?;
    let row = loaded.first().ok_or_else(|| Problem::NotFound(correction.id.resource_name()))?;
    check(row, &correction.etag)?;
    let corrected = corrected(row, correction, &request.reason)?;
    let facts = moved.cloned().unwrap_or_else(|| row.ticket());
    let row = save_entry::save(tx, correction.id, corrected, &facts, recorded).await?;
    fresh.finish(wire::entry::entry(&row)?).await
}

/// The next version, unless the rules refuse it.
fn corrected(row: &EntryRow, correction: &Correction, reason: &str) -> Result<Versioned> {
    let next = row.versioned()?.correct(correction.entry.clone(), reason);
    next.map_err(|refusal| refusals::correction(correction.id, refusal))
}

async fn read(kit: &Kit, caller: &Caller, correction: &Correction) -> Result<EntryRow> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let row = entry::get(&mut tx, correction.id).await?;
    check(&row, &correction.etag)?;
    Ok(row)
}

/// Versions only grow: what passes here before and after the lock is the same version.
fn check(row: &EntryRow, etag: &str) -> Result<()> {
    if wire::entry::etag(row.version) == etag { Ok(()) } else { Err(Problem::etag_mismatch()) }
}

/// The other ticket that the work was done for; nothing where it stays.
async fn moved(
    tickets: &Peer,
    caller: &Caller,
    before: &EntryRow,
    entry: &Entry,
) -> Result<Option<TicketRow>> {
    if before.ticket_id == entry.ticket.uuid() {
        return Ok(None);
    }
    know_ticket::for_work(tickets, caller, entry.ticket).await.map(Some)
}
