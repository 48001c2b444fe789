//! Hearing what other services tell.

use crate::apply::{apply_or_park, apply_together};
use futures::StreamExt as _;
use kontor_ids::{TenantId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_proto::event::v1::Event;
use kontor_status::{Problem, Result};
use sqlx::AssertSqlSafe;
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// Most events in one transaction.
const MOST: usize = 64;
/// A transaction that takes longer keeps what it locked from others too long: the next one has fewer events.
const LONG: Duration = Duration::from_millis(100);

/// What a service does with the events of another.
pub trait Subscriber: Send + Sync + 'static {
    /// What is fetched before the transaction begins.
    type Prepared: Send;

    /// The consumer's name, such as `billing.time`.
    fn name(&self) -> &'static str;

    /// The schema whose feed it reads.
    fn source(&self) -> &'static str;

    /// Fetches what the effect needs from other services. No transaction is open; nothing may be changed.
    fn prepare(&self, event: &Event) -> impl Future<Output = Result<Self::Prepared>> + Send;

    /// The effect, in the transaction that also keeps inbox and cursor. Events it does not know must pass.
    fn apply(
        &self,
        tx: &mut TenantTx,
        event: &Event,
        prepared: Self::Prepared,
    ) -> impl Future<Output = Result<()>> + Send;

    /// The effects of many events of one house, in their order. One who can do more of it at once does.
    fn apply_many(
        &self,
        tx: &mut TenantTx,
        events: Vec<(&Event, Self::Prepared)>,
    ) -> impl Future<Output = Result<()>> + Send {
        async move {
            for (event, prepared) in events {
                self.apply(tx, event, prepared).await?;
            }
            Ok(())
        }
    }
}

/// Reads a feed: the events after a position.
pub trait Consumer: Send + Sync + 'static {
    /// The stream that is read.
    type Stream: futures::Stream<Item = Result<Event, Status>> + Send + Unpin;

    /// Asks for the events after `pos`.
    fn read(
        &self,
        consumer: &str,
        source: &str,
        after_pos: i64,
    ) -> impl Future<Output = Result<Self::Stream, Status>> + Send;
}

