//! The contract service on a real database.

mod callers;
mod contracts;
mod coverage;
mod customers;
mod decisions;
mod endings;
mod explain;
mod levels;
mod merges;
mod properties;
mod refusals;
mod search;
mod speed;
mod templates;
mod terms;
mod transfers;
mod words;
mod world;
