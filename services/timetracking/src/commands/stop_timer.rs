//! A timer stops and becomes an entry (T2).

use super::save_entry;
use crate::store::entry::Recorded;
use crate::store::{person, ticket, timer};
use crate::{refusals, wire};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::TimeEntryId;
use kontor_proto::timetracking::v1::{StopTimerRequest, TimeEntry};
use kontor_service::Kit;
use kontor_status::Result;
use kontor_timetracking_domain::{Entry, EntryInput, Versioned};

/// Stops the caller's timer.
///
/// # Errors
/// [`kontor_status::Reason::NoTimer`], [`kontor_status::Reason::WrongState`] when it ran for more than a day.
pub(crate) async fn run(kit: &Kit, caller: &Caller, request: &StopTimerRequest) -> Result<TimeEntry> {
    let technician = refusals::person(caller)?;
    let mut fresh = match begin(kit.db(), caller, "StopTimer", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    person::lock(tx, technician).await?;
    let running = timer::of(tx, technician).await?.ok_or_else(|| refusals::no_timer(technician))?;
    let now = kit.clock().now();
    let stopped = running
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
    let known = ticket::get(tx, entry.ticket).await?;
    let recorded = Recorded { by: caller.principal().resource_name(), at: now, created: now };
    let id = TimeEntryId::new(kit.ids());
    let row = save_entry::save(tx, id, Versioned::first(entry), &known, &recorded).await?;
    timer::delete(tx, technician).await?;
    fresh.finish(wire::entry::entry(&row)?).await
}
