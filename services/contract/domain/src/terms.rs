//! The terms of one version of a contract, and the refusal of those that contradict themselves.

mod check;
mod check_quota;
mod ending;
mod fee;
mod kind;
mod quota;
mod reach;
mod renewal;
mod travel;
mod validity;

#[cfg(test)]
mod tests;

pub use ending::end_contract;
pub use fee::RecurringFee;
pub use quota::{BandFactor, CarryOver, DEFAULT_THRESHOLDS, Overage, QuotaTerms, QuotaUnit};
pub use renewal::{Decision as RenewalDecision, Renewal};
pub use travel::TravelZone;
pub use validity::{Placement, Validity, check_fall_through, place_version};

use crate::Violations;
use crate::master::{Activity, AssetClass};
use crate::words::{Band, Channel, ContractKind, Decision, Priority, RoundingMode, RoundingScope};
use kontor_ids::{AssetId, CalendarId, ContactId, SiteId, SlaPolicyId};
use kontor_money::Amount;
use rust_decimal::Decimal;

/// What becomes of work that a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleEffect {
    /// Decides `included`, `quota` or `billable`; the other decisions are refused in a rule.
    Decides(Decision),
    /// Excludes it from the contract (C5).
    Excludes,
}

/// One coverage rule. An empty list matches anything (C4); within a list any item, across lists all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRule {
    /// What people call it, 1 to 100 characters.
    pub display_name: String,
    /// What becomes of what matches.
    pub effect: RuleEffect,
    /// Assets.
    pub assets: Vec<AssetId>,
    /// Asset classes.
    pub asset_classes: Vec<AssetClass>,
    /// Sites.
    pub sites: Vec<SiteId>,
    /// Activities.
    pub activities: Vec<Activity>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Bands of time.
    pub bands: Vec<Band>,
    /// Priorities.
    pub priorities: Vec<Priority>,
    /// Contacts.
    pub contacts: Vec<ContactId>,
}

impl CoverageRule {
    /// A rule that matches anything.
    #[must_use]
    pub fn any(display_name: impl Into<String>, effect: RuleEffect) -> Self {
        Self {
            display_name: display_name.into(),
            effect,
            assets: Vec::new(),
            asset_classes: Vec::new(),
            sites: Vec::new(),
            activities: Vec::new(),
            channels: Vec::new(),
            bands: Vec::new(),
            priorities: Vec::new(),
            contacts: Vec::new(),
        }
    }
}

/// How a billable quantity comes about (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// Granularity in seconds, 1 to 86,400.
    pub increment_seconds: u32,
    /// Least billable quantity in seconds, at most 86,400.
    pub minimum_seconds: u32,
    /// The first seconds that are free, at most 86,400.
    pub free_seconds: u32,
    /// How to round to the increment.
    pub mode: RoundingMode,
    /// What is rounded together.
    pub scope: RoundingScope,
}

impl Rounding {
    /// Notes below `field` what cannot be.
    pub fn check(&self, field: &str, v: &mut Violations) {
        let day = 86_400;
        let increment = (1..=day).contains(&self.increment_seconds);
        v.require(increment, format!("{field}.increment_seconds"), "give 1 to 86400 seconds");
        let minimum = self.minimum_seconds <= day;
        v.require(minimum, format!("{field}.minimum_seconds"), "give 0 to 86400 seconds");
        v.require(self.free_seconds <= day, format!("{field}.free_seconds"), "give 0 to 86400 seconds");
    }
}

impl Default for Rounding {
    /// Every started quarter of an hour, each entry.
    fn default() -> Self {
        Self {
            increment_seconds: 900,
            minimum_seconds: 0,
            free_seconds: 0,
            mode: RoundingMode::Up,
            scope: RoundingScope::Entry,
        }
    }
}

/// Percent on top in a band; the highest that matches wins (R3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surcharge {
    /// The band.
    pub band: Band,
    /// Percent, 0 to 500.
    pub percent: Decimal,
}

