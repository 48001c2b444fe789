//! Rating, quotas, ledger and drafts, rule by rule and against a second-by-second oracle.

mod drafts;
mod house;
mod ledger;
mod oracle;
mod properties;
mod quotas;
mod quotes;
mod rating;
mod speed;
