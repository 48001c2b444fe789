//! Reads that need no decision.

pub(crate) mod get_clocks;
pub(crate) mod get_proof_sheet;
pub(crate) mod list_firings;
pub(crate) mod summarize_clocks;
