//! The life of tickets as it was told: what calls are counted by (R4).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx as _;
use kontor_billing_domain::TicketHistory;
use kontor_ids::{CustomerId, TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::QuotaKind;
use kontor_status::Result;
use std::collections::{BTreeMap, BTreeSet};

/// A ticket was opened.
pub(crate) async fn opened(
    tx: &mut TenantTx,
    ticket: TicketId,
    customer: CustomerId,
    at: Timestamp,
) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), at.to_sqlx());
    sqlx::query_file!("queries/ticket/insert.sql", tenant, ticket.uuid(), customer.uuid(), at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A ticket's work was done, or goes on again; `number` is the version that told so.
pub(crate) async fn moved(
    tx: &mut TenantTx,
    ticket: TicketId,
    (number, done): (i64, bool),
    at: Timestamp,
) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), at.to_sqlx());
    sqlx::query_file!("queries/ticket/insert_move.sql", tenant, ticket.uuid(), number, done, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whose calls a ticket may count: who has a quota of calls.
pub(crate) async fn customers(tx: &mut TenantTx, ticket: TicketId) -> Result<Vec<CustomerId>> {
    let (tenant, calls) = (tx.tenant().uuid(), i32::from(QuotaKind::Calls));
    let rows = sqlx::query_file_scalar!("queries/ticket/customers.sql", tenant, ticket.uuid(), calls);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(CustomerId::from_uuid).collect())
}

/// Whether there is work on a ticket.
pub(crate) async fn is_worked(tx: &mut TenantTx, ticket: TicketId) -> Result<bool> {
    let row = sqlx::query_file_scalar!("queries/ticket/worked.sql", tx.tenant().uuid(), ticket.uuid());
    Ok(row.fetch_one(tx.conn()).await?)
}

/// The lives of tickets, each in days of the zone that its work is counted in.
pub(crate) async fn lives(
    tx: &mut TenantTx,
    zones: &BTreeMap<TicketId, TimeZone>,
) -> Result<BTreeMap<TicketId, TicketHistory>> {
    let (book, zones) = (CustomerId::from_uuid(Uuid::nil()), zones.clone());
    let lives = lives_by_book(tx, &BTreeMap::from([(book, zones)])).await?;
    Ok(lives.into_values().next().unwrap_or_default())
}

/// As [`lives`] for several books: work of two of them on one ticket may be counted in days of different zones.
pub(crate) async fn lives_by_book(
    tx: &mut TenantTx,
    zones: &BTreeMap<CustomerId, BTreeMap<TicketId, TimeZone>>,
) -> Result<BTreeMap<CustomerId, BTreeMap<TicketId, TicketHistory>>> {
    let ids: BTreeSet<Uuid> = zones.values().flat_map(BTreeMap::keys).map(|ticket| ticket.uuid()).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let rows = sqlx::query_file!("queries/ticket/lives.sql", tx.tenant().uuid(), &ids);
    let rows = rows.fetch_all(tx.conn()).await?;
    let of_book = |zones: &BTreeMap<TicketId, TimeZone>| {
        let mut lives = BTreeMap::new();
        for row in &rows {
            let ticket = TicketId::from_uuid(row.id);
            let Some(zone) = zones.get(&ticket) else { continue };
            let day = |at: jiff_sqlx::Timestamp| zone.to_datetime(at.to_jiff()).date();
            let life = lives.entry(ticket).or_insert_with(|| TicketHistory::opened(day(row.opened_at)));
            if let (Some(done), Some(at)) = (row.done, row.at) {
                life.moved(done, day(at));
            }
        }
        lives
    };
    Ok(zones.iter().map(|(book, zones)| (*book, of_book(zones))).collect())
}
