//! Questions as they came in, verdicts as they are shown.

use super::print_terms;
use super::values::{self, print_decimal, print_instant, print_money, print_seconds, print_text};
use super::words::{self, Word as _};
use jiff::Timestamp;
use kontor_contract_domain::facts::Facts;
use kontor_contract_domain::master::{Activity, Directive};
use kontor_contract_domain::resolve::{Predicate, RatingTerms};
use kontor_contract_domain::{Channel, Priority, Question, RatedSpan, Verdict, Violations, resolve_span};
use kontor_ids::{AssetId, ContactId, ContractId, CustomerId, SiteId};
use kontor_proto::contract::v1 as wire;

/// A question with the customer it is about.
#[derive(Clone)]
pub(crate) struct Asked {
    /// The customer.
    pub customer: CustomerId,
    /// The question.
    pub question: Question,
}

/// Reads a question; `field` is its path with a dot behind it, or empty. Unset `at` means `now`.
pub(crate) fn parse(
    asked: &wire::ResolveCoverageRequest,
    field: &str,
    now: Timestamp,
    v: &mut Violations,
) -> Asked {
    let at = |name: &str| format!("{field}{name}");
    let activity = v.optional(&at("activity"), &asked.activity).unwrap_or_else(Activity::support);
    Asked {
        customer: values::name(
            &at("customer"),
            &asked.customer,
            CustomerId::from_resource_name,
            CustomerId::from_uuid,
            v,
        ),
        question: Question {
            contact: values::optional_name(&at("contact"), &asked.contact, ContactId::from_resource_name, v),
            asset: values::optional_name(&at("asset"), &asked.asset, AssetId::from_resource_name, v),
            site: values::optional_name(&at("site"), &asked.site, SiteId::from_resource_name, v),
            activity,
            channel: words::or_default(&at("channel"), asked.channel, Channel::Remote, v),
            priority: words::or_default(&at("priority"), asked.priority, Priority::Normal, v),
            at: asked.at.as_ref().and_then(|stamp| values::instant(&at("at"), stamp, v)).unwrap_or(now),
        },
    }
}

/// The most questions of a batch.
pub(crate) const MOST: usize = 1000;

/// Notes where a batch is empty or too large.
pub(crate) fn many(field: &str, count: usize, v: &mut Violations) {
    v.require((1..=MOST).contains(&count), field, "give 1 to 1000");
}

/// The longest work that is rated in one piece: 31 days.
const LONGEST_WORK: u32 = 31 * 86_400;

/// A span of work to judge.
pub(crate) struct Work {
    /// The question; its `at` is the first instant.
    pub asked: Asked,
    /// Its length; at least 1.
    seconds: u32,
    /// Someone decided for this contract alone (C2).
    only: Option<ContractId>,
    /// Someone decided for the list price (C2).
    list_price: bool,
}

impl Work {
    /// The work cut where what covers it changes, as someone decided where it was undecided.
    fn spans(&self, facts: &Facts) -> Vec<RatedSpan> {
        let question = &self.asked.question;
        if self.only.is_none() && !self.list_price {
            return resolve_span(facts, question, question.at, self.seconds);
        }
        let mut facts = facts.clone();
        facts.contracts.retain(|c| !self.list_price && self.only.is_none_or(|only| c.id == only));
        resolve_span(&facts, question, question.at, self.seconds)
    }

    /// The spans as they are shown, with the class of the asset.
    pub(crate) fn answer(&self, facts: &Facts) -> wire::ResolveTermsResponse {
        let asset = self.asked.question.asset.and_then(|id| facts.assets.get(&id));
        wire::ResolveTermsResponse {
            spans: self.spans(facts).into_iter().map(span).collect(),
            asset_class: asset.map(|asset| asset.class.as_str().to_owned()).unwrap_or_default(),
        }
    }
}

