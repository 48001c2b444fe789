//! What a firing does to its ticket (E1): another priority, another team, a follow-up. Each is an entry of the log (K3).

use crate::store::ticket as store;
use jiff::Timestamp;
use kontor_ids::TicketId;
use kontor_postgres::TenantTx;
use kontor_status::Result;
use kontor_ticket_domain::{Actor, Change, LogKind, NewEntry, Priority, Refusal, Stamp, Ticket};

/// What is done.
#[derive(Debug)]
pub(crate) struct Effects {
    /// The priority rises by one.
    pub(crate) raises_priority: bool,
    /// The team that gets it.
    pub(crate) team: Option<String>,
    /// A follow-up is noted.
    pub(crate) opens_follow_up: bool,
    /// Why.
    pub(crate) cause: String,
}

/// Does it, as far as the ticket's state allows: what is closed, or so already, stays as it is.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn run(tx: &mut TenantTx, id: TicketId, effects: &Effects, now: Timestamp) -> Result<()> {
    if !effects.raises_priority && effects.team.is_none() && !effects.opens_follow_up {
        return Ok(());
    }
    let mut row = store::load_for_update(tx, id).await?;
    let stamp = Stamp { actor: Actor::Service("escalation".to_owned()), now };
    for effect in [raise_priority, reassign, open_follow_up] {
        let Some(Ok((ticket, change))) = effect(row.ticket()?, effects, &stamp) else { continue };
        store::save(tx, &mut row, &ticket, &change).await?;
    }
    Ok(())
}

/// None where it is not asked for.
type Decision = Option<Result<(Ticket, Change), Refusal>>;

fn raise_priority(ticket: Ticket, effects: &Effects, stamp: &Stamp) -> Decision {
    let next = match ticket.priority {
        Priority::Critical | Priority::High => Priority::Critical,
        Priority::Normal => Priority::High,
        Priority::Low => Priority::Normal,
    };
    effects.raises_priority.then(|| ticket.change_priority(next, &effects.cause, stamp))
}

fn reassign(ticket: Ticket, effects: &Effects, stamp: &Stamp) -> Decision {
    effects.team.as_ref().map(|team| ticket.assign(None, team, stamp))
}

fn open_follow_up(ticket: Ticket, effects: &Effects, stamp: &Stamp) -> Decision {
    let entry = NewEntry {
        kind: LogKind::FollowUp,
        text: effects.cause.clone(),
        event_time: None,
        public: false,
        worked_minutes: 0,
    };
    effects.opens_follow_up.then(|| ticket.log(&entry, stamp))
}
