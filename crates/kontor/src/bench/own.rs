//! The processor time of a call in gateway and services: that of the whole process less that of a call to a service
//! that does nothing, which client and connection cost.

use super::BenchError;
use super::baseline::Postgres;
use super::door::{self, ROUNDS};
use super::figure::{Figure, Goal, median};
use super::ground::Ground;
use super::{calls, work};
use rust_decimal::{Decimal, dec};
use tokio_util::sync::CancellationToken;

/// Opening a ticket, while services hear nothing; and with all that its event causes.
pub(super) async fn create(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let create = work::by_all(ground, calls::create_anywhere);
    let silence = postgres.silence().await?;
    let own = own(create.clone()).await;
    silence.end().await?;
    postgres.settle().await?;
    let heard = self::own(create).await?;
    Ok(vec![
        Figure::new("create own", own?, "ms").aiming_at(Goal::Most(dec!(0.2))),
        Figure::new("create own, heard", heard, "ms"),
    ])
}

/// Reading a ticket.
pub(super) async fn read(ground: &Ground) -> Result<Figure, BenchError> {
    let own = own(work::by_all(ground, calls::read)).await?;
    Ok(Figure::new("read own", own, "ms").aiming_at(Goal::Most(dec!(0.1))))
}

/// In milliseconds; both ways in turn.
async fn own<F, A>(call: F) -> Result<Decimal, BenchError>
where
    F: Fn(usize, usize) -> A + Clone + Send + 'static,
    A: Future<Output = Result<(), BenchError>> + Send,
{
    let stop = CancellationToken::new();
    let _at_the_end = stop.clone().drop_guard();
    let empty = door::serve(door::nothing(), &stop).await?;
    let (mut costs, mut empties) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        costs.push(door::cost(call.clone()).await?);
        let channel = empty.clone();
        empties.push(door::cost(move |_, _| door::who_am_i(channel.clone(), None)).await?);
    }
    Ok(median(costs) - median(empties))
}
