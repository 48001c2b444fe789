//! The escalation service beside the real ticket and contract services.
#![expect(clippy::unwrap_used, reason = "tests unwrap to fail")]

mod clocks;
mod explain;
mod firings;
mod imports;
mod refusals;
mod world;
