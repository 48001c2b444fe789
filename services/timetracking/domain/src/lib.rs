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
mod field;
mod material;
pub mod missing;
mod overlap;
pub mod sessions;
mod timer;
mod travel;
mod version;
pub mod week;

pub use approval::{Approval, ApprovalMove, ApprovalReason, ApprovalRefusal, ApprovalState};
pub use billing_state::{BillingEvent, BillingState};
pub use entry::{Activity, Channel, Entry, EntryInput, UnknownWord};
pub use field::{Field, MaterialField, Problem};
pub use material::{Material, MaterialInput, UnitPrice};
pub use overlap::{Booked, Overlap, place};
pub use timer::{Running, StartDecision, Timer, TimerRefusal};
pub use travel::{Travel, TravelInput, visit_of};
pub use version::{CorrectionRefusal, Versioned};

#[cfg(test)]
mod tests;
