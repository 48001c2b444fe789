//! What changes something.

pub(crate) mod correct_time_entry;
pub(crate) mod create_time_entry;
pub(crate) mod decide_time_entry;
pub(crate) mod discard_timer;
pub(crate) mod hear_billing;
pub(crate) mod know_ticket;
pub(crate) mod set_capture_rules;
pub(crate) mod start_timer;
pub(crate) mod stop_timer;

mod repeated;
mod save_entry;
