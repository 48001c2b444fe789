//! Rows of the tables, a page of documents at a time.

mod settled;

use crate::wire::money::{read_decimal, read_money};
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::accounting::z3::Value;
use kontor_einvoice::{DocumentKind, Invoice as Terms, InvoiceData};
use kontor_ids::Uuid;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{Invoice, InvoiceLine, Reminder};
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_proto::types::v1::Money;
use kontor_status::{Problem, Result};
use prost::Message as _;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Where the last page ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum After {
    /// After this document.
    Document(String, i32, i64),
    /// After this payment, or the return of this invoice's debit.
    Payment(String, Uuid),
    /// After this reminder.
    Reminder(String),
}

pub(crate) struct Page {
    pub(crate) rows: Vec<Vec<Value>>,
    pub(crate) next: Option<After>,
}

type Period = (Date, Date);

pub(crate) async fn page(
    tx: &mut TenantTx,
    table: &str,
    period: Period,
    (after, size): (Option<After>, i64),
) -> Result<Page> {
    match table {
        "payments" | "shares" => settled::payments(tx, table, period, (after, size)).await,
        "returns" => settled::returns(tx, period, (after, size)).await,
        "reminders" => reminders(tx, period, (after, size)).await,
        "settings" => settings(tx).await,
        _ => of_documents(tx, table, period, (after, size)).await,
    }
}

struct Document {
    id: Uuid,
    invoice: Invoice,
    terms: Terms,
    cancels: String,
    by: Uuid,
    at: Timestamp,
    hashes: [String; 3],
    place: After,
}

async fn documents(
    tx: &mut TenantTx,
    (from, before): Period,
    (after, size): (Option<After>, i64),
) -> Result<Vec<Document>> {
    let (prefix, year, counter) = match after {
        Some(After::Document(prefix, year, counter)) => (Some(prefix), Some(year), Some(counter)),
        _ => (None, None, None),
    };
    let rows = sqlx::query_file!(
        "queries/tax/documents.sql",
        tx.tenant().uuid(),
        jiff_sqlx::Date::from(from) as _,
        jiff_sqlx::Date::from(before) as _,
        prefix,
        year,
        counter,
        size + 1,
    );
    let mut documents = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let data: InvoiceData = serde_json::from_value(row.terms).map_err(Problem::internal)?;
        let hash = |hash: Option<String>| hash.unwrap_or_default();
        documents.push(Document {
            id: row.id,
            invoice: Invoice::decode(row.invoice.as_slice()).map_err(Problem::internal)?,
            terms: Terms::new(data).map_err(Problem::internal)?,
            cancels: row.cancels.unwrap_or_default(),
            by: row.by_id,
            at: row.at.to_jiff(),
            hashes: [hash(row.pdf), hash(row.ubl), hash(row.cii)],
            place: After::Document(row.prefix, row.year, row.counter),
        });
    }
    Ok(documents)
}

async fn of_documents(
    tx: &mut TenantTx,
    table: &str,
    period: Period,
    (after, size): (Option<After>, i64),
) -> Result<Page> {
    let mut found = documents(tx, period, (after, size)).await?;
    let next = cut(&mut found, size).then(|| found.last().map(|d| d.place.clone())).flatten();
    let ids: Vec<Uuid> = found.iter().map(|document| document.id).collect();
    let rows = match table {
        "invoices" => found.iter().map(head).collect::<Result<_>>()?,
        "lines" => found.iter().map(lines).collect::<Result<Vec<_>>>()?.concat(),
        "vat" => found.iter().flat_map(vat).collect(),
        "work" => work(tx, &ids).await?,
        "bookings" => booked(tx, &ids).await?,
        other => return Err(Problem::internal(format!("the table {other} has no rows"))),
    };
    Ok(Page { rows, next })
}

/// Whether there is more than a page; what is more is cut off.
fn cut<T>(found: &mut Vec<T>, size: i64) -> bool {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    more
}

fn sum(money: Option<&Money>) -> Result<Value> {
    let amount = money.map(read_money).transpose()?;
    Ok(Value::Number(amount.map(|a| a.value()).unwrap_or_default()))
}

fn count(number: impl Into<Decimal>) -> Value {
    Value::Number(number.into())
}

fn head(document: &Document) -> Result<Vec<Value>> {
    let (data, invoice) = (document.terms.data(), &document.invoice);
    let kind = match data.kind {
        DocumentKind::Invoice => "380",
        DocumentKind::Cancellation => "384",
        DocumentKind::Credit => "381",
    };
    let [pdf, ubl, cii] = document.hashes.clone();
    Ok(vec![
        data.number.clone().into(),
        kind.into(),
        Value::Day(Some(data.issue_date)),
        Value::Day(data.due_date),
        data.buyer.id.clone().unwrap_or_default().into(),
        data.buyer.name.clone().into(),
        sum(invoice.net.as_ref())?,
        sum(invoice.vat.as_ref())?,
        sum(invoice.gross.as_ref())?,
        data.currency.to_string().into(),
        document.cancels.clone().into(),
        document.at.to_string().into(),
        document.by.to_string().into(),
        pdf.into(),
        ubl.into(),
        cii.into(),
    ])
}

