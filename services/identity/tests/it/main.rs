//! The identity service as its callers see it.
#![expect(clippy::panic, reason = "tests panic to fail")]

mod house;
mod people;
mod sign_in;
mod tokens;
