//! What changes clocks, timers, policies, schedules and inboxes.

pub(crate) mod acknowledge_firing;
pub(crate) mod arm_timers;
pub(crate) mod create_policy;
pub(crate) mod drill_escalation;
pub(crate) mod escalate_ticket;
pub(crate) mod fire_due;
pub(crate) mod hear_tickets;
pub(crate) mod mark_notification_read;
pub(crate) mod move_clocks;
pub(crate) mod notify;
pub(crate) mod recompute_clocks;
pub(crate) mod save_schedule;
pub(crate) mod set_team;
pub(crate) mod settle_clocks;
