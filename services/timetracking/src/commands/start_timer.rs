//! A timer starts; another that runs is stopped first where that is wished (T2).

use super::hold_quota::{Desk, Hold};
use super::{know_ticket, save_entry};
use crate::store::entry::Recorded;
use crate::store::ticket::TicketRow;
use crate::store::{person, ticket, timer};
use crate::{refusals, wire};
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{TicketId, TimeEntryId, TimerId, UserId};
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
/// [`Reason::WrongState`] on a closed ticket or when the timer before ran for more than a day,
/// [`Reason::QuotaExhausted`] where a quota refuses the work that a switch would end (R6).
pub(crate) async fn run(
    desk: Desk<'_>,
    tickets: &Peer,
    request: &StartTimerRequest,
    running: Running,
) -> Result<WireTimer> {
    let Desk { kit, caller, .. } = desk;
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
    let now = kit.clock().now();
    let ending = Ending { id: TimeEntryId::new(kit.ids()), technician, now };
    let hold = ending.hold(desk, request, &running).await?;
    let started = switch(kit, caller, request, running, &known, &ending).await;
    match hold {
        Some(hold) => hold.settle(started).await,
        None => started,
    }
}

/// The work that a switch ends: the name its entry gets, and whose and when it is.
struct Ending {
    id: TimeEntryId,
    technician: UserId,
    now: Timestamp,
}

impl Ending {
    /// Quota for the work that a switch ends, where it may not be overdrawn (R8). What else would be refused is told
    /// later, under the lock.
    async fn hold<'a>(
        &self,
        desk: Desk<'a>,
        request: &StartTimerRequest,
        next: &Running,
    ) -> Result<Option<Hold<'a>>> {
        if !request.switch || request.accept_undecided {
            return Ok(None);
        }
        let mut tx = desk.kit.db().tenant(desk.caller.tenant()).await?;
        let current = timer::of(&mut tx, self.technician).await?.filter(|current| current.running != *next);
        let text = text_of_switch(&mut tx, request, current.as_ref()).await?;
        let (Some(current), Some(text)) = (current, text) else { return Ok(None) };
        let Ok(stopped) = current.stop(&text, "", self.now) else { return Ok(None) };
        let Ok(entry) = Entry::parse(&stopped, self.now) else { return Ok(None) };
        let known = ticket::get(&mut tx, entry.ticket).await?;
        drop(tx);
        let recorded = self.recorded(desk.caller);
        desk.hold(self.id, &Versioned::first(entry), &known, &recorded).await.map(Some)
    }

    fn recorded(&self, caller: &Caller) -> Recorded {
        Recorded { by: caller.principal().resource_name(), at: self.now, created: self.now }
    }
}

async fn switch(
    kit: &Kit,
    caller: &Caller,
    request: &StartTimerRequest,
    running: Running,
    known: &TicketRow,
    ending: &Ending,
) -> Result<WireTimer> {
    let mut fresh = match begin(kit.db(), caller, METHOD, &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let (technician, now) = (ending.technician, ending.now);
    let tx = fresh.tx();
    person::lock(tx, technician).await?;
    ticket::put(tx, known).await?;
    let stays = ticket::standing(tx, known).await?;
    let running = Running { ticket: TicketId::from_uuid(stays.id), ..running };
    let current = timer::of(tx, technician).await?;
    let text = text_of_switch(tx, request, current.as_ref()).await?;
    let id = TimerId::new(kit.ids());
    let decision = Timer::start(current, id, technician, running, text.as_deref(), now)
        .map_err(|refusal| refusals::timer(technician, &refusal))?;
    let (started, switched_entry) = match decision {
        StartDecision::Started(started) => (started, String::new()),
        StartDecision::Switched { stopped, started } => {
            let entry = Entry::parse(&stopped, now).map_err(|wrong| refusals::fields("", wrong))?;
            let known = ticket::get(tx, entry.ticket).await?;
            save_entry::save(tx, ending.id, Versioned::first(entry), &known, &ending.recorded(caller))
                .await?;
            timer::delete(tx, technician).await?;
            (started, ending.id.resource_name())
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
