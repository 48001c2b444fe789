//! What changes something.

pub(crate) mod accept_proposal;
pub(crate) mod correct_time_entry;
pub(crate) mod create_time_entry;
pub(crate) mod decide_time_entry;
pub(crate) mod discard_timer;
pub(crate) mod dismiss_proposal;
mod find_places;
pub(crate) mod hear_billing;
pub(crate) mod hear_trace;
pub(crate) mod import_sessions;
pub(crate) mod join_records;
pub(crate) mod know_ticket;
pub(crate) mod set_capture_rules;
pub(crate) mod start_timer;
pub(crate) mod stop_timer;

pub(crate) mod hold_quota;
mod proposal;
mod save_entry;
