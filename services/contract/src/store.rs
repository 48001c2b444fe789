//! Rows in and out.

pub(crate) mod contracts;
pub(crate) mod customers;
pub(crate) mod search;
