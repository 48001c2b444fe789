//! Timers as rows.

use crate::words;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_escalation_domain::ClockKind;
use kontor_ids::{TenantId, TicketId, TimerId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_status::{Problem, Result};

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
    pub(crate) fire_after: Timestamp,
}

/// An armed timer of any house.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Armed {
    pub(crate) tenant: TenantId,
    pub(crate) id: TimerId,
    pub(crate) ticket: TicketId,
    pub(crate) generation: i32,
    pub(crate) fire_after: Timestamp,
}

/// A timer that was taken for firing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claimed {
    pub(crate) kind: ClockKind,
    pub(crate) cycle: u32,
    pub(crate) step: i32,
    pub(crate) repetition: u32,
    pub(crate) due: Timestamp,
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
    id: Uuid,
    kind: String,
    cycle: i32,
    step: i32,
    repetition: i32,
    state: String,
    due: jiff_sqlx::Timestamp,
    fire_after: jiff_sqlx::Timestamp,
}

/// The timers of a ticket.
pub(crate) async fn of_ticket(tx: &mut TenantTx, ticket: TicketId) -> Result<Vec<Timer>> {
    let rows = sqlx::query_file_as!(Row, "queries/timer/of_ticket.sql", tx.tenant().uuid(), ticket.uuid());
    let timer = |row: Row| {
        Ok(Timer {
            id: TimerId::from_uuid(row.id),
            kind: words::read_kind(&row.kind)?,
            cycle: count(row.cycle)?,
            step: row.step,
            repetition: count(row.repetition)?,
            state: read(&row.state)?,
            due: row.due.to_jiff(),
            fire_after: row.fire_after.to_jiff(),
        })
    };
    rows.fetch_all(tx.conn()).await?.into_iter().map(timer).collect()
}

/// Saves changed and new timers.
pub(crate) async fn save(tx: &mut TenantTx, ticket: TicketId, timers: &[Timer]) -> Result<()> {
    let number = |n: u32| i32::try_from(n).map_err(Problem::internal);
    let ids: Vec<Uuid> = timers.iter().map(|timer| timer.id.uuid()).collect();
    let kinds: Vec<String> = timers.iter().map(|timer| words::kind_word(timer.kind).to_owned()).collect();
    let cycles = timers.iter().map(|timer| number(timer.cycle)).collect::<Result<Vec<_>>>()?;
    let steps: Vec<i32> = timers.iter().map(|timer| timer.step).collect();
    let repetitions = timers.iter().map(|timer| number(timer.repetition)).collect::<Result<Vec<_>>>()?;
    let states: Vec<String> = timers.iter().map(|timer| word(timer.state).to_owned()).collect();
    let dues: Vec<_> = timers.iter().map(|timer| timer.due.to_sqlx()).collect();
    let after: Vec<_> = timers.iter().map(|timer| timer.fire_after.to_sqlx()).collect();
    sqlx::query_file!(
        "queries/timer/save.sql",
        tx.tenant().uuid(),
        ticket.uuid(),
        &ids,
        &kinds,
        &cycles,
        &steps,
        &repetitions,
        &states,
        dues as _,
        after as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The timers that are due first, over all houses, in due order.
pub(crate) async fn first(db: &Db, most: i64) -> Result<Vec<Armed>> {
    let rows = sqlx::query_file!("queries/timer/first.sql", most).fetch_all(db.feed()).await?;
    let armed = rows.into_iter().map(|row| Armed {
        tenant: TenantId::from_uuid(row.tenant_id),
        id: TimerId::from_uuid(row.id),
        ticket: TicketId::from_uuid(row.ticket_id),
        generation: row.generation,
        fire_after: row.fire_after.to_jiff(),
    });
    Ok(armed.collect())
}

/// Takes a timer for one firing; none when it is not due, was taken before, or changed since it was read (E2).
pub(crate) async fn claim(tx: &mut TenantTx, timer: &Armed, now: Timestamp) -> Result<Option<Claimed>> {
    let (tenant, id, now) = (tx.tenant().uuid(), timer.id.uuid(), now.to_sqlx());
    let row = sqlx::query_file!("queries/timer/claim.sql", tenant, id, timer.generation, now as _);
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    Ok(Some(Claimed {
        kind: words::read_kind(&row.kind)?,
        cycle: count(row.cycle)?,
        step: row.step,
        repetition: count(row.repetition)?,
        due: row.due.to_jiff(),
    }))
}

/// Puts a timer off that cannot be fired, so that it does not hold up the others.
pub(crate) async fn postpone(tx: &mut TenantTx, timer: &Armed, until: Timestamp) -> Result<()> {
    let (tenant, id, until) = (tx.tenant().uuid(), timer.id.uuid(), until.to_sqlx());
    sqlx::query_file!("queries/timer/postpone.sql", tenant, id, timer.generation, until as _)
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
