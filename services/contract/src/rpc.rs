//! The RPCs: parse, call, print.

mod contracts;
mod coverage;
mod customers;

pub(crate) use contracts::Contracts;
pub(crate) use coverage::Coverages;
pub(crate) use customers::Customers;
