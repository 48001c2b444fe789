//! Storing a ticket with its whole log at once: what an import and a split do.

use super::create_ticket::year;
use crate::events::{self, Event};
use crate::store::log::Columns;
use crate::store::ticket::{self as store, TicketRow, version};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{TenantId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::Coverage;
use kontor_proto::ticket::v1 as wire;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{LogEntry, NewTicket};
use prost::{Message as _, Name as _};
use ring::digest::{Context, SHA256};

/// Stores a ticket with its whole log, numbered in the year of an instant. The stored ticket, or the one that has its key
/// in another system already.
///
/// # Errors
/// Whatever the database has.
pub(super) async fn take(
    tx: &mut TenantTx,
    mut row: TicketRow,
    new: &NewTicket,
    entries: &[LogEntry],
    verdict: &Coverage,
    numbered: Timestamp,
) -> Result<Result<TicketRow, TicketRow>> {
    let digests = digests(entries);
    row.digest = digests.last().cloned().unwrap_or_default();
    let year = year(numbered)?;
    let number = sqlx::query_file_scalar!("queries/ticket/take_number.sql", row.tenant_id, year);
    row.number = number.fetch_one(tx.conn()).await?;
    if !insert(tx, &row).await? {
        let key = row.external_key.clone().unwrap_or_default();
        let there = store::by_external_key(tx, &key).await?;
        return there.map(Err).ok_or_else(|| Problem::internal("the ticket that has the key is gone"));
    }
    let opened = events::opened(new, &row.number, verdict, &digests[0]);
    let mut events = vec![(wire::TicketOpened::full_name(), opened.encode_to_vec())];
    for (entry, digest) in entries.iter().zip(&digests).skip(1) {
        let event = Event::of(entry, digest);
        events.push((event.kind(), event.encode()));
    }
    insert_log(tx, row.id, entries, digests, events).await?;
    Ok(Ok(row))
}

/// The digests of a log from its beginning.
fn digests(entries: &[LogEntry]) -> Vec<Vec<u8>> {
    let mut last = vec![0; 32];
    let link = |entry: &LogEntry| {
        let mut hash = Context::new(&SHA256);
        hash.update(&last);
        hash.update(&entry.canonical_bytes());
        last = hash.finish().as_ref().to_vec();
        last.clone()
    };
    entries.iter().map(link).collect()
}

async fn insert(tx: &mut TenantTx, row: &TicketRow) -> Result<bool> {
    let inserted = sqlx::query_file_scalar!(
        "queries/ticket/import.sql",
        row.tenant_id,
        row.id,
        row.number,
        row.customer_id,
        row.contact_id as _,
        row.asset_id as _,
        row.site_id as _,
        row.subject,
        row.description,
        row.priority,
        row.state,
        row.assignee_id as _,
        row.team,
        &row.unacknowledged,
        row.report_time as _,
        row.create_time as _,
        row.response_time as _,
        row.resolve_time as _,
        row.external_key as _,
        row.version,
        row.digest,
        row.response_clock as _,
        row.response_due as _,
        row.resolution_clock as _,
        row.resolution_due as _,
        row.coverage,
    );
    Ok(inserted.fetch_optional(tx.conn()).await?.is_some())
}

async fn insert_log(
    tx: &mut TenantTx,
    ticket: Uuid,
    entries: &[LogEntry],
    digests: Vec<Vec<u8>>,
    events: Vec<(String, Vec<u8>)>,
) -> Result<()> {
    let Some(first) = entries.first() else { return Ok(()) };
    let bodies: Vec<Columns> = entries.iter().map(|entry| Columns::of(&entry.body)).collect();
    let tenant: TenantId = tx.tenant();
    let (kinds, payloads): (Vec<String>, Vec<Vec<u8>>) = events.into_iter().unzip();
    sqlx::query_file!(
        "queries/log/import.sql",
        tenant.uuid(),
        ticket,
        first.record_time.to_sqlx() as _,
        &column(entries, version),
        &column(entries, |e| e.kind.to_string()),
        &column(entries, |e| e.text.clone()),
        &column(entries, |e| e.actor.to_string()),
        &column(entries, |e| e.event_time.to_sqlx()) as _,
        &column(&bodies, |b| b.from_state) as _,
        &column(&bodies, |b| b.to_state) as _,
        &column(&bodies, |b| b.from_priority) as _,
        &column(&bodies, |b| b.to_priority) as _,
        &column(&bodies, |b| b.assignee) as _,
        &column(&bodies, |b| b.team.clone()) as _,
        &column(&bodies, |b| b.relation) as _,
        &column(&bodies, |b| b.linked) as _,
        &column(&bodies, |b| b.linked_sequence) as _,
        &column(entries, |e| e.public),
        &column(entries, |e| e.responds),
        &digests,
        &kinds,
        &payloads,
    )
    .execute(tx.conn())
    .await?;
    tx.note_events();
    Ok(())
}

fn column<T, C>(rows: &[T], value: impl Fn(&T) -> C) -> Vec<C> {
    rows.iter().map(value).collect()
}
