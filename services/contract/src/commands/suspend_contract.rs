//! Suspends a contract or lifts the suspension (C9).

use super::fresh;
use crate::store::contracts::{self, VersionRow};
use crate::store::customers;
use kontor_access::Caller;
use kontor_ids::ContractId;
use kontor_outbox::publish;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

pub(crate) async fn suspend_contract(
    kit: &Kit,
    caller: &Caller,
    request: &wire::SuspendContractRequest,
    id: ContractId,
) -> Result<wire::Contract> {
    let mut fresh = fresh!(kit, caller, "SuspendContract", request);
    let tx = fresh.tx();
    let mut row = contracts::lock(tx, id, &request.etag).await?;
    // What is so already is no change: no version, no event.
    if row.suspended != request.suspended {
        row.suspended = request.suspended;
        row.version += 1;
        customers::touch(tx, row.customer()).await?;
        contracts::set_version(tx, &row).await?;
        let event = wire::ContractSuspended { contract: id.resource_name(), suspended: row.suspended };
        publish(tx, id.uuid(), row.version, &event).await?;
    }
    let versions = contracts::versions(tx, &[row.id]).await?;
    let versions = versions.iter().map(VersionRow::print).collect::<Result<_>>()?;
    fresh.finish(row.print(versions)).await
}
