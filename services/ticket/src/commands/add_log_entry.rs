//! Writing an entry into the log.

use super::change_ticket::Order;
use crate::events;
use crate::store::ticket as store;
use crate::wire::{parse, print};
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_idempotency::{Begun, Key, begin, recorded};
use kontor_ids::TicketId;
use kontor_postgres::violated;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Actor, Change, LogEntry, NewEntry, Stamp, State, Ticket};
use prost::Message as _;
use std::collections::BTreeSet;

/// Adds the entry: in one statement where the ticket's state needs no decision, else as any other command.
///
/// # Errors
/// What the rules refuse, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    order: Order<'_, wire::AddLogEntryRequest>,
    new: NewEntry,
    actor: Actor,
) -> Result<wire::LogEntry> {
    let key = Key::of(caller, order.method, order.request_id, order.request)?;
    let stamp = Stamp { actor, now: kit.clock().now() };
    // The entry as it would be on any ticket; sequence and digest are the database's.
    let any = any_ticket(&order);
    let (_, Change { entry }) =
        any.log(&new, &stamp).map_err(|refusal| parse::refused(order.ticket, refusal))?;
    if let Some(answer) = add_at_once(kit, caller, &key, &entry).await? {
        return Ok(answer);
    }
    add_by_rules(kit, caller, &order, &new, &stamp).await
}

fn any_ticket(order: &Order<'_, wire::AddLogEntryRequest>) -> Ticket {
    Ticket {
        id: order.ticket,
        version: 0,
        state: State::InProgress,
        priority: kontor_ticket_domain::Priority::Normal,
        assignee: None,
        team: String::new(),
        unacknowledged: BTreeSet::new(),
        merged_into: None,
    }
}

/// The states in which nothing but the entry is written: those that take it, without the one that it reopens.
fn plain_states(entry: &LogEntry) -> Vec<String> {
    let reopens = |state: &State| *state == State::Resolved && entry.kind.is_reply(&entry.actor);
    entry.kind.fits().filter(|state| !reopens(state)).map(|state| state.to_string()).collect()
}

async fn add_at_once(
    kit: &Kit,
    caller: &Caller,
    key: &Key,
    entry: &LogEntry,
) -> Result<Option<wire::LogEntry>> {
    let answer = sqlx::query_file_scalar!(
        "queries/log/add.sql",
        caller.tenant().uuid(),
        entry.ticket.uuid(),
        entry.content_bytes(),
        entry.kind.as_str(),
        entry.text,
        entry.actor.to_string(),
        entry.event_time.to_sqlx() as _,
        entry.record_time.to_sqlx() as _,
        entry.public,
        entry.responds,
        i32::try_from(entry.worked_minutes).map_err(Problem::internal)?,
        <wire::TicketLogged as prost::Name>::full_name(),
        print::fresh_entry(entry).encode_to_vec(),
        events::logged_without_sequence(entry),
        &plain_states(entry),
        entry.kind.is_work(),
        key.principal,
        key.method,
        key.request_id,
        key.sha256,
    )
    .fetch_optional(kit.db().single())
    .await;
    let answer = match answer {
        Err(error) if violated(&error) == Some("idempotency_pk") => {
            return recorded(kit.db(), caller, key).await.map(Some);
        }
        answer => answer?,
    };
    let Some(answer) = answer else { return Ok(None) };
    kit.db().committed().notify_one();
    wire::LogEntry::decode(answer.as_slice()).map(Some).map_err(Problem::internal)
}

/// The rules see the ticket and decide; a reply of the customer reopens a resolved one (K1). What comes for a ticket that
/// was merged is written on the one that stays, so that answers to both arrive there (K7).
async fn add_by_rules(
    kit: &Kit,
    caller: &Caller,
    order: &Order<'_, wire::AddLogEntryRequest>,
    new: &NewEntry,
    stamp: &Stamp,
) -> Result<wire::LogEntry> {
    let mut fresh = match begin(kit.db(), caller, order.method, order.request_id, order.request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let mut row = store::load_current(fresh.tx(), order.ticket).await?;
    let current = TicketId::from_uuid(row.id);
    let refused = |refusal| parse::refused(current, refusal);
    let (ticket, change) = row.ticket()?.log(new, stamp).map_err(refused)?;
    store::save(fresh.tx(), &mut row, &ticket, &change).await?;
    let answer = wire::LogEntry {
        name: print::entry_name(current, change.entry.sequence),
        sequence: row.version,
        digest: row.digest.clone(),
        ..print::fresh_entry(&change.entry)
    };
    if ticket.state == State::Resolved && new.kind.is_reply(&stamp.actor) {
        let (ticket, change) = ticket.reopen("der Kunde hat geantwortet", stamp).map_err(refused)?;
        store::save(fresh.tx(), &mut row, &ticket, &change).await?;
    }
    fresh.finish(answer).await
}
