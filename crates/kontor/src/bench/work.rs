//! The figures beside pgbench: the same clients, the same disk, the same minute, in turn.

use super::baseline::{Postgres, Script};
use super::figure::{Figure, Goal, median};
use super::ground::Ground;
use super::load::{self, Sample, Until};
use super::{BenchError, calls, own};
use rust_decimal::{Decimal, dec};
use std::time::Duration;

/// How often both are measured, in turn: odd, so that one is in the middle.
pub(super) const ROUNDS: usize = 3;
/// How long a round takes.
pub(super) const ROUND: Duration = Duration::from_secs(2);
/// Many clients.
pub(super) const MANY: usize = 16;

/// Opening tickets: alone, and many at the same time; the slow ones are at most four times as slow as usual.
pub(super) async fn create(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let mut figures = Vec::new();
    for (clients, goal) in [(1, dec!(0.55)), (MANY, dec!(0.45))] {
        let name = format!("create/{clients}");
        let (figure, samples) =
            beside(&name, clients, goal, Script::Create, postgres, by_all(ground, calls::create_anywhere))
                .await?;
        let spread = median(samples.iter().map(Sample::spread).collect());
        let spread = Figure::new(format!("{name} p99/p50"), spread, "");
        figures.extend([figure, spread.aiming_at(Goal::Most(dec!(4)))]);
    }
    figures.extend(own::create(ground, postgres).await?);
    Ok(figures)
}

/// Reading a ticket.
pub(super) async fn read(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let read = by_all(ground, calls::read);
    let (alone, _) = beside("read/1", 1, dec!(0.28), Script::Read, postgres, read.clone()).await?;
    let (many, _) = beside("read/16", MANY, dec!(0.24), Script::Read, postgres, read).await?;
    Ok(vec![alone, many, own::read(ground).await?])
}

/// Reading the first page of what is open.
pub(super) async fn list(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let list = by_all(ground, calls::list);
    Ok(vec![beside("list/16", MANY, dec!(0.20), Script::List, postgres, list).await?.0])
}

/// Adding to a ticket's log.
pub(super) async fn comment(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let comment = by_all(ground, calls::comment);
    let (alone, _) = beside("comment/1", 1, dec!(0.48), Script::Comment, postgres, comment.clone()).await?;
    let (many, _) = beside("comment/16", MANY, dec!(0.37), Script::Comment, postgres, comment).await?;
    Ok(vec![alone, many])
}

/// The verdict at the phone.
pub(super) async fn coverage(ground: &Ground) -> Result<Vec<Figure>, BenchError> {
    let mut samples = Vec::new();
    for _ in 0..ROUNDS {
        samples.push(load::run(MANY, Until::Past(ROUND), by_all(ground, calls::coverage)).await?);
    }
    let slow = median(samples.iter().map(|sample| sample.percentile(99)).collect());
    let rate = median(samples.iter().map(Sample::per_second).collect());
    let slow = Figure::new("coverage/16 p99", slow, "ms").aiming_at(Goal::Most(dec!(5)));
    Ok(vec![slow, Figure::new("coverage/16", rate, "/s")])
}

/// Measures a call and its baseline in turn.
async fn beside<F, A>(
    name: &str,
    clients: usize,
    goal: Decimal,
    script: Script,
    postgres: &Postgres,
    call: F,
) -> Result<(Figure, Vec<Sample>), BenchError>
where
    F: Fn(usize, usize) -> A + Clone + Send + 'static,
    A: Future<Output = Result<(), BenchError>> + Send,
{
    let (mut samples, mut baselines) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        samples.push(load::run(clients, Until::Past(ROUND), call.clone()).await?);
        baselines.push(postgres.run(script, clients).await?);
    }
    let value = median(samples.iter().map(Sample::per_second).collect());
    let figure = Figure::new(name, value, "/s").beside(median(baselines)).aiming_at(Goal::Ratio(goal));
    Ok((figure, samples))
}

/// A call as each of the clients makes it.
pub(super) fn by_all<F, A>(ground: &Ground, call: F) -> impl Fn(usize, usize) -> A + Clone + Send + use<F, A>
where
    F: Fn(Ground, usize, usize) -> A + Clone + Send,
{
    let ground = ground.clone();
    move |client, number| call(ground.clone(), client, number)
}
