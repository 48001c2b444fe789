//! Rows in and out.

pub(crate) mod assets;
pub(crate) mod contacts;
pub(crate) mod contracts;
pub(crate) mod customers;
pub(crate) mod decisions;
pub(crate) mod directives;
pub(crate) mod history;
pub(crate) mod houses;
pub(crate) mod levels;
pub(crate) mod merges;
pub(crate) mod records;
pub(crate) mod search;
pub(crate) mod sites;
pub(crate) mod templates;
pub(crate) mod transfer;
