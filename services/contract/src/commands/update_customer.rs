//! Changes a customer.

use super::create_customer::{keys, saved};
use super::fresh;
use crate::store::{customers, search};
use crate::wire::values::etag;
use kontor_access::Caller;
use kontor_contract_domain::master::Customer;
use kontor_ids::CustomerId;
use kontor_outbox::publish;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// A customer as it shall be.
pub(crate) struct Change {
    /// Which.
    pub id: CustomerId,
    /// The etag that the caller saw.
    pub etag: String,
    /// As it shall be.
    pub customer: Customer,
}

pub(crate) async fn update_customer(
    kit: &Kit,
    caller: &Caller,
    request: &wire::UpdateCustomerRequest,
    change: &Change,
) -> Result<wire::Customer> {
    let mut fresh = fresh!(kit, caller, "UpdateCustomer", request);
    let (id, now, tx) = (change.id, kit.clock().now(), fresh.tx());
    let version = customers::lock(tx, id).await?;
    if etag(version) != change.etag {
        return Err(Problem::etag_mismatch());
    }
    customers::update(tx, id, &change.customer).await?;
    customers::record(tx, id, caller, now).await?;
    search::replace_of_customer(tx, id, keys(&change.customer)).await?;
    publish(tx, id.uuid(), version + 1, &saved(id, &change.customer)).await?;
    let shown = customers::get(tx, id).await?.print();
    fresh.finish(shown).await
}
