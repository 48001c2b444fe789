//! Log entries as rows.

use super::bind;
use kontor_ids::{TenantId, TicketId, UserId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Actor, EntryBody, LogEntry, Relation};

/// An entry as a page shows it. All is absent in the one row of an empty page.
#[derive(Debug)]
pub(crate) struct EntryRow {
    pub(crate) ticket_id: Option<Uuid>,
    pub(crate) sequence: Option<i32>,
    pub(crate) kind: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) actor: Option<String>,
    pub(crate) event_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) record_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) from_state: Option<String>,
    pub(crate) to_state: Option<String>,
    pub(crate) public: Option<bool>,
    pub(crate) worked_minutes: Option<i32>,
    pub(crate) digest: Option<Vec<u8>>,
    pub(crate) relation: Option<String>,
    pub(crate) linked_id: Option<Uuid>,
    pub(crate) link_ended: Option<bool>,
    pub(crate) linked_sequence: Option<i32>,
    pub(crate) responds: Option<bool>,
    pub(crate) until_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) from_priority: Option<String>,
    pub(crate) to_priority: Option<String>,
    pub(crate) assignee_id: Option<Uuid>,
    pub(crate) team: Option<String>,
    pub(crate) directive_id: Option<Uuid>,
    pub(crate) report_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) response_time: Option<jiff_sqlx::Timestamp>,
}

/// Entries after a sequence, at most so many; nothing where the house has no such ticket.
pub(crate) async fn list(
    db: &Db,
    tenant: TenantId,
    ticket: TicketId,
    after: i32,
    most: i64,
) -> Result<Option<Vec<EntryRow>>> {
    let (tenant, ticket) = (tenant.uuid(), ticket.uuid());
    let query = sqlx::query_file_as!(EntryRow, "queries/log/list.sql", tenant, ticket, after, most);
    let mut rows = query.fetch_all(db.single()).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    rows.retain(|row| row.sequence.is_some());
    Ok(Some(rows))
}

/// What was logged on a ticket and on those that were merged into it, by when it happened; nothing where the house has no
/// such ticket (K7).
pub(crate) async fn history(
    db: &Db,
    tenant: TenantId,
    ticket: TicketId,
    (time, on, sequence): (jiff_sqlx::Timestamp, Uuid, i32),
    most: i64,
) -> Result<Option<Vec<EntryRow>>> {
    let query = sqlx::query_file_as!(
        EntryRow,
        "queries/log/history.sql",
        tenant.uuid(),
        ticket.uuid(),
        time as _,
        on,
        sequence,
        most
    );
    let mut rows = query.fetch_all(db.single()).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    rows.retain(|row| row.sequence.is_some());
    Ok(Some(rows))
}

struct NamedRow {
    sequence: i32,
    kind: String,
    text: String,
    actor: String,
    event_time: jiff_sqlx::Timestamp,
    record_time: jiff_sqlx::Timestamp,
    public: bool,
    responds: bool,
    worked_minutes: i32,
}

/// Named entries of a ticket as the rules want them. What an entry says beside its text is left out: only entries that say
/// nothing more can be split off.
pub(crate) async fn named(tx: &mut TenantTx, ticket: TicketId, sequences: &[i32]) -> Result<Vec<LogEntry>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_file_as!(NamedRow, "queries/log/named.sql", tenant, ticket.uuid(), sequences);
    let rows = rows.fetch_all(tx.conn()).await?;
    let entry = |row: NamedRow| {
        Ok(LogEntry {
            ticket,
            sequence: u32::try_from(row.sequence).map_err(Problem::internal)?,
            kind: row.kind.parse().map_err(Problem::internal)?,
            text: row.text,
            actor: Actor::parse(&row.actor),
            event_time: row.event_time.to_jiff(),
            record_time: row.record_time.to_jiff(),
            body: EntryBody::Plain,
            public: row.public,
            responds: row.responds,
            worked_minutes: u32::try_from(row.worked_minutes).map_err(Problem::internal)?,
        })
    };
    rows.into_iter().map(entry).collect()
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
    pub(crate) relation: Option<&'static str>,
    pub(crate) linked: Option<Uuid>,
    pub(crate) link_ended: bool,
    pub(crate) linked_sequence: Option<i32>,
    pub(crate) report_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) response_time: Option<jiff_sqlx::Timestamp>,
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
            EntryBody::Link { relation, other, ended } => {
                let (relation, linked) = (Some(relation.as_str()), Some(other.uuid()));
                Self { relation, linked, link_ended: *ended, ..none }
            }
            EntryBody::Absorbed { lost, report_time, response_time } => Self {
                relation: Some(Relation::Absorbed.as_str()),
                linked: Some(lost.uuid()),
                report_time: bind(*report_time),
                response_time: bind(*response_time),
                ..none
            },
            EntryBody::TakenOver { from, sequence } => {
                let linked_sequence = Some(i32::try_from(*sequence).unwrap_or(i32::MAX));
                Self { linked: Some(from.uuid()), linked_sequence, ..none }
            }
        }
    }
}
