//! The ordered steps that led to a result, with the numbers in them (R1). [`Step::text`] says them in plain words.

use crate::rating::Doubt;
use crate::terms::{Localized, QuotaUnit, RoundingMode, RoundingScope, Seconds};
use jiff::civil::Date;
use kontor_ids::QuotaId;
use kontor_money::{Amount, Decimal};

/// One step of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// So much was worked.
    Worked {
        /// Seconds.
        seconds: Seconds,
    },
    /// How the scope was rounded (R2).
    Rounded {
        /// What is rounded together.
        scope: RoundingScope,
        /// How.
        mode: RoundingMode,
        /// To multiples of so many seconds.
        increment: u32,
        /// Least billable seconds; 0 for none.
        minimum: u32,
        /// First seconds that are free; 0 for none.
        free: u32,
        /// Worked seconds of the whole scope, invoiced ones included.
        worked: Seconds,
        /// Billable seconds of the whole scope.
        billable: Seconds,
        /// Billable seconds of this entry's part of it.
        here: Seconds,
    },
    /// Covered by the flat fee.
    Included {
        /// Seconds.
        seconds: Seconds,
    },
    /// Nothing is billable.
    Free,
    /// A surcharge was applied; the highest of those that match (R3).
    Surcharge {
        /// Percent on top.
        percent: Decimal,
        /// How many matched.
        matching: usize,
        /// Net price for 60 minutes without it.
        before: Amount,
        /// Net price for 60 minutes with it.
        after: Amount,
    },
    /// A part was priced.
    Priced {
        /// Seconds.
        seconds: Seconds,
        /// Net price for 60 minutes.
        per_hour: Amount,
        /// Its price.
        net: Amount,
        /// Where the price came from.
        source: Localized,
    },
    /// A part was drawn from a quota (R4).
    Drawn {
        /// The quota.
        quota: QuotaId,
        /// What people call it.
        name: String,
        /// What it is counted in.
        unit: QuotaUnit,
        /// Seconds covered.
        seconds: Seconds,
        /// The factor of the band; 1 for none.
        factor: Decimal,
        /// What was drawn.
        units: Decimal,
        /// What lots valid on that day still hold.
        left: Decimal,
    },
    /// The ticket's call was already counted.
    CallCovered {
        /// What people call the quota.
        name: String,
        /// Seconds covered.
        seconds: Seconds,
    },
    /// A quota could not cover all.
    Exhausted {
        /// What people call it.
        name: String,
        /// Seconds it could not cover.
        seconds: Seconds,
    },
    /// Drawn ahead of the next period (R6).
    DrawnAhead {
        /// What people call the quota.
        name: String,
        /// Seconds covered.
        seconds: Seconds,
        /// What was drawn.
        units: Decimal,
        /// What is owed to the next period now.
        owed: Decimal,
    },
    /// A new lot was granted, and is invoiced (R6).
    Replenished {
        /// What people call the quota.
        name: String,
        /// What it grants.
        amount: Decimal,
        /// What it costs.
        price: Amount,
        /// From when it holds.
        on: Date,
    },
    /// What is left over is billed as overage (R6).
    Overage {
        /// What people call the quota.
        name: String,
        /// Seconds.
        seconds: Seconds,
    },
    /// What is left over may not be drawn (R6).
    Refused {
        /// What people call the quota.
        name: String,
        /// Seconds.
        seconds: Seconds,
    },
    /// What comes with work, in words already: the way, a material.
    Beside(Localized),
    /// Someone has to decide (C2).
    Undecided {
        /// Why.
        doubt: Doubt,
        /// Seconds.
        seconds: Seconds,
    },
}
