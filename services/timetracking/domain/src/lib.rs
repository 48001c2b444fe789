//! Work and how it is captured.
//!
//! An [`Entry`] is work done, valid by construction (T1); a [`Timer`] is work going on, one per technician (T2).
//! Entries of one technician overlap only on purpose (T4). An entry is never edited: a [`Versioned`] entry gets a
//! new version with a reason, until it is invoiced and locked (T5).
//!
//! ```text
//!  pending ──► rated ◄──► undecided          a correction goes back to pending
//!                │ ▲
//!                ▼ │ (invoice cancelled)
//!             invoiced: locked
//! ```
//!
//! Decision taken where the rules are silent: approval (T6) is the tenant's option and is decided by
//! [`Approval::needed`]; without limits nothing waits.
#![forbid(unsafe_code)]

mod approval;
mod billing_state;
mod entry;
mod overlap;
mod timer;
mod version;

pub use approval::{Approval, ApprovalReason};
pub use billing_state::{BillingEvent, BillingState};
pub use entry::{Activity, Channel, Entry, EntryInput, Field, Problem, UnknownWord};
pub use overlap::{Booked, Overlap, place};
pub use timer::{Running, StartDecision, Timer, TimerRefusal};
pub use version::{CorrectionRefusal, Versioned};

#[cfg(test)]
mod tests;
