//! Reads.

pub(crate) mod callers;
pub(crate) mod facts;
pub(crate) mod lists;
