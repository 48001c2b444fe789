//! Messages from and to the words of the rules.

pub(crate) mod entry;
pub(crate) mod proposal;
pub(crate) mod rules;
pub(crate) mod sheet;
pub(crate) mod sheet_table;
pub(crate) mod ticket;
pub(crate) mod timer;
pub(crate) mod visit;
pub(crate) mod words;
