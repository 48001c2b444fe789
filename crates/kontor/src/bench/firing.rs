//! Clocks and timers in quantity: what is idle, what is due, what an outage left, and a calendar that changes (E2, E3, S5).

mod stage;

use super::BenchError;
use super::baseline::Postgres;
use super::figure::{Figure, Goal};
use super::ground::Ground;
use rust_decimal::{Decimal, dec};
use sqlx::{Connection as _, PgConnection};
use stage::Stage;
use std::ops::Range;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Open tickets; debug builds have a hundredth of everything.
pub(super) const TICKETS: i32 = 75_000 / PART;
const PART: i32 = if cfg!(debug_assertions) { 100 } else { 1 };
/// Those whose calendar changes.
pub(super) const CHANGED: i32 = 20_000 / PART;
/// Timers of a ticket.
const TIMERS: i32 = 4;
/// How long nothing is due.
const IDLE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 2 } else { 10 });
/// Over how many seconds a stream of steps falls due.
const STREAM: i32 = if cfg!(debug_assertions) { 2 } else { 20 };
/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(600);

/// All figures, one stage after the other; the last leaves a backlog of events behind.
pub(super) async fn measure(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let stage = Stage::prepare(ground, postgres).await?;
    let mut owner = postgres.owner().await?;
    let mut figures = idle(&stage, postgres).await?;
    // 2,000 steps within 20 seconds, of tickets whose calendar stays as it is.
    let first = CHANGED..CHANGED + 2_000 / PART;
    stage.due_soon(&mut owner, &first, 1, STREAM).await?;
    let late = lateness(&mut owner, &first, 1).await?;
    figures.push(Figure::new("firing/late p99", late, "ms").aiming_at(Goal::Most(dec!(1000))));
    figures.extend(calendar_edit(&stage, &mut owner).await?);
    figures.extend(backlog(&stage, &mut owner).await?);
    Ok(figures)
}

/// What the database works in a second in which nothing is due, by how much is armed.
async fn idle(stage: &Stage, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let mut figures: Vec<Figure> = Vec::new();
    for (name, timers) in [("1k", 1_000), ("10k", 10_000), ("140k", 140_000)] {
        let mut owner = postgres.owner().await?;
        stage.arm(&mut owner, 0..timers / PART / TIMERS).await?;
        // What a session did is told when it ends.
        owner.close().await?;
        sleep(Duration::from_secs(1)).await;
        let before = busy(postgres).await?;
        sleep(IDLE).await;
        let spent = busy(postgres).await? - before;
        let figure =
            Figure::new(format!("firing/idle {name}"), spent / Decimal::from(IDLE.as_secs()), "ms/s");
        figures.push(match figures.first() {
            Some(few) => {
                let most = few.value * dec!(1.5) + Decimal::ONE;
                figure.beside(few.value).aiming_at(Goal::Most(most))
            }
            None => figure,
        });
    }
    Ok(figures)
}

/// Milliseconds that the database has spent on statements.
async fn busy(postgres: &Postgres) -> Result<Decimal, BenchError> {
    let mut owner = postgres.owner().await?;
    let sql = "select active_time::numeric from pg_stat_database where datname = current_database()";
    let busy = sqlx::query_scalar(sql).fetch_one(&mut owner).await?;
    owner.close().await?;
    Ok(busy)
}

/// Waits until so many steps of each of these tickets have fired; how late 99 of 100 of them were, in milliseconds.
async fn lateness(owner: &mut PgConnection, tickets: &Range<i32>, steps: i32) -> Result<Decimal, BenchError> {
    let expected = i64::from((tickets.end - tickets.start) * steps);
    let fired = "select count(*) from escalation.firings f join bench.stage s on s.id = f.ticket_id
        where s.n >= $1 and s.n < $2";
    awaited(
        "steps fire",
        async |owner: &mut PgConnection| {
            let count: i64 =
                sqlx::query_scalar(fired).bind(tickets.start).bind(tickets.end).fetch_one(owner).await?;
            Ok(count >= expected)
        },
        owner,
    )
    .await?;
    let late = "select (1000 * percentile_disc(0.99) within group
            (order by extract(epoch from f.fire_time - f.due_time)))::numeric
        from escalation.firings f join bench.stage s on s.id = f.ticket_id where s.n >= $1 and s.n < $2";
    Ok(sqlx::query_scalar(late).bind(tickets.start).bind(tickets.end).fetch_one(owner).await?)
}

