//! Changes a customer.

use super::create_customer::saved;
use super::fresh;
use crate::store::customers;
use crate::store::history::{Cause, attribute};
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
    change: Change,
) -> Result<wire::Customer> {
    let mut fresh = fresh!(kit, caller, "UpdateCustomer", request);
    let (id, now, tx) = (change.id, kit.clock().now(), fresh.tx());
    let version = customers::lock(tx, id).await?.version;
    if etag(version) != change.etag {
        return Err(Problem::etag_mismatch());
    }
    let event = saved(id, &change.customer);
    attribute(tx, caller, now, Cause::Update).await?;
    customers::save(tx, &[(id, change.customer)], now).await?;
    publish(tx, id.uuid(), version + 1, &event).await?;
    let shown = customers::get(tx, id).await?.print();
    fresh.finish(shown).await
}
