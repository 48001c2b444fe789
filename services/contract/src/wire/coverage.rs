//! Questions as they came in, verdicts as they are shown.

use super::print_terms;
use super::values::{self, print_decimal, print_instant, print_money, print_seconds, print_text};
use super::words::{self, Word as _};
use jiff::Timestamp;
use kontor_contract_domain::master::{Activity, Directive};
use kontor_contract_domain::resolve::{Predicate, RatingTerms};
use kontor_contract_domain::{Channel, Priority, Question, RatedSpan, Verdict, Violations};
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId};
use kontor_proto::contract::v1 as wire;

/// A question with the customer it is about.
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
        sla_policy_version: i32::from(level.is_some()),
    }
}

/// A directive as it is shown.
pub(crate) fn directive(directive: &Directive) -> wire::Directive {
    wire::Directive {
        name: directive.id.resource_name(),
        customer: directive.customer.resource_name(),
        severity: directive.severity.print(),
        text: directive.text.clone(),
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
