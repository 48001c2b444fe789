//! Rows in and out.

pub(crate) mod entry;
pub(crate) mod material;
pub(crate) mod person;
pub(crate) mod repoint;
pub(crate) mod rules;
pub(crate) mod session;
pub(crate) mod ticket;
pub(crate) mod timer;
pub(crate) mod trace;
pub(crate) mod week;
