//! Reads that need no decision.

pub(crate) mod get_clocks;
pub(crate) mod get_policy;
pub(crate) mod get_proof_sheet;
pub(crate) mod list_escalations;
pub(crate) mod list_firings;
pub(crate) mod list_notifications;
pub(crate) mod list_policies;
pub(crate) mod list_shifts;
pub(crate) mod summarize_clocks;
pub(crate) mod watch_notifications;
