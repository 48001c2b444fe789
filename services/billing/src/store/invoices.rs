//! Issued invoices: number, document, claims.

use super::entries::write_draws;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::{Document, DraftLine, Frozen, LineKey};
use kontor_ids::{CustomerId, InvoiceId, Uuid};
use kontor_money::{Amount, Decimal};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{DocumentFormat, Invoice};
use kontor_status::{Problem, Result};
use prost::Message as _;
use std::collections::BTreeMap;

/// The place of an invoice in its series.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) prefix: String,
    pub(crate) year: i16,
    pub(crate) counter: i64,
    pub(crate) number: String,
}

/// Takes the next number of a series. From here to the commit the series waits for this transaction (B4).
pub(crate) async fn next_number(tx: &mut TenantTx, prefix: &str, year: i16) -> Result<Place> {
    let tenant = tx.tenant().uuid();
    let counter =
        sqlx::query_file_scalar!("queries/invoice/next_number.sql", tenant, prefix, i32::from(year));
    let counter = counter.fetch_one(tx.conn()).await?;
    let number =
        kontor_billing_domain::number::format(prefix, year, u64::try_from(counter).unwrap_or_default());
    let number = number.map_err(Problem::internal)?;
    Ok(Place { prefix: prefix.to_owned(), year, counter, number })
}

/// What is stored of an invoice.
pub(crate) struct NewInvoice<'a> {
    pub(crate) id: InvoiceId,
    pub(crate) customer: CustomerId,
    pub(crate) place: &'a Place,
    pub(crate) cancels: Option<InvoiceId>,
    pub(crate) issued: Date,
    /// Net, VAT, gross.
    pub(crate) sums: [Amount; 3],
    pub(crate) invoice: &'a Invoice,
    pub(crate) terms: serde_json::Value,
    pub(crate) by: Uuid,
    pub(crate) at: Timestamp,
}

pub(crate) async fn insert(tx: &mut TenantTx, new: &NewInvoice<'_>) -> Result<()> {
    let [net, vat, gross] = new.sums;
    let currency = net.currency();
    sqlx::query_file!(
        "queries/invoice/insert.sql",
        tx.tenant().uuid(),
        new.id.uuid(),
        new.customer.uuid(),
        new.place.prefix,
        i32::from(new.place.year),
        new.place.counter,
        new.place.number,
        new.invoice.r#type,
        new.cancels.map(InvoiceId::uuid),
        jiff_sqlx::Date::from(new.issued) as _,
        net.value(),
        vat.value(),
        gross.value(),
        currency.code(),
        new.invoice.encode_to_vec(),
        new.terms,
        new.by,
        jiff_sqlx::Timestamp::from(new.at) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn insert_documents(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    documents: &[(DocumentFormat, Vec<u8>)],
    at: Timestamp,
) -> Result<()> {
    let formats: Vec<i32> = documents.iter().map(|(format, _)| i32::from(*format)).collect();
    let contents: Vec<Vec<u8>> = documents.iter().map(|(_, content)| content.clone()).collect();
    let at = jiff_sqlx::Timestamp::from(at);
    let (tenant, id) = (tx.tenant().uuid(), invoice.uuid());
    sqlx::query_file!("queries/invoice/insert_documents.sql", tenant, id, &formats, &contents, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Claims lines and freezes entries: an insert each, never an update of an entry.
pub(crate) async fn claim(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    (document, drafted): (&Document, &[DraftLine]),
    frozen: &[Frozen],
) -> Result<()> {
    let (tenant, id) = (tx.tenant().uuid(), invoice.uuid());
    let sums: BTreeMap<&LineKey, &DraftLine> = drafted.iter().map(|line| (&line.key, line)).collect();
    let settled = || document.settles.iter().map(|key| sums.get(key));
    let list_nets: Vec<Option<Decimal>> = settled().map(|l| l.map(|l| l.list_net.value())).collect();
    let nets: Vec<Option<Decimal>> = settled().map(|l| l.map(|l| l.net.value())).collect();
    let standing = document.lines.iter().flat_map(|l| l.keys.iter().map(|key| (key, l.position)));
    let standing: BTreeMap<&LineKey, u32> = standing.collect();
    let lines: Vec<String> = document.settles.iter().map(ToString::to_string).collect();
    let position = |key| standing.get(key).and_then(|p| i32::try_from(*p).ok());
    let positions: Vec<Option<i32>> = document.settles.iter().map(position).collect();
    sqlx::query_file!(
        "queries/invoice/insert_claims.sql",
        tenant,
        id,
        &lines,
        &positions as _,
        &list_nets as _,
        &nets as _
    )
    .execute(tx.conn())
    .await?;
    let entries: Vec<Uuid> = frozen.iter().map(|f| f.entry.id.uuid()).collect();
    let billed = serde_json::json!(frozen.iter().map(|f| f.billed.clone()).collect::<Vec<_>>());
    let draws: Vec<_> = frozen.iter().map(|f| write_draws(&f.draws)).collect::<Result<_>>()?;
    let draws = serde_json::Value::Array(draws);
    sqlx::query_file!("queries/invoice/freeze_entries.sql", tenant, id, &entries, billed, draws)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Entries and tickets of an invoice, before they are released.
pub(crate) async fn entries(tx: &mut TenantTx, invoice: InvoiceId) -> Result<Vec<(Uuid, Uuid)>> {
    let rows = sqlx::query_file!("queries/invoice/entries.sql", tx.tenant().uuid(), invoice.uuid());
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.entry_id, row.ticket_id)).collect())
}

/// Gives lines and entries back, because `by` cancels the invoice.
pub(crate) async fn release(tx: &mut TenantTx, invoice: InvoiceId, by: InvoiceId) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/invoice/release.sql", tenant, invoice.uuid(), by.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}
