//! The escalation service beside the real ticket and contract services.
#![expect(clippy::unwrap_used, reason = "tests unwrap to fail")]

mod by_hand;
mod clocks;
mod explain;
mod firings;
mod imports;
mod inbox;
mod level_changes;
mod merges;
mod on_call;
mod policies;
mod refusals;
mod replicas;
mod world;
