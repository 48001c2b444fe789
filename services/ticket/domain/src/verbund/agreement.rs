//! Whose tickets are handed over, when, and how.

use crate::ticket::Priority;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use kontor_calendar::Calendar;
use kontor_ids::{AssetId, ContractId, CustomerId, VerbundAgreementId};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Which tickets are part of an agreement: those of any customer, contract or asset that it names; every ticket where
/// it names none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Tickets of these customers.
    pub customers: BTreeSet<CustomerId>,
    /// Tickets that these contracts cover.
    pub contracts: BTreeSet<ContractId>,
    /// Tickets about these assets.
    pub assets: BTreeSet<AssetId>,
}

/// What of a ticket decides whether it is part of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Whose.
    pub customer: CustomerId,
    /// What covers it.
    pub contract: Option<ContractId>,
    /// What it is about.
    pub asset: Option<AssetId>,
    /// How urgent.
    pub priority: Priority,
}

/// How closely an agreement names a ticket; the closest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Closeness {
    Every,
    Customer,
    Contract,
    Asset,
}

impl Scope {
    /// Whether every ticket is part of it.
    #[must_use]
    pub fn is_every(&self) -> bool {
        self.customers.is_empty() && self.contracts.is_empty() && self.assets.is_empty()
    }

    /// How closely it names the ticket; nothing where it does not.
    pub(crate) fn names(&self, case: &Case) -> Option<Closeness> {
        if case.asset.is_some_and(|id| self.assets.contains(&id)) {
            Some(Closeness::Asset)
        } else if case.contract.is_some_and(|id| self.contracts.contains(&id)) {
            Some(Closeness::Contract)
        } else if self.customers.contains(&case.customer) {
            Some(Closeness::Customer)
        } else {
            self.is_every().then_some(Closeness::Every)
        }
    }
}

/// How it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Tickets are handed over by themselves when they come in.
    pub automatic: bool,
    /// Only tickets at least so urgent.
    pub least_priority: Priority,
    /// The taking house may resolve.
    pub may_resolve: bool,
    /// How long after the hours it still sees and works on what it took.
    pub wind_up: SignedDuration,
}

/// The days of an agreement, counted in the zone of its hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first day.
    pub from: Date,
    /// The last day; nothing for as long as nobody ends it.
    pub until: Option<Date>,
}

impl Validity {
    /// The first instant after it; nothing where it has no end.
    fn end(&self, zone: &TimeZone) -> Option<Timestamp> {
        let after = self.until?.tomorrow().ok()?;
        after.to_zoned(zone.clone()).ok().map(|at| at.timestamp())
    }

    fn start(&self, zone: &TimeZone) -> Timestamp {
        let start = self.from.to_zoned(zone.clone()).map(|at| at.timestamp());
        start.unwrap_or(Timestamp::MAX)
    }
}

/// The hours that an instant lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first instant after the hours.
    pub end: Timestamp,
    /// The first instant at which the taking house no longer sees what it took in them: the end and what the policy
    /// grants after it, at most to the agreement's last day.
    pub access_until: Timestamp,
}

/// What two houses agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Which.
    pub id: VerbundAgreementId,
    /// When calls are handed over.
    pub hours: Calendar,
    /// On which days it holds.
    pub valid: Validity,
    /// Which tickets are part of it.
    pub scope: Scope,
    /// How it is done.
    pub policy: Policy,
    /// Since when the taking house has accepted it.
    pub accept_time: Option<Timestamp>,
    /// Since when it is ended by one of them.
    pub end_time: Option<Timestamp>,
}

impl Agreement {
    /// The hours that an instant lies in; nothing where the agreement does not hold then. Hours around the clock end
    /// with the next year.
    #[must_use]
    pub fn window(&self, at: Timestamp) -> Option<Window> {
        let zone = self.hours.time_zone();
        let last = self.valid.end(zone);
        let holds = self.accept_time.is_some_and(|accepted| accepted <= at)
            && self.end_time.is_none_or(|end| at < end)
            && self.valid.start(zone) <= at
            && last.is_none_or(|last| at < last);
        if !holds {
            return None;
        }
        let year = zone.to_datetime(at).year();
        let service = self.hours.compile_years(year.saturating_sub(1)..=year.saturating_add(1));
        if !service.is_open(at) {
            return None;
        }
        let end = service.next_windows(at, 1).first()?.end;
        let clip = |instant: Timestamp| last.map_or(instant, |last| instant.min(last));
        let wound_up = end.checked_add(self.policy.wind_up).unwrap_or(end);
        Some(Window { end: clip(end), access_until: clip(wound_up) })
    }

    /// Whether the ticket is part of it, whatever the hour.
    #[must_use]
    pub fn names(&self, case: &Case) -> bool {
        self.closeness(case).is_some()
    }

    fn closeness(&self, case: &Case) -> Option<Closeness> {
        // The most urgent comes first.
        let urgent = case.priority <= self.policy.least_priority;
        self.scope.names(case).filter(|_| urgent)
    }
}

/// The agreement by which a ticket is handed over at an instant, with the hours that the instant lies in: of those that
/// hold and name it the closest, then the one that was accepted first.
#[must_use]
pub fn applying<'a>(
    agreements: impl IntoIterator<Item = &'a Agreement>,
    case: &Case,
    at: Timestamp,
) -> Option<(&'a Agreement, Window)> {
    let named = agreements.into_iter().filter_map(|agreement| Some((agreement.closeness(case)?, agreement)));
    let holding =
        named.filter_map(|(closeness, agreement)| Some((closeness, agreement, agreement.window(at)?)));
    let best = holding.min_by_key(|(closeness, a, _)| (Reverse(*closeness), a.accept_time, a.id));
    best.map(|(_, agreement, window)| (agreement, window))
}
