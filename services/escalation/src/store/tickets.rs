//! Tickets with their clocks and facts, read.

pub(crate) mod save;

use super::{clocks, facts};
use crate::levels::{Level, LevelKey, Levels};
use crate::measure::Measure;
use crate::words;
use jiff::Timestamp;
use kontor_escalation_domain::{CalendarRef, ClockKind, ClockState, Standing, TicketClocks};
use kontor_ids::{
    CalendarId, ClockId, ContactId, CustomerId, EscalationPolicyId, SlaPolicyId, TicketId, UserId, Uuid,
};
use kontor_postgres::TenantTx;
use kontor_proto::types::v1::Priority;
use kontor_status::Result;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// What a clock last showed.
#[derive(Debug, Clone)]
pub(crate) struct ClockRow {
    pub(crate) id: ClockId,
    pub(crate) kind: ClockKind,
    pub(crate) version: i64,
    pub(crate) state: Option<ClockState>,
    pub(crate) due: Option<Timestamp>,
    pub(crate) missed_rounds: bool,
}

/// A ticket that has clocks.
pub(crate) struct Loaded {
    pub(crate) id: TicketId,
    pub(crate) number: String,
    pub(crate) priority: Priority,
    pub(crate) policy: Option<EscalationPolicyId>,
    pub(crate) level: Arc<Level>,
    /// All calendars that its targets were ever measured by.
    pub(crate) calendars: Measures,
    pub(crate) clocks: Vec<ClockRow>,
    pub(crate) ticket: TicketClocks,
}

/// Compiled calendars by version.
pub(crate) type Measures = BTreeMap<CalendarRef, Measure>;

/// The people around a ticket.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    pub(crate) customer: Option<CustomerId>,
    pub(crate) contact: Option<ContactId>,
    pub(crate) assignee: Option<UserId>,
    pub(crate) team: String,
}

/// What was found under a ticket's name.
pub(crate) enum Found {
    Nothing,
    WithoutClocks,
    WithClocks(Box<Loaded>),
}

impl Loaded {
    /// Now, but never before what is known to have happened: clocks of two machines may differ a little.
    pub(crate) fn not_before_facts(&self, now: Timestamp) -> Timestamp {
        let facts = ClockKind::ALL.into_iter().flat_map(|kind| self.ticket.facts(kind));
        facts.map(|fact| fact.at).fold(now, Timestamp::max)
    }
}

struct Row {
    id: Uuid,
    number: String,
    priority: String,
    state: String,
    sla_policy_id: Option<Uuid>,
    sla_policy_version: i32,
    calendar_id: Option<Uuid>,
    calendar_version: Option<i32>,
    first_calendar_version: Option<i32>,
    policy_id: Option<Uuid>,
}

impl Row {
    fn level(&self) -> Option<LevelKey> {
        let id = CalendarId::from_uuid(self.calendar_id?);
        Some(LevelKey {
            sla_policy: SlaPolicyId::from_uuid(self.sla_policy_id?),
            sla_policy_version: self.sla_policy_version,
            calendar: CalendarRef { id, version: self.calendar_version? },
        })
    }

    /// The calendar that the ticket was opened with.
    fn first_calendar(&self, level: &LevelKey) -> CalendarRef {
        let version = self.first_calendar_version.unwrap_or(level.calendar.version);
        CalendarRef { version, ..level.calendar }
    }
}

/// Locks those of the tickets that have clocks; ordered by id. Waits for whoever works on one.
pub(crate) async fn lock(
    tx: &mut TenantTx,
    levels: &Levels,
    tickets: impl Iterator<Item = TicketId>,
) -> Result<Vec<Loaded>> {
    let (tenant, ids): (_, Vec<Uuid>) = (tx.tenant().uuid(), tickets.map(TicketId::uuid).collect());
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows =
        sqlx::query_file_as!(Row, "queries/ticket/lock.sql", tenant, &ids).fetch_all(tx.conn()).await?;
    load(tx, levels, rows).await
}

/// Locks those of the tickets that have clocks and that nobody else works on; ordered by id.
pub(crate) async fn lock_free(tx: &mut TenantTx, levels: &Levels, batch: &[TicketId]) -> Result<Vec<Loaded>> {
    let (tenant, ids): (_, Vec<Uuid>) = (tx.tenant().uuid(), batch.iter().map(|id| id.uuid()).collect());
    let rows = sqlx::query_file_as!(Row, "queries/ticket/lock_free.sql", tenant, &ids);
    let rows = rows.fetch_all(tx.conn()).await?;
    load(tx, levels, rows).await
}

/// Reads a ticket.
pub(crate) async fn get(tx: &mut TenantTx, levels: &Levels, id: TicketId) -> Result<Found> {
    let row = sqlx::query_file_as!(Row, "queries/ticket/get.sql", tx.tenant().uuid(), id.uuid());
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(Found::Nothing) };
    let mut loaded = load(tx, levels, vec![row]).await?;
    Ok(loaded.pop().map_or(Found::WithoutClocks, |loaded| Found::WithClocks(Box::new(loaded))))
}

/// Those of the tickets that have clocks, with clocks, facts and all that measures them.
async fn load(tx: &mut TenantTx, levels: &Levels, rows: Vec<Row>) -> Result<Vec<Loaded>> {
    let firsts: BTreeMap<TicketId, CalendarRef> = rows
        .iter()
        .filter_map(|row| Some((TicketId::from_uuid(row.id), row.first_calendar(&row.level()?))))
        .collect();
    if firsts.is_empty() {
        return Ok(Vec::new());
    }
    let mut facts = facts::of_tickets(tx, &firsts).await?;
    let mut clocks = clocks::of_tickets(tx, firsts.keys().copied()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(key) = row.level() else { continue };
        let id = TicketId::from_uuid(row.id);
        let level = levels.stored(tx, key).await?;
        let priority = words::read_priority(&row.priority)?;
        let standing = Standing { state: words::read_ticket(&row.state)?, targets: level.targets(priority) };
        let facts = facts.remove(&id).unwrap_or_default();
        let mut calendars = level.calendars();
        for calendar in facts.values().flatten().filter_map(facts::calendar_of) {
            if let Entry::Vacant(missing) = calendars.entry(calendar) {
                missing.insert(levels.measure(tx, calendar).await?);
            }
        }
        found.push(Loaded {
            id,
            number: row.number,
            priority,
            policy: row.policy_id.map(EscalationPolicyId::from_uuid),
            calendars,
            level,
            clocks: clocks.remove(&id).unwrap_or_default(),
            ticket: TicketClocks::stored(standing, facts),
        });
    }
    Ok(found)
}
