//! One house takes another house's calls in given hours (N10).
//!
//! An [`Agreement`] says whose tickets, in which [hours](Agreement::window), under which [`Policy`], for which price. By it
//! a ticket is handed over: a [`Handover`] says where it stands between the houses, and each thing done with it is one
//! [`Step`] in the record that both houses read. What the taking house is shown of the ticket's log is what
//! [`shown`] lets pass, and nothing else. [`settle`] sums up what was done in a month.
//!
//! ```text
//!              take                    resolve, return
//!  handed ─────────────► taken ──────────────────────────► ended
//!    │                     │                                 ▲
//!    └─────────────────────┴── take back, lapse, return ─────┘
//! ```
//!
//! Invariants: the taking house does and sees nothing outside [`Handover::is_with_taker`]; the steps are numbered 1..n
//! without holes; who does nothing is paid nothing.

mod agreement;
mod handover;
mod settlement;
mod shown;

#[cfg(test)]
mod tests;

pub use agreement::{Agreement, Case, Policy, Scope, Validity, Window, applying};
pub use handover::{Ending, Handover, Step, StepKind, Work, WorkKind};
pub use settlement::{Done, Line, Month, Prices, Settlement, settle};
pub use shown::{Entry, ShownEntry, Side, shown};

/// Why something between two houses is refused. Nothing was changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// For the taking house the ticket is not there: it went back, or its time is over.
    #[error("it is not with this house")]
    Absent,
    /// The agreement does not hold at this hour, or the ticket is no part of it.
    #[error(
        "no agreement hands this ticket over at this hour: look at its hours, its days and what is part of it"
    )]
    NotPart,
    /// Only open tickets are handed over.
    #[error("the ticket is resolved or closed: reopen it first")]
    NotOpen,
    /// It is with another house already.
    #[error("the ticket is with another house already: take it back first")]
    WithTaker,
    /// It is not with another house.
    #[error("the ticket is not with another house")]
    NotGiven,
    /// Someone took it before.
    #[error("someone of this house took it already")]
    TakenBefore,
    /// Who works on it takes it first.
    #[error("take it first")]
    NotTaken,
    /// The agreement keeps resolving to the giving house.
    #[error("the agreement leaves resolving to the giving house: return it with a note")]
    MayNotResolve,
    /// The work lies outside what can be: before the ticket was handed over, in the future, backwards or beyond a day.
    #[error("{field}: {remedy}")]
    Invalid {
        /// The field, as on the wire.
        field: &'static str,
        /// What to do.
        remedy: &'static str,
    },
}
