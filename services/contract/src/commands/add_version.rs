//! Adds a version to a contract (C3).

use super::create_contract::zone_of_known;
use super::fresh;
use crate::store::contracts::{self, NewVersion, VersionRow};
use crate::store::{customers, decisions};
use crate::wire::print_terms;
use crate::wire::terms::{self, QuotaNames};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_contract_domain::terms::{Validity, place_version};
use kontor_ids::{ContractId, ContractVersionId, QuotaId};
use kontor_outbox::publish;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use prost::Message as _;

pub(crate) async fn add_version(
    kit: &Kit,
    caller: &Caller,
    request: &wire::AddVersionRequest,
    id: ContractId,
) -> Result<wire::Contract> {
    let mut fresh = fresh!(kit, caller, "AddVersion", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    let mut row = contracts::lock(tx, id, &request.etag).await?;
    let versions = contracts::versions(tx, &[row.id]).await?;
    let quotas = quotas(&versions)?;
    let mut v = Violations::new();
    let parsed = terms::parse(request.terms.as_ref(), QuotaNames::NewOr(kit.ids(), &quotas), &mut v);
    let terms = crate::wire::accept(v, parsed)?;
    let existing: Vec<Validity> = versions.iter().map(VersionRow::validity).collect();
    let placed = place_version(&existing, &terms.valid);
    let placed = placed.map_err(|v| contracts::ranges_overlap(id.resource_name(), v.to_string()))?;
    customers::touch(tx, row.customer()).await?;
    let time_zone = zone_of_known(tx, row.customer(), &terms).await?;
    if let Some(open) = placed.closes {
        contracts::close_version(tx, versions[open].id, terms.valid.start).await?;
        // The new version says how it goes on.
        decisions::drop_of(tx, ContractVersionId::from_uuid(versions[open].id)).await?;
    }
    let shown = print_terms::terms(&terms);
    let number = versions.iter().map(|version| version.number).max().unwrap_or_default() + 1;
    let version = NewVersion { id: ContractVersionId::new(kit.ids()), number, terms: &terms, shown: &shown };
    contracts::insert_version(tx, id, &version, now).await?;
    decisions::keep(tx, (id, version.id), &terms, contracts::today(&time_zone, now)?).await?;
    row.version += 1;
    contracts::set_version(tx, &row).await?;
    if row.end_day.take().is_some() {
        // It was ended, and goes on.
        row.end_reason.clear();
        contracts::set_end(tx, &row).await?;
    }
    let event = wire::ContractVersionAdded {
        contract: id.resource_name(),
        contract_number: row.number.clone(),
        customer: row.customer().resource_name(),
        contract_version: version.id.resource_name(),
        version_number: number,
        terms: Some(shown.clone()),
        time_zone,
    };
    publish(tx, id.uuid(), row.version, &event).await?;
    let versions = contracts::versions(tx, &[row.id]).await?;
    let versions = versions.iter().map(VersionRow::print).collect::<Result<_>>()?;
    fresh.finish(row.print(versions)).await
}

/// The quotas that the contract has had, which new terms may go on with.
fn quotas(versions: &[VersionRow]) -> Result<Vec<QuotaId>> {
    let mut ids = Vec::new();
    for version in versions {
        let terms = wire::Terms::decode(version.terms.as_slice()).map_err(Problem::internal)?;
        for quota in &terms.quotas {
            ids.push(QuotaId::from_resource_name(&quota.name).map_err(Problem::internal)?);
        }
    }
    Ok(ids)
}
