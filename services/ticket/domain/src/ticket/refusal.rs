//! Why a command to a ticket is refused.

use crate::state::{Move, State};
use kontor_ids::{DirectiveId, TicketId};

/// Why a command is refused. Nothing was changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The state does not allow the move (K1).
    #[error("a ticket that is {state} cannot {step}: allowed are {}", list(.state.allowed()))]
    WrongState {
        /// Where it stands.
        state: State,
        /// What was asked.
        step: Move,
    },
    /// A closed ticket takes only notes and what comes in.
    #[error("the ticket is closed: open a new one and link it")]
    Closed,
    /// Directives have to be acknowledged before work (C7).
    #[error("acknowledge {} first", list(.0.iter().map(|id| id.resource_name())))]
    Unacknowledged(Vec<DirectiveId>),
    /// The directive is not waiting to be acknowledged on this ticket.
    #[error("{} does not wait to be acknowledged on this ticket", .0.resource_name())]
    NoSuchDirective(DirectiveId),
    /// It was merged into another ticket, and what is to be done is done there (K7).
    #[error("the ticket was merged into {}: go on there", .0.resource_name())]
    Merged(TicketId),
    /// Two tickets do not go together as they were asked to (K7).
    #[error("{0}")]
    Together(&'static str),
    /// The change would change nothing.
    #[error("{field} is this already: nothing to change")]
    Unchanged {
        /// The field.
        field: &'static str,
    },
    /// A field is wrong.
    #[error("{field}: {remedy}")]
    Invalid {
        /// The field, as on the wire.
        field: &'static str,
        /// What to do.
        remedy: String,
    },
}

fn list(items: impl Iterator<Item = impl ToString>) -> String {
    let mut texts: Vec<String> = items.map(|item| item.to_string()).collect();
    texts.dedup();
    if texts.is_empty() { "no moves".to_owned() } else { texts.join(", ") }
}
