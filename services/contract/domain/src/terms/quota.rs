//! A quota as a contract words it (R4 to R7).

use crate::words::{Band, CallTrigger, LegalKind, OverageRule, QuotaKind, Replenishment};
use kontor_ids::QuotaId;
use kontor_money::Amount;
use rust_decimal::Decimal;

/// The shares of a lot at whose use an event is told where the terms say nothing (R7).
pub const DEFAULT_THRESHOLDS: [u8; 2] = [80, 100];

/// How fast a quota is drawn in a band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BandFactor {
    /// The band.
    pub band: Band,
    /// Greater than zero, at most 10.
    pub factor: Decimal,
}

/// What a quota is counted in (R4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaUnit {
    /// Seconds of work.
    Time,
    /// Money.
    Value,
    /// Calls: one per ticket.
    Calls {
        /// When one is counted.
        trigger: CallTrigger,
        /// Reopening within so many days counts no second one, at most 366.
        reopening_days: u32,
    },
}

impl QuotaUnit {
    /// Its word without what belongs to calls.
    #[must_use]
    pub const fn kind(self) -> QuotaKind {
        match self {
            Self::Time => QuotaKind::Time,
            Self::Value => QuotaKind::Value,
            Self::Calls { .. } => QuotaKind::Calls,
        }
    }
}

/// What happens with what is left when a period ends (R5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarryOver {
    /// It expires.
    None,
    /// What is left of the period's own lot lives one period longer.
    LastPeriod,
    /// All of it is carried on up to this cap, greater than zero.
    UpTo(Decimal),
    /// Each lot lives so many periods longer, 1 to 120.
    Periods(u32),
}

/// What happens with what a quota cannot cover (R6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overage {
    /// Billed at the overage rate.
    Bill,
    /// Drawn from the next period, to this limit, greater than zero; beyond it is billed.
    NextPeriod(Decimal),
    /// A new lot is granted and invoiced.
    Replenish {
        /// What it grants, greater than zero.
        amount: Decimal,
        /// What it costs, net; not negative.
        price: Amount,
    },
    /// Refused when the time is captured.
    Refuse,
}

impl Overage {
    /// Its word without what belongs to it.
    #[must_use]
    pub const fn rule(&self) -> OverageRule {
        match self {
            Self::Bill => OverageRule::Bill,
            Self::NextPeriod(_) => OverageRule::NextPeriod,
            Self::Replenish { .. } => OverageRule::Replenish,
            Self::Refuse => OverageRule::Refuse,
        }
    }

    /// Whether some of it may be billed by the hour.
    #[must_use]
    pub const fn bills(&self) -> bool {
        matches!(self, Self::Bill | Self::NextPeriod(_))
    }
}

/// A quota that a contract grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaTerms {
    /// Which.
    pub id: QuotaId,
    /// What people call it, 1 to 100 characters.
    pub display_name: String,
    /// What it is counted in.
    pub unit: QuotaUnit,
    /// How much one lot grants: seconds, EUR or calls; greater than zero.
    pub amount: Decimal,
    /// How often it is filled again.
    pub replenishment: Replenishment,
    /// What happens with what is left when a period ends.
    pub carry_over: CarryOver,
    /// What happens with what it cannot cover.
    pub overage: Overage,
    /// Net price for 60 minutes of overage; the contract's price when there is none.
    pub overage_per_hour: Option<Amount>,
    /// Factors by band; a missing band draws 1.
    pub band_factors: Vec<BandFactor>,
    /// What it is in law.
    pub legal: LegalKind,
    /// Shares of a lot in percent at whose use an event is told (R7), rising, 1 to 100.
    pub thresholds: Vec<u8>,
    /// Net price of each lot that a period grants; nothing where a fee pays for it.
    pub lot_price: Option<Amount>,
}
