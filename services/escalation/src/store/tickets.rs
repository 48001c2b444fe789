//! Tickets with their clocks and facts as rows.

use super::{clocks, facts};
use crate::levels::{Level, LevelKey, Levels};
use crate::words;
use jiff::Timestamp;
use kontor_calendar::ServiceTime;
use kontor_escalation_domain::{
    CalendarRef, ClockKind, ClockState, Fact, Standing, TicketClocks, TicketState,
};
use kontor_ids::{
    CalendarId, ClockId, ContactId, CustomerId, EscalationPolicyId, SlaPolicyId, TicketId, UserId, Uuid,
};
use kontor_postgres::TenantTx;
use kontor_proto::types::v1::Priority;
use kontor_status::{Problem, Result};
use prost::Message as _;
use std::collections::BTreeMap;
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
pub(crate) type Measures = BTreeMap<CalendarRef, Arc<ServiceTime>>;

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
    number: String,
    priority: String,
    state: String,
    sla_policy_id: Option<Uuid>,
    calendar_id: Option<Uuid>,
    calendar_version: Option<i32>,
    policy_id: Option<Uuid>,
    clock_id: Option<Uuid>,
    kind: Option<String>,
    version: Option<i64>,
    clock_state: Option<String>,
    due: Option<jiff_sqlx::Timestamp>,
    missed_rounds: Option<bool>,
}

impl Row {
    fn level(&self) -> Option<LevelKey> {
        let id = CalendarId::from_uuid(self.calendar_id?);
        let calendar = CalendarRef { id, version: self.calendar_version? };
        Some(LevelKey { sla_policy: SlaPolicyId::from_uuid(self.sla_policy_id?), calendar })
    }

    fn clock(&self) -> Result<Option<ClockRow>> {
        let Some((id, kind)) = self.clock_id.zip(self.kind.as_deref()) else { return Ok(None) };
        Ok(Some(ClockRow {
            id: ClockId::from_uuid(id),
            kind: words::read_kind(kind)?,
            version: self.version.unwrap_or_default(),
            state: self.clock_state.as_deref().map(words::read_state).transpose()?,
            due: self.due.map(jiff_sqlx::Timestamp::to_jiff),
            missed_rounds: self.missed_rounds.unwrap_or_default(),
        }))
    }
}

/// Locks a ticket; none where there is no ticket with clocks.
pub(crate) async fn lock(tx: &mut TenantTx, levels: &Levels, id: TicketId) -> Result<Option<Loaded>> {
    let rows = sqlx::query_file_as!(Row, "queries/ticket/lock.sql", tx.tenant().uuid(), id.uuid());
    let rows = rows.fetch_all(tx.conn()).await?;
    match loaded(tx, levels, id, rows).await? {
        Found::WithClocks(loaded) => Ok(Some(*loaded)),
        Found::Nothing | Found::WithoutClocks => Ok(None),
    }
}

/// Reads a ticket.
pub(crate) async fn get(tx: &mut TenantTx, levels: &Levels, id: TicketId) -> Result<Found> {
    let rows = sqlx::query_file_as!(Row, "queries/ticket/get.sql", tx.tenant().uuid(), id.uuid());
    let rows = rows.fetch_all(tx.conn()).await?;
    loaded(tx, levels, id, rows).await
}

async fn loaded(tx: &mut TenantTx, levels: &Levels, id: TicketId, rows: Vec<Row>) -> Result<Found> {
    let Some(first) = rows.first() else { return Ok(Found::Nothing) };
    let Some(key) = first.level() else { return Ok(Found::WithoutClocks) };
    let level = levels.stored(tx, key).await?;
    let facts = facts::of_tickets(tx, &BTreeMap::from([(id, key.calendar)])).await?.remove(&id);
    let priority = words::read_priority(&first.priority)?;
    let standing = Standing { state: words::read_ticket(&first.state)?, targets: level.targets(priority) };
    let clocks = rows.iter().filter_map(|row| row.clock().transpose()).collect::<Result<_>>()?;
    Ok(Found::WithClocks(Box::new(Loaded {
        id,
        number: first.number.clone(),
        priority,
        policy: first.policy_id.map(EscalationPolicyId::from_uuid),
        calendars: level.calendars(),
        level,
        clocks,
        ticket: TicketClocks::stored(standing, facts.unwrap_or_default()),
    })))
}

