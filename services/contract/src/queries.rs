//! Reads.

pub(crate) mod callers;
pub(crate) mod drafts;
pub(crate) mod facts;
pub(crate) mod level_lists;
pub(crate) mod lists;
