//! The rules of clocks and escalation.
#![expect(clippy::unwrap_used, reason = "all of it is test code")]
mod clocks;
mod fixtures;
mod merge;
mod naive_walk;
mod on_call;
mod recipients;
mod steps;
mod ticket;
