//! Issued invoices: number, document, claims.

use super::entries::write_draws;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::{Document, DraftLine, Frozen, LineKey, number};
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

/// As [`next_numbers`] for one.
pub(crate) async fn next_number(tx: &mut TenantTx, prefix: &str, year: i16) -> Result<Place> {
    let place = next_numbers(tx, (prefix, year), 1).await?.pop();
    place.ok_or_else(|| Problem::internal("as many places as were asked for"))
}

/// Takes the next numbers of a series. From here to the commit the series waits for this transaction (B4).
pub(crate) async fn next_numbers(
    tx: &mut TenantTx,
    (prefix, year): (&str, i16),
    count: usize,
) -> Result<Vec<Place>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let count = i64::try_from(count).map_err(Problem::internal)?;
    let tenant = tx.tenant().uuid();
    let last =
        sqlx::query_file_scalar!("queries/invoice/next_numbers.sql", tenant, prefix, i32::from(year), count);
    let last = last.fetch_one(tx.conn()).await?;
    let place = |counter: i64| {
        let number = u64::try_from(counter).map_err(Problem::internal)?;
        let number = number::format(prefix, year, number).map_err(Problem::internal)?;
        Ok(Place { prefix: prefix.to_owned(), year, counter, number })
    };
    (last - count + 1..=last).map(place).collect()
}

/// What is stored of an invoice.
pub(crate) struct NewInvoice {
    pub(crate) id: InvoiceId,
    pub(crate) customer: CustomerId,
    pub(crate) place: Place,
    pub(crate) cancels: Option<InvoiceId>,
    /// Net, VAT, gross.
    pub(crate) sums: [Amount; 3],
    pub(crate) invoice: Invoice,
    pub(crate) terms: serde_json::Value,
    pub(crate) at: Timestamp,
}

/// Stores invoices of one year that one person issues with one date, in one statement.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    invoices: &[&NewInvoice],
    (issued, by): (Date, Uuid),
) -> Result<()> {
    let Some(Place { year, .. }) = invoices.first().map(|new| &new.place) else { return Ok(()) };
    let sums = |n: usize| invoices.iter().map(|new| new.sums[n].value()).collect::<Vec<_>>();
    sqlx::query_file!(
        "queries/invoice/insert.sql",
        tx.tenant().uuid(),
        &invoices.iter().map(|new| new.place.prefix.clone()).collect::<Vec<_>>(),
        i32::from(*year),
        jiff_sqlx::Date::from(issued) as _,
        by,
        &invoices.iter().map(|new| new.id.uuid()).collect::<Vec<_>>(),
        &invoices.iter().map(|new| new.customer.uuid()).collect::<Vec<_>>(),
        &invoices.iter().map(|new| new.place.counter).collect::<Vec<_>>(),
        &invoices.iter().map(|new| new.place.number.clone()).collect::<Vec<_>>(),
        &invoices.iter().map(|new| new.invoice.r#type).collect::<Vec<_>>(),
        &invoices.iter().map(|new| new.cancels.map(InvoiceId::uuid)).collect::<Vec<_>>() as _,
        &sums(0),
        &sums(1),
        &sums(2),
        &invoices.iter().map(|new| new.sums[0].currency().code().to_owned()).collect::<Vec<_>>(),
        &invoices.iter().map(|new| new.invoice.encode_to_vec()).collect::<Vec<_>>(),
        &invoices.iter().map(|new| new.terms.clone()).collect::<Vec<_>>(),
        &invoices.iter().map(|new| jiff_sqlx::Timestamp::from(new.at)).collect::<Vec<_>>() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The bytes of an invoice in all its forms, and when they were made.
pub(crate) struct Documents {
    pub(crate) invoice: InvoiceId,
    pub(crate) forms: Vec<(DocumentFormat, Vec<u8>)>,
    pub(crate) at: Timestamp,
}

/// Stores documents with their hashes, in one statement.
pub(crate) async fn insert_documents(tx: &mut TenantTx, documents: Vec<Documents>) -> Result<()> {
    let (mut invoices, mut formats, mut contents, mut times) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for Documents { invoice, forms, at } in documents {
        for (format, content) in forms {
            invoices.push(invoice.uuid());
            formats.push(i32::from(format));
            contents.push(content);
            times.push(jiff_sqlx::Timestamp::from(at));
        }
    }
    let tenant = tx.tenant().uuid();
    sqlx::query_file!(
        "queries/invoice/insert_documents.sql",
        tenant,
        &invoices,
        &formats,
        &contents,
        &times as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What an invoice takes of its draft.
pub(crate) struct Taken<'a> {
    pub(crate) invoice: InvoiceId,
    pub(crate) document: &'a Document,
    pub(crate) drafted: &'a [DraftLine],
    pub(crate) frozen: &'a [Frozen],
}

/// Claims lines and freezes entries: an insert each, never an update of an entry. Two statements, however much it is.
pub(crate) async fn claim(tx: &mut TenantTx, taken: &[Taken<'_>]) -> Result<()> {
    claim_lines(tx, taken).await?;
    let frozen = || taken.iter().flat_map(|t| t.frozen.iter().map(|frozen| (t.invoice.uuid(), frozen)));
    let draws = frozen().map(|(_, frozen)| write_draws(&frozen.draws)).collect::<Result<Vec<_>>>()?;
    let tenant = tx.tenant().uuid();
    sqlx::query_file!(
        "queries/invoice/freeze_entries.sql",
        tenant,
        &frozen().map(|(invoice, _)| invoice).collect::<Vec<_>>(),
        &frozen().map(|(_, frozen)| frozen.entry.id.uuid()).collect::<Vec<_>>(),
        &frozen().map(|(_, frozen)| serde_json::json!(frozen.billed)).collect::<Vec<_>>(),
        &draws,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn claim_lines(tx: &mut TenantTx, taken: &[Taken<'_>]) -> Result<()> {
    let (mut invoices, mut lines, mut positions) = (Vec::new(), Vec::new(), Vec::new());
    let (mut list_nets, mut nets): (Vec<Option<Decimal>>, Vec<Option<Decimal>>) = (Vec::new(), Vec::new());
    for Taken { invoice, document, drafted, .. } in taken {
        let sums: BTreeMap<&LineKey, &DraftLine> = drafted.iter().map(|line| (&line.key, line)).collect();
        let standing = document.lines.iter().flat_map(|l| l.keys.iter().map(|key| (key, l.position)));
        let standing: BTreeMap<&LineKey, u32> = standing.collect();
        for key in &document.settles {
            invoices.push(invoice.uuid());
            lines.push(key.to_string());
            positions.push(standing.get(key).and_then(|p| i32::try_from(*p).ok()));
            list_nets.push(sums.get(key).map(|line| line.list_net.value()));
            nets.push(sums.get(key).map(|line| line.net.value()));
        }
    }
    let tenant = tx.tenant().uuid();
    sqlx::query_file!(
        "queries/invoice/insert_claims.sql",
        tenant,
        &invoices,
        &lines,
        &positions as _,
        &list_nets as _,
        &nets as _
    )
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
