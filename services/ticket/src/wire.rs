//! Between the wire and the rules: what comes in is parsed, what goes out is printed.

pub(crate) mod agreement;
pub(crate) mod handover;
pub(crate) mod parse;
pub(crate) mod print;
pub(crate) mod settlement;
pub(crate) mod telling;
pub(crate) mod words;
