//! Mandates, runs of direct debits, terms of payment.

use crate::wire::debit::{Agreed, skonto};
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_einvoice::PaymentMeans;
use kontor_ids::{CustomerId, DebitRunId, InvoiceId, MandateId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{DebitRun, DebitSettings, Mandate, MandateFrequency, PaymentTerms};
use kontor_status::{Problem, Result, Violations};
use prost::Message;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

fn read<M: Message + Default>(bytes: Option<Vec<u8>>) -> Result<Option<M>> {
    bytes.map(|b| M::decode(b.as_slice()).map_err(Problem::internal)).transpose()
}

pub(crate) async fn settings(tx: &mut TenantTx) -> Result<Option<DebitSettings>> {
    let row = sqlx::query_file_scalar!("queries/debit/settings.sql", tx.tenant().uuid());
    read(row.fetch_optional(tx.conn()).await?)
}

pub(crate) async fn set_settings(
    tx: &mut TenantTx,
    settings: &DebitSettings,
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let (tenant, bytes, at) = (tx.tenant().uuid(), settings.encode_to_vec(), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/debit/set_settings.sql", tenant, bytes, by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a mandate; false when another one of the house has its reference.
pub(crate) async fn insert_mandate(
    tx: &mut TenantTx,
    (id, customer): (MandateId, CustomerId),
    (mandate, signed): (&Mandate, Date),
    (by, at): (Uuid, Timestamp),
) -> Result<bool> {
    let at = jiff_sqlx::Timestamp::from(at);
    let done = sqlx::query_file!(
        "queries/debit/insert_mandate.sql",
        tx.tenant().uuid(),
        id.uuid(),
        customer.uuid(),
        mandate.reference,
        jiff_sqlx::Date::from(signed) as _,
        mandate.iban,
        mandate.frequency() == MandateFrequency::OneOff,
        mandate.encode_to_vec(),
        by,
        at as _,
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() == 1)
}

pub(crate) async fn revoke(
    tx: &mut TenantTx,
    id: MandateId,
    reason: &str,
    (by, at): (&str, Timestamp),
) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/debit/revoke_mandate.sql", tenant, id.uuid(), reason, by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How a customer pays what is issued now.
pub(crate) async fn agreed(tx: &mut TenantTx, customer: CustomerId) -> Result<Agreed> {
    let agreed = agreed_of(tx, &[customer]).await?.remove(&customer);
    agreed.ok_or_else(|| Problem::internal("one for each customer"))
}

/// How customers pay what is issued now: one statement.
pub(crate) async fn agreed_of(
    tx: &mut TenantTx,
    customers: &[CustomerId],
) -> Result<BTreeMap<CustomerId, Agreed>> {
    let ids: Vec<Uuid> = customers.iter().map(|customer| customer.uuid()).collect();
    let rows = sqlx::query_file!("queries/debit/agreed_of.sql", tx.tenant().uuid(), &ids);
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    rows.map(|row| {
        let agreed = agreed_by(read(row.settings)?, read(row.mandate)?, read(row.terms)?)?;
        Ok((CustomerId::from_uuid(row.customer_id), agreed))
    })
    .collect()
}

fn agreed_by(
    settings: Option<DebitSettings>,
    mandate: Option<Mandate>,
    terms: Option<PaymentTerms>,
) -> Result<Agreed> {
    let terms = terms.unwrap_or_default();
    let debit = settings.zip(mandate).map(|(settings, mandate)| PaymentMeans::DirectDebit {
        mandate: mandate.reference,
        creditor_id: settings.creditor_id,
        debtor_iban: mandate.iban,
    });
    Ok(Agreed { debit, skonto: skonto(&mut Violations::new(), &terms) })
}

/// An invoice that is to be collected.
pub(crate) struct Due {
    pub(crate) invoice: InvoiceId,
    pub(crate) number: String,
    pub(crate) customer: CustomerId,
    pub(crate) open: Decimal,
    pub(crate) mandate_id: MandateId,
    pub(crate) mandate: Mandate,
}

/// What announced a debit and is due by a day, by customer.
pub(crate) async fn due(tx: &mut TenantTx, by: Date, most: i64) -> Result<Vec<Due>> {
    let day = jiff_sqlx::Date::from(by);
    let rows = sqlx::query_file!("queries/debit/due.sql", tx.tenant().uuid(), day as _, most);
    let mut due = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        due.push(Due {
            invoice: InvoiceId::from_uuid(row.id),
            number: row.number,
            customer: CustomerId::from_uuid(row.customer_id),
            open: row.open,
            mandate_id: MandateId::from_uuid(row.mandate_id),
            mandate: Mandate::decode(row.mandate.as_slice()).map_err(Problem::internal)?,
        });
    }
    Ok(due)
}

pub(crate) async fn next_run(tx: &mut TenantTx) -> Result<i32> {
    let number = sqlx::query_file_scalar!("queries/debit/next_run.sql", tx.tenant().uuid());
    Ok(number.fetch_one(tx.conn()).await?)
}

/// Keeps a run and what it collects: two statements, however much it is.
pub(crate) async fn insert_run(
    tx: &mut TenantTx,
    (id, run, content): (DebitRunId, &DebitRun, &[u8]),
    (due, collect_on): (&[Due], Date),
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
    let bytes = run.encode_to_vec();
    sqlx::query_file!(
        "queries/debit/insert_run.sql",
        tenant,
        id.uuid(),
        run.number,
        bytes,
        content,
        by,
        at as _
    )
    .execute(tx.conn())
    .await?;
    let invoices: Vec<Uuid> = due.iter().map(|d| d.invoice.uuid()).collect();
    let mandates: Vec<Uuid> = due.iter().map(|d| d.mandate_id.uuid()).collect();
    let amounts: Vec<Decimal> = due.iter().map(|d| d.open).collect();
    let day = jiff_sqlx::Date::from(collect_on);
    sqlx::query_file!(
        "queries/debit/insert_items.sql",
        tenant,
        id.uuid(),
        day as _,
        &invoices,
        &mandates,
        &amounts
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn runs(tx: &mut TenantTx, before: Option<i32>, most: i64) -> Result<Vec<DebitRun>> {
    let rows = sqlx::query_file!("queries/debit/runs.sql", tx.tenant().uuid(), before, most);
    let rows = rows.fetch_all(tx.conn()).await?;
    rows.iter().map(|row| DebitRun::decode(row.run.as_slice()).map_err(Problem::internal)).collect()
}

/// The terms of a customer, or of the house.
pub(crate) async fn terms(tx: &mut TenantTx, customer: Option<CustomerId>) -> Result<Option<PaymentTerms>> {
    let customer = customer.map_or(Uuid::nil(), CustomerId::uuid);
    let row = sqlx::query_file_scalar!("queries/debit/terms.sql", tx.tenant().uuid(), customer);
    read(row.fetch_optional(tx.conn()).await?)
}

pub(crate) async fn set_terms(
    tx: &mut TenantTx,
    customer: Option<CustomerId>,
    terms: &PaymentTerms,
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
    let customer = customer.map_or(Uuid::nil(), CustomerId::uuid);
    sqlx::query_file!("queries/debit/set_terms.sql", tenant, customer, terms.encode_to_vec(), by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}
