//! The one function that tells what covers work (C1 to C9).

mod case;
mod checklist;
mod contest;
mod price;
mod span;
mod story;

#[cfg(test)]
mod tests;

pub use price::{PriceFound, PriceSource};
pub use span::{RatedSpan, resolve_span};

use crate::facts::Facts;
use crate::master::{Activity, Directive, OrderRight};
use crate::terms::{QuotaTerms, Rounding, TravelZone};
use crate::words::{Band, Channel, Decision, Outcome, Priority};
use crate::{Text, resolve::contest::Contest};
use case::{Case, Claim};
use jiff::Timestamp;
use kontor_ids::{
    AssetId, CalendarId, ContactId, ContractId, ContractVersionId, QuotaId, SiteId, SlaPolicyId,
};
use rust_decimal::Decimal;
use std::cmp::Reverse;

/// What is asked about a customer's work (C1). The customer is that of the [`Facts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Who asks for it.
    pub contact: Option<ContactId>,
    /// What it is about.
    pub asset: Option<AssetId>,
    /// Where; the asset's site when there is none.
    pub site: Option<SiteId>,
    /// The kind of work.
    pub activity: Activity,
    /// How it reaches the customer.
    pub channel: Channel,
    /// How urgent it is.
    pub priority: Priority,
    /// When it is done.
    pub at: Timestamp,
}

/// Who decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedBy {
    /// The contract.
    pub contract: ContractId,
    /// Its number.
    pub contract_number: String,
    /// The version.
    pub version: ContractVersionId,
    /// The version's number, 1, 2, 3 ...
    pub version_number: u32,
    /// The rule's number, 1, 2, 3 ...
    pub rule: u32,
}

/// The SLA that holds, with absolute deadlines counted from the instant asked about (S3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLevel {
    /// The policy.
    pub policy: SlaPolicyId,
    /// Its version.
    pub policy_version: u32,
    /// The calendar.
    pub calendar: CalendarId,
    /// Its version.
    pub calendar_version: u32,
    /// Until the first response; nothing without a target.
    pub response: Option<Timestamp>,
    /// Until it is resolved; nothing without a target.
    pub resolution: Option<Timestamp>,
}

/// One named condition with how it came out (C2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// Its name, such as `contract_running`.
    pub key: &'static str,
    /// Whether it held.
    pub outcome: Outcome,
    /// Where that was read: a resource name or `rule 3`; empty when nowhere.
    pub source: String,
    /// In plain words.
    pub text: Text,
}

/// Everything rating needs to know, frozen with the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingTerms {
    /// The price for 60 minutes and where it came from. For included work it is the list value; may be missing
    /// where it is not needed.
    pub price: Option<PriceFound>,
    /// How the billable quantity comes about.
    pub rounding: Rounding,
    /// Percent on top for the band.
    pub surcharge_percent: Decimal,
    /// The chain of quotas; empty unless the decision is `quota`.
    pub quotas: Vec<QuotaTerms>,
    /// What trips to the site asked about cost; empty where they are rated as work.
    pub travel_zones: Vec<TravelZone>,
    /// The IANA zone in which days are counted.
    pub time_zone: String,
}

/// The answer (C1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The decision (C2).
    pub decision: Decision,
    /// Who decided; nothing when no contract covers it or several could.
    pub decided_by: Option<DecidedBy>,
    /// The band in the calendar of the contract that decided (C6).
    pub band: Option<Band>,
    /// The price for 60 minutes, where one applies: not for included or undecided work.
    pub price: Option<PriceFound>,
    /// The SLA; also lent by a contract that covers the case at other hours or by another channel.
    pub service_level: Option<ServiceLevel>,
    /// The quotas to draw from, in order.
    pub quotas: Vec<QuotaId>,
    /// How the customer wants to be treated, the most urgent first (C7).
    pub directives: Vec<Directive>,
    /// The checklist (C2).
    pub predicates: Vec<Predicate>,
    /// The ordered steps in plain words (C1).
    pub explanation: Vec<Text>,
    /// Whether the customer has to agree first: it is not covered, or the contact may not order what is billed.
    pub needs_consent: bool,
    /// Whether the customer or a contract concerned is suspended (C9).
    pub suspended: bool,
    /// For an undecided verdict: the contracts that could cover it.
    pub candidates: Vec<ContractId>,
    /// What the contact may order (C8); nothing when no known contact was named.
    pub order_right: Option<OrderRight>,
    /// What it is rated by; nothing when undecided.
    pub terms: Option<RatingTerms>,
}

