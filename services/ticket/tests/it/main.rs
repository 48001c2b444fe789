//! The ticket service, running for real.
#![expect(clippy::unwrap_used, reason = "tests unwrap to fail")]

mod calls;
mod change_ticket;
mod close_by_itself;
mod concurrency;
mod coverage_double;
mod create_ticket;
mod desk;
mod import_ticket;
mod links;
mod list_tickets;
mod log;
mod merge;
mod records;
mod split;
mod subscriptions;
mod verbund;
