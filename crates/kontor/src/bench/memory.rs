//! Memory under load, and whether it grows.

use super::baseline::Postgres;
use super::figure::{Figure, Goal};
use super::ground::Ground;
use super::load::{self, Until};
use super::work::{MANY, ROUND, by_all};
use super::{BenchError, calls, process};
use rust_decimal::{Decimal, dec};

/// Rounds of load; the last two are compared.
const ROUNDS: usize = 4;

/// All kinds of calls in turn, in rounds; after each the services get done with what was told.
pub(super) async fn measure(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        load::run(MANY, Until::Past(ROUND), by_all(ground, mixed)).await?;
        postgres.settle().await?;
        rounds.push(process::resident()?);
    }
    let [.., before, after] = rounds.as_slice() else { return Ok(Vec::new()) };
    let growth = (*after - *before) * Decimal::ONE_HUNDRED / *before;
    Ok(vec![
        Figure::new("memory", *after, "MB").aiming_at(Goal::Most(dec!(100))),
        Figure::new("memory growth", growth, "%").aiming_at(Goal::Most(dec!(10))),
    ])
}

async fn mixed(ground: Ground, client: usize, call: usize) -> Result<(), BenchError> {
    match call % 5 {
        0 => calls::create_anywhere(ground, client, call).await,
        1 => calls::read(ground, client, call).await,
        2 => calls::list(ground, client, call).await,
        3 => calls::comment(ground, client, call).await,
        _ => calls::coverage(ground, client, call).await,
    }
}
