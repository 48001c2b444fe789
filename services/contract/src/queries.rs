//! Reads.

pub(crate) mod callers;
pub(crate) mod drafts;
pub(crate) mod exports;
pub(crate) mod facts;
pub(crate) mod history;
pub(crate) mod level_lists;
pub(crate) mod lists;
pub(crate) mod properties;
pub(crate) mod search;
mod twins;
