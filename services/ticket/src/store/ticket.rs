//! Tickets as rows.

use super::bind;
use super::log::Columns;
use crate::events;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{DirectiveId, TenantId, TicketId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Change, LogEntry, Ticket};

/// A ticket as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct TicketRow {
    pub(crate) tenant_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) number: String,
    pub(crate) customer_id: Uuid,
    pub(crate) contact_id: Option<Uuid>,
    pub(crate) asset_id: Option<Uuid>,
    pub(crate) site_id: Option<Uuid>,
    pub(crate) subject: String,
    pub(crate) description: String,
    pub(crate) priority: String,
    pub(crate) state: String,
    pub(crate) assignee_id: Option<Uuid>,
    pub(crate) team: String,
    pub(crate) level: i16,
    pub(crate) unacknowledged: Vec<Uuid>,
    pub(crate) report_time: jiff_sqlx::Timestamp,
    pub(crate) create_time: jiff_sqlx::Timestamp,
    pub(crate) update_time: jiff_sqlx::Timestamp,
    pub(crate) response_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) resolve_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) external_key: Option<String>,
    pub(crate) version: i32,
    pub(crate) digest: Vec<u8>,
    pub(crate) response_clock: Option<i16>,
    pub(crate) response_due: Option<jiff_sqlx::Timestamp>,
    pub(crate) update_clock: Option<i16>,
    pub(crate) update_due: Option<jiff_sqlx::Timestamp>,
    pub(crate) resolution_clock: Option<i16>,
    pub(crate) resolution_due: Option<jiff_sqlx::Timestamp>,
    pub(crate) is_open: bool,
    pub(crate) next_due: jiff_sqlx::Timestamp,
    pub(crate) merged_into_id: Option<Uuid>,
    pub(crate) close_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) coverage: Option<Vec<u8>>,
}

impl TicketRow {
    /// The ticket that the rules speak of.
    pub(crate) fn ticket(&self) -> Result<Ticket> {
        Ok(Ticket {
            id: TicketId::from_uuid(self.id),
            version: u32::try_from(self.version).map_err(Problem::internal)?,
            state: self.state.parse().map_err(Problem::internal)?,
            priority: self.priority.parse().map_err(Problem::internal)?,
            assignee: self.assignee_id.map(UserId::from_uuid),
            team: self.team.clone(),
            unacknowledged: self.unacknowledged.iter().copied().map(DirectiveId::from_uuid).collect(),
            merged_into: self.merged_into_id.map(TicketId::from_uuid),
        })
    }

    /// Takes over what a command changed.
    fn take(&mut self, ticket: &Ticket, entry: &LogEntry, digest: Vec<u8>) {
        ticket.state.as_str().clone_into(&mut self.state);
        ticket.priority.as_str().clone_into(&mut self.priority);
        self.assignee_id = ticket.assignee.map(UserId::uuid);
        self.team.clone_from(&ticket.team);
        self.unacknowledged = unacknowledged(ticket);
        self.merged_into_id = ticket.merged_into.map(TicketId::uuid);
        self.version = version(entry);
        self.digest = digest;
        self.update_time = entry.record_time.to_sqlx();
        self.is_open = ticket.state.is_open();
        if entry.responds {
            self.response_time.get_or_insert(entry.event_time.to_sqlx());
        }
        self.resolve_time = match self.resolve_time {
            _ if ticket.state.is_open() => None,
            before => before.or(Some(entry.record_time.to_sqlx())),
        };
    }
}

/// The directives that wait, as they are stored.
pub(crate) fn unacknowledged(ticket: &Ticket) -> Vec<Uuid> {
    ticket.unacknowledged.iter().map(|id| id.uuid()).collect()
}

/// An entry's sequence as the database counts.
pub(crate) fn version(entry: &LogEntry) -> i32 {
    i32::try_from(entry.sequence).expect("a log has fewer than two thousand million entries")
}

/// A ticket, locked until the transaction ends.
///
/// # Errors
/// [`Problem::NotFound`] where the house has none.
pub(crate) async fn load_for_update(tx: &mut TenantTx, id: TicketId) -> Result<TicketRow> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file_as!(TicketRow, "queries/ticket/load_for_update.sql", tenant, id.uuid())
        .fetch_optional(tx.conn())
        .await?
        .ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// Two tickets, locked in one order whoever asks.
///
/// # Errors
/// [`Problem::NotFound`] where the house lacks one of them.
pub(crate) async fn load_both(tx: &mut TenantTx, one: TicketId, other: TicketId) -> Result<[TicketRow; 2]> {
    if one <= other {
        let first = load_for_update(tx, one).await?;
        return Ok([first, load_for_update(tx, other).await?]);
    }
    let second = load_for_update(tx, other).await?;
    Ok([load_for_update(tx, one).await?, second])
}

/// A ticket, or the one that it was merged into, locked until the transaction ends (K7).
///
/// # Errors
/// [`Problem::NotFound`] where the house has none.
pub(crate) async fn load_current(tx: &mut TenantTx, id: TicketId) -> Result<TicketRow> {
    let tenant = tx.tenant().uuid();
    // Looked at before anything is locked: who merges locks both and what was merged into them before.
    let into = sqlx::query_file_scalar!("queries/ticket/merged_into.sql", tenant, id.uuid());
    let into = into.fetch_optional(tx.conn()).await?.flatten();
    let row = load_for_update(tx, into.map_or(id, TicketId::from_uuid)).await?;
    match row.merged_into_id {
        // It was merged in the meantime.
        Some(into) => load_for_update(tx, TicketId::from_uuid(into)).await,
        None => Ok(row),
    }
}

/// A ticket by its key in another system.
pub(crate) async fn by_external_key(tx: &mut TenantTx, key: &str) -> Result<Option<TicketRow>> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(TicketRow, "queries/ticket/get_by_external_key.sql", tenant, key);
    Ok(query.fetch_optional(tx.conn()).await?)
}

/// Stores what a command did: ticket, log entry and event (K3). The ticket is locked.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn save(
    tx: &mut TenantTx,
    row: &mut TicketRow,
    ticket: &Ticket,
    change: &Change,
) -> Result<()> {
    let entry = &change.entry;
    let body = Columns::of(&entry.body);
    let tenant: TenantId = tx.tenant();
    let digest = sqlx::query_file_scalar!(
        "queries/ticket/save.sql",
        tenant.uuid(),
        ticket.id.uuid(),
        version(entry),
        entry.content_bytes(),
        ticket.state.as_str(),
        ticket.priority.as_str(),
        ticket.assignee.map(UserId::uuid) as _,
        ticket.team,
        &unacknowledged(ticket),
        entry.record_time.to_sqlx() as _,
        bind(entry.responds.then_some(entry.event_time)) as _,
        entry.kind.as_str(),
        entry.text,
        entry.actor.to_string(),
        entry.event_time.to_sqlx() as _,
        body.from_state as _,
        body.to_state as _,
        body.until as _,
        body.from_priority as _,
        body.to_priority as _,
        body.assignee as _,
        body.team as _,
        body.directive as _,
        body.relation as _,
        body.linked as _,
        body.link_ended,
        body.report_time as _,
        body.response_time as _,
        entry.public,
        entry.responds,
        i32::try_from(entry.worked_minutes).map_err(Problem::internal)?,
        ticket.merged_into.map(TicketId::uuid) as _,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::internal("a locked ticket changed its version"))?;
    events::publish(tx, entry, &digest).await?;
    row.take(ticket, entry, digest);
    Ok(())
}
