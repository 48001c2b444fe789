//! Rows in and out; no business words.

pub(crate) mod book;
pub(crate) mod entries;
pub(crate) mod invoices;
pub(crate) mod ledger;
pub(crate) mod reviews;
pub(crate) mod seller;
