//! Entries, rated and frozen.

use super::book::{Book, ByBook, by_book};
use crate::wire::entry::{entry, outfit, withdrawn, zone_of_days};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kontor_billing_domain::calls::Episode;
use kontor_billing_domain::{Draw, Entry, Frozen, Outfit};
use kontor_ids::{CustomerId, TicketId, TimeEntryId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::ResolveTermsResponse;
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_status::{Problem, Result};
use prost::Message as _;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A stored entry.
pub(crate) struct StoredEntry {
    pub(crate) entry: Entry,
    pub(crate) saved: TimeEntrySaved,
    pub(crate) rated: Option<Vec<u8>>,
    pub(crate) event_version: i64,
    pub(crate) frozen: Option<Frozen>,
    /// Whether it waits for approval, or was refused it (T6): then it is neither rated nor billed.
    pub(crate) withdrawn: bool,
    /// What comes with it beside its time.
    pub(crate) outfit: Option<Outfit>,
    /// The zone that its days are counted in.
    pub(crate) zone: TimeZone,
}

/// Stores an entry as it was told, unless a newer version is there or it is invoiced: then it waits for the invoice's
/// cancellation (R5a). Gives whom to rate anew: the customer, and the one it was for before (R8); nobody where it was
/// not stored.
pub(crate) async fn save(
    tx: &mut TenantTx,
    saved: &TimeEntrySaved,
    cut: &ResolveTermsResponse,
) -> Result<BTreeSet<CustomerId>> {
    let entry = entry(saved, cut)?;
    let before = customer(tx, entry.id).await?;
    let both: BTreeSet<CustomerId> = before.into_iter().chain([entry.customer]).collect();
    for customer in &both {
        Book::lock(tx, *customer).await?;
    }
    let stored = sqlx::query_file!(
        "queries/entry/upsert.sql",
        tx.tenant().uuid(),
        entry.id.uuid(),
        saved.version,
        entry.customer.uuid(),
        entry.ticket.uuid(),
        jiff_sqlx::Date::from(entry.service_date) as _,
        saved.encode_to_vec(),
        cut.encode_to_vec(),
        withdrawn(saved),
    );
    let rows = stored.execute(tx.conn()).await?.rows_affected();
    Ok(if rows == 0 { BTreeSet::new() } else { both })
}

/// Whose work an entry is.
async fn customer(tx: &mut TenantTx, entry: TimeEntryId) -> Result<Option<CustomerId>> {
    let row = sqlx::query_file_scalar!("queries/entry/customer.sql", tx.tenant().uuid(), entry.uuid());
    Ok(row.fetch_optional(tx.conn()).await?.map(CustomerId::from_uuid))
}

/// Takes up what was told of customers' entries while they were invoiced, as soon as they are open again (R8). Gives the
/// customers that they are for now.
pub(crate) async fn take_up_late(
    tx: &mut TenantTx,
    customers: &BTreeSet<CustomerId>,
) -> Result<BTreeSet<CustomerId>> {
    let ids: Vec<Uuid> = customers.iter().map(|customer| customer.uuid()).collect();
    let rows = sqlx::query_file_scalar!("queries/entry/take_up_late.sql", tx.tenant().uuid(), &ids);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(CustomerId::from_uuid).collect())
}

/// An entry as it is decided about.
pub(crate) struct OneEntry {
    pub(crate) version: i32,
    pub(crate) customer: CustomerId,
    pub(crate) saved: TimeEntrySaved,
    pub(crate) cut: ResolveTermsResponse,
    pub(crate) undecided: bool,
    pub(crate) bill_refused: bool,
    pub(crate) frozen: bool,
}

pub(crate) async fn one(tx: &mut TenantTx, entry: TimeEntryId) -> Result<Option<OneEntry>> {
    let row = sqlx::query_file!("queries/entry/one.sql", tx.tenant().uuid(), entry.uuid());
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    Ok(Some(OneEntry {
        version: row.version,
        customer: CustomerId::from_uuid(row.customer_id),
        saved: TimeEntrySaved::decode(row.saved.as_slice()).map_err(Problem::internal)?,
        cut: ResolveTermsResponse::decode(row.spans.as_slice()).map_err(Problem::internal)?,
        undecided: row.undecided,
        bill_refused: row.bill_refused,
        frozen: row.frozen,
    }))
}

