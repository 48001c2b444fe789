//! Events between two schemas of a real Postgres.
#![expect(clippy::unwrap_used, reason = "tests unwrap to fail")]

mod ground;
mod together;