impl Verdict {
    /// The verdict for those who may not see prices: neither in figures nor in words.
    #[must_use]
    pub fn without_prices(mut self) -> Self {
        if let Some(found) = self.price.take() {
            let step = story::priced(&found);
            self.explanation.retain(|text| *text != step);
        }
        for predicate in self.predicates.iter_mut().filter(|p| p.key == "price_valid" && !p.source.is_empty())
        {
            predicate.text = Text::new("an diesem Tag gilt ein Preis", "a price is valid on that day");
        }
        if let Some(terms) = &mut self.terms {
            terms.price = None;
        }
        self
    }
}

/// Tells whether and how work is covered, and why (C1). The same facts and question give the same answer.
#[must_use]
pub fn resolve(facts: &Facts, question: &Question) -> Verdict {
    let case = Case::new(facts, question);
    let mut steps = Vec::new();
    story::opening(&case, &mut steps);
    let contest = contest::hold(&case, &mut steps);
    let winner = contest.winner();
    let mut decision = contest.decision();
    let needed = decision != Decision::Undecided && price::needed(decision, winner);
    let found = price::find(&case, winner);
    let mut candidates = contest.candidates();
    if needed && found.is_none() {
        decision = Decision::Undecided;
        candidates = winner.iter().map(|claim| claim.standing.contract.id).collect();
        steps.push(story::no_price(&case, winner));
    }
    let order_right =
        question.contact.and_then(|id| facts.contacts.get(&id)).map(|contact| contact.order_right);
    let billed = matches!(decision, Decision::Billable | Decision::NotCovered);
    let may_not_order = billed && order_right == Some(OrderRight::None);
    let suspended = facts.customer.suspended || contest.concerned().any(|c| c.contract.suspended);
    let applies = !matches!(decision, Decision::Included | Decision::Undecided);
    let service_level = contest.service_level(&case, &mut steps);
    story::closing(decision, found.as_ref().filter(|_| applies), winner, &mut steps);
    story::warnings(&case, &contest, order_right.filter(|_| billed), &mut steps);
    Verdict {
        decision,
        decided_by: winner.map(Claim::decided_by),
        band: winner.map(|claim| claim.standing.band),
        service_level,
        quotas: chain(decision, winner).iter().map(|quota| quota.id).collect(),
        directives: by_urgency(facts),
        predicates: checklist::of(
            &case,
            &contest,
            found.as_ref(),
            needed,
            order_right.map(|right| (right, billed)),
        ),
        explanation: steps,
        needs_consent: decision == Decision::NotCovered || may_not_order,
        suspended,
        candidates,
        order_right,
        terms: rating_terms(&case, decision, winner, found.as_ref()),
        price: found.filter(|_| applies),
    }
}

fn chain<'a>(decision: Decision, winner: Option<&Claim<'a>>) -> &'a [QuotaTerms] {
    match winner {
        Some(claim) if decision == Decision::Quota => &claim.standing.version.terms.quotas,
        _ => &[],
    }
}

fn travel(terms: &crate::Terms, site: Option<SiteId>) -> Vec<TravelZone> {
    terms.travel_zones.iter().filter(|zone| zone.serves(site)).cloned().collect()
}

fn by_urgency(facts: &Facts) -> Vec<Directive> {
    let mut directives = facts.directives.clone();
    directives.sort_by_key(|directive| (Reverse(directive.severity), directive.id));
    directives
}

fn rating_terms(
    case: &Case<'_>,
    decision: Decision,
    winner: Option<&Claim<'_>>,
    found: Option<&PriceFound>,
) -> Option<RatingTerms> {
    if decision == Decision::Undecided {
        return None;
    }
    let house = &case.facts.house;
    let terms = winner.map(|claim| &claim.standing.version.terms);
    let zone = winner.map_or(&house.zone, |claim| claim.standing.version.calendar.zone());
    Some(RatingTerms {
        price: found.cloned(),
        rounding: terms.map_or(house.rounding, |terms| terms.rounding),
        surcharge_percent: winner
            .map(|claim| claim.standing.version.terms.surcharge(claim.standing.band))
            .unwrap_or_default(),
        quotas: chain(decision, winner).to_vec(),
        travel_zones: terms.map(|terms| travel(terms, case.site)).unwrap_or_default(),
        time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
    })
}