/// A price for work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// The activity it is for; nothing for any.
    pub activity: Option<Activity>,
    /// The channel it is for; nothing for any.
    pub channel: Option<Channel>,
    /// Net price for 60 minutes, not negative.
    pub per_hour: Amount,
}

/// The terms of one version, as they came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// From when to when they hold (C3).
    pub valid: Validity,
    /// Service hours and bands.
    pub calendar: CalendarId,
    /// The SLA policy; nothing for none.
    pub sla_policy: Option<SlaPolicyId>,
    /// The first that matches wins (C4); 1 to 100.
    pub rules: Vec<CoverageRule>,
    /// Prices of the contract, the first that matches wins; at most 100.
    pub prices: Vec<Price>,
    /// How billable quantities come about.
    pub rounding: Rounding,
    /// Percentages on top.
    pub surcharges: Vec<Surcharge>,
    /// The quotas in the order they are drawn from; at most 20.
    pub quotas: Vec<QuotaTerms>,
    /// Fees that come every period; at most 50.
    pub fees: Vec<RecurringFee>,
    /// What kind of contract they make.
    pub kind: ContractKind,
    /// What trips cost, the first that matches; at most 50. Without any, trips are rated as work.
    pub travel_zones: Vec<TravelZone>,
    /// By when someone has to decide about its going on; nothing for no reminders.
    pub renewal: Option<Renewal>,
}

impl Terms {
    /// Accepts the terms when they are complete and say one thing only.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `terms`; of two rules that clash both are named.
    pub fn check(self) -> Result<CheckedTerms, Violations> {
        let violations = check::terms(&self);
        violations.finish(CheckedTerms(self))
    }

    /// The percentage on top in a band: the highest that matches (R3), zero for none.
    #[must_use]
    pub fn surcharge(&self, band: Band) -> Decimal {
        let matching = self.surcharges.iter().filter(|s| s.band == band);
        matching.map(|s| s.percent).max().unwrap_or_default()
    }
}

/// Terms that were accepted. Read them through [`std::ops::Deref`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedTerms(Terms);

impl CheckedTerms {
    /// Terms that were accepted when they were written. What was agreed stays as it is: neither an end that a later
    /// version set nor a check that was added later takes it back (C3).
    #[must_use]
    pub const fn stored(terms: Terms) -> Self {
        Self(terms)
    }
}

impl std::ops::Deref for CheckedTerms {
    type Target = Terms;
    fn deref(&self) -> &Terms {
        &self.0
    }
}

/// Longest times until something has to have happened, in seconds of service time (S3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlaTarget {
    /// The priority.
    pub priority: Priority,
    /// Until the first response.
    pub response: Option<u32>,
    /// Longest silence towards the customer.
    pub update: Option<u32>,
    /// Until it is resolved.
    pub resolution: Option<u32>,
}

/// Targets by priority, as they came in or as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlaPolicy {
    /// What people call it, 1 to 200 characters.
    pub display_name: String,
    /// At most one for each priority.
    pub targets: Vec<SlaTarget>,
    /// Whether waiting for a vendor pauses clocks (S4).
    pub pause_on_vendor: bool,
}

impl SlaPolicy {
    /// Accepts the policy.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `policy`.
    pub fn check(self) -> Result<Self, Violations> {
        let violations = check::policy(&self);
        violations.finish(self)
    }

    /// The targets for a priority.
    #[must_use]
    pub fn target(&self, priority: Priority) -> Option<&SlaTarget> {
        self.targets.iter().find(|target| target.priority == priority)
    }
}

/// Accepts the prices of a list below `price_list`; of two that clash both are named.
///
/// # Errors
/// Everything that is wrong, by field.
pub fn check_price_list(valid: &Validity, prices: &[Price]) -> Result<(), Violations> {
    let mut violations = Violations::new();
    valid.check("price_list.valid", &mut violations);
    violations.require(!prices.is_empty(), "price_list.prices", "give at least one price");
    check::prices("price_list.prices", prices, &mut violations);
    violations.finish(())
}