/// Locks those of the tickets that have clocks and that nobody else works on; ordered by id.
pub(crate) async fn lock_free(tx: &mut TenantTx, levels: &Levels, batch: &[TicketId]) -> Result<Vec<Loaded>> {
    let (tenant, ids): (_, Vec<Uuid>) = (tx.tenant().uuid(), batch.iter().map(|id| id.uuid()).collect());
    let rows = sqlx::query_file!("queries/ticket/lock_free.sql", tenant, &ids).fetch_all(tx.conn()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let calendar =
            CalendarRef { id: CalendarId::from_uuid(row.calendar_id), version: row.calendar_version };
        let key = LevelKey { sla_policy: SlaPolicyId::from_uuid(row.sla_policy_id), calendar };
        let level = levels.stored(tx, key).await?;
        let priority = words::read_priority(&row.priority)?;
        let standing = Standing { state: words::read_ticket(&row.state)?, targets: level.targets(priority) };
        found.push(Loaded {
            id: TicketId::from_uuid(row.id),
            number: row.number,
            priority,
            policy: row.policy_id.map(EscalationPolicyId::from_uuid),
            calendars: level.calendars(),
            level,
            clocks: Vec::new(),
            ticket: TicketClocks::stored(standing, BTreeMap::new()),
        });
    }
    fill(tx, &mut found).await?;
    Ok(found)
}

/// Reads clocks and facts of locked tickets.
async fn fill(tx: &mut TenantTx, found: &mut [Loaded]) -> Result<()> {
    let calendars = found.iter().map(|loaded| (loaded.id, loaded.level.key.calendar)).collect();
    let mut facts = facts::of_tickets(tx, &calendars).await?;
    let mut clocks = clocks::of_tickets(tx, calendars.keys().copied()).await?;
    for loaded in found {
        loaded.clocks = clocks.remove(&loaded.id).unwrap_or_default();
        let facts = facts.remove(&loaded.id).unwrap_or_default();
        loaded.ticket = TicketClocks::stored(loaded.ticket.standing(), facts);
    }
    Ok(())
}

/// Inserts a ticket with its clocks, whose facts come with [`save`].
pub(crate) async fn insert(tx: &mut TenantTx, loaded: &Loaded, people: &Around) -> Result<()> {
    let key = loaded.level.key;
    let ids: Vec<Uuid> = loaded.clocks.iter().map(|clock| clock.id.uuid()).collect();
    let kinds: Vec<String> =
        loaded.clocks.iter().map(|clock| words::kind_word(clock.kind).to_owned()).collect();
    sqlx::query_file!(
        "queries/ticket/insert.sql",
        tx.tenant().uuid(),
        loaded.id.uuid(),
        loaded.number,
        words::priority_word(loaded.priority)?,
        words::ticket_word(loaded.ticket.standing().state),
        key.sla_policy.uuid(),
        key.calendar.id.uuid(),
        key.calendar.version,
        loaded.level.wire.encode_to_vec(),
        loaded.policy.map(EscalationPolicyId::uuid),
        &ids,
        &kinds,
        people.customer.map(CustomerId::uuid),
        people.contact.map(ContactId::uuid),
        people.assignee.map(UserId::uuid),
        people.team,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Inserts a ticket that has no clocks.
pub(crate) async fn insert_without_clocks(
    tx: &mut TenantTx,
    id: TicketId,
    number: &str,
    priority: Priority,
    people: &Around,
) -> Result<()> {
    let (priority, state) = (words::priority_word(priority)?, words::ticket_word(TicketState::New));
    sqlx::query_file!(
        "queries/ticket/insert_without_clocks.sql",
        tx.tenant().uuid(),
        id.uuid(),
        number,
        priority,
        state,
        people.customer.map(CustomerId::uuid),
        people.contact.map(ContactId::uuid),
        people.assignee.map(UserId::uuid),
        people.team,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Who works on a ticket from now on.
pub(crate) async fn assign(
    tx: &mut TenantTx,
    id: TicketId,
    assignee: Option<UserId>,
    team: &str,
) -> Result<()> {
    let (tenant, assignee) = (tx.tenant().uuid(), assignee.map(UserId::uuid));
    sqlx::query_file!("queries/ticket/assign.sql", tenant, id.uuid(), assignee, team)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Saves where a ticket stands, and its new facts.
pub(crate) async fn save(tx: &mut TenantTx, loaded: &Loaded, new: &[(ClockKind, Fact)]) -> Result<()> {
    let mut columns = facts::Columns::default();
    for kind in ClockKind::ALL {
        let fresh: Vec<&Fact> = new.iter().filter(|(of, _)| *of == kind).map(|(_, fact)| fact).collect();
        let known = loaded.ticket.facts(kind).len() - fresh.len();
        for (place, fact) in fresh.into_iter().enumerate() {
            let sequence = i32::try_from(known + place + 1).map_err(Problem::internal)?;
            columns.add(kind, sequence, fact);
        }
    }
    sqlx::query_file!(
        "queries/ticket/save.sql",
        tx.tenant().uuid(),
        loaded.id.uuid(),
        words::ticket_word(loaded.ticket.standing().state),
        words::priority_word(loaded.priority)?,
        &columns.kind,
        &columns.sequence,
        columns.at as _,
        &columns.fact,
        columns.why as _,
        columns.target as _,
        &columns.actor,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
