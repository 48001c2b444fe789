//! What the taking house is shown of a ticket (N10): read in the giving house, by columns that are named one by one.

use crate::store::crossing::Crossing;
use crate::store::handover::HandoverRow;
use crate::wire::words;
use jiff::Timestamp;
use kontor_ids::{AssetId, ContactId, CustomerId, DirectiveId, TenantId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
use kontor_proto::contract::v1::property_service_client::PropertyServiceClient;
use kontor_proto::contract::v1::{self as contract, Coverage};
use kontor_proto::ticket::v1 as wire;
use kontor_service::Peer;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::Actor;
use kontor_ticket_domain::verbund::{Entry, ShownEntry, Side, shown};
use prost::Message as _;
use std::collections::BTreeMap;
use tonic::Code;

/// Most entries of a log that are shown.
const MOST_ENTRIES: i64 = 200;

/// A ticket with the ids of whom it is about, whose names another service knows.
#[derive(Debug)]
pub(crate) struct Shown {
    ticket: wire::HandedTicket,
    customer: CustomerId,
    contact: Option<ContactId>,
    asset: Option<AssetId>,
}

/// A row of the columns that may be told.
#[derive(Debug)]
struct ShownRow {
    id: Uuid,
    subject: String,
    description: String,
    priority: String,
    state: String,
    report_time: jiff_sqlx::Timestamp,
    response_clock: Option<i16>,
    response_due: Option<jiff_sqlx::Timestamp>,
    response_time: Option<jiff_sqlx::Timestamp>,
    resolution_clock: Option<i16>,
    resolution_due: Option<jiff_sqlx::Timestamp>,
    is_open: bool,
    unacknowledged: Vec<Uuid>,
    customer_id: Uuid,
    contact_id: Option<Uuid>,
    asset_id: Option<Uuid>,
    coverage: Option<Vec<u8>>,
}

/// All that is shown of one ticket, but the names of whom it is about.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn whole(tx: &mut TenantTx, row: &HandoverRow) -> Result<Shown> {
    let taker = TenantId::from_uuid(row.taker_id);
    let mut crossing = Crossing::to_read(tx, row).await?;
    let found = tickets(crossing.tx(), &[row.ticket_id]).await?.pop();
    let entries = entries(crossing.tx(), row.ticket_id, taker).await?;
    crossing.leave().await?;
    let found = found.ok_or_else(|| Problem::internal("a handed ticket is not there"))?;
    let directives = directives(&found)?;
    let description = found.description.clone();
    let (customer, contact, asset) = (
        CustomerId::from_uuid(found.customer_id),
        found.contact_id.map(ContactId::from_uuid),
        found.asset_id.map(AssetId::from_uuid),
    );
    let ticket = wire::HandedTicket { description, directives, entries, ..brief(found)? };
    Ok(Shown { ticket, customer, contact, asset })
}

/// What is shown of many in a list, by handover: one reading for each giving house of the page.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn briefly(
    tx: &mut TenantTx,
    rows: &[HandoverRow],
) -> Result<BTreeMap<Uuid, wire::HandedTicket>> {
    let mut by_house: BTreeMap<Uuid, Vec<&HandoverRow>> = BTreeMap::new();
    for row in rows {
        by_house.entry(row.tenant_id).or_default().push(row);
    }
    let mut told = BTreeMap::new();
    for of_house in by_house.into_values() {
        let mut crossing = Crossing::to_read(tx, of_house[0]).await?;
        let ids: Vec<Uuid> = of_house.iter().map(|row| row.ticket_id).collect();
        let found = tickets(crossing.tx(), &ids).await?;
        crossing.leave().await?;
        let mut found: BTreeMap<Uuid, ShownRow> = found.into_iter().map(|row| (row.id, row)).collect();
        for row in of_house {
            if let Some(ticket) = found.remove(&row.ticket_id) {
                told.insert(row.id, brief(ticket)?);
            }
        }
    }
    Ok(told)
}

async fn tickets(tx: &mut TenantTx, ids: &[Uuid]) -> Result<Vec<ShownRow>> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(ShownRow, "queries/verbund/get_shown_tickets.sql", tenant, ids);
    Ok(query.fetch_all(tx.conn()).await?)
}

