//! What rating gives: portions, draws and the steps that explain them (R1, R6, R8a).

use crate::calls::Episode;
use crate::entry::{Coverage, Standing};
use crate::explanation::Step;
use crate::ledger::Account;
use crate::quantity::Quantity;
use crate::terms::{Band, LegalKind, Seconds};
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_ids::{QuotaId, TicketId, TimeEntryId};
use kontor_money::{Amount, Decimal, MoneyError};

/// Why an entry cannot be rated at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RatingError {
    /// An amount could not be had.
    #[error("cannot rate time entry {entry}: {source}")]
    Money {
        /// The entry.
        entry: TimeEntryId,
        /// What went wrong.
        source: MoneyError,
    },
    /// A band factor is not greater than zero.
    #[error("a band factor of quota {quota} is not greater than zero, correct the contract's terms")]
    BadFactor {
        /// The quota.
        quota: QuotaId,
    },
}

/// Why something waits for a decision (C2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// Two contracts could cover it, or none decided.
    Coverage,
    /// No price is valid on that day.
    NoPrice,
    /// It should be drawn from a quota, but the terms name none.
    NoQuota,
}

/// How a portion is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PortionKind {
    /// Nothing is billable: free seconds, or rounded to nothing. Its quantity is zero.
    Free,
    /// Covered by the flat fee.
    Included,
    /// Drawn from a quota.
    Quota {
        /// Which.
        quota: QuotaId,
        /// What it is in law (R5b).
        legal: LegalKind,
    },
    /// Billed at the contract's price.
    Billable,
    /// Billed at the house's list.
    NotCovered,
    /// What the quota could not cover, billed (R6).
    Overage {
        /// The last quota of the chain.
        quota: QuotaId,
    },
    /// What the quota could not cover and may not: waits for a decision (R6).
    Refused {
        /// The last quota of the chain.
        quota: QuotaId,
    },
    /// Waits for a decision; never priced (C2).
    Undecided(Doubt),
}

impl PortionKind {
    /// Whether someone has to decide before it can be billed.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Undecided(_))
    }

    /// The quota it names.
    #[must_use]
    pub const fn quota(self) -> Option<QuotaId> {
        match self {
            Self::Quota { quota, .. } | Self::Overage { quota } | Self::Refused { quota } => Some(quota),
            Self::Free | Self::Included | Self::Billable | Self::NotCovered | Self::Undecided(_) => None,
        }
    }
}

/// What a portion takes from an account of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// A lot, or the overdraft.
    pub from: Account,
    /// How much, greater than zero.
    pub units: Decimal,
    /// The day it counts for.
    pub on: Date,
    /// For a call: the ticket and which of its calls.
    pub call: Option<(TicketId, Episode)>,
}

/// A part of an entry's billable quantity (R8a). Portions are in the order of spans, and within a span in the order of
/// the chain; (span, kind) is unique within an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    /// The index of its span.
    pub span: usize,
    /// The span's band.
    pub band: Band,
    /// What decided it, with the versions used (R1).
    pub coverage: Coverage,
    /// How it is covered.
    pub kind: PortionKind,
    /// Its length.
    pub seconds: Seconds,
    /// Net price for 60 minutes, surcharge included; absent for what is not billed.
    pub per_hour: Option<Amount>,
    /// What it adds to the invoice, net, before goodwill (R8b).
    pub net: Amount,
    /// What it would cost at the contract's price; equals `net` where it is billed, zero where no price is known.
    pub worth: Amount,
    /// What it takes from quotas.
    pub draws: Vec<Draw>,
}

impl Portion {
    /// The quantity on paper (R3).
    #[must_use]
    pub fn quantity(&self) -> Quantity {
        Quantity::of_seconds(self.seconds)
    }
}

/// A rated entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatedEntry {
    /// The entry.
    pub entry: TimeEntryId,
    /// The version that was rated.
    pub version: u32,
    /// Whether its draws are posted or held.
    pub standing: Standing,
    /// Its ticket.
    pub ticket: TicketId,
    /// The day it counts for.
    pub service_date: Date,
    /// When the work began.
    pub start: Timestamp,
    /// Worked seconds.
    pub worked: Seconds,
    /// Billable seconds; the portions sum to them (R8a).
    pub billable: Seconds,
    /// The portions.
    pub portions: Vec<Portion>,
    /// What it adds to the invoice, net, before goodwill: the sum of its portions.
    pub net: Amount,
    /// The ordered steps.
    pub explanation: Vec<Step>,
}

impl RatedEntry {
    /// Whether someone has to decide about it (C2, R6); it stays out of invoices until then.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.portions.iter().any(|p| p.kind.waits())
    }
}
