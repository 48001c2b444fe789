//! Opening a ticket: one statement writes everything.

use crate::events;
use crate::store::ticket::{TicketRow, unacknowledged};
use crate::wire::parse::Ask;
use crate::wire::{parse, print, words};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_idempotency::{Key, recorded};
use kontor_ids::{AssetId, ContactId, DirectiveId, SiteId, UserId};
use kontor_postgres::{Db, violated};
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::contract::v1::{Coverage, ResolveCoverageRequest, Severity};
use kontor_proto::ticket::v1 as wire;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Change, LogEntry, NewTicket, Ticket};
use prost::Message as _;
use std::collections::BTreeSet;

/// `CLOCK_STATE_RUNNING` of the wire.
const RUNNING: i16 = 1;

/// Asks for the verdict at the time of the report, on behalf of the caller, and adds the directives to the ticket.
///
/// # Errors
/// What the contract service answers, such as an unknown customer.
pub(crate) async fn judge(
    contract: &Peer,
    caller: &Caller,
    new: &mut NewTicket,
    ask: &Ask,
) -> Result<Coverage> {
    let name = |name: Option<String>| name.unwrap_or_default();
    let question = ResolveCoverageRequest {
        customer: new.customer.resource_name(),
        contact: name(new.contact.map(ContactId::resource_name)),
        asset: name(new.asset.map(AssetId::resource_name)),
        site: name(new.site.map(SiteId::resource_name)),
        activity: ask.activity.clone(),
        channel: ask.channel.into(),
        priority: words::priority(new.priority).into(),
        at: Some(words::time(new.report_time)),
    };
    let mut client = CoverageServiceClient::new(contract.on_behalf_of(caller));
    let verdict = client.resolve_coverage(question).await.map_err(Problem::from)?.into_inner();
    let demanding = verdict.directives.iter().filter(|d| d.severity == i32::from(Severity::Acknowledge));
    let ids = demanding.map(|d| DirectiveId::from_resource_name(&d.name));
    new.directives = ids.collect::<Result<BTreeSet<_>, _>>().map_err(Problem::internal)?;
    Ok(verdict)
}

/// The year that a ticket's number carries: that of the instant in Germany.
pub(crate) fn year(at: Timestamp) -> Result<i32> {
    let zone = TimeZone::get("Europe/Berlin").map_err(Problem::internal)?;
    Ok(zone.to_datetime(at).year().into())
}

/// A ticket as it was just opened; the number is the database's.
pub(crate) fn fresh_row(
    caller: &Caller,
    new: &NewTicket,
    ticket: &Ticket,
    external_key: &str,
    now: Timestamp,
    verdict: &Coverage,
) -> TicketRow {
    let due =
        |at: Option<prost_types::Timestamp>| at.as_ref().and_then(words::read_time).map(|at| at.to_sqlx());
    let deadlines = verdict.deadlines.unwrap_or_default();
    let (response_due, resolution_due) = (due(deadlines.response), due(deadlines.resolution));
    TicketRow {
        tenant_id: caller.tenant().uuid(),
        id: new.id.uuid(),
        number: String::new(),
        customer_id: new.customer.uuid(),
        contact_id: new.contact.map(ContactId::uuid),
        asset_id: new.asset.map(AssetId::uuid),
        site_id: new.site.map(SiteId::uuid),
        subject: new.subject.clone(),
        description: new.description.clone(),
        priority: ticket.priority.to_string(),
        state: ticket.state.to_string(),
        assignee_id: ticket.assignee.map(UserId::uuid),
        team: ticket.team.clone(),
        level: 1,
        unacknowledged: unacknowledged(ticket),
        report_time: new.report_time.to_sqlx(),
        create_time: now.to_sqlx(),
        update_time: now.to_sqlx(),
        response_time: None,
        resolve_time: None,
        external_key: Some(external_key.to_owned()).filter(|key| !key.is_empty()),
        version: i32::try_from(ticket.version).expect("a log has fewer than two thousand million entries"),
        digest: Vec::new(),
        response_clock: response_due.map(|_| RUNNING),
        response_due,
        update_clock: None,
        update_due: None,
        resolution_clock: resolution_due.map(|_| RUNNING),
        resolution_due,
        is_open: ticket.state.is_open(),
        next_due: now.to_sqlx(),
        merged_into_id: None,
        close_time: None,
        coverage: Some(verdict.encode_to_vec()),
    }
}

/// Opens the ticket.
///
/// # Errors
/// What the rules or the contract service refuse, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: &wire::CreateTicketRequest,
    mut new: NewTicket,
    ask: &Ask,
) -> Result<wire::Ticket> {
    let key = Key::of(caller, "CreateTicket", &request.request_id, request)?;
    let verdict = judge(contract, caller, &mut new, ask).await?;
    let stamp = words::stamp(caller, kit.clock().now());
    let (ticket, Change { entry }) = Ticket::open(&new, &stamp).map_err(|r| parse::refused(new.id, r))?;
    let external_key = request.ticket.as_ref().map_or("", |t| t.external_key.trim());
    let row = fresh_row(caller, &new, &ticket, external_key, stamp.now, &verdict);
    let answer = print::ticket(row.clone(), caller)?;
    let opened = events::opened(&new, "", &verdict, &[]);
    let (answer, opened) = (answer.encode_to_vec(), opened.encode_to_vec());
    let answer = match insert(kit.db(), &key, &row, &entry, [&answer, &opened]).await {
        Err(error) if violated(&error) == Some("idempotency_pk") => {
            return recorded(kit.db(), caller, &key).await;
        }
        inserted => inserted.map_err(|error| taken(error, external_key))?,
    };
    kit.db().committed().notify_one();
    wire::Ticket::decode(answer.as_slice()).map_err(Problem::internal)
}

/// The answer as it was stored.
async fn insert(
    db: &Db,
    key: &Key,
    row: &TicketRow,
    entry: &LogEntry,
    [answer, opened]: [&[u8]; 2],
) -> Result<Vec<u8>, sqlx::Error> {
    let year = year(entry.record_time).map_err(|problem| sqlx::Error::Protocol(problem.to_string()))?;
    sqlx::query_file_scalar!(
        "queries/ticket/create.sql",
        row.tenant_id,
        year,
        key.principal,
        key.method,
        key.request_id,
        key.sha256,
        answer,
        row.id,
        row.customer_id,
        row.contact_id as _,
        row.asset_id as _,
        row.site_id as _,
        row.subject,
        row.description,
        row.priority,
        row.assignee_id as _,
        row.team,
        &row.unacknowledged,
        row.report_time as _,
        row.create_time as _,
        row.external_key as _,
        entry.content_bytes(),
        row.response_clock as _,
        row.response_due as _,
        row.resolution_clock as _,
        row.resolution_due as _,
        row.coverage,
        entry.text,
        entry.actor.to_string(),
        opened,
    )
    .fetch_one(db.single())
    .await
}

fn taken(error: sqlx::Error, external_key: &str) -> Problem {
    if violated(&error) == Some("tickets_external_key_unique") {
        let remedy = "read the ticket that has it, or leave external_key empty".to_owned();
        return Problem::Exists { subject: format!("a ticket with the key {external_key}"), remedy };
    }
    error.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i7_the_year_turns_at_midnight_in_berlin() {
        assert_eq!(year("2026-12-31T22:59:59Z".parse().unwrap()).unwrap(), 2026);
        assert_eq!(year("2026-12-31T23:00:00Z".parse().unwrap()).unwrap(), 2027);
    }
}