/// Someone decided by which terms an entry is rated (C2, R6).
pub(crate) async fn decide(
    tx: &mut TenantTx,
    entry: TimeEntryId,
    cut: &ResolveTermsResponse,
    bill_refused: bool,
) -> Result<()> {
    let (tenant, cut) = (tx.tenant().uuid(), cut.encode_to_vec());
    sqlx::query_file!("queries/entry/decide.sql", tenant, entry.uuid(), cut, bill_refused)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(crate) async fn of_books(tx: &mut TenantTx, customers: &[Uuid]) -> Result<ByBook<StoredEntry>> {
    let rows = sqlx::query_file!("queries/entry/of_books.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    by_book(rows.into_iter().map(|row| {
        let saved = TimeEntrySaved::decode(row.saved.as_slice()).map_err(Problem::internal)?;
        let cut = ResolveTermsResponse::decode(row.spans.as_slice()).map_err(Problem::internal)?;
        let mut entry = entry(&saved, &cut)?;
        if row.bill_refused {
            entry.bill_refused();
        }
        let frozen = match (row.billed, row.draws) {
            (Some(billed), Some(draws)) => Some(Frozen {
                entry: entry.clone(),
                billed: billed.into_iter().map(|s| u64::try_from(s).unwrap_or_default()).collect(),
                draws: read_draws(draws)?,
            }),
            _ => None,
        };
        let stored = StoredEntry {
            outfit: outfit(&entry, &saved, &cut)?,
            zone: zone_of_days(&cut),
            withdrawn: row.withdrawn,
            entry,
            saved,
            rated: row.rated,
            event_version: row.event_version,
            frozen,
        };
        Ok((row.book, stored))
    }))
}

/// Keeps new ratings, with whether they wait for a decision: all in one statement.
pub(crate) async fn set_rated(
    tx: &mut TenantTx,
    entries: &[Uuid],
    rated: &[Vec<u8>],
    undecided: &[bool],
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    sqlx::query_file!("queries/entry/set_rated.sql", tx.tenant().uuid(), entries, rated, undecided)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The stored rating of an entry: none for no such entry, empty where it is not rated yet.
pub(crate) async fn rated(tx: &mut TenantTx, entry: TimeEntryId) -> Result<Option<Option<Vec<u8>>>> {
    let row = sqlx::query_file_scalar!("queries/entry/rated.sql", tx.tenant().uuid(), entry.uuid());
    Ok(row.fetch_optional(tx.conn()).await?)
}

/// A draw as it is kept with an invoiced entry.
#[derive(Serialize, Deserialize)]
struct DrawRow {
    from: String,
    units: Decimal,
    on: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    call: Option<(Uuid, u32, String)>,
}

pub(crate) fn write_draws(draws: &[Draw]) -> Result<serde_json::Value> {
    let row = |draw: &Draw| DrawRow {
        from: draw.from.to_string(),
        units: draw.units,
        on: draw.on.to_string(),
        call: draw.call.map(|(ticket, e)| (ticket.uuid(), e.number, e.counted.to_string())),
    };
    serde_json::to_value(draws.iter().map(row).collect::<Vec<_>>()).map_err(Problem::internal)
}

fn read_draws(json: serde_json::Value) -> Result<Vec<Draw>> {
    let rows: Vec<DrawRow> = serde_json::from_value(json).map_err(Problem::internal)?;
    let day = |text: &str| text.parse::<Date>().map_err(Problem::internal);
    let draw = |row: DrawRow| {
        let call = match row.call {
            None => None,
            Some((ticket, number, counted)) => {
                Some((TicketId::from_uuid(ticket), Episode { number, counted: day(&counted)? }))
            }
        };
        let from = row.from.parse().map_err(Problem::internal)?;
        Ok(Draw { from, units: row.units, on: day(&row.on)?, call })
    };
    rows.into_iter().map(draw).collect()
}
