//! What names a ticket or a record that became part of another one.

use super::entry::EntryRow;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{AssetId, ContactId, CustomerId, TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::Result;

/// What became part of what.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Joined {
    /// A ticket, of the first into the second (K7).
    Ticket(TicketId, TicketId),
    /// A customer.
    Customer(CustomerId, CustomerId),
    /// A contact of a customer.
    Contact(CustomerId, ContactId, ContactId),
    /// An asset of a customer.
    Asset(CustomerId, AssetId, AssetId),
}

/// Who made it so, why and when.
#[derive(Debug)]
pub(crate) struct Cause<'a> {
    pub(crate) reason: &'a str,
    pub(crate) recorder: &'a str,
    pub(crate) at: Timestamp,
}

/// Gives entries that no invoice holds their next version, which names what stays. What is invoiced keeps its names: they
/// lead on. The new versions, to be told.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn entries(tx: &mut TenantTx, joined: Joined, cause: &Cause<'_>) -> Result<Vec<EntryRow>> {
    let tenant = tx.tenant().uuid();
    let conn = tx.conn();
    let ids = match joined {
        Joined::Ticket(from, _) => {
            let query = sqlx::query_file_scalar!("queries/entry/open_of_ticket.sql", tenant, from.uuid());
            query.fetch_all(conn).await?
        }
        Joined::Customer(from, _) => {
            let query = sqlx::query_file_scalar!("queries/entry/open_of_customer.sql", tenant, from.uuid());
            query.fetch_all(conn).await?
        }
        Joined::Contact(of, from, _) => {
            let (of, from) = (of.uuid(), from.uuid());
            let query = sqlx::query_file_scalar!("queries/entry/open_of_contact.sql", tenant, of, from);
            query.fetch_all(conn).await?
        }
        Joined::Asset(of, from, _) => {
            let (of, from) = (of.uuid(), from.uuid());
            let query = sqlx::query_file_scalar!("queries/entry/open_of_asset.sql", tenant, of, from);
            query.fetch_all(conn).await?
        }
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    repoint(tx, &ids, joined, cause).await
}

async fn repoint(
    tx: &mut TenantTx,
    ids: &[Uuid],
    joined: Joined,
    cause: &Cause<'_>,
) -> Result<Vec<EntryRow>> {
    let number = match joined {
        Joined::Ticket(_, to) => Some(super::ticket::get(tx, to).await?.number),
        _ => None,
    };
    let (mut ticket, mut customer, mut contact, mut asset) = (None, None, None, None);
    match joined {
        Joined::Ticket(_, to) => ticket = Some(to.uuid()),
        Joined::Customer(_, to) => customer = Some(to.uuid()),
        Joined::Contact(.., to) => contact = Some(to.uuid()),
        Joined::Asset(.., to) => asset = Some(to.uuid()),
    }
    let rows = sqlx::query_file_as!(
        EntryRow,
        "queries/entry/repoint.sql",
        tx.tenant().uuid(),
        ids,
        ticket as _,
        number as _,
        customer as _,
        contact as _,
        asset as _,
        cause.reason,
        cause.recorder,
        cause.at.to_sqlx() as _,
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// What is known of tickets, and which timers run for them, names what stays. A merged ticket is closed in its version.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn tickets(tx: &mut TenantTx, joined: Joined, version: i32) -> Result<()> {
    let tenant = tx.tenant().uuid();
    match joined {
        Joined::Ticket(from, to) => {
            let (from, to) = (from.uuid(), to.uuid());
            let query = sqlx::query_file!("queries/ticket/merge.sql", tenant, from, to, version);
            query.execute(tx.conn()).await?;
            sqlx::query_file!("queries/timer/move.sql", tenant, from, to).execute(tx.conn()).await?;
        }
        Joined::Customer(from, to) => {
            let query = sqlx::query_file!("queries/ticket/move_customer.sql", tenant, from.uuid(), to.uuid());
            query.execute(tx.conn()).await?;
        }
        Joined::Contact(of, from, to) => {
            let (of, from, to) = (of.uuid(), from.uuid(), to.uuid());
            let query = sqlx::query_file!("queries/ticket/move_contact.sql", tenant, of, from, to);
            query.execute(tx.conn()).await?;
        }
        Joined::Asset(of, from, to) => {
            let (of, from, to) = (of.uuid(), from.uuid(), to.uuid());
            let query = sqlx::query_file!("queries/ticket/move_asset.sql", tenant, of, from, to);
            query.execute(tx.conn()).await?;
        }
    }
    Ok(())
}

/// The tickets into which some were merged.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn survivors(tx: &mut TenantTx, tickets: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_file!("queries/ticket/survivors.sql", tenant, tickets);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.id, row.merged_into_id)).collect())
}
