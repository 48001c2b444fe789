//! Derive what a ticket's clocks show, and tell what changed (S4).

use crate::store::clocks;
use crate::store::tickets::{ClockRow, Loaded};
use crate::views::{Views, shown_due};
use crate::words;
use kontor_ids::TicketId;
use kontor_outbox::publish_all;
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1::ClockMoved;
use kontor_proto::ticket::v1 as ticket;
use kontor_status::Result;

/// The clocks of a ticket that show something else now.
pub(crate) fn moved(loaded: &mut Loaded, views: &Views) -> Vec<ClockRow> {
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
    moved
}

/// Saves and tells what clocks show, of whatever tickets.
pub(crate) async fn tell(tx: &mut TenantTx, moved: &[(TicketId, ClockRow)]) -> Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    clocks::save(tx, moved).await?;
    let event = |(of, clock): &(TicketId, ClockRow)| ClockMoved {
        ticket: of.resource_name(),
        clock: Some(ticket::ClockView {
            kind: words::wire_kind(clock.kind).into(),
            state: words::wire_state(clock.state).into(),
            due_time: clock.due.map(words::time),
        }),
    };
    let events: Vec<_> =
        moved.iter().map(|moved| (moved.1.id.uuid(), moved.1.version, event(moved))).collect();
    publish_all(tx, &events).await
}
