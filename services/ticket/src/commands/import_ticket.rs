//! Taking over a ticket with its history from another system. The external key makes it idempotent.

use super::create_ticket::{fresh_row, judge};
use super::whole;
use crate::store::ticket::{self as store, TicketRow};
use crate::wire::parse::Ask;
use crate::wire::{parse, print, words};
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::contract::v1::Coverage;
use kontor_proto::ticket::v1 as wire;
use kontor_service::{Kit, Peer};
use kontor_status::Result;
use kontor_ticket_domain::{Imported, ImportedChange, NewTicket, import};

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
            whole::take(fresh.tx(), row, &new, &imported.entries, &verdict, new.report_time).await?
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
