//! The life of tickets as it was told: what calls are counted by (R4).

use jiff::Timestamp;
use jiff::civil::Date;
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

/// Whose books two tickets concern.
pub(crate) async fn books(tx: &mut TenantTx, tickets: [TicketId; 2]) -> Result<BTreeSet<CustomerId>> {
    let (tenant, tickets) = (tx.tenant().uuid(), tickets.map(TicketId::uuid));
    let rows = sqlx::query_file_scalar!("queries/ticket/books.sql", tenant, &tickets);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(CustomerId::from_uuid).collect())
}

/// A ticket was merged into another one.
pub(crate) async fn merge(tx: &mut TenantTx, lost: TicketId, kept: TicketId) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/ticket/merge.sql", tenant, lost.uuid(), kept.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// All that were merged into one of these tickets, or together with one of them: each with the one that stays.
pub(crate) async fn merged(
    tx: &mut TenantTx,
    tickets: impl Iterator<Item = TicketId>,
) -> Result<BTreeMap<TicketId, TicketId>> {
    let tickets: BTreeSet<Uuid> = tickets.map(TicketId::uuid).collect();
    if tickets.is_empty() {
        return Ok(BTreeMap::new());
    }
    let tickets: Vec<Uuid> = tickets.into_iter().collect();
    let rows = sqlx::query_file!("queries/ticket/merged.sql", tx.tenant().uuid(), &tickets);
    let pair = |(from, into)| (TicketId::from_uuid(from), TicketId::from_uuid(into));
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| pair((row.ticket_id, row.into_id))).collect())
}

/// Whether there is work on a ticket.
pub(crate) async fn is_worked(tx: &mut TenantTx, ticket: TicketId) -> Result<bool> {
    let row = sqlx::query_file_scalar!("queries/ticket/worked.sql", tx.tenant().uuid(), ticket.uuid());
    Ok(row.fetch_one(tx.conn()).await?)
}

/// The lives of tickets, each in days of the zone that its work is counted in; those that were merged into it are part of it.
pub(crate) async fn lives(
    tx: &mut TenantTx,
    zones: &BTreeMap<TicketId, TimeZone>,
    merged: &BTreeMap<TicketId, TicketId>,
) -> Result<BTreeMap<TicketId, TicketHistory>> {
    let (book, zones) = (CustomerId::from_uuid(Uuid::nil()), zones.clone());
    let lives = lives_by_book(tx, &BTreeMap::from([(book, zones)]), merged).await?;
    Ok(lives.into_values().next().unwrap_or_default())
}

/// As [`lives`] for several books: work of two of them on one ticket may be counted in days of different zones.
pub(crate) async fn lives_by_book(
    tx: &mut TenantTx,
    zones: &BTreeMap<CustomerId, BTreeMap<TicketId, TimeZone>>,
    merged: &BTreeMap<TicketId, TicketId>,
) -> Result<BTreeMap<CustomerId, BTreeMap<TicketId, TicketHistory>>> {
    let counted: BTreeSet<TicketId> = zones.values().flat_map(BTreeMap::keys).copied().collect();
    if counted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let parts = merged.iter().filter(|(_, stays)| counted.contains(stays)).map(|(part, _)| part);
    let ids: Vec<Uuid> = counted.iter().chain(parts).map(|ticket| ticket.uuid()).collect();
    let rows = sqlx::query_file!("queries/ticket/lives.sql", tx.tenant().uuid(), &ids);
    let rows = rows.fetch_all(tx.conn()).await?;
    let of_book = |zones: &BTreeMap<TicketId, TimeZone>| {
        let mut steps: BTreeMap<TicketId, Vec<(TicketId, bool, Date)>> = BTreeMap::new();
        for row in &rows {
            let ticket = TicketId::from_uuid(row.id);
            let stays = merged.get(&ticket).copied().unwrap_or(ticket);
            let Some(zone) = zones.get(&stays) else { continue };
            let day = zone.to_datetime(row.at.to_jiff()).date();
            steps.entry(stays).or_default().push((ticket, row.done, day));
        }
        let life = |(ticket, steps)| TicketHistory::of_steps(steps).map(|life| (ticket, life));
        steps.into_iter().filter_map(life).collect()
    };
    Ok(zones.iter().map(|(book, zones)| (*book, of_book(zones))).collect())
}
