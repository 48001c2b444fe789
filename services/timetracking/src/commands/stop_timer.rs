//! A timer stops and becomes an entry (T2). Quota that refuses overdraw is held first (R8): what it refuses keeps the
//! timer running, unless the caller accepts that someone decides about the rest.

use super::hold_quota::Desk;
use super::save_entry;
use crate::store::entry::Recorded;
use crate::store::ticket::TicketRow;
use crate::store::{person, ticket, timer};
use crate::{refusals, wire};
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{TimeEntryId, UserId};
use kontor_postgres::TenantTx;
use kontor_proto::timetracking::v1::{StopTimerRequest, TimeEntry};
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result};
use kontor_timetracking_domain::{Entry, EntryInput, Timer, Versioned};

const METHOD: &str = "StopTimer";

/// A timer with what it becomes.
struct Stopping {
    running: Timer,
    entry: Entry,
    ticket: TicketRow,
}

/// Stops the caller's timer.
///
/// # Errors
/// [`Reason::NoTimer`], [`Reason::WrongState`] when it ran for more than a day, [`Reason::QuotaExhausted`] (R6).
pub(crate) async fn run(desk: Desk<'_>, request: &StopTimerRequest) -> Result<TimeEntry> {
    let Desk { kit, caller, .. } = desk;
    let technician = refusals::person(caller)?;
    if let Some(answer) = answered(kit.db(), caller, METHOD, &request.request_id, request).await? {
        return Ok(answer);
    }
    let now = kit.clock().now();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let seen = stopping(&mut tx, technician, request, now).await?;
    drop(tx);
    let recorded = Recorded { by: caller.principal().resource_name(), at: now, created: now };
    let id = TimeEntryId::new(kit.ids());
    if request.accept_undecided {
        return save(kit, caller, request, (id, technician), &seen, &recorded).await;
    }
    let versioned = Versioned::first(seen.entry.clone());
    let hold = desk.hold(id, &versioned, &seen.ticket, &recorded).await?;
    let saved = save(kit, caller, request, (id, technician), &seen, &recorded).await;
    hold.settle(saved).await
}

async fn stopping(
    tx: &mut TenantTx,
    technician: UserId,
    request: &StopTimerRequest,
    now: Timestamp,
) -> Result<Stopping> {
    let running = timer::of(tx, technician).await?.ok_or_else(|| refusals::no_timer(technician))?;
    let stopped = running
        .clone()
        .stop(&request.text, &request.internal_text, now)
        .map_err(|refusal| refusals::timer(technician, &refusal))?;
    let travel = request.travel.as_ref().map(wire::visit::read_travel);
    let stopped = EntryInput {
        travel: travel.or_else(|| stopped.travel.clone()),
        materials: wire::visit::read_materials(&request.materials),
        goodwill_reason: request.goodwill_reason.clone(),
        cost_center: request.cost_center.clone(),
        ..stopped
    };
    let entry = Entry::parse(&stopped, now).map_err(|wrong| refusals::fields("", wrong))?;
    let ticket = ticket::get(tx, entry.ticket).await?;
    Ok(Stopping { running, entry, ticket })
}

async fn save(
    kit: &Kit,
    caller: &Caller,
    request: &StopTimerRequest,
    (id, technician): (TimeEntryId, UserId),
    seen: &Stopping,
    recorded: &Recorded,
) -> Result<TimeEntry> {
    let mut fresh = match begin(kit.db(), caller, METHOD, &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    person::lock(tx, technician).await?;
    let current = timer::of(tx, technician).await?.ok_or_else(|| refusals::no_timer(technician))?;
    if current != seen.running {
        let remedy = "the timer changed meanwhile: look at it again".to_owned();
        return Err(Problem::Conflict { reason: Reason::EtagMismatch, remedy });
    }
    let versioned = Versioned::first(seen.entry.clone());
    let row = save_entry::save(tx, id, versioned, &seen.ticket, recorded).await?;
    timer::delete(tx, technician).await?;
    fresh.finish(wire::entry::entry(&row)?).await
}
