//! The heart of Kontor: how work becomes money.
//!
//! Pure functions and values (domain.md, sections 8 and 9): no I/O, no clock, no randomness. Time, ids and everything
//! that others know are arguments.
//!
//! ```text
//! entries ─┐                                   ┌─> rated entries ─> charges ─┐
//! lots ────┼─> allocate (a fold, R5a) ─────────┼─> postings ─> diff ─> ledger │
//! frozen ──┘                                   └─> automatic lots ───────────┤
//! fee terms ─> fees (R9) ────────────────────────────────────────────────────┼─> draft ─> issue
//! reviewers' decisions (B3) ─────────────────────────────────────────────────┘
//! ```
//!
//! Invariants, each held by a test that carries its id: allocation does not depend on the order of arrival (R5a);
//! portions sum to the billable quantity to the second (R8a); balances are sums of transfers (R7); rating the same
//! anew asks for no posting; a quote is the rating (R10); what is issued is what was shown (B3a); nothing is -0.00.
#![forbid(unsafe_code)]

pub mod accounting;
pub mod calls;
pub mod charge;
pub mod draft;
pub mod effort;
pub mod entry;
pub mod explanation;
pub mod extras;
pub mod fees;
pub mod fold;
pub mod ledger;
pub mod lots;
pub mod number;
mod price_span;
pub mod profile;
pub mod profit;
pub mod quantity;
pub mod quote;
pub mod rating;
pub mod review;
pub mod rounding;
mod scopes;
mod stock;
pub mod terms;
pub mod text;
pub mod vat;
pub mod waiting;
pub mod what_if;

pub use charge::{Charge, LineKey};
pub use draft::{
    Allowance, Document, DocumentLine, Draft, DraftInput, DraftLine, Facts, IssueRefusal, KeptOut, Outcome,
    Sheet, assemble,
};
pub use entry::{Closing, Coverage, DraftKey, Entry, Frozen, Span, Standing, TicketHistory};
pub use explanation::Step;
pub use extras::{ExtraKind, Extras, Material, Outfit, Travel, TravelZone, extras};
pub use fees::{FeeCharge, FeeKey, FeeStretch, InvoicedFee, fees, open_fees};
pub use fold::{Adjustment, Allocation, AutoLot, Ground, allocate};
pub use lots::{Lot, LotKey, LotOrigin};
pub use profile::{Detail, Every, Layout, LineOrder, Profile, SplitBy};
pub use quantity::{Quantity, Unit, UnitCode};
pub use quote::{Quote, Refused, newly_refused, quote};
pub use rating::{Doubt, Draw, Portion, PortionKind, RatedEntry, RatingError};
pub use review::{Action, Conflict, Discount, Review, Seen};
pub use terms::{
    Band, Decision, LegalKind, Localized, Overage, Period, QuotaTerms, QuotaUnit, RatingTerms, Rounding,
    RoundingMode, RoundingScope, Seconds,
};
pub use waiting::Waits;

/// The worked examples of `docs/money.md`, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/money.md")]
pub struct MoneyPage;
