//! The billing service, running for real; contract and timetracking are stand-ins (see `stand_ins`).
#![expect(clippy::unwrap_used, reason = "tests unwrap to fail")]

mod cancelling;
mod drafts;
mod input;
mod isolation;
mod issuing;
mod paging;
mod quotas;
mod stand_ins;
mod world;
