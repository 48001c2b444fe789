//! An entry without a timer (T1).

use super::hold_quota::Desk;
use super::{know_ticket, save_entry};
use crate::store::entry::Recorded;
use crate::store::ticket::TicketRow;
use crate::store::{person, ticket};
use crate::wire;
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::TimeEntryId;
use kontor_proto::timetracking::v1::{CreateTimeEntryRequest, TimeEntry};
use kontor_service::{Kit, Peer};
use kontor_status::Result;
use kontor_timetracking_domain::{Entry, Versioned};

const METHOD: &str = "CreateTimeEntry";

/// Saves the first version of an entry. Quota that refuses overdraw is held first (R8).
///
/// # Errors
/// What the ticket service answers, [`kontor_status::Reason::DirectiveUnacknowledged`] (C7),
/// [`kontor_status::Reason::QuotaExhausted`] (R6), [`kontor_status::Reason::EntryOverlaps`] (T4).
pub(crate) async fn run(
    desk: Desk<'_>,
    tickets: &Peer,
    request: &CreateTimeEntryRequest,
    entry: Entry,
) -> Result<TimeEntry> {
    let Desk { kit, caller, .. } = desk;
    if let Some(answer) = answered(kit.db(), caller, METHOD, &request.request_id, request).await? {
        return Ok(answer);
    }
    let known = know_ticket::for_work(tickets, caller, entry.ticket).await?;
    let now = kit.clock().now();
    let recorded = Recorded { by: caller.principal().resource_name(), at: now, created: now };
    let (id, versioned) = (TimeEntryId::new(kit.ids()), Versioned::first(entry));
    let hold = desk.hold(id, &versioned, &known, &recorded).await?;
    let saved = save(kit, caller, request, id, versioned, &known, &recorded).await;
    hold.settle(saved).await
}

async fn save(
    kit: &Kit,
    caller: &Caller,
    request: &CreateTimeEntryRequest,
    id: TimeEntryId,
    versioned: Versioned,
    known: &TicketRow,
    recorded: &Recorded,
) -> Result<TimeEntry> {
    let mut fresh = match begin(kit.db(), caller, METHOD, &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    person::lock(tx, versioned.entry.technician).await?;
    ticket::put(tx, known).await?;
    let row = save_entry::save(tx, id, versioned, known, recorded).await?;
    fresh.finish(wire::entry::entry(&row)?).await
}
