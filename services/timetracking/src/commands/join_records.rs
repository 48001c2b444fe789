//! Tickets, customers, contacts and assets that became one (K7): work that is not invoiced goes over.

use crate::store::entry::EntryRow;
use crate::store::repoint::{self, Cause, Joined};
use crate::wire;
use jiff::Timestamp;
use kontor_ids::{AssetId, ContactId, CustomerId, IdError, TicketId};
use kontor_outbox::publish_all;
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::{AssetMerged, ContactMerged, CustomerMerged};
use kontor_proto::ticket::v1::TicketMerged;
use kontor_status::{Problem, Result};

fn named<I>(name: &str, read: impl Fn(&str) -> Result<I, IdError>) -> Result<I> {
    read(name).map_err(|_| Problem::internal(format!("an event of a merge names {name}")))
}

/// A ticket was merged into another one: its entries and timers are the other's, and billing rates them as such. Entries
/// on an invoice stay (T5).
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed, [`Problem::NotFound`] where the other ticket is not known.
pub(crate) async fn tickets(
    tx: &mut TenantTx,
    version: i64,
    event: &TicketMerged,
    now: Timestamp,
) -> Result<()> {
    let from = named(&event.ticket, TicketId::from_resource_name)?;
    let into = named(&event.into, TicketId::from_resource_name)?;
    let version = i32::try_from(version).map_err(Problem::internal)?;
    let cause = Cause { reason: "Ticket zusammengeführt", recorder: &event.actor, at: now };
    join(tx, Joined::Ticket(from, into), version, &cause).await
}

/// Two customers became one.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn customers(tx: &mut TenantTx, event: &CustomerMerged, now: Timestamp) -> Result<()> {
    let from = named(&event.customer, CustomerId::from_resource_name)?;
    let into = named(&event.into, CustomerId::from_resource_name)?;
    join(tx, Joined::Customer(from, into), 0, &records("Kunde zusammengeführt", now)).await
}

/// Two contacts became one.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn contacts(tx: &mut TenantTx, event: &ContactMerged, now: Timestamp) -> Result<()> {
    let of = named(&event.customer, CustomerId::from_resource_name)?;
    let from = named(&event.contact, ContactId::from_resource_name)?;
    let into = named(&event.into, ContactId::from_resource_name)?;
    join(tx, Joined::Contact(of, from, into), 0, &records("Ansprechpartner zusammengeführt", now)).await
}

/// Two assets became one.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn assets(tx: &mut TenantTx, event: &AssetMerged, now: Timestamp) -> Result<()> {
    let of = named(&event.customer, CustomerId::from_resource_name)?;
    let from = named(&event.asset, AssetId::from_resource_name)?;
    let into = named(&event.into, AssetId::from_resource_name)?;
    join(tx, Joined::Asset(of, from, into), 0, &records("Gerät zusammengeführt", now)).await
}

const fn records(reason: &str, at: Timestamp) -> Cause<'_> {
    Cause { reason, recorder: "contract", at }
}

async fn join(tx: &mut TenantTx, joined: Joined, version: i32, cause: &Cause<'_>) -> Result<()> {
    repoint::tickets(tx, joined, version).await?;
    let rows = repoint::entries(tx, joined, cause).await?;
    let told = |row: &EntryRow| Ok((row.id, i64::from(row.version), wire::entry::saved(row)?));
    let events = rows.iter().map(told).collect::<Result<Vec<_>>>()?;
    publish_all(tx, &events).await
}
