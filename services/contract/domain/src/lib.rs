//! What contracts say and what they cover.
//!
//! Three things live here, all pure: master data as parsed values ([`master`]), the terms of a contract with
//! the refusal of contradictions ([`terms`]), and the one function that tells what covers work ([`resolve()`],
//! domain.md C1 to C9). Capture, rating, preview and what-if all call it.
//!
//! ```text
//! contracts of the customer ── running on the day? ── first rule that matches (C4)
//!        │                                                   │
//!        └── most specific, then priority, tie = undecided (C5) ◄┘
//!                     │ excluded
//!                     ├────────────► fall-through contract, else not covered (C5)
//!                     ▼
//!        price by service date: contract, customer, house; none = undecided (C2, C5)
//! ```
//!
//! Decisions taken where the rules are silent:
//! - A contract is as specific as the rule of it that matched: a rule that names assets before one that names
//!   asset classes before one that names sites before all others.
//! - An exclusion competes like any other rule; among equals it gives way to a contract that does cover.
//! - Work that no contract covers is priced by the customer's own list before the house's.
//! - A contract that would cover the case at another hour, by another channel or for another activity lends its
//!   SLA although the work now is not covered: a call at night still has to be answered in the morning.
//! - Days are counted in the zone of the contract's calendar; without a contract in the house's.
#![forbid(unsafe_code)]

pub mod facts;
pub mod master;
pub mod resolve;
pub mod terms;
mod violations;
mod words;

pub use facts::Facts;
pub use resolve::{Question, RatedSpan, Verdict, resolve, resolve_span};
pub use terms::{CheckedTerms, Terms};
pub use violations::{Violation, Violations};
pub use words::{
    BANDS, Band, CallTrigger, Channel, ContractKind, Decision, LegalKind, Outcome, OverageRule, Priority,
    Proration, QuotaKind, Replenishment, RoundingMode, RoundingScope, Severity, Text, UnknownWord, band_text,
};
