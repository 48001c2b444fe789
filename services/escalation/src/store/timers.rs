//! Timers as rows.

use crate::words;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_escalation_domain::ClockKind;
use kontor_ids::{TenantId, TicketId, TimerId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_status::{Problem, Result};
use std::collections::BTreeMap;

/// What becomes of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimerState {
    /// It fires.
    Armed,
    /// The clock stands or is over; it may be armed again.
    Idle,
    /// It never fires again.
    Done,
}

/// The place of the timer at which a clock turns to breached.
pub(crate) const DEADLINE: i32 = -1;

/// One step of one round of a clock, with the repetition that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timer {
    pub(crate) id: TimerId,
    pub(crate) kind: ClockKind,
    pub(crate) cycle: u32,
    pub(crate) step: i32,
    pub(crate) repetition: u32,
    pub(crate) state: TimerState,
    pub(crate) due: Timestamp,
    /// When it may fire: when it is due, unless it waits for something to settle.
    pub(crate) fire_after: Timestamp,
    /// It was due already when it became known.
    pub(crate) settles: bool,
}

/// An armed timer of any house.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Armed {
    pub(crate) tenant: TenantId,
    pub(crate) ticket: TicketId,
    pub(crate) fire_after: Timestamp,
}

const fn word(state: TimerState) -> &'static str {
    match state {
        TimerState::Armed => "armed",
        TimerState::Idle => "idle",
        TimerState::Done => "done",
    }
}

fn read(word: &str) -> Result<TimerState> {
    match word {
        "armed" => Ok(TimerState::Armed),
        "idle" => Ok(TimerState::Idle),
        "done" => Ok(TimerState::Done),
        other => Err(Problem::internal(format!("{other} is no state of a timer"))),
    }
}

fn count(number: i32) -> Result<u32> {
    u32::try_from(number).map_err(Problem::internal)
}

struct Row {
    ticket_id: Uuid,
    id: Uuid,
    kind: String,
    cycle: i32,
    step: i32,
    repetition: i32,
    state: String,
    due: jiff_sqlx::Timestamp,
    fire_after: jiff_sqlx::Timestamp,
    settles: bool,
}

/// The timers of some tickets.
pub(crate) async fn of_tickets(
    tx: &mut TenantTx,
    tickets: &[TicketId],
) -> Result<BTreeMap<TicketId, Vec<Timer>>> {
    let ids: Vec<Uuid> = tickets.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_file_as!(Row, "queries/timer/of_tickets.sql", tx.tenant().uuid(), &ids);
    let mut found: BTreeMap<TicketId, Vec<Timer>> = BTreeMap::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let timer = Timer {
            id: TimerId::from_uuid(row.id),
            kind: words::read_kind(&row.kind)?,
            cycle: count(row.cycle)?,
            step: row.step,
            repetition: count(row.repetition)?,
            state: read(&row.state)?,
            due: row.due.to_jiff(),
            fire_after: row.fire_after.to_jiff(),
            settles: row.settles,
        };
        found.entry(TicketId::from_uuid(row.ticket_id)).or_default().push(timer);
    }
    Ok(found)
}

/// Saves changed and new timers of whatever tickets.
pub(crate) async fn save(tx: &mut TenantTx, timers: &[(TicketId, Timer)]) -> Result<()> {
    if timers.is_empty() {
        return Ok(());
    }
    let number = |n: u32| i32::try_from(n).map_err(Problem::internal);
    let tickets: Vec<Uuid> = timers.iter().map(|(ticket, _)| ticket.uuid()).collect();
    let timers = || timers.iter().map(|(_, timer)| timer);
    let ids: Vec<Uuid> = timers().map(|timer| timer.id.uuid()).collect();
    let kinds: Vec<String> = timers().map(|timer| words::kind_word(timer.kind).to_owned()).collect();
    let cycles = timers().map(|timer| number(timer.cycle)).collect::<Result<Vec<_>>>()?;
    let steps: Vec<i32> = timers().map(|timer| timer.step).collect();
    let repetitions = timers().map(|timer| number(timer.repetition)).collect::<Result<Vec<_>>>()?;
    let states: Vec<String> = timers().map(|timer| word(timer.state).to_owned()).collect();
    let dues: Vec<_> = timers().map(|timer| timer.due.to_sqlx()).collect();
    let after: Vec<_> = timers().map(|timer| timer.fire_after.to_sqlx()).collect();
    let settle: Vec<bool> = timers().map(|timer| timer.settles).collect();
    sqlx::query_file!(
        "queries/timer/save.sql",
        tx.tenant().uuid(),
        &tickets,
        &ids,
        &kinds,
        &cycles,
        &steps,
        &repetitions,
        &states,
        dues as _,
        after as _,
        &settle,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The timers that are due first, over all houses, in due order.
pub(crate) async fn first(db: &Db, most: i64) -> Result<Vec<Armed>> {
    let rows = sqlx::query_file!("queries/timer/first.sql", most).fetch_all(db.feed()).await?;
    Ok(rows.into_iter().map(|row| armed(row.tenant_id, row.ticket_id, row.fire_after)).collect())
}

/// The timers that fell due between two instants, over all houses, in due order.
pub(crate) async fn fresh(db: &Db, (after, until): (Timestamp, Timestamp), most: i64) -> Result<Vec<Armed>> {
    let rows = sqlx::query_file!("queries/timer/fresh.sql", after.to_sqlx() as _, until.to_sqlx() as _, most);
    let rows = rows.fetch_all(db.feed()).await?;
    Ok(rows.into_iter().map(|row| armed(row.tenant_id, row.ticket_id, row.fire_after)).collect())
}

fn armed(tenant: Uuid, ticket: Uuid, fire_after: jiff_sqlx::Timestamp) -> Armed {
    Armed {
        tenant: TenantId::from_uuid(tenant),
        ticket: TicketId::from_uuid(ticket),
        fire_after: fire_after.to_jiff(),
    }
}

/// Puts off what is due of a ticket that cannot be fired, so that it does not hold up the others.
pub(crate) async fn postpone(
    tx: &mut TenantTx,
    ticket: TicketId,
    (now, until): (Timestamp, Timestamp),
) -> Result<()> {
    let (tenant, id) = (tx.tenant().uuid(), ticket.uuid());
    sqlx::query_file!("queries/timer/postpone.sql", tenant, id, now.to_sqlx() as _, until.to_sqlx() as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends the repetitions of a step (E4).
pub(crate) async fn end(
    tx: &mut TenantTx,
    ticket: TicketId,
    (kind, cycle, step): (ClockKind, i32, i32),
) -> Result<()> {
    let (tenant, kind) = (tx.tenant().uuid(), words::kind_word(kind));
    sqlx::query_file!("queries/timer/end.sql", tenant, ticket.uuid(), kind, cycle, step)
        .execute(tx.conn())
        .await?;
    Ok(())
}
