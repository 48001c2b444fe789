//! A ticket's clocks as they stand now.

use crate::levels::Levels;
use crate::store::tickets::{self, Found, Loaded};
use crate::views::{self, shown_due};
use crate::words;
use kontor_access::Caller;
use kontor_escalation_domain::{ClockKind, ClockView, Target};
use kontor_ids::TicketId;
use kontor_proto::escalation::v1::{Clock, GetClocksResponse};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::time::Duration;

/// Milliseconds between looks: a second in all.
const PAUSES: [u64; 7] = [20, 40, 80, 120, 180, 250, 310];

/// The clocks with a target; none for a ticket without promises.
pub(crate) async fn run(
    (kit, levels): (&Kit, &Levels),
    caller: &Caller,
    ticket: TicketId,
) -> Result<GetClocksResponse> {
    let loaded = match awaited((kit, levels), caller, ticket).await? {
        Found::Nothing => return Err(Problem::NotFound(ticket.resource_name())),
        Found::WithoutClocks => return Ok(GetClocksResponse::default()),
        Found::WithClocks(loaded) => loaded,
    };
    let now = loaded.not_before_facts(kit.clock().now());
    let views = views::of(&loaded, now)?;
    let clocks = views.iter().map(|(kind, view)| print(&loaded, *kind, view)).collect();
    Ok(GetClocksResponse { clocks })
}

/// A ticket that was opened a moment ago is still under way from the ticket service: it is waited for. What does not
/// exist costs the same wait, whoever asks.
async fn awaited((kit, levels): (&Kit, &Levels), caller: &Caller, ticket: TicketId) -> Result<Found> {
    for pause in PAUSES {
        let mut tx = kit.db().tenant(caller.tenant()).await?;
        match tickets::get(&mut tx, levels, ticket).await? {
            Found::Nothing => drop(tx),
            found => return Ok(found),
        }
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    tickets::get(&mut tx, levels, ticket).await
}

/// A clock as the wire shows it.
pub(super) fn print(loaded: &Loaded, kind: ClockKind, view: &ClockView) -> Clock {
    let row = loaded.clocks.iter().find(|clock| clock.kind == kind);
    Clock {
        name: row.map(|row| row.id.resource_name()).unwrap_or_default(),
        ticket: loaded.id.resource_name(),
        kind: words::wire_kind(kind).into(),
        state: words::wire_state(Some(view.state)).into(),
        target: view.target.map(Target::seconds).map(words::duration),
        consumed: Some(words::duration(view.consumed)),
        due_time: shown_due(view).map(words::time),
        met_time: view.met_at.map(words::time),
        breach_time: view.breached_at.map(words::time),
    }
}
