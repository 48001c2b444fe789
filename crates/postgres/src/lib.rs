//! Postgres: pools, tenant transactions, migrations.
//!
//! A [`TenantTx`] is the way to a house's rows: it begins with the house set, and row-level security shows nothing else
//! (X1). What one statement can do goes through [`Singles`] in one round trip: it enters the house itself, and leaves
//! it with its end. The few readings across houses (stamping the feed, finding due timers) go through
//! [`Db::feed`], a pool of another role that sees only the tables meant for it.
#![forbid(unsafe_code)]

mod constraint;
mod db;
mod migrate;
mod singles;
mod tenant_tx;

pub use constraint::violated;
pub use db::{Db, DbOptions};
pub use migrate::{MigrateError, Schema, migrate, outdated, set_passwords};
pub use singles::Singles;
pub use tenant_tx::TenantTx;
