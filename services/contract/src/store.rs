//! Rows in and out.

pub(crate) mod contracts;
pub(crate) mod customers;
pub(crate) mod decisions;
pub(crate) mod houses;
pub(crate) mod levels;
pub(crate) mod search;
pub(crate) mod templates;
