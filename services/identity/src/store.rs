//! Rows in and out; no business words.

pub(crate) mod tenant;
pub(crate) mod token;
pub(crate) mod user;