fn brief(row: ShownRow) -> Result<wire::HandedTicket> {
    let runs = |clock: Option<i16>| matches!(clock, Some(1 | 4));
    let time = |at: jiff_sqlx::Timestamp| words::time(at.to_jiff());
    let response_due = row.response_due.filter(|_| runs(row.response_clock) && row.response_time.is_none());
    let resolution_due = row.resolution_due.filter(|_| runs(row.resolution_clock) && row.is_open);
    Ok(wire::HandedTicket {
        subject: row.subject,
        priority: words::priority(row.priority.parse().map_err(Problem::internal)?).into(),
        state: words::state(row.state.parse().map_err(Problem::internal)?).into(),
        report_time: Some(time(row.report_time)),
        response_due_time: response_due.map(time),
        resolution_due_time: resolution_due.map(time),
        ..wire::HandedTicket::default()
    })
}

/// The directives of the verdict at the time of the call; nothing else of it.
fn directives(row: &ShownRow) -> Result<Vec<wire::HandedDirective>> {
    let verdict = row.coverage.as_deref().map(Coverage::decode).transpose().map_err(Problem::internal)?;
    let waits = |name: &str| {
        DirectiveId::from_resource_name(name).is_ok_and(|id| row.unacknowledged.contains(&id.uuid()))
    };
    let told = verdict.unwrap_or_default().directives.into_iter().map(|d| wire::HandedDirective {
        unacknowledged: waits(&d.name),
        severity: d.severity,
        name: d.name,
        text: d.text,
    });
    Ok(told.collect())
}

async fn entries(tx: &mut TenantTx, ticket: Uuid, taker: TenantId) -> Result<Vec<wire::HandedEntry>> {
    let tenant = tx.tenant().uuid();
    let file = sqlx::query_file!("queries/verbund/find_shown_entries.sql", tenant, ticket, MOST_ENTRIES);
    let mut told = Vec::new();
    for row in file.fetch_all(tx.conn()).await?.into_iter().rev() {
        let entry = Entry {
            kind: row.kind.parse().map_err(Problem::internal)?,
            text: row.text,
            actor: Actor::parse(&row.actor),
            event_time: row.event_time.to_jiff(),
            public: row.public,
        };
        told.extend(shown(entry, taker).map(print_entry));
    }
    Ok(told)
}

fn print_entry(entry: ShownEntry) -> wire::HandedEntry {
    let side = match entry.side {
        Side::Customer => wire::HandedSide::Customer,
        Side::Giver => wire::HandedSide::Giver,
        Side::Taker => wire::HandedSide::Taker,
    };
    let event_time: Timestamp = entry.event_time;
    wire::HandedEntry {
        kind: words::log_kind(entry.kind).into(),
        text: entry.text,
        event_time: Some(words::time(event_time)),
        side: side.into(),
    }
}

/// With the names of whom the ticket is about, as the giving house's contract service tells them to this one.
///
/// # Errors
/// What the contract service refuses.
pub(crate) async fn with_people(peer: &Peer, giver: TenantId, shown: Shown) -> Result<wire::HandedTicket> {
    let peer = peer.on_own_behalf(giver);
    let mut ticket = shown.ticket;
    let asked = contract::GetCustomerRequest { name: shown.customer.resource_name() };
    let customer = there(CustomerServiceClient::new(peer.clone()).get_customer(asked).await)?;
    ticket.customer_display_name = customer.map(|c| c.display_name).unwrap_or_default();
    let mut properties = PropertyServiceClient::new(peer);
    if let Some(id) = shown.contact {
        let asked = contract::GetContactRequest { name: id.resource_name() };
        ticket.contact = there(properties.get_contact(asked).await)?.map(|contact| wire::HandedContact {
            display_name: contact.display_name,
            phones: contact.phones,
            emails: contact.emails,
        });
    }
    if let Some(id) = shown.asset {
        let asked = contract::GetAssetRequest { name: id.resource_name() };
        ticket.asset = there(properties.get_asset(asked).await)?.map(|asset| wire::HandedAsset {
            display_name: asset.display_name,
            asset_class: asset.asset_class,
            serial_number: asset.serial_number,
            host_name: asset.host_name,
            criticality: asset.criticality,
        });
    }
    Ok(ticket)
}

/// What is not there has no name to tell.
fn there<T>(answer: Result<tonic::Response<T>, tonic::Status>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer.into_inner())),
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => Err(status.into()),
    }
}
