//! What is known of tickets.

use kontor_ids::{TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};

/// A ticket as far as capture needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TicketRow {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    pub(crate) subject: String,
    pub(crate) customer_id: Uuid,
    pub(crate) contact_id: Option<Uuid>,
    pub(crate) asset_id: Option<Uuid>,
    pub(crate) site_id: Option<Uuid>,
    /// `critical`, `high`, `normal` or `low`.
    pub(crate) priority: String,
    /// The ticket's state as a word, such as `in_progress`.
    pub(crate) state: String,
    /// The ticket's version that says so.
    pub(crate) version: i32,
    /// Who works on it.
    pub(crate) assignee_id: Option<Uuid>,
}

/// What is known of a ticket.
///
/// # Errors
/// [`Problem::NotFound`] where nothing is.
pub(crate) async fn get(tx: &mut TenantTx, id: TicketId) -> Result<TicketRow> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file_as!(TicketRow, "queries/ticket/get.sql", tenant, id.uuid())
        .fetch_optional(tx.conn())
        .await?
        .ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// The ticket that work on a known one counts for, until the transaction ends: itself, or the one that it was merged into
/// after it was asked for (K7). As with entries that go over, nothing but the ticket's name changes.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn standing(tx: &mut TenantTx, known: &TicketRow) -> Result<TicketRow> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_file!("queries/ticket/standing.sql", tenant, known.id);
    let merged = row.fetch_optional(tx.conn()).await?.and_then(|row| row.merged_into_id);
    let Some(into) = merged else { return Ok(known.clone()) };
    let stays = get(tx, TicketId::from_uuid(into)).await?;
    Ok(TicketRow { id: stays.id, number: stays.number, ..known.clone() })
}

/// Takes over what is newer than what is known.
pub(crate) async fn put(tx: &mut TenantTx, ticket: &TicketRow) -> Result<()> {
    sqlx::query_file!(
        "queries/ticket/put.sql",
        tx.tenant().uuid(),
        ticket.id,
        ticket.number,
        ticket.subject,
        ticket.customer_id,
        ticket.contact_id as _,
        ticket.asset_id as _,
        ticket.site_id as _,
        ticket.priority,
        ticket.state,
        ticket.version,
        ticket.assignee_id as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes over a newer state or priority of a ticket that is known.
pub(crate) async fn change(
    tx: &mut TenantTx,
    id: TicketId,
    version: i32,
    state: Option<&str>,
    priority: Option<&str>,
) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/ticket/change.sql", tenant, id.uuid(), version, state as _, priority as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes over a newer assignment of a ticket that is known.
pub(crate) async fn assign(
    tx: &mut TenantTx,
    id: TicketId,
    version: i32,
    assignee: Option<Uuid>,
) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/ticket/assign.sql", tenant, id.uuid(), version, assignee as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}