/// A calendar changes under 20,000 open tickets, while steps of others fall due.
async fn calendar_edit(stage: &Stage, owner: &mut PgConnection) -> Result<Vec<Figure>, BenchError> {
    let others = CHANGED + 2_000 / PART..CHANGED + 3_000 / PART;
    stage.due_soon(owner, &others, 1, STREAM / 2).await?;
    let begin = Instant::now();
    stage.change_calendar().await?;
    awaited(
        "the clocks follow",
        async |owner: &mut PgConnection| {
            let sql = "select exists (select from escalation.tickets t join bench.stage s on s.id = t.id
            where s.n < $1 and t.calendar_version = 1)";
            let behind: bool = sqlx::query_scalar(sql).bind(CHANGED).fetch_one(owner).await?;
            Ok(!behind)
        },
        owner,
    )
    .await?;
    let seconds = Decimal::from(begin.elapsed().as_millis()) / Decimal::ONE_THOUSAND;
    let late = lateness(owner, &others, 1).await?;
    Ok(vec![
        Figure::new("firing/calendar edit", seconds, "s").aiming_at(Goal::Most(dec!(10))),
        Figure::new("firing/edit late p99", late, "ms").aiming_at(Goal::Most(dec!(1000))),
    ])
}

/// What an outage left, worked off in due order while new steps fall due.
async fn backlog(stage: &Stage, owner: &mut PgConnection) -> Result<Vec<Figure>, BenchError> {
    let new = CHANGED + 3_000 / PART..CHANGED + 3_500 / PART;
    let old = CHANGED + 5_000 / PART..TICKETS;
    stage.due_soon(owner, &new, 1, STREAM / 2).await?;
    stage.overdue(owner, &old).await?;
    let begin = Instant::now();
    let late = lateness(owner, &new, 1).await?;
    lateness(owner, &old, 2).await?;
    let count = Decimal::from((old.end - old.start) * 2);
    let rate = count * Decimal::ONE_THOUSAND / Decimal::from(begin.elapsed().as_millis().max(1));
    // Which were fired after one whose turn was more than two of the sweeper's batches later.
    let disorder = "select count(*) from (select turn, max(turn) over (order by fire_time, id) as latest
            from (select f.id, f.fire_time, row_number() over (order by f.due_time) as turn
              from escalation.firings f join bench.stage s on s.id = f.ticket_id where s.n >= $1 and s.n < $2) f) f
        where turn < latest - 400";
    let disorder: i64 = sqlx::query_scalar(disorder).bind(old.start).bind(old.end).fetch_one(owner).await?;
    Ok(vec![
        Figure::new("firing/backlog", rate, "/s"),
        Figure::new("firing/backlog disorder", Decimal::from(disorder), "").aiming_at(Goal::Most(dec!(0))),
        Figure::new("firing/new late p99", late, "ms").aiming_at(Goal::Most(dec!(1000))),
    ])
}

/// Waits until something holds.
async fn awaited(
    what: &str,
    holds: impl AsyncFn(&mut PgConnection) -> Result<bool, BenchError>,
    owner: &mut PgConnection,
) -> Result<(), BenchError> {
    let begin = Instant::now();
    while !holds(owner).await? {
        if begin.elapsed() > PATIENCE {
            return Err(BenchError::Other(format!("{what}: that takes too long")));
        }
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
