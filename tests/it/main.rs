//! The whole system, as people start it: all services on a private Postgres, asked through the gateway.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_input;
mod clock_oracle;
mod faults;
mod foreign;
mod installation;
mod main_job;
mod real_input;
mod start;
mod time;
mod verbund;
