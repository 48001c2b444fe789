//! Payments, their shares, open items.

use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::accounting::matching::{Matched, OpenItem, Share, Skonto};
use kontor_ids::{CustomerId, InvoiceId, PaymentId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// An open item with what a list shows of it.
pub(crate) struct Open {
    pub(crate) item: OpenItem,
    pub(crate) due: Date,
    pub(crate) customer_name: String,
    pub(crate) currency: String,
}

/// A payment that is to be kept.
pub(crate) struct NewPayment {
    pub(crate) id: PaymentId,
    pub(crate) entry_reference: String,
    pub(crate) booked: Date,
    pub(crate) amount: Decimal,
    pub(crate) payer_name: String,
    pub(crate) payer_iban: String,
    pub(crate) remittance: String,
    pub(crate) matched: Option<Matched>,
}

/// Takes the house's payments: whoever settles anything waits here for whoever does so already.
pub(crate) async fn lock(tx: &mut TenantTx) -> Result<()> {
    sqlx::query_file!("queries/payment/lock.sql", tx.tenant().uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// Open items, oldest due first; of one customer, or only the named.
pub(crate) async fn open(
    tx: &mut TenantTx,
    customer: Option<CustomerId>,
    invoices: Option<&[Uuid]>,
) -> Result<Vec<Open>> {
    let (tenant, customer) = (tx.tenant().uuid(), customer.map(CustomerId::uuid));
    let rows = sqlx::query_file!("queries/payment/open_items.sql", tenant, customer, invoices);
    let mut items = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let item = OpenItem {
            invoice: InvoiceId::from_uuid(row.id),
            number: row.number,
            customer: CustomerId::from_uuid(row.customer_id),
            issued: row.issue_date.to_jiff(),
            gross: row.gross,
            open: row.open,
            skonto: row.skonto.map(steps).transpose()?.unwrap_or_default(),
        };
        let (due, customer_name) = (row.due_date.to_jiff(), row.buyer_name.unwrap_or_default());
        items.push(Open { item, due, customer_name, currency: row.currency });
    }
    Ok(items)
}

fn steps(value: Value) -> Result<Vec<Skonto>> {
    let steps: Vec<kontor_einvoice::Skonto> = serde_json::from_value(value).map_err(Problem::internal)?;
    let step = |s: kontor_einvoice::Skonto| Skonto { days: s.days, percent: s.percent, base: s.base };
    Ok(steps.into_iter().map(step).collect())
}

/// The customers whose payments came from these accounts before.
pub(crate) async fn payers(tx: &mut TenantTx, ibans: &[String]) -> Result<BTreeMap<String, CustomerId>> {
    let rows = sqlx::query_file!("queries/payment/payers.sql", tx.tenant().uuid(), ibans);
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.payer_iban, CustomerId::from_uuid(row.customer_id))).collect())
}

/// Which of these references are recorded already.
pub(crate) async fn known(tx: &mut TenantTx, references: &[String]) -> Result<BTreeSet<String>> {
    let rows = sqlx::query_file_scalar!("queries/payment/known.sql", tx.tenant().uuid(), references);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().collect())
}

/// Keeps payments and their shares: two statements, however many there are.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    source: i32,
    payments: &[NewPayment],
    by: Uuid,
    at: Timestamp,
) -> Result<()> {
    let rows = payments.iter().map(|p| {
        json!({
            "id": p.id, "entry_reference": p.entry_reference, "booked_on": p.booked.to_string(),
            "amount": p.amount.to_string(), "payer_name": p.payer_name, "payer_iban": p.payer_iban,
            "remittance": p.remittance,
        })
    });
    let (tenant, rows) = (tx.tenant().uuid(), Value::Array(rows.collect()));
    let stamp = jiff_sqlx::Timestamp::from(at);
    sqlx::query_file!("queries/payment/insert.sql", tenant, source, by, stamp as _, rows)
        .execute(tx.conn())
        .await?;
    let shares = payments.iter().flat_map(|p| {
        let shares = p.matched.iter().flat_map(|m| &m.shares);
        shares.map(|share| (p.id, share.clone()))
    });
    insert_shares(tx, &shares.collect::<Vec<_>>(), by, at).await
}

/// Keeps shares.
pub(crate) async fn insert_shares(
    tx: &mut TenantTx,
    shares: &[(PaymentId, Share)],
    by: Uuid,
    at: Timestamp,
) -> Result<()> {
    let rows = shares.iter().map(|(payment, share)| {
        json!({
            "payment_id": payment, "invoice_id": share.invoice,
            "paid": share.paid.to_string(), "skonto": share.skonto.to_string(),
        })
    });
    let (tenant, rows) = (tx.tenant().uuid(), Value::Array(rows.collect()));
    let at = jiff_sqlx::Timestamp::from(at);
    sqlx::query_file!("queries/payment/insert_shares.sql", tenant, by, at as _, rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}
