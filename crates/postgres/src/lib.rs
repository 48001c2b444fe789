//! Postgres: pools, tenant transactions, migrations.
//!
//! A [`TenantTx`] is the only way to a house's rows: it begins with the house set, and row-level security shows
//! nothing else (X1). The few readings across houses (stamping the feed, finding due timers) go through
//! [`Db::feed`], a pool of another role that sees only the tables meant for it.
#![forbid(unsafe_code)]

mod constraint;
mod db;
mod migrate;
mod tenant_tx;

pub use constraint::violated;
pub use db::{Db, DbOptions};
pub use migrate::{MigrateError, Schema, migrate, set_passwords};
pub use tenant_tx::TenantTx;
