//! What other services remark in the logs of tickets.

use crate::events;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::TicketId;
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Actor, EntryBody, LogEntry, LogKind};

/// A remark for one or many tickets. Every state takes it: `LogKind::fits_closed` holds for its kind.
#[derive(Debug)]
pub(crate) struct Remark {
    /// Who makes it: a service, or a person by way of one.
    pub(crate) actor: Actor,
    /// What it is.
    pub(crate) kind: LogKind,
    /// What happened.
    pub(crate) text: String,
    /// When it happened.
    pub(crate) event_time: Timestamp,
    /// When it is recorded.
    pub(crate) now: Timestamp,
    /// The support level that the ticket is on at least from then on.
    pub(crate) level: i16,
}

/// Writes it into the logs of the tickets, in one statement.
///
/// # Errors
/// [`Problem::NotFound`] where the house lacks one of them, and whatever the database has.
pub(crate) async fn run(tx: &mut TenantTx, mut tickets: Vec<TicketId>, remark: &Remark) -> Result<()> {
    debug_assert!(remark.kind.fits_closed(), "a remark comes whatever the state is");
    tickets.sort_unstable();
    tickets.dedup();
    let entries: Vec<LogEntry> = tickets.iter().map(|ticket| entry(*ticket, remark)).collect();
    let tenant = tx.tenant().uuid();
    let written = sqlx::query_file_scalar!(
        "queries/log/add_to_many.sql",
        tenant,
        &tickets.iter().map(|id| id.uuid()).collect::<Vec<_>>(),
        &entries.iter().map(LogEntry::content_bytes).collect::<Vec<_>>(),
        &vec![remark.text.clone(); tickets.len()],
        &entries.iter().map(events::logged_without_sequence).collect::<Vec<_>>(),
        remark.kind.as_str(),
        remark.actor.to_string(),
        remark.now.to_sqlx() as _,
        remark.level,
        remark.event_time.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    if let Some(absent) = tickets.iter().find(|id| !written.contains(&id.uuid())) {
        return Err(Problem::NotFound(absent.resource_name()));
    }
    tx.note_events();
    Ok(())
}

fn entry(ticket: TicketId, remark: &Remark) -> LogEntry {
    LogEntry {
        ticket,
        sequence: 0,
        kind: remark.kind,
        text: remark.text.clone(),
        actor: remark.actor.clone(),
        event_time: remark.event_time,
        record_time: remark.now,
        body: EntryBody::Plain,
        public: false,
        responds: false,
        worked_minutes: 0,
    }
}
