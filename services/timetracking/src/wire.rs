//! Messages from and to the words of the rules.

pub(crate) mod entry;
pub(crate) mod rules;
pub(crate) mod ticket;
pub(crate) mod timer;
pub(crate) mod visit;
pub(crate) mod words;
