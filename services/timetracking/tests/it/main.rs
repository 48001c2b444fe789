//! The timetracking service, running for real; ticket and billing are stand-ins (see `stand_ins`).
#![expect(clippy::unwrap_used, reason = "tests unwrap to fail")]

mod approvals;
mod bad_input;
mod billing_stand_in;
mod corrections;
mod entries;
mod explain;
mod hearing;
mod joined;
mod lists;
mod proposals;
mod record_stand_in;
mod replica;
mod sessions;
mod sheets;
mod stand_ins;
mod ticket_stand_in;
mod timers;
mod travel;
mod world;
