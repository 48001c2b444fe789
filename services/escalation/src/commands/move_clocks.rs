//! Derive what a ticket's clocks show, and tell what changed (S4).

use crate::store::clocks;
use crate::store::tickets::{ClockRow, Loaded};
use crate::views::{Views, shown_due};
use crate::words;
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1::ClockMoved;
use kontor_proto::ticket::v1 as ticket;
use kontor_status::Result;

/// Saves and tells what the clocks show now, where it changed.
pub(crate) async fn run(tx: &mut TenantTx, loaded: &mut Loaded, views: &Views) -> Result<()> {
    let mut moved = Vec::new();
    for clock in &mut loaded.clocks {
        let view = views.iter().find(|(kind, _)| *kind == clock.kind).map(|(_, view)| view);
        let shown = ClockRow {
            state: view.map(|view| view.state),
            due: view.and_then(shown_due),
            missed_rounds: view.is_some_and(|view| !view.missed_rounds.is_empty()),
            version: clock.version + 1,
            ..clock.clone()
        };
        let same =
            (shown.state, shown.due, shown.missed_rounds) == (clock.state, clock.due, clock.missed_rounds);
        if !same {
            clock.clone_from(&shown);
            moved.push(shown);
        }
    }
    if moved.is_empty() {
        return Ok(());
    }
    clocks::save(tx, &moved).await?;
    for clock in &moved {
        let event = ClockMoved {
            ticket: loaded.id.resource_name(),
            clock: Some(ticket::ClockView {
                kind: words::wire_kind(clock.kind).into(),
                state: words::wire_state(clock.state).into(),
                due_time: clock.due.map(words::time),
            }),
        };
        publish(tx, clock.id.uuid(), clock.version, &event).await?;
    }
    Ok(())
}