/// Reads a span of work below a field.
pub(crate) fn parse_work(work: &wire::ResolveTermsRequest, field: &str, v: &mut Violations) -> Work {
    let at = |name: &str| format!("{field}{name}");
    let question = wire::ResolveCoverageRequest { at: None, ..work.question.clone().unwrap_or_default() };
    let start = work.start.as_ref().and_then(|start| values::instant(&at("start"), start, v));
    v.require(work.start.is_some(), at("start"), "give the first instant of the work");
    let asked = parse(&question, &at("question."), start.unwrap_or_default(), v);
    let length = values::seconds(&at("duration"), work.duration.as_ref(), v);
    let fits = length.is_some_and(|seconds| (1..=LONGEST_WORK).contains(&seconds));
    let named = v.iter().any(|violation| violation.field == at("duration"));
    v.require(fits || named, at("duration"), "give 1 second to 31 days");
    let read = ContractId::from_resource_name;
    let only = values::optional_name(&at("only_contract"), &work.only_contract, read, v);
    Work { asked, seconds: length.unwrap_or(1), only, list_price: work.list_price }
}

/// A verdict as it is shown.
pub(crate) fn print(verdict: Verdict) -> wire::Coverage {
    let decided = verdict.decided_by.as_ref();
    let level = verdict.service_level.as_ref();
    let deadlines = level.filter(|level| level.response.is_some() || level.resolution.is_some());
    wire::Coverage {
        decision: verdict.decision.print(),
        contract: decided.map(|d| d.contract.resource_name()).unwrap_or_default(),
        contract_number: decided.map(|d| d.contract_number.clone()).unwrap_or_default(),
        contract_version: decided.map(|d| d.version.resource_name()).unwrap_or_default(),
        rule: decided.and_then(|d| i32::try_from(d.rule).ok()).unwrap_or_default(),
        band: verdict.band.map(words::Word::print).unwrap_or_default(),
        per_hour: verdict.price.as_ref().map(|found| print_money(found.per_hour)),
        deadlines: deadlines.map(|level| wire::SlaDeadlines {
            response: level.response.map(print_instant),
            resolution: level.resolution.map(print_instant),
        }),
        quotas: verdict.quotas.iter().map(|id| id.resource_name()).collect(),
        directives: verdict.directives.iter().map(directive).collect(),
        predicates: verdict.predicates.into_iter().map(predicate).collect(),
        explanation: verdict.explanation.iter().map(print_text).collect(),
        needs_consent: verdict.needs_consent,
        suspended: verdict.suspended,
        candidates: verdict.candidates.iter().map(|id| id.resource_name()).collect(),
        calendar: level.map(|level| level.calendar.resource_name()).unwrap_or_default(),
        calendar_version: level.and_then(|l| i32::try_from(l.calendar_version).ok()).unwrap_or_default(),
        sla_policy: level.map(|level| level.policy.resource_name()).unwrap_or_default(),
        sla_policy_version: level.and_then(|l| i32::try_from(l.policy_version).ok()).unwrap_or_default(),
    }
}

/// A directive as a verdict shows it.
pub(crate) fn directive(directive: &Directive) -> wire::Directive {
    wire::Directive {
        name: directive.id.resource_name(),
        customer: directive.customer.resource_name(),
        severity: directive.severity.print(),
        text: directive.text.clone(),
        withdrawn: directive.withdrawn,
        ..wire::Directive::default()
    }
}

fn predicate(predicate: Predicate) -> wire::Predicate {
    wire::Predicate {
        key: predicate.key.to_owned(),
        outcome: predicate.outcome.print(),
        source: predicate.source,
        text: Some(print_text(&predicate.text)),
    }
}

/// One part of the work as it is shown.
pub(crate) fn span(span: RatedSpan) -> wire::RatedSpan {
    wire::RatedSpan {
        start: Some(print_instant(span.start)),
        duration: Some(print_seconds(span.seconds)),
        terms: span.verdict.terms.as_ref().map(rating_terms),
        coverage: Some(print(span.verdict)),
    }
}

fn rating_terms(terms: &RatingTerms) -> wire::RatingTerms {
    wire::RatingTerms {
        per_hour: terms.price.as_ref().map(|found| print_money(found.per_hour)),
        price_source: terms.price.as_ref().map(|found| print_text(&found.source.text())),
        rounding: Some(print_terms::rounding(terms.rounding)),
        surcharge_percent: Some(print_decimal(terms.surcharge_percent)),
        quotas: terms.quotas.iter().map(super::quota::print).collect(),
        time_zone: terms.time_zone.clone(),
        travel_zones: terms.travel_zones.iter().map(super::travel::print_zone).collect(),
    }
}