/// Why a consumer stands still. It tries again, and the cause is logged each time.
#[derive(Debug, thiserror::Error)]
pub enum ConsumeError {
    /// The feed skipped a position: an event is lost.
    #[error("the feed of {source_schema} jumps from {after} to {pos}")]
    Gap {
        /// Whose feed.
        source_schema: &'static str,
        /// The last position.
        after: i64,
        /// The next one that came.
        pos: i64,
    },
    /// An event is malformed.
    #[error("event {0} is malformed")]
    Malformed(i64),
    /// The effect failed, or the feed or database cannot be reached.
    #[error(transparent)]
    Problem(#[from] Problem),
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// Its effect is committed.
    Now,
    /// It was applied before.
    Before,
    /// It waits for someone to look at it.
    Parked,
    /// Another replica was faster.
    Elsewhere,
}

/// Where a consumer stands. Read anew when another replica was faster or something went wrong.
struct Standing {
    pos: i64,
    /// The aggregates with parked events.
    parked: HashSet<Uuid>,
    /// How many events are tried in one transaction.
    together: usize,
}

/// Applies all events of a feed, in order, each exactly once, until it is told to stop.
pub async fn consume<S: Subscriber, C: Consumer>(db: Db, subscriber: S, feed: C, stop: CancellationToken) {
    let run = async {
        let mut standing = None;
        let mut pause = Duration::from_millis(50);
        loop {
            match follow(&db, &subscriber, &feed, &mut standing).await {
                Ok(()) => pause = Duration::from_millis(50),
                Err(error) => {
                    standing = None;
                    tracing::warn!(consumer = subscriber.name(), error = %error, "a consumer stands still");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(5));
                }
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = run => {}
    }
}

/// Reads from where it stands until the feed ends its answer.
async fn follow<S: Subscriber, C: Consumer>(
    db: &Db,
    subscriber: &S,
    feed: &C,
    standing: &mut Option<Standing>,
) -> Result<(), ConsumeError> {
    let mut at = match standing.take() {
        Some(at) => at,
        None => Standing {
            pos: cursor(db, subscriber).await?,
            parked: parked(db, subscriber).await?,
            together: 8,
        },
    };
    if !at.parked.is_empty() {
        // Someone may have looked at them by now.
        at.parked = parked(db, subscriber).await?;
    }
    let events = feed.read(subscriber.name(), subscriber.source(), at.pos).await.map_err(Problem::from)?;
    let mut pages = events.ready_chunks(MOST);
    let mut tries = HashMap::new();
    while let Some(page) = pages.next().await {
        let (events, end) = dense(subscriber.source(), at.pos, page);
        let mut rest = events.as_slice();
        while !rest.is_empty() {
            let some = &rest[..at.together.min(rest.len())];
            if apply_some(db, subscriber, some, &mut at, &mut tries).await? == Applied::Elsewhere {
                return Ok(());
            }
            let count = u64::try_from(some.len()).unwrap_or(u64::MAX);
            metrics::counter!("kontor_events_applied_total", "consumer" => subscriber.name())
                .increment(count);
            rest = &rest[some.len()..];
        }
        end?;
    }
    *standing = Some(at);
    Ok(())
}

/// The events that follow a position without a gap, and what stands behind them when it is no event that does.
fn dense(
    source: &'static str,
    mut after: i64,
    page: Vec<Result<Event, Status>>,
) -> (Vec<Event>, Result<(), ConsumeError>) {
    let mut events = Vec::with_capacity(page.len());
    for event in page {
        match event {
            Ok(event) if event.pos == after + 1 => {
                after = event.pos;
                events.push(event);
            }
            Ok(event) => {
                let gap = ConsumeError::Gap { source_schema: source, after, pos: event.pos };
                return (events, Err(gap));
            }
            Err(status) => return (events, Err(Problem::from(status).into())),
        }
    }
    (events, Ok(()))
}

/// Applies some events in one transaction; one by one where that fails, so that what cannot be applied parks alone.
async fn apply_some<S: Subscriber>(
    db: &Db,
    subscriber: &S,
    events: &[Event],
    at: &mut Standing,
    tries: &mut HashMap<i64, u32>,
) -> Result<Applied, ConsumeError> {
    let is_parked = |event: &Event| event.aggregate_id.parse().is_ok_and(|id| at.parked.contains(&id));
    if events.len() > 1 && !events.iter().any(is_parked) {
        let begin = Instant::now();
        match apply_together(db, subscriber, events).await {
            Ok(applied) => {
                at.pos = events.last().map_or(at.pos, |event| event.pos);
                let is_long = begin.elapsed() > LONG;
                at.together = if is_long { at.together / 2 } else { at.together * 2 }.clamp(1, MOST);
                return Ok(applied);
            }
            Err(error) => {
                tracing::debug!(consumer = subscriber.name(), error = %error, "events are applied one by one");
            }
        }
    }
    let mut all = Applied::Now;
    for event in events {
        all = apply_or_park(db, subscriber, event, tries).await?;
        match all {
            Applied::Elsewhere => break,
            Applied::Parked => at.parked.extend(event.aggregate_id.parse::<Uuid>()),
            Applied::Now | Applied::Before => {}
        }
        at.pos = event.pos;
    }
    at.together = (at.together * 2).clamp(1, MOST);
    Ok(all)
}

async fn cursor<S: Subscriber>(db: &Db, subscriber: &S) -> Result<i64> {
    let read = format!(
        "with made as (insert into {0}.cursor (consumer, source, pos) values ($1, $2, 0)
           on conflict do nothing returning pos)
         select pos from made union all select pos from {0}.cursor where consumer = $1 limit 1",
        db.schema()
    );
    let query = sqlx::query_scalar(AssertSqlSafe(read)).bind(subscriber.name()).bind(subscriber.source());
    Ok(query.fetch_one(db.pool()).await?)
}

/// The aggregates with parked events, of all houses.
async fn parked<S: Subscriber>(db: &Db, subscriber: &S) -> Result<HashSet<Uuid>> {
    let read = format!("select aggregate_id from {}.parked_event where consumer = $1", db.schema());
    let query = sqlx::query_scalar(AssertSqlSafe(read)).bind(subscriber.name());
    Ok(query.fetch_all(db.feed()).await?.into_iter().collect())
}

pub(crate) fn tenant(event: &Event) -> Result<TenantId, ConsumeError> {
    event.tenant_id.parse().map_err(|_| ConsumeError::Malformed(event.pos))
}
