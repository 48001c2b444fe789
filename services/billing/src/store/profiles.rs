//! How customers want to be billed, their order numbers, who they are, and the house's rules of review.

use jiff::Timestamp;
use kontor_ids::{CustomerId, TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{BillingProfile, ReviewSettings};
use kontor_proto::contract::v1::Customer;
use kontor_status::{Problem, Result};
use prost::Message as _;
use std::collections::BTreeMap;

/// A customer's profile; that of a customer without one says nothing, which is a collective invoice each month.
pub(crate) async fn profile(tx: &mut TenantTx, customer: CustomerId) -> Result<BillingProfile> {
    let row = sqlx::query_file_scalar!("queries/profile/current.sql", tx.tenant().uuid(), customer.uuid());
    let bytes = row.fetch_optional(tx.conn()).await?;
    let none = || BillingProfile { customer: customer.resource_name(), ..BillingProfile::default() };
    bytes.map_or_else(|| Ok(none()), |b| BillingProfile::decode(b.as_slice()).map_err(Problem::internal))
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

/// Who buys, as the contract service last told.
pub(crate) async fn known_buyer(tx: &mut TenantTx, customer: CustomerId) -> Result<Option<Customer>> {
    let row = sqlx::query_file_scalar!("queries/buyer/known.sql", tx.tenant().uuid(), customer.uuid());
    let bytes = row.fetch_optional(tx.conn()).await?;
    bytes.map(|b| Customer::decode(b.as_slice()).map_err(Problem::internal)).transpose()
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

/// The customer's order numbers by ticket.
pub(crate) async fn order_numbers(
    tx: &mut TenantTx,
    customer: CustomerId,
) -> Result<BTreeMap<TicketId, String>> {
    let rows = sqlx::query_file!("queries/order_number/of_customer.sql", tx.tenant().uuid(), customer.uuid());
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (TicketId::from_uuid(row.ticket_id), row.order_number)).collect())
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
