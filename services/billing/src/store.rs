//! Rows in and out; no business words.

pub(crate) mod book;
pub(crate) mod bookings;
pub(crate) mod debits;
pub(crate) mod decisions;
pub(crate) mod drafts;
pub(crate) mod due;
pub(crate) mod effort;
pub(crate) mod entries;
pub(crate) mod holds;
pub(crate) mod invoices;
pub(crate) mod ledger;
pub(crate) mod payments;
pub(crate) mod people;
pub(crate) mod profiles;
pub(crate) mod reminders;
pub(crate) mod reports;
pub(crate) mod returns;
pub(crate) mod reviews;
pub(crate) mod seller;
pub(crate) mod styles;
pub(crate) mod tickets;
