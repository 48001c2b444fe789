//! Reads that need no decision.

pub(crate) mod bookings;
pub(crate) mod changes;
pub(crate) mod debits;
pub(crate) mod decisions;
pub(crate) mod difference;
pub(crate) mod drafts;
pub(crate) mod effort;
pub(crate) mod invoices;
pub(crate) mod issue_runs;
pub(crate) mod marks;
pub(crate) mod open_items;
pub(crate) mod payments;
pub(crate) mod preview;
pub(crate) mod quotas;
pub(crate) mod quote_work;
pub(crate) mod reminders;
pub(crate) mod report_files;
pub(crate) mod reports;
pub(crate) mod tax;
pub(crate) mod what_if;
