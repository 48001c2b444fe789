//! Exported bookings: settings, debtors, runs, files.

use jiff::Timestamp;
use jiff::civil::Date;
use kontor_ids::{BookingRunId, CustomerId, InvoiceId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{AccountingSettings, BookingRun};
use kontor_status::{Problem, Result};
use prost::Message as _;
use std::collections::BTreeMap;

/// An invoice that no run holds yet.
pub(crate) struct Unbooked {
    pub(crate) id: InvoiceId,
    pub(crate) customer: CustomerId,
    pub(crate) terms: serde_json::Value,
}

pub(crate) async fn settings(tx: &mut TenantTx) -> Result<Option<AccountingSettings>> {
    let row = sqlx::query_file_scalar!("queries/booking/settings.sql", tx.tenant().uuid());
    let bytes = row.fetch_optional(tx.conn()).await?;
    bytes.map(|b| AccountingSettings::decode(b.as_slice()).map_err(Problem::internal)).transpose()
}

pub(crate) async fn set_settings(
    tx: &mut TenantTx,
    settings: &AccountingSettings,
    by: Uuid,
    at: Timestamp,
) -> Result<()> {
    let (tenant, bytes, at) = (tx.tenant().uuid(), settings.encode_to_vec(), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/booking/set_settings.sql", tenant, bytes, by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The invoices issued from a day until before another that no run holds, in the order of their numbers.
pub(crate) async fn unbooked(tx: &mut TenantTx, from: Date, before: Date) -> Result<Vec<Unbooked>> {
    let (from, before) = (jiff_sqlx::Date::from(from), jiff_sqlx::Date::from(before));
    let rows = sqlx::query_file!("queries/booking/unbooked.sql", tx.tenant().uuid(), from as _, before as _);
    let rows = rows.fetch_all(tx.conn()).await?;
    let unbooked = rows.into_iter().map(|row| Unbooked {
        id: InvoiceId::from_uuid(row.id),
        customer: CustomerId::from_uuid(row.customer_id),
        terms: row.terms,
    });
    Ok(unbooked.collect())
}

/// The accounts of customers; who has none gets the next.
pub(crate) async fn debtors(
    tx: &mut TenantTx,
    customers: &[Uuid],
    first: i64,
) -> Result<BTreeMap<CustomerId, u64>> {
    let rows = sqlx::query_file!("queries/booking/debtors.sql", tx.tenant().uuid(), customers, first);
    let rows = rows.fetch_all(tx.conn()).await?;
    let debtor = |customer, account: i64| {
        (CustomerId::from_uuid(customer), u64::try_from(account).unwrap_or_default())
    };
    Ok(rows.into_iter().map(|row| debtor(row.customer_id, row.account)).collect())
}

pub(crate) async fn next_number(tx: &mut TenantTx) -> Result<i32> {
    let number = sqlx::query_file_scalar!("queries/booking/next_number.sql", tx.tenant().uuid());
    Ok(number.fetch_one(tx.conn()).await?)
}

pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: BookingRunId,
    run: &BookingRun,
    files: (&[String], &[Vec<u8>]),
    (invoices, at): (&[Uuid], Timestamp),
) -> Result<()> {
    let (tenant, run_id, at) = (tx.tenant().uuid(), id.uuid(), jiff_sqlx::Timestamp::from(at));
    let bytes = run.encode_to_vec();
    sqlx::query_file!("queries/booking/insert_run.sql", tenant, run_id, run.number, bytes, at as _)
        .execute(tx.conn())
        .await?;
    sqlx::query_file!("queries/booking/insert_files.sql", tenant, run_id, files.0, files.1)
        .execute(tx.conn())
        .await?;
    sqlx::query_file!("queries/booking/insert_invoices.sql", tenant, run_id, invoices)
        .execute(tx.conn())
        .await?;
    Ok(())
}
