//! Much work at once, also under terms that are only a draft (N6).

use super::facts::{self, Shelf, history};
use crate::store::levels;
use crate::wire::coverage::{self, Asked, MOST, Work, many};
use crate::wire::terms::{self, QuotaNames};
use crate::wire::{accept, print_terms, values};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_contract_domain::facts::{CalendarFacts, ContractFacts, Facts, PolicyFacts, VersionFacts};
use kontor_contract_domain::terms::CheckedTerms;
use kontor_ids::{CalendarId, ContractId, ContractVersionId, SlaPolicyId};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::sync::Arc;

/// A draft that was accepted.
struct Draft {
    terms: CheckedTerms,
    contract: Option<ContractId>,
    priority: u8,
    alone: bool,
}

pub(crate) async fn resolve(
    kit: &Kit,
    shelf: &Shelf,
    caller: &Caller,
    request: &wire::BatchResolveTermsRequest,
) -> Result<wire::BatchResolveTermsResponse> {
    let mut v = Violations::new();
    many("requests", request.requests.len(), &mut v);
    let items = request.requests.iter().enumerate().take(MOST);
    let work = items.map(|(i, item)| coverage::parse_work(item, &format!("requests[{i}]."), &mut v));
    let work: Vec<Work> = work.collect();
    let asked: Vec<Asked> = work.iter().map(|work| work.asked.clone()).collect();
    for (i, other) in asked.iter().enumerate().skip(1) {
        let same = other.customer == asked[0].customer;
        v.require(same, format!("requests[{i}].question.customer"), "give work of one customer only");
    }
    let draft = request.draft.as_ref().and_then(|draft| parse(kit, draft, &mut v));
    accept(v, Some(()))?;
    let facts = facts::load_all(kit.db(), caller.tenant(), shelf, &asked).await?;
    let mut facts = facts.into_values().next().ok_or_else(|| Problem::internal("no facts for questions"))?;
    let mut answer = wire::BatchResolveTermsResponse::default();
    if let Some(draft) = draft {
        let mut tx = kit.db().tenant(caller.tenant()).await?;
        let version = version(kit, &mut tx, draft.terms.clone()).await?;
        answer.draft = Some(print_terms::terms(&version.terms));
        answer.draft_time_zone = version.calendar.zone().iana_name().unwrap_or("UTC").to_owned();
        put(kit, draft, version, &mut facts)?;
    }
    answer.responses = work.iter().map(|work| work.answer(&facts)).collect();
    Ok(answer)
}

fn parse(kit: &Kit, draft: &wire::DraftTerms, v: &mut Violations) -> Option<Draft> {
    let mut own = Violations::new();
    let terms = terms::parse(draft.terms.as_ref(), QuotaNames::Any(kit.ids()), &mut own);
    own.into_iter().for_each(|wrong| v.add(format!("draft.{}", wrong.field), wrong.remedy));
    let read = ContractId::from_resource_name;
    let contract = values::optional_name("draft.contract", &draft.contract, read, v);
    let priority = u8::try_from(draft.priority).ok().filter(|priority| *priority <= 100);
    v.require(priority.is_some(), "draft.priority", "give 0 to 100");
    Some(Draft { terms: terms?, contract, priority: priority?, alone: draft.alone })
}

/// The draft as a version, with the calendar and the policy it names.
async fn version(kit: &Kit, tx: &mut TenantTx, terms: CheckedTerms) -> Result<VersionFacts> {
    let calendar = calendar(tx, terms.calendar).await?;
    let sla_policy = match terms.sla_policy {
        Some(id) => Some(policy(tx, id).await?),
        None => None,
    };
    let id = ContractVersionId::new(kit.ids());
    Ok(VersionFacts { id, number: 1, terms: Arc::new(terms), calendar, sla_policy })
}

async fn calendar(tx: &mut TenantTx, id: CalendarId) -> Result<CalendarFacts> {
    let mut rows = levels::calendar_versions(tx, id, i32::MAX, i64::MAX).await?;
    rows.reverse();
    let newest = rows.last().ok_or_else(|| Problem::NotFound(id.resource_name()))?.version;
    let days: Vec<Option<String>> =
        rows.iter().map(|row| row.valid_from.map(|day| day.to_jiff().to_string())).collect();
    let stretches = days.iter().zip(&rows).map(|(day, row)| (day.as_deref(), row.definition.as_str()));
    let time = Arc::new(history(stretches)?.compile());
    Ok(CalendarFacts { id, version: newest.try_into().map_err(Problem::internal)?, time })
}

async fn policy(tx: &mut TenantTx, id: SlaPolicyId) -> Result<PolicyFacts> {
    let stored = levels::get_policy(tx, id, 0).await?.print(id)?;
    let version = stored.version.try_into().map_err(Problem::internal)?;
    let policy = crate::wire::policy::parse(Some(&stored)).map_err(Problem::internal)?;
    Ok(PolicyFacts { id, version, policy: Arc::new(policy) })
}

/// Puts the draft among the customer's contracts.
fn put(kit: &Kit, draft: Draft, version: VersionFacts, facts: &mut Facts) -> Result<()> {
    let replaced = draft.contract.map(|id| {
        let found = facts.contracts.iter().find(|contract| contract.id == id).cloned();
        found.ok_or_else(|| Problem::NotFound(id.resource_name()))
    });
    let contract = match replaced.transpose()? {
        Some(contract) => ContractFacts { versions: vec![version], suspended: false, ..contract },
        None => ContractFacts {
            id: ContractId::new(kit.ids()),
            number: "draft".to_owned(),
            priority: draft.priority,
            fall_through: None,
            suspended: false,
            versions: vec![version],
        },
    };
    facts.contracts.retain(|other| other.id != contract.id && !draft.alone);
    facts.contracts.push(contract);
    Ok(())
}
