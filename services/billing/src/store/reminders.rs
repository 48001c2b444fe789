//! Settings, runs, letters and stops of reminding.

use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::accounting::reminder::Standing;
use kontor_billing_domain::accounting::reminder::plan::{Overdue, Unreminded};
use kontor_einvoice::InvoiceData;
use kontor_ids::{CustomerId, InvoiceId, ReminderId, ReminderRunId, ReminderStopId, TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{Reminder, ReminderRun, ReminderSettings};
use kontor_proto::contract::v1::Customer;
use kontor_status::{Problem, Result};
use prost::Message as _;
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::BTreeMap;

pub(crate) async fn settings(tx: &mut TenantTx) -> Result<Option<ReminderSettings>> {
    let row = sqlx::query_file_scalar!("queries/reminder/settings.sql", tx.tenant().uuid());
    let bytes = row.fetch_optional(tx.conn()).await?;
    bytes.map(|b| ReminderSettings::decode(b.as_slice()).map_err(Problem::internal)).transpose()
}

pub(crate) async fn set_settings(
    tx: &mut TenantTx,
    settings: &ReminderSettings,
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let (tenant, bytes, at) = (tx.tenant().uuid(), settings.encode_to_vec(), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/reminder/set_settings.sql", tenant, bytes, by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An overdue invoice with what a letter says about it.
pub(crate) struct Candidate {
    pub(crate) overdue: Overdue,
    /// The customer that stays, where the invoice's was merged.
    pub(crate) belongs_to: CustomerId,
    pub(crate) number: String,
    pub(crate) issued: Date,
    pub(crate) terms: InvoiceData,
    pub(crate) stop_reason: String,
}

#[derive(Deserialize)]
struct Paid {
    day: Date,
    amount: Decimal,
}

/// What is overdue on a day, by customer, the longest due first: one statement.
pub(crate) async fn candidates(tx: &mut TenantTx, today: Date) -> Result<Vec<Candidate>> {
    let day = jiff_sqlx::Date::from(today);
    let rows = sqlx::query_file!("queries/reminder/candidates.sql", tx.tenant().uuid(), day as _);
    let mut candidates = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let terms: InvoiceData = serde_json::from_value(row.terms).map_err(Problem::internal)?;
        let paid: Vec<Paid> = serde_json::from_value(row.paid).map_err(Problem::internal)?;
        let barred = match (row.currency.as_str(), row.stop_kind) {
            ("EUR", None) if row.debited => Some(Unreminded::Debited),
            ("EUR", None) => None,
            ("EUR", Some(_)) => Some(Unreminded::Stopped),
            _ => Some(Unreminded::Currency),
        };
        let overdue = Overdue {
            invoice: InvoiceId::from_uuid(row.id),
            customer: CustomerId::from_uuid(row.customer_id),
            standing: Standing {
                due: row.due.to_jiff(),
                reached: u8::try_from(row.reached).unwrap_or(u8::MAX),
                reminded: row.last_on.map(jiff_sqlx::Date::to_jiff),
            },
            first_reminder: row.first_on.map(jiff_sqlx::Date::to_jiff),
            open: row.open,
            gross: row.gross,
            paid: paid.into_iter().map(|p| (p.day, p.amount)).collect(),
            business: terms.buyer.vat_id.is_some(),
            barred,
        };
        candidates.push(Candidate {
            overdue,
            belongs_to: CustomerId::from_uuid(row.belongs_to),
            number: row.number,
            issued: row.issue_date.to_jiff(),
            terms,
            stop_reason: row.stop_reason.unwrap_or_default(),
        });
    }
    Ok(candidates)
}

pub(crate) async fn next_run(tx: &mut TenantTx) -> Result<i32> {
    let number = sqlx::query_file_scalar!("queries/reminder/next_run.sql", tx.tenant().uuid());
    Ok(number.fetch_one(tx.conn()).await?)
}

pub(crate) async fn insert_run(
    tx: &mut TenantTx,
    id: ReminderRunId,
    run: &ReminderRun,
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
    let bytes = run.encode_to_vec();
    sqlx::query_file!("queries/reminder/insert_run.sql", tenant, id.uuid(), run.number, bytes, by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A run as it stands, and whether it has ended.
pub(crate) async fn run(tx: &mut TenantTx, id: ReminderRunId) -> Result<(ReminderRun, bool)> {
    let row = sqlx::query_file!("queries/reminder/run.sql", tx.tenant().uuid(), id.uuid());
    let row = row.fetch_optional(tx.conn()).await?;
    let row = row.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    Ok((ReminderRun::decode(row.run.as_slice()).map_err(Problem::internal)?, row.ended))
}

pub(crate) async fn runs(tx: &mut TenantTx, before: Option<i32>, most: i64) -> Result<Vec<ReminderRun>> {
    let rows = sqlx::query_file!("queries/reminder/runs.sql", tx.tenant().uuid(), before, most);
    let rows = rows.fetch_all(tx.conn()).await?;
    rows.iter().map(|row| ReminderRun::decode(row.run.as_slice()).map_err(Problem::internal)).collect()
}

pub(crate) async fn end_run(
    tx: &mut TenantTx,
    id: ReminderRunId,
    run: &ReminderRun,
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/reminder/end_run.sql", tenant, id.uuid(), run.encode_to_vec(), by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes the next numbers of a series of documents; tells the first of them. The series waits for this transaction.
pub(crate) async fn next_numbers(
    tx: &mut TenantTx,
    (kind, prefix): (&str, &str),
    year: i16,
    count: usize,
) -> Result<u64> {
    let count = i64::try_from(count).map_err(Problem::internal)?;
    let (tenant, year) = (tx.tenant().uuid(), i32::from(year));
    let last =
        sqlx::query_file_scalar!("queries/reminder/next_number.sql", tenant, kind, prefix, year, count);
    let last = last.fetch_one(tx.conn()).await?;
    Ok(u64::try_from(last - count + 1).unwrap_or_default())
}

/// A letter that is to be kept.
pub(crate) struct NewReminder {
    pub(crate) id: ReminderId,
    pub(crate) customer: CustomerId,
    pub(crate) reminder: Reminder,
    pub(crate) content: Vec<u8>,
    pub(crate) items: Vec<(InvoiceId, i32)>,
}

/// Keeps letters and the levels that their invoices reach: two statements, however many there are.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    run: ReminderRunId,
    day: Date,
    new: &[NewReminder],
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let (tenant, day, at) = (tx.tenant().uuid(), jiff_sqlx::Date::from(day), jiff_sqlx::Timestamp::from(at));
    let ids: Vec<Uuid> = new.iter().map(|n| n.id.uuid()).collect();
    let customers: Vec<Uuid> = new.iter().map(|n| n.customer.uuid()).collect();
    let numbers: Vec<String> = new.iter().map(|n| n.reminder.number.clone()).collect();
    let levels: Vec<i32> = new.iter().map(|n| n.reminder.letter.as_ref().map_or(0, |l| l.level)).collect();
    let reminders: Vec<Vec<u8>> = new.iter().map(|n| n.reminder.encode_to_vec()).collect();
    let contents: Vec<Vec<u8>> = new.iter().map(|n| n.content.clone()).collect();
    sqlx::query_file!(
        "queries/reminder/insert.sql",
        tenant,
        run.uuid(),
        day as _,
        by,
        at as _,
        &ids,
        &customers,
        &numbers,
        &levels,
        &reminders,
        &contents,
    )
    .execute(tx.conn())
    .await?;
    let items = || new.iter().flat_map(|n| n.items.iter().map(|(invoice, level)| (n.id, *invoice, *level)));
    let invoices: Vec<Uuid> = items().map(|(_, invoice, _)| invoice.uuid()).collect();
    let levels: Vec<i32> = items().map(|(_, _, level)| level).collect();
    let letters: Vec<Uuid> = items().map(|(letter, ..)| letter.uuid()).collect();
    sqlx::query_file!("queries/reminder/insert_items.sql", tenant, day as _, &invoices, &levels, &letters)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The tickets whose work stands on these invoices.
pub(crate) async fn tickets(
    tx: &mut TenantTx,
    invoices: &[Uuid],
) -> Result<BTreeMap<InvoiceId, Vec<TicketId>>> {
    let rows = sqlx::query_file!("queries/reminder/tickets.sql", tx.tenant().uuid(), invoices);
    let rows = rows.fetch_all(tx.conn()).await?;
    let tickets = |ids: Vec<Uuid>| ids.into_iter().map(TicketId::from_uuid).collect();
    Ok(rows.into_iter().map(|row| (InvoiceId::from_uuid(row.invoice_id), tickets(row.tickets))).collect())
}

/// A stop that is to be kept.
pub(crate) struct NewStop {
    pub(crate) id: ReminderStopId,
    pub(crate) customer: CustomerId,
    pub(crate) invoice: Option<InvoiceId>,
    pub(crate) kind: i32,
    pub(crate) reason: String,
    pub(crate) until: Option<Date>,
}

pub(crate) async fn insert_stop(tx: &mut TenantTx, new: &NewStop, (by, at): (&str, Timestamp)) -> Result<()> {
    let at = jiff_sqlx::Timestamp::from(at);
    sqlx::query_file!(
        "queries/reminder/insert_stop.sql",
        tx.tenant().uuid(),
        new.id.uuid(),
        new.customer.uuid(),
        new.invoice.map(InvoiceId::uuid),
        new.kind,
        new.reason,
        new.until.map(jiff_sqlx::Date::from) as _,
        by,
        at as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn end_stop(
    tx: &mut TenantTx,
    id: ReminderStopId,
    reason: &str,
    (by, at): (&str, Timestamp),
) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/reminder/end_stop.sql", tenant, id.uuid(), reason, by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether the customer has anything to bill or to pay in this house.
pub(crate) async fn knows(tx: &mut TenantTx, customer: CustomerId) -> Result<bool> {
    let row = sqlx::query_file_scalar!("queries/reminder/knows.sql", tx.tenant().uuid(), customer.uuid());
    Ok(row.fetch_one(tx.conn()).await?)
}

/// The languages that customers of the house want, where they said one.
pub(crate) async fn languages(tx: &mut TenantTx, customers: &[Uuid]) -> Result<BTreeMap<CustomerId, String>> {
    let rows = sqlx::query_file!("queries/reminder/buyers.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    let language = |bytes: &[u8]| Customer::decode(bytes).map(|customer| customer.language_code);
    let language = |bytes: &[u8]| language(bytes).map_err(Problem::internal);
    rows.iter().map(|r| Ok((CustomerId::from_uuid(r.customer_id), language(&r.customer)?))).collect()
}
