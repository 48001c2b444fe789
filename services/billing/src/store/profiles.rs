//! How customers want to be billed, their order numbers, who they are, and the house's rules of review.

use super::book::{ByBook, by_book};
use jiff::Timestamp;
use kontor_ids::{CustomerId, TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{BillingProfile, ReviewSettings};
use kontor_proto::contract::v1::Customer;
use kontor_status::{Problem, Result};
use prost::Message as _;
use std::collections::BTreeMap;

/// A customer's profile.
pub(crate) async fn profile(tx: &mut TenantTx, customer: CustomerId) -> Result<BillingProfile> {
    let profile = profiles(tx, &[customer.uuid()]).await?.remove(&customer);
    Ok(profile.unwrap_or_else(|| unsaid(customer)))
}

/// The profile of a customer without one: it says nothing, which is a collective invoice each month.
pub(crate) fn unsaid(customer: CustomerId) -> BillingProfile {
    BillingProfile { customer: customer.resource_name(), ..BillingProfile::default() }
}

/// The profiles of those among these customers that have one.
pub(crate) async fn profiles(
    tx: &mut TenantTx,
    customers: &[Uuid],
) -> Result<BTreeMap<CustomerId, BillingProfile>> {
    let rows = sqlx::query_file!("queries/profile/current_of.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    let read = |b: &[u8]| BillingProfile::decode(b).map_err(Problem::internal);
    rows.iter().map(|row| Ok((CustomerId::from_uuid(row.customer_id), read(&row.profile)?))).collect()
}

pub(crate) async fn set_profile(
    tx: &mut TenantTx,
    customer: CustomerId,
    profile: &BillingProfile,
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let at = jiff_sqlx::Timestamp::from(at);
    let (tenant, bytes) = (tx.tenant().uuid(), profile.encode_to_vec());
    sqlx::query_file!("queries/profile/insert.sql", tenant, customer.uuid(), bytes, by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(crate) async fn settings(tx: &mut TenantTx) -> Result<ReviewSettings> {
    let row = sqlx::query_file_scalar!("queries/settings/current.sql", tx.tenant().uuid());
    let bytes = row.fetch_optional(tx.conn()).await?;
    bytes.map_or_else(
        || Ok(ReviewSettings::default()),
        |b| ReviewSettings::decode(b.as_slice()).map_err(Problem::internal),
    )
}

pub(crate) async fn set_settings(
    tx: &mut TenantTx,
    settings: &ReviewSettings,
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let at = jiff_sqlx::Timestamp::from(at);
    let (tenant, bytes) = (tx.tenant().uuid(), settings.encode_to_vec());
    sqlx::query_file!("queries/settings/insert.sql", tenant, bytes, by, at as _).execute(tx.conn()).await?;
    Ok(())
}

/// Who buys, as the contract service last told; without those of whom it told nothing yet.
pub(crate) async fn known_buyers(
    tx: &mut TenantTx,
    customers: &[Uuid],
) -> Result<BTreeMap<CustomerId, Customer>> {
    let rows = sqlx::query_file!("queries/buyer/known_of.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    let read = |b: &[u8]| Customer::decode(b).map_err(Problem::internal);
    rows.iter().map(|row| Ok((CustomerId::from_uuid(row.customer_id), read(&row.customer)?))).collect()
}

/// Keeps who buys, where it is another than before.
pub(crate) async fn remember_buyer(tx: &mut TenantTx, id: CustomerId, customer: &Customer) -> Result<()> {
    sqlx::query_file!(
        "queries/buyer/remember.sql",
        tx.tenant().uuid(),
        id.uuid(),
        customer.encode_to_vec(),
        customer.number,
        customer.display_name,
        customer.account_agent,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The order numbers of customers by ticket.
pub(crate) async fn order_numbers(
    tx: &mut TenantTx,
    customers: &[Uuid],
) -> Result<ByBook<(TicketId, String)>> {
    let rows = sqlx::query_file!("queries/order_number/of_books.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    by_book(
        rows.into_iter().map(|row| Ok((row.book, (TicketId::from_uuid(row.ticket_id), row.order_number)))),
    )
}

pub(crate) async fn set_order_number(
    tx: &mut TenantTx,
    (customer, ticket): (CustomerId, TicketId),
    number: &str,
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let at = jiff_sqlx::Timestamp::from(at);
    let tenant = tx.tenant().uuid();
    sqlx::query_file!(
        "queries/order_number/insert.sql",
        tenant,
        customer.uuid(),
        ticket.uuid(),
        number,
        by,
        at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
