//! Tickets as rows.

use super::bind;
use crate::events;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{DirectiveId, TenantId, TicketId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Change, EntryBody, LogEntry, Ticket};

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
        })
    }

    /// Takes over what a command changed.
    fn take(&mut self, ticket: &Ticket, entry: &LogEntry, digest: Vec<u8>) {
        ticket.state.as_str().clone_into(&mut self.state);
        ticket.priority.as_str().clone_into(&mut self.priority);
        self.assignee_id = ticket.assignee.map(UserId::uuid);
        self.team.clone_from(&ticket.team);
        self.unacknowledged = unacknowledged(ticket);
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
        entry.public,
        entry.responds,
        i32::try_from(entry.worked_minutes).map_err(Problem::internal)?,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::internal("a locked ticket changed its version"))?;
    events::publish(tx, entry, &digest).await?;
    row.take(ticket, entry, digest);
    Ok(())
}

/// What an entry says beside its text, as columns.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) from_state: Option<&'static str>,
    pub(crate) to_state: Option<&'static str>,
    pub(crate) until: Option<jiff_sqlx::Timestamp>,
    pub(crate) from_priority: Option<&'static str>,
    pub(crate) to_priority: Option<&'static str>,
    pub(crate) assignee: Option<Uuid>,
    pub(crate) team: Option<String>,
    pub(crate) directive: Option<Uuid>,
}

impl Columns {
    pub(crate) fn of(body: &EntryBody) -> Self {
        let none = Self::default();
        match body {
            EntryBody::Plain => none,
            EntryBody::State { from, to, until } => {
                let (from_state, to_state) = (Some(from.as_str()), Some(to.as_str()));
                Self { from_state, to_state, until: bind(*until), ..none }
            }
            EntryBody::Priority { from, to } => {
                Self { from_priority: Some(from.as_str()), to_priority: Some(to.as_str()), ..none }
            }
            EntryBody::Assignment { assignee, team } => {
                Self { assignee: assignee.map(UserId::uuid), team: Some(team.clone()), ..none }
            }
            EntryBody::Directive(id) => Self { directive: Some(id.uuid()), ..none },
        }
    }
}
