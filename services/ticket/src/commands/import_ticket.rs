//! Taking over a ticket with its history from another system. The external key makes it idempotent.

use super::create_ticket::{fresh_row, judge, year};
use crate::events::{self, Event};
use crate::store::ticket::{self as store, Columns, TicketRow, version};
use crate::wire::parse::Ask;
use crate::wire::{parse, print, words};
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{TenantId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::Coverage;
use kontor_proto::ticket::v1 as wire;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Imported, ImportedChange, LogEntry, NewTicket, import};
use prost::{Message as _, Name as _};
use ring::digest::{Context, SHA256};

/// Imports the ticket, or answers with the one that has its key.
///
/// # Errors
/// What the rules or the contract service refuse, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: &wire::ImportTicketRequest,
    mut new: NewTicket,
    changes: &[ImportedChange],
) -> Result<wire::ImportTicketResponse> {
    const METHOD: &str = "ImportTicket";
    let external_key = request.ticket.as_ref().map_or("", |t| t.external_key.trim());
    let stamp = words::stamp(caller, kit.clock().now());
    // Nothing is asked of the contract service for what is there already, and never inside a transaction.
    let mut reading = kit.db().tenant(caller.tenant()).await?;
    let existing = store::by_external_key(&mut reading, external_key).await?;
    drop(reading);
    let mut verdict = Coverage::default();
    if existing.is_none() {
        let ask = Ask { channel: kontor_proto::types::v1::Channel::Remote, activity: "support".to_owned() };
        verdict = judge(contract, caller, &mut new, &ask).await?;
    }
    let imported = import(&new, changes, &stamp).map_err(|refusal| parse::refused(new.id, refusal))?;
    let mut fresh = match begin(kit.db(), caller, METHOD, &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let taken = match existing {
        Some(row) => Err(row),
        None => {
            let row = imported_row(caller, &new, &imported, external_key, stamp.now, &verdict);
            take(fresh.tx(), row, &new, &imported, &verdict).await?
        }
    };
    let existed = taken.is_err();
    let row = taken.unwrap_or_else(|there| there);
    let ticket = Some(print::ticket(row, caller)?);
    fresh.finish(wire::ImportTicketResponse { ticket, existed }).await
}

fn imported_row(
    caller: &Caller,
    new: &NewTicket,
    imported: &Imported,
    external_key: &str,
    now: jiff::Timestamp,
    verdict: &Coverage,
) -> TicketRow {
    let mut row = fresh_row(caller, new, &imported.ticket, external_key, now, verdict);
    let response = imported.entries.iter().find(|entry| entry.responds);
    row.response_time = response.map(|entry| entry.event_time.to_sqlx());
    if !row.is_open {
        // Resolved since the last change of state, not since the import.
        let last = imported
            .entries
            .iter()
            .rev()
            .find(|entry| entry.kind == kontor_ticket_domain::LogKind::StateChange);
        row.resolve_time = Some(last.map_or(now, |entry| entry.event_time).to_sqlx());
    }
    row
}

/// The stored ticket, or the one that another import stored meanwhile.
async fn take(
    tx: &mut TenantTx,
    mut row: TicketRow,
    new: &NewTicket,
    imported: &Imported,
    verdict: &Coverage,
) -> Result<Result<TicketRow, TicketRow>> {
    let digests = digests(&imported.entries);
    row.digest = digests.last().cloned().unwrap_or_default();
    let year = year(new.report_time)?;
    let number = sqlx::query_file_scalar!("queries/ticket/take_number.sql", row.tenant_id, year);
    row.number = number.fetch_one(tx.conn()).await?;
    if !insert(tx, &row).await? {
        let key = row.external_key.clone().unwrap_or_default();
        let there = store::by_external_key(tx, &key).await?;
        return there.map(Err).ok_or_else(|| Problem::internal("the ticket that has the key is gone"));
    }
    let opened = events::opened(new, &row.number, verdict, &digests[0]);
    let mut events = vec![(wire::TicketOpened::full_name(), opened.encode_to_vec())];
    for (entry, digest) in imported.entries.iter().zip(&digests).skip(1) {
        let event = Event::of(entry, digest);
        events.push((event.kind(), event.encode()));
    }
    insert_log(tx, row.id, imported, digests, events).await?;
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
    imported: &Imported,
    digests: Vec<Vec<u8>>,
    events: Vec<(String, Vec<u8>)>,
) -> Result<()> {
    let entries = &imported.entries;
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
