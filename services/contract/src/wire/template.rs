//! Templates as they came in.

use super::{accept, print_terms, terms};
use crate::wire::terms::QuotaNames;
use kontor_contract_domain::Violations;
use kontor_ids::IdSource;
use kontor_proto::contract::v1 as wire;
use kontor_proto::types::v1 as types;
use kontor_status::Result;

/// Days that a template's terms are judged on: those of its contracts are not known yet.
const SOME_DAY: types::Date = types::Date { year: 2000, month: 1, day: 1 };
const LATER: types::Date = types::Date { year: 2001, month: 1, day: 1 };

/// Reads the terms of a template below `field`; they come back as they are stored.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn parse_terms(
    field: &str,
    terms: Option<&wire::Terms>,
    ids: &dyn IdSource,
    mut v: Violations,
) -> Result<wire::Terms> {
    let Some(given) = terms else {
        v.add(field, "give the terms");
        return Err(super::refusal(v));
    };
    for_any_customer(field, given, &mut v);
    let mut judged = given.clone();
    judged.valid = Some(types::DateRange { start: Some(SOME_DAY), end: None });
    if let Some(renewal) = &mut judged.renewal {
        renewal.term_end = Some(LATER);
    }
    let mut own = Violations::new();
    let checked = terms::parse(Some(&judged), QuotaNames::New(ids), &mut own);
    for wrong in own {
        let place = wrong.field.strip_prefix("terms").unwrap_or(&wrong.field);
        v.add(format!("{field}{place}"), wrong.remedy);
    }
    let checked = accept(v, checked)?;
    let mut stored = print_terms::terms(&checked);
    stored.valid = None;
    stored.quotas.iter_mut().for_each(|quota| quota.name.clear());
    if let Some(renewal) = &mut stored.renewal {
        renewal.term_end = None;
    }
    Ok(stored)
}

/// Refuses what belongs to one customer or to one contract.
fn for_any_customer(field: &str, terms: &wire::Terms, v: &mut Violations) {
    v.require(terms.valid.is_none(), format!("{field}.valid"), "leave it unset: it comes with the contract");
    let term_end = terms.renewal.as_ref().and_then(|renewal| renewal.term_end);
    let remedy = "leave it unset: it comes with the contract";
    v.require(term_end.is_none(), format!("{field}.renewal.term_end"), remedy);
    let remedy = "leave it empty: a template is for any customer";
    for (i, rule) in terms.rules.iter().enumerate().take(100) {
        for (list, items) in [("assets", &rule.assets), ("sites", &rule.sites), ("contacts", &rule.contacts)]
        {
            v.require(items.is_empty(), format!("{field}.rules[{i}].{list}"), remedy);
        }
    }
    for (i, zone) in terms.travel_zones.iter().enumerate().take(50) {
        v.require(zone.sites.is_empty(), format!("{field}.travel_zones[{i}].sites"), remedy);
    }
}

/// The terms of a contract made from a template.
pub(crate) fn terms_of(
    request: &wire::CreateContractFromTemplateRequest,
    template: wire::Terms,
) -> wire::Terms {
    let renewal = template.renewal.map(|renewal| wire::Renewal { term_end: request.term_end, ..renewal });
    wire::Terms { valid: request.valid, renewal, ..template }
}
