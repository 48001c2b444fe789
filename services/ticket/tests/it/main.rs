//! The ticket service, running for real.

mod change_ticket;
mod close_by_itself;
mod concurrency;
mod coverage_double;
mod create_ticket;
mod desk;
mod import_ticket;
mod list_tickets;
mod log;
mod subscriptions;
