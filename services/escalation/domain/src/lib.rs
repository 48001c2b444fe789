//! The rules of the escalation service (S3 to S6, E1 to E4, N5).
//!
//! ```text
//!                 paused                          met
//!    started ──▶ Running ◀──────▶ Paused        Running, Paused ──▶ Met ──reopened──▶ Running
//!                   │     resumed                  deadline passes while running ──▶ Breached (for good)
//! ```
//!
//! A clock is nothing but its [`Fact`]s: [`derive`](derive()) tells from them alone where it stands, until when, and which
//! intervals it ran. [`TicketClocks`] turns what happens to a ticket into facts. A [`Policy`] says what is
//! due at which share of a clock, a [`Schedule`] who is on call.
//!
//! # Invariants
//!
//! - A fact is never changed or removed; a verdict is always derived, never stored in its place (S4).
//! - The deadline is the earliest instant at which the consumed service time reaches the target.
//! - A change of target, policy or calendar is judged as if the new target had held from the start (S5),
//!   over the same running intervals, measured by the new calendar. What was missed by a former target
//!   stays known as [`ClockView::former_breaches`].
//! - A clock that is met is judged by the target that held when it was met.
#![forbid(unsafe_code)]

mod absorb;
mod clock;
mod derive;
mod facts;
mod on_call;
mod policy;
mod proof;
mod recipients;
mod steps;
mod ticket_clocks;
mod timeline;

pub use absorb::Absorbed;
pub use clock::{ClockError, ClockState, ClockView, FormerBreach, Interval};
pub use derive::{derive, reached_at};
pub use facts::{
    CalendarRef, Calendars, Cause, ClockKind, Fact, FactKind, MAX_TARGET, Pause, Target, TargetChange,
};
pub use on_call::{Gap, Override, Rotation, Schedule, Shift};
pub use policy::{Action, MAX_STEPS, Policy, PolicyMistake, Step, When};
pub use proof::{Language, ProofHeader, proof_sheet};
pub use recipients::{Directory, Person, notify_at};
pub use steps::{Acknowledgement, DueStep, MAX_REPETITIONS, due_steps, next_due};
pub use ticket_clocks::{Happening, Standing, Targets, TicketClocks, TicketState};
