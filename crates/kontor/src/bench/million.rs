//! A house with a hundred times as many open tickets.

use super::baseline::Postgres;
use super::figure::{Figure, Goal, median};
use super::ground::Ground;
use super::load::{self, Sample, Until};
use super::work::{MANY, ROUND, ROUNDS, by_all};
use super::{BenchError, calls};
use rust_decimal::{Decimal, dec};
use sqlx::Connection as _;

/// Tickets that are added at a time, and how often.
const STEP: usize = if cfg!(debug_assertions) { 500 } else { 50_000 };
const STEPS: usize = 20;
/// Its largest house's tickets, many times over and due at other times; without log entries, which a list does not read.
const FILL: &str = "insert into ticket.tickets (tenant_id, id, number, customer_id, subject, description, priority,
    state, team, unacknowledged, report_time, create_time, update_time, version, digest, response_clock, response_due,
    resolution_clock, resolution_due)
  select t.tenant_id, gen_random_uuid(), 'M-' || $1::bigint + n, t.customer_id, t.subject, t.description, t.priority,
    t.state, t.team, '{}', t.report_time, t.create_time, t.update_time, 1, t.digest, 1,
    t.response_due + random() * interval '300 days', 1, t.resolution_due + random() * interval '300 days'
  from (select * from ticket.tickets where tenant_id = (
      select tenant_id from ticket.tickets group by tenant_id order by count(*) desc limit 1) limit 1) t,
    generate_series(1, $2::bigint) n";

/// The first page before and after.
pub(super) async fn measure(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let few = rate(ground).await?;
    let mut owner = postgres.owner().await?;
    // The log entries that each ticket must have are not what is measured.
    sqlx::raw_sql("set session_replication_role = replica").execute(&mut owner).await?;
    let size = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    for step in 0..STEPS {
        let fill = sqlx::query(FILL).bind(size(step * STEP)).bind(size(STEP));
        fill.execute(&mut owner).await?;
    }
    sqlx::raw_sql("vacuum analyze ticket.tickets").execute(&mut owner).await?;
    owner.close().await?;
    let many = rate(ground).await?;
    // Within 1.3 times as long.
    Ok(vec![Figure::new("list/16 million", many, "/s").beside(few).aiming_at(Goal::Ratio(dec!(0.77)))])
}

async fn rate(ground: &Ground) -> Result<Decimal, BenchError> {
    let mut samples = Vec::new();
    for _ in 0..ROUNDS {
        samples.push(load::run(MANY, Until::Past(ROUND), by_all(ground, calls::list)).await?);
    }
    Ok(median(samples.iter().map(Sample::per_second).collect()))
}
