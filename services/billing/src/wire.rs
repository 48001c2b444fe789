//! Between the wire and the rules.

pub(crate) mod accounting;
pub(crate) mod change;
pub(crate) mod debit;
pub(crate) mod decision;
pub(crate) mod draft;
pub(crate) mod entry;
pub(crate) mod money;
pub(crate) mod parse;
pub(crate) mod profile;
pub(crate) mod rated;
pub(crate) mod reminder;
pub(crate) mod style;
pub(crate) mod terms;
pub(crate) mod what_if;
