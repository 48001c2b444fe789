//! What changes clocks, timers and policies.

pub(crate) mod acknowledge_firing;
pub(crate) mod arm_timers;
pub(crate) mod create_policy;
pub(crate) mod fire_timer;
pub(crate) mod hear_ticket;
pub(crate) mod move_clocks;
