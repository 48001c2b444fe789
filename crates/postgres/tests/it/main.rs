//! Houses and statements on a real Postgres.
#![expect(clippy::unwrap_used, reason = "tests unwrap to fail")]

mod singles;
