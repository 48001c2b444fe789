//! The billing service, running for real; contract and timetracking are stand-ins (see `stand_ins`).
#![expect(clippy::unwrap_used, reason = "tests unwrap to fail")]

mod bookings;
mod calendar;
mod calls;
mod cancelling;
mod crediting;
mod debiting;
mod deciding;
mod drafts;
mod ended_contracts;
mod fees;
mod grouping;
mod holds;
mod input;
mod isolation;
mod issuing;
mod languages;
mod late_versions;
mod merged_customers;
mod paging;
mod payments;
mod previewing;
mod quotas;
mod reminding;
mod reports;
mod reviewing;
mod running;
mod service_reports;
mod stand_ins;
mod statements;
mod styling;
mod taxing;
mod visits;
mod what_if;
mod worded_quotas;
mod world;
