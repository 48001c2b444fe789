//! All services in one process on a private Postgres, and the command line for everything else.
//!
//! The binary is [`cli::run`]. What it consists of is public so that the tests of the whole system use the same
//! client, tour and import that people use.
#![forbid(unsafe_code)]

pub mod bench;
pub mod books;
pub mod calendar;
pub mod cli;
pub mod client;
pub mod demo;
pub mod drill;
pub mod evidence;
pub mod house;
pub mod import;
pub mod invoice;
pub mod keys;
pub mod rate;
pub mod records;
pub mod seed;
#[cfg(test)]
mod spoilt;
pub mod tax;
pub mod tour;
pub mod what_if;
