//! Ends a contract on a day.

use super::create_contract::zone_of_known;
use super::fresh;
use crate::store::contracts::{self, VersionRow};
use crate::store::{customers, decisions};
use crate::wire::terms;
use crate::wire::values::print_date;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_contract_domain::terms::{Renewal, Validity, end_contract as place_end};
use kontor_ids::{ContractId, ContractVersionId};
use kontor_outbox::publish;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// When a contract ends, and why.
pub(crate) struct Ending {
    /// The first day on which it no longer holds.
    pub(crate) end: Date,
    /// Why.
    pub(crate) reason: String,
}

pub(crate) async fn end_contract(
    kit: &Kit,
    caller: &Caller,
    request: &wire::EndContractRequest,
    id: ContractId,
    ending: Ending,
) -> Result<wire::Contract> {
    let mut fresh = fresh!(kit, caller, "EndContract", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    let mut row = contracts::lock(tx, id, &request.etag).await?;
    let versions = contracts::versions(tx, &[row.id]).await?;
    let mut known: Vec<(Validity, Option<Renewal>)> = Vec::with_capacity(versions.len());
    let mut zone = String::new();
    for version in &versions {
        let mut v = Violations::new();
        let stored = version.print()?.terms.unwrap_or_default();
        let terms = terms::stored(&stored, &mut v);
        v.finish(()).map_err(Problem::internal)?;
        known.push((version.validity(), terms.renewal));
        // Days are counted where the newest version counts them.
        zone = zone_of_known(tx, row.customer(), &terms).await?;
    }
    let today = contracts::today(&zone, now)?;
    let place = place_end(&known, ending.end, request.agreed, today).map_err(crate::wire::refusal)?;
    customers::touch(tx, row.customer()).await?;
    contracts::close_version(tx, versions[place].id, ending.end).await?;
    // It is decided how it goes on.
    decisions::drop_of(tx, ContractVersionId::from_uuid(versions[place].id)).await?;
    row.version += 1;
    row.end_day = Some(ending.end.into());
    row.end_reason = ending.reason;
    contracts::set_version(tx, &row).await?;
    contracts::set_end(tx, &row).await?;
    let event = wire::ContractEnded {
        contract: id.resource_name(),
        contract_number: row.number.clone(),
        customer: row.customer().resource_name(),
        end: Some(print_date(ending.end)),
        reason: row.end_reason.clone(),
    };
    publish(tx, id.uuid(), row.version, &event).await?;
    let versions = contracts::versions(tx, &[row.id]).await?;
    let versions = versions.iter().map(VersionRow::print).collect::<Result<_>>()?;
    fresh.finish(row.print(versions)).await
}
