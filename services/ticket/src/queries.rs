//! Reads that need no decision.

pub(crate) mod agreements;
pub(crate) mod get_ticket;
pub(crate) mod handovers;
pub(crate) mod list_log_entries;
pub(crate) mod list_ticket_history;
pub(crate) mod list_ticket_links;
pub(crate) mod list_tickets;
pub(crate) mod lookup_call;
pub(crate) mod settlements;
pub(crate) mod shown_tickets;
