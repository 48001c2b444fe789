//! A timer starts; another that runs is stopped first where that is wished (T2).

use super::{know_ticket, save_entry};
use crate::store::entry::Recorded;
use crate::store::{person, ticket, timer};
use crate::{refusals, wire};
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{TimeEntryId, TimerId};
use kontor_postgres::TenantTx;
use kontor_proto::timetracking::v1::{StartTimerRequest, Timer as WireTimer};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result};
use kontor_timetracking_domain::{Entry, Running, StartDecision, Timer, Versioned};

const METHOD: &str = "StartTimer";

/// Starts the caller's timer.
///
/// # Errors
/// What the ticket service answers, [`Reason::DirectiveUnacknowledged`] (C7), [`Reason::TimerRunning`],
/// [`Reason::WrongState`] on a closed ticket or when the timer before ran for more than a day.
pub(crate) async fn run(
    kit: &Kit,
    tickets: &Peer,
    caller: &Caller,
    request: &StartTimerRequest,
    running: Running,
) -> Result<WireTimer> {
    let technician = refusals::person(caller)?;
    if let Some(answer) = answered(kit.db(), caller, METHOD, &request.request_id, request).await? {
        return Ok(answer);
    }
    let known = know_ticket::for_work(tickets, caller, running.ticket).await?;
    if known.state == "closed" {
        let remedy =
            "the ticket is closed: open a new one, or enter work that was done before as a time entry";
        return Err(Problem::refused(Reason::WrongState, running.ticket.resource_name(), remedy));
    }
    let mut fresh = match begin(kit.db(), caller, METHOD, &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    person::lock(tx, technician).await?;
    ticket::put(tx, &known).await?;
    let current = timer::of(tx, technician).await?;
    let text = text_of_switch(tx, request, current.as_ref()).await?;
    let (id, now) = (TimerId::new(kit.ids()), kit.clock().now());
    let decision = Timer::start(current, id, technician, running, text.as_deref(), now)
        .map_err(|refusal| refusals::timer(technician, &refusal))?;
    let (started, switched_entry) = match decision {
        StartDecision::Started(started) => (started, String::new()),
        StartDecision::Switched { stopped, started } => {
            let entry = Entry::parse(&stopped, now).map_err(|wrong| refusals::fields("", wrong))?;
            let known = ticket::get(tx, entry.ticket).await?;
            let recorded = Recorded { by: caller.principal().resource_name(), at: now, created: now };
            let id = TimeEntryId::new(kit.ids());
            save_entry::save(tx, id, Versioned::first(entry), &known, &recorded).await?;
            timer::delete(tx, technician).await?;
            (started, id.resource_name())
        }
    };
    timer::insert(tx, &started).await?;
    fresh.finish(WireTimer { switched_entry, ..wire::timer::timer(&started) }).await
}

/// What the customer reads about the work that ends; nothing without the wish to switch.
async fn text_of_switch(
    tx: &mut TenantTx,
    request: &StartTimerRequest,
    current: Option<&Timer>,
) -> Result<Option<String>> {
    match current {
        Some(current) if request.switch && request.text.trim().is_empty() => {
            Ok(Some(ticket::get(tx, current.running.ticket).await?.subject))
        }
        _ => Ok(request.switch.then(|| request.text.clone())),
    }
}
