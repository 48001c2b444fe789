//! Entries, rated and frozen.

use crate::wire::entry::entry;
use jiff::civil::Date;
use kontor_billing_domain::calls::Episode;
use kontor_billing_domain::{Draw, Entry, Frozen};
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
}

/// Stores an entry as it was told, unless a newer version is there. Gives whom to rate anew: the customer, and the one
/// it was for before (R8); nobody where it was not stored.
pub(crate) async fn save(
    tx: &mut TenantTx,
    saved: &TimeEntrySaved,
    cut: &ResolveTermsResponse,
) -> Result<BTreeSet<CustomerId>> {
    let entry = entry(saved, cut)?;
    let stored = sqlx::query_file_scalar!(
        "queries/entry/upsert.sql",
        tx.tenant().uuid(),
        entry.id.uuid(),
        saved.version,
        entry.customer.uuid(),
        entry.ticket.uuid(),
        jiff_sqlx::Date::from(entry.service_date) as _,
        saved.encode_to_vec(),
        cut.encode_to_vec(),
    );
    let Some(before) = stored.fetch_optional(tx.conn()).await? else { return Ok(BTreeSet::new()) };
    Ok(before.map(CustomerId::from_uuid).into_iter().chain([entry.customer]).collect())
}

pub(crate) async fn of_customer(tx: &mut TenantTx, customer: CustomerId) -> Result<Vec<StoredEntry>> {
    let rows = sqlx::query_file!("queries/entry/of_customer.sql", tx.tenant().uuid(), customer.uuid());
    let rows = rows.fetch_all(tx.conn()).await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let saved = TimeEntrySaved::decode(row.saved.as_slice()).map_err(Problem::internal)?;
        let cut = ResolveTermsResponse::decode(row.spans.as_slice()).map_err(Problem::internal)?;
        let entry = entry(&saved, &cut)?;
        let frozen = match (row.billed, row.draws) {
            (Some(billed), Some(draws)) => Some(Frozen {
                entry: entry.clone(),
                billed: billed.into_iter().map(|s| u64::try_from(s).unwrap_or_default()).collect(),
                draws: read_draws(draws)?,
            }),
            _ => None,
        };
        entries.push(StoredEntry {
            entry,
            saved,
            rated: row.rated,
            event_version: row.event_version,
            frozen,
        });
    }
    Ok(entries)
}

pub(crate) async fn set_rated(
    tx: &mut TenantTx,
    entry: TimeEntryId,
    rated: &[u8],
    undecided: bool,
) -> Result<()> {
    sqlx::query_file!("queries/entry/set_rated.sql", tx.tenant().uuid(), entry.uuid(), rated, undecided)
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