fn lines(document: &Document) -> Result<Vec<Vec<Value>>> {
    let number = &document.terms.data().number;
    let row = |line: &InvoiceLine| {
        let price = line.price.as_ref().map(|price| read_decimal(price.amount.as_ref())).transpose()?;
        Ok(vec![
            number.clone().into(),
            count(line.position),
            line.text.clone().into(),
            line.ticket_number.clone().into(),
            Value::Number(read_decimal(line.quantity.as_ref())?),
            line.unit_code.clone().into(),
            Value::Number(price.unwrap_or_default()),
            Value::Number(read_decimal(line.base.as_ref())?),
            sum(line.allowance.as_ref())?,
            line.allowance_reason.clone().into(),
            sum(line.net.as_ref())?,
            Value::Number(read_decimal(line.vat_percent.as_ref())?),
            line.cost_center.clone().into(),
            line.entry.trim_start_matches("timeEntries/").to_owned().into(),
        ])
    };
    document.invoice.lines.iter().map(row).collect()
}

fn vat(document: &Document) -> Vec<Vec<Value>> {
    let number = &document.terms.data().number;
    let row = |group: &kontor_einvoice::VatGroup| {
        vec![
            number.clone().into(),
            group.category.code().into(),
            Value::Number(group.rate),
            Value::Number(group.basis.value()),
            Value::Number(group.tax.value()),
        ]
    };
    document.terms.vat().iter().map(row).collect()
}

async fn work(tx: &mut TenantTx, invoices: &[Uuid]) -> Result<Vec<Vec<Value>>> {
    let rows = sqlx::query_file!("queries/tax/work.sql", tx.tenant().uuid(), invoices);
    let mut work = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let saved = TimeEntrySaved::decode(row.saved.as_slice()).map_err(Problem::internal)?;
        let start = saved.start_time.as_ref().and_then(crate::wire::money::read_stamp);
        let seconds = crate::wire::money::read_seconds(saved.duration.as_ref());
        work.push(vec![
            row.number.into(),
            row.id.to_string().into(),
            count(row.version),
            Value::Day(Some(row.service_date.to_jiff())),
            start.map(|at| at.to_string()).unwrap_or_default().into(),
            count(seconds),
            saved.ticket_number.into(),
            saved.activity.into(),
            saved.technician.trim_start_matches("users/").to_owned().into(),
            saved.text.into(),
        ]);
    }
    Ok(work)
}

async fn booked(tx: &mut TenantTx, invoices: &[Uuid]) -> Result<Vec<Vec<Value>>> {
    let rows = sqlx::query_file!("queries/tax/booked.sql", tx.tenant().uuid(), invoices);
    let rows = rows.fetch_all(tx.conn()).await?;
    let row =
        |number: String, run: i32, at: Timestamp| vec![number.into(), count(run), at.to_string().into()];
    Ok(rows.into_iter().map(|r| row(r.number, r.run, r.at.to_jiff())).collect())
}

async fn reminders(
    tx: &mut TenantTx,
    (from, before): Period,
    (after, size): (Option<After>, i64),
) -> Result<Page> {
    let after = match after {
        Some(After::Reminder(number)) => Some(number),
        _ => None,
    };
    let rows = sqlx::query_file!(
        "queries/tax/reminders.sql",
        tx.tenant().uuid(),
        jiff_sqlx::Date::from(from) as _,
        jiff_sqlx::Date::from(before) as _,
        after,
        size + 1,
    );
    let mut found = rows.fetch_all(tx.conn()).await?;
    let more = cut(&mut found, size);
    let last = found.last().map(|row| After::Reminder(row.number.clone()));
    let mut rows = Vec::new();
    for row in found {
        let letter = Reminder::decode(row.reminder.as_slice()).map_err(Problem::internal)?;
        let letter = letter.letter.unwrap_or_default();
        let numbers: Vec<&str> = letter.items.iter().map(|item| item.number.as_str()).collect();
        rows.push(vec![
            row.number.into(),
            Value::Day(Some(row.issue_date.to_jiff())),
            count(letter.level),
            letter.customer_name.clone().into(),
            sum(letter.open.as_ref())?,
            sum(letter.interest.as_ref())?,
            sum(letter.fee.as_ref())?,
            numbers.join(" ").into(),
            row.sha256.into(),
        ]);
    }
    Ok(Page { rows, next: last.filter(|_| more) })
}

async fn settings(tx: &mut TenantTx) -> Result<Page> {
    let rows = sqlx::query_file!("queries/tax/settings.sql", tx.tenant().uuid());
    let mut told = Vec::new();
    for row in rows.fetch_all(tx.conn()).await? {
        told.push(vec![
            row.what.into(),
            row.customer_id.map(|id| id.to_string()).unwrap_or_default().into(),
            count(row.version),
            row.at.to_jiff().to_string().into(),
            row.by_id.to_string().into(),
            row.sha256.into(),
        ]);
    }
    Ok(Page { rows: told, next: None })
}
