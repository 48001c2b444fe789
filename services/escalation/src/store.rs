//! Rows in and out; no rules.

pub(crate) mod clocks;
pub(crate) mod escalations;
pub(crate) mod facts;
pub(crate) mod firings;
pub(crate) mod level_changes;
pub(crate) mod levels;
pub(crate) mod notifications;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod schedules;
pub(crate) mod tickets;
pub(crate) mod timers;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// Binds an instant that may be absent.
pub(crate) fn bind(at: Option<Timestamp>) -> Option<jiff_sqlx::Timestamp> {
    at.map(|at| at.to_sqlx())
}
