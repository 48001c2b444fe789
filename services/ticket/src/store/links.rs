//! Links as rows.

use jiff_sqlx::ToSqlx as _;
use kontor_ids::{TenantId, TicketId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Link, Stamp};

/// A link as a list shows it; all is absent in the one row of a ticket without links.
#[derive(Debug, Clone)]
pub(crate) struct LinkRow {
    pub(crate) ticket_id: Option<Uuid>,
    pub(crate) relation: Option<String>,
    /// Whether the ticket that was asked about is the one that is pointed at.
    pub(crate) backwards: Option<bool>,
    pub(crate) other_id: Option<Uuid>,
    pub(crate) other_number: Option<String>,
    pub(crate) other_subject: Option<String>,
    pub(crate) other_state: Option<String>,
    pub(crate) create_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) actor: Option<String>,
}

/// Lets nobody else in the house change links until the transaction ends, so that no ring arises from two halves.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn lock(tx: &mut TenantTx) -> Result<()> {
    sqlx::query_file_scalar!("queries/link/lock.sql", tx.tenant().to_string()).fetch_one(tx.conn()).await?;
    Ok(())
}

/// The links that have either of two tickets.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn of_both(tx: &mut TenantTx, one: TicketId, other: TicketId) -> Result<Vec<Link>> {
    let (tenant, ids) = (tx.tenant().uuid(), [one.uuid(), other.uuid()]);
    let rows = sqlx::query_file!("queries/link/of_both.sql", tenant, &ids).fetch_all(tx.conn()).await?;
    let link = |(ticket, relation, other): (Uuid, String, Uuid)| {
        let relation = relation.parse().map_err(Problem::internal)?;
        Ok(Link { ticket: TicketId::from_uuid(ticket), relation, other: TicketId::from_uuid(other) })
    };
    rows.into_iter().map(|row| link((row.ticket_id, row.relation, row.other_id))).collect()
}

/// The ticket and all that it is part of.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn above(tx: &mut TenantTx, ticket: TicketId) -> Result<Vec<TicketId>> {
    let tenant = tx.tenant().uuid();
    let ids = sqlx::query_file_scalar!("queries/link/above.sql", tenant, ticket.uuid());
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(TicketId::from_uuid).collect())
}

/// Keeps a link.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn insert(tx: &mut TenantTx, link: Link, stamp: &Stamp) -> Result<()> {
    sqlx::query_file!(
        "queries/link/insert.sql",
        tx.tenant().uuid(),
        link.ticket.uuid(),
        link.relation.as_str(),
        link.other.uuid(),
        stamp.actor.to_string(),
        stamp.now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a link.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn delete(tx: &mut TenantTx, link: Link) -> Result<()> {
    let (tenant, relation) = (tx.tenant().uuid(), link.relation.as_str());
    let (ticket, other) = (link.ticket.uuid(), link.other.uuid());
    sqlx::query_file!("queries/link/delete.sql", tenant, ticket, relation, other).execute(tx.conn()).await?;
    Ok(())
}

/// What was merged into the ticket before points on to the one that it was merged into; that one is measured from the earlier
/// report.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn point_on(
    tx: &mut TenantTx,
    lost: TicketId,
    kept: TicketId,
    report_time: jiff_sqlx::Timestamp,
    response_time: Option<jiff_sqlx::Timestamp>,
) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!(
        "queries/link/point_on.sql",
        tenant,
        lost.uuid(),
        kept.uuid(),
        report_time as _,
        response_time as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The links of a ticket and of those that were merged into it; nothing where the house has no such ticket.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn list(db: &Db, tenant: TenantId, ticket: TicketId) -> Result<Option<Vec<LinkRow>>> {
    let query = sqlx::query_file_as!(LinkRow, "queries/link/list.sql", tenant.uuid(), ticket.uuid());
    let mut rows = query.fetch_all(db.single()).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    rows.retain(|row| row.other_id.is_some());
    Ok(Some(rows))
}
