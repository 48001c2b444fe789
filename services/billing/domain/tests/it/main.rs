//! Rating, quotas, ledger and drafts, rule by rule and against a second-by-second oracle.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod arrivals;
mod drafts;
mod house;
mod ledger;
mod oracle;
mod properties;
mod quotas;
mod quotes;
mod rating;
mod sheets;
mod speed;
mod what_if;
