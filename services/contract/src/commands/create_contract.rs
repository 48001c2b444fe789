//! Adds a contract with its first version.

use super::fresh;
use crate::store::contracts::{self, NewContract, NewVersion};
use crate::store::{customers, decisions};
use crate::wire::print_terms;
use kontor_access::Caller;
use kontor_calendar::Calendar;
use kontor_contract_domain::Violations;
use kontor_contract_domain::terms::{CheckedTerms, Terms};
use kontor_idempotency::Fresh;
use kontor_ids::{ContractId, ContractVersionId, CustomerId, Uuid};
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

pub(crate) async fn create_contract(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateContractRequest,
    contract: &NewContract,
    terms: &CheckedTerms,
) -> Result<wire::Contract> {
    add(fresh!(kit, caller, "CreateContract", request), kit, contract, terms).await
}

pub(crate) async fn create_contract_from_template(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateContractFromTemplateRequest,
    contract: &NewContract,
    terms: &CheckedTerms,
) -> Result<wire::Contract> {
    add(fresh!(kit, caller, "CreateContractFromTemplate", request), kit, contract, terms).await
}

/// Adds the contract within a new request.
async fn add(
    mut fresh: Fresh,
    kit: &Kit,
    contract: &NewContract,
    terms: &CheckedTerms,
) -> Result<wire::Contract> {
    let (id, now, tx) = (ContractId::new(kit.ids()), kit.clock().now(), fresh.tx());
    customers::touch(tx, contract.customer).await?;
    let time_zone = zone_of_known(tx, contract.customer, terms).await?;
    contracts::insert(tx, id, contract, now).await?;
    let shown = print_terms::terms(terms);
    let version = NewVersion { id: ContractVersionId::new(kit.ids()), number: 1, terms, shown: &shown };
    contracts::insert_version(tx, id, &version, now).await?;
    decisions::keep(tx, (id, version.id), terms, contracts::today(&time_zone, now)?).await?;
    let event = wire::ContractVersionAdded {
        contract: id.resource_name(),
        contract_number: contract.number.clone(),
        customer: contract.customer.resource_name(),
        contract_version: version.id.resource_name(),
        version_number: 1,
        terms: Some(shown.clone()),
        time_zone,
    };
    publish(tx, id.uuid(), 1, &event).await?;
    let row = contracts::get(tx, id).await?;
    let first =
        wire::ContractVersion { name: version.id.resource_name(), number: 1, terms: Some(shown.clone()) };
    fresh.finish(row.print(vec![first])).await
}

/// Refuses terms that refer to what is not there; the zone of their calendar.
pub(super) async fn zone_of_known(tx: &mut TenantTx, customer: CustomerId, terms: &Terms) -> Result<String> {
    let known = contracts::references(tx, customer, terms).await?;
    let definition = known.definition.ok_or_else(|| Problem::NotFound(terms.calendar.resource_name()))?;
    if let Some(policy) = terms.sla_policy.filter(|_| !known.policy_known) {
        return Err(Problem::NotFound(policy.resource_name()));
    }
    let mut v = Violations::new();
    for (i, rule) in terms.rules.iter().enumerate() {
        let at = |list: &str| format!("terms.rules[{i}].{list}");
        strange(
            &at("assets"),
            "asset",
            rule.assets.iter().map(|id| id.uuid()),
            &known.strange_assets,
            &mut v,
        );
        strange(&at("sites"), "site", rule.sites.iter().map(|id| id.uuid()), &known.strange_sites, &mut v);
        strange(
            &at("contacts"),
            "contact",
            rule.contacts.iter().map(|id| id.uuid()),
            &known.strange_contacts,
            &mut v,
        );
    }
    crate::wire::accept(v, Some(()))?;
    let calendar: Calendar = definition.parse().map_err(Problem::internal)?;
    Ok(calendar.zone().to_owned())
}

fn strange(field: &str, noun: &str, ids: impl Iterator<Item = Uuid>, strange: &[Uuid], v: &mut Violations) {
    for (i, _) in ids.enumerate().filter(|(_, id)| strange.contains(id)) {
        v.add(format!("{field}[{i}]"), format!("choose the {noun} of the same customer"));
    }
}
