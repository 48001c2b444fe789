//! Clients that ask, wait for the answer and ask again.

use super::BenchError;
use rust_decimal::Decimal;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// What the clients of one round saw.
#[derive(Debug)]
pub(super) struct Sample {
    elapsed: Duration,
    /// Time of each call in microseconds, shortest first.
    latencies: Vec<u64>,
}

impl Sample {
    fn new(elapsed: Duration, mut latencies: Vec<u64>) -> Self {
        latencies.sort_unstable();
        Self { elapsed, latencies }
    }

    /// How many calls were answered.
    pub(super) fn calls(&self) -> Decimal {
        Decimal::from(self.latencies.len())
    }

    /// Answers per second.
    pub(super) fn per_second(&self) -> Decimal {
        let microseconds = Decimal::from(self.elapsed.as_micros().max(1));
        self.calls() * Decimal::from(1_000_000) / microseconds
    }

    /// The time in milliseconds that so many of a hundred calls did not exceed.
    pub(super) fn percentile(&self, percent: usize) -> Decimal {
        let rank = (self.latencies.len() * percent).div_ceil(100).max(1);
        let microseconds = self.latencies.get(rank - 1).copied().unwrap_or_default();
        Decimal::from(microseconds) / Decimal::ONE_THOUSAND
    }

    /// How much longer the slow calls take than the usual ones: 99 of a hundred against half of them.
    pub(super) fn spread(&self) -> Decimal {
        self.percentile(99).checked_div(self.percentile(50)).unwrap_or_default()
    }
}

/// When a client stops.
#[derive(Debug, Clone, Copy)]
pub(super) enum Until {
    /// After this time.
    Past(Duration),
    /// After so many calls of all clients together, rounded up to a multiple of the clients.
    Calls(usize),
}

/// Lets `clients` clients call at the same time. `call` is given the client's number and the call's, both from 0.
///
/// # Errors
/// The first refusal: a figure with refusals in it would tell nothing.
pub(super) async fn run<F, A>(clients: usize, until: Until, call: F) -> Result<Sample, BenchError>
where
    F: Fn(usize, usize) -> A + Clone + Send + 'static,
    A: Future<Output = Result<(), BenchError>> + Send,
{
    let begin = Instant::now();
    let mut running = JoinSet::new();
    for client in 0..clients {
        let call = call.clone();
        running.spawn(async move {
            let mut latencies = Vec::with_capacity(4096);
            while goes_on(until, begin, clients, latencies.len()) {
                let asked = Instant::now();
                call(client, latencies.len()).await?;
                latencies.push(u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX));
            }
            Ok::<_, BenchError>(latencies)
        });
    }
    let mut all = Vec::new();
    while let Some(ended) = running.join_next().await {
        all.extend(ended.map_err(|e| BenchError::Other(e.to_string()))??);
    }
    Ok(Sample::new(begin.elapsed(), all))
}

fn goes_on(until: Until, begin: Instant, clients: usize, done: usize) -> bool {
    match until {
        Until::Past(length) => begin.elapsed() < length,
        Until::Calls(calls) => done < calls.div_ceil(clients),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let sample = Sample::new(Duration::from_secs(2), (1..=100).rev().map(|n| n * 1000).collect());
        assert_eq!(sample.percentile(50), Decimal::from(50));
        assert_eq!(sample.percentile(99), Decimal::from(99));
        assert_eq!(sample.per_second(), Decimal::from(50));
        assert_eq!(sample.spread(), Decimal::from(99) / Decimal::from(50));
        assert_eq!(Sample::new(Duration::ZERO, vec![]).percentile(99), Decimal::ZERO);
    }

    #[tokio::test]
    async fn all_clients_call_and_a_refusal_ends_the_round() {
        let sample = run(3, Until::Calls(10), |_, _| async { Ok(()) }).await.unwrap();
        assert_eq!(sample.calls(), Decimal::from(12));
        let refused = run(3, Until::Calls(10), |client, n| async move {
            if (client, n) == (1, 2) { Err(BenchError::Other("no".to_owned())) } else { Ok(()) }
        });
        assert_eq!(refused.await.unwrap_err().to_string(), "no");
    }
}
