//! Rows in and out.

pub(crate) mod agreement;
pub(crate) mod crossing;
pub(crate) mod handover;
pub(crate) mod links;
pub(crate) mod log;
pub(crate) mod ticket;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// An instant that may be absent, to be bound to a statement.
pub(crate) fn bind(at: Option<Timestamp>) -> Option<jiff_sqlx::Timestamp> {
    at.map(|at| at.to_sqlx())
}
