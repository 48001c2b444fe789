//! Adds a customer.

use super::fresh;
use crate::store::customers;
use crate::store::history::{Cause, attribute};
use kontor_access::Caller;
use kontor_contract_domain::master::Customer;
use kontor_ids::CustomerId;
use kontor_outbox::publish;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

pub(crate) async fn create_customer(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateCustomerRequest,
    customer: Customer,
) -> Result<wire::Customer> {
    let mut fresh = fresh!(kit, caller, "CreateCustomer", request);
    let (id, now, tx) = (CustomerId::new(kit.ids()), kit.clock().now(), fresh.tx());
    let event = saved(id, &customer);
    attribute(tx, caller, now, Cause::Create).await?;
    customers::save(tx, &[(id, customer)], now).await?;
    publish(tx, id.uuid(), 1, &event).await?;
    let shown = customers::get(tx, id).await?.print();
    fresh.finish(shown).await
}

/// What others hear.
pub(super) fn saved(id: CustomerId, customer: &Customer) -> wire::CustomerSaved {
    wire::CustomerSaved { customer: id.resource_name(), number: customer.number.to_string() }
}
