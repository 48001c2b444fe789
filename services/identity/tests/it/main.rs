//! The identity service as its callers see it.
#![expect(clippy::panic, clippy::unwrap_used, reason = "tests panic to fail")]

mod house;
mod people;
mod sign_in;
mod tokens;
