//! The RPCs: parse, call, print.

mod contracts;
mod coverage;
mod customers;
mod endings;
mod houses;
mod levels;
mod master;
mod properties;
mod renewals;
mod templates;
mod transfers;

pub(crate) use contracts::Contracts;
pub(crate) use coverage::Coverages;
pub(crate) use customers::Customers;
pub(crate) use endings::Endings;
pub(crate) use houses::Houses;
pub(crate) use levels::Levels;
pub(crate) use master::Master;
pub(crate) use properties::Properties;
pub(crate) use renewals::Renewals;
pub(crate) use templates::Templates;
pub(crate) use transfers::Transfers;
