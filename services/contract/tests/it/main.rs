//! The contract service on a real database.

mod callers;
mod contracts;
mod coverage;
mod customers;
mod decisions;
mod levels;
mod refusals;
mod speed;
mod templates;
mod terms;
mod words;
mod world;
