//! Hearing what other services tell.

use futures::StreamExt as _;
use kontor_ids::{TenantId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_proto::event::v1::Event;
use kontor_status::{Problem, Result};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// How often an event is tried before it is parked.
const TRIES: u32 = 5;

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

/// Applies all events of a feed, in order, each exactly once, until it is told to stop.
pub async fn consume<S: Subscriber, C: Consumer>(db: Db, subscriber: S, feed: C, stop: CancellationToken) {
    let run = async {
        let mut pause = Duration::from_millis(50);
        loop {
            match follow(&db, &subscriber, &feed).await {
                Ok(()) => pause = Duration::from_millis(50),
                Err(error) => {
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

/// Reads from the cursor on until the feed ends its answer.
async fn follow<S: Subscriber, C: Consumer>(db: &Db, subscriber: &S, feed: &C) -> Result<(), ConsumeError> {
    let mut pos = cursor(db, subscriber).await?;
    let mut events = feed.read(subscriber.name(), subscriber.source(), pos).await.map_err(Problem::from)?;
    let mut tries = HashMap::new();
    while let Some(event) = events.next().await {
        let event = event.map_err(Problem::from)?;
        if event.pos != pos + 1 {
            return Err(ConsumeError::Gap { source_schema: subscriber.source(), after: pos, pos: event.pos });
        }
        let applied = apply_or_park(db, subscriber, &event, &mut tries).await?;
        metrics::counter!("kontor_events_applied_total", "consumer" => subscriber.name()).increment(1);
        if applied == Applied::Elsewhere {
            return Ok(());
        }
        pos = event.pos;
    }
    Ok(())
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

async fn apply_or_park<S: Subscriber>(
    db: &Db,
    subscriber: &S,
    event: &Event,
    tries: &mut HashMap<i64, u32>,
) -> Result<Applied, ConsumeError> {
    let mut pause = Duration::from_millis(20);
    loop {
        let problem = match apply(db, subscriber, event).await {
            Ok(applied) => return Ok(applied),
            Err(ConsumeError::Problem(problem)) => problem,
            Err(other) => return Err(other),
        };
        // What cannot be reached is no fault of the event: stand still and try again.
        if matches!(problem, Problem::Unavailable(_) | Problem::DeadlineExceeded | Problem::Limit { .. }) {
            return Err(problem.into());
        }
        let tried = tries.entry(event.pos).or_insert(0);
        *tried += 1;
        let reason = match &problem {
            Problem::Internal(text) => text.clone(),
            other => other.to_string(),
        };
        if *tried >= TRIES {
            tracing::error!(
                consumer = subscriber.name(),
                pos = event.pos,
                kind = event.kind,
                reason,
                "event parked"
            );
            return finish(db, subscriber, event, Some(&reason)).await;
        }
        tracing::warn!(
            consumer = subscriber.name(),
            pos = event.pos,
            kind = event.kind,
            reason,
            "event failed"
        );
        tokio::time::sleep(pause).await;
        pause *= 3;
    }
}

/// Effect, inbox and cursor in one transaction.
async fn apply<S: Subscriber>(db: &Db, subscriber: &S, event: &Event) -> Result<Applied, ConsumeError> {
    let prepared = subscriber.prepare(event).await?;
    let mut tx = db.tenant(tenant(event)?).await.map_err(Problem::from)?;
    match claim(&mut tx, subscriber, event).await? {
        Applied::Now => {}
        other => {
            if other == Applied::Parked {
                let reason = "an earlier event of the same thing is parked";
                park(&mut tx, subscriber.name(), event, reason).await?;
            }
            tx.commit().await.map_err(Problem::from)?;
            return Ok(other);
        }
    }
    subscriber.apply(&mut tx, event, prepared).await?;
    tx.commit().await.map_err(Problem::from)?;
    Ok(Applied::Now)
}

async fn finish<S: Subscriber>(
    db: &Db,
    subscriber: &S,
    event: &Event,
    reason: Option<&str>,
) -> Result<Applied, ConsumeError> {
    let mut tx = db.tenant(tenant(event)?).await.map_err(Problem::from)?;
    let claimed = claim(&mut tx, subscriber, event).await?;
    if matches!(claimed, Applied::Now | Applied::Parked) {
        park(&mut tx, subscriber.name(), event, reason.unwrap_or_default()).await?;
    }
    tx.commit().await.map_err(Problem::from)?;
    Ok(if claimed == Applied::Now { Applied::Parked } else { claimed })
}

/// Moves the cursor to the event by compare-and-set and enters it into the inbox.
async fn claim<S: Subscriber>(
    tx: &mut TenantTx,
    subscriber: &S,
    event: &Event,
) -> Result<Applied, ConsumeError> {
    let schema = tx.schema();
    let claim = format!(
        "with moved as (update {schema}.cursor set pos = $2 where consumer = $1 and pos = $2 - 1 returning 1),
         entered as (insert into {schema}.inbox (consumer, event_id) select $1, $3 from moved
           on conflict do nothing returning 1)
         select exists (select from moved), exists (select from entered),
           exists (select from {schema}.parked_event where consumer = $1 and aggregate_id = $4)"
    );
    let id = |text: &str| text.parse::<Uuid>().map_err(|_| ConsumeError::Malformed(event.pos));
    let (moved, entered, parked): (bool, bool, bool) = sqlx::query_as(AssertSqlSafe(claim))
        .bind(subscriber.name())
        .bind(event.pos)
        .bind(id(&event.event_id)?)
        .bind(id(&event.aggregate_id)?)
        .fetch_one(tx.conn())
        .await
        .map_err(Problem::from)?;
    Ok(match (moved, entered, parked) {
        (false, ..) => Applied::Elsewhere,
        (true, false, _) => Applied::Before,
        (true, true, true) => Applied::Parked,
        (true, true, false) => Applied::Now,
    })
}

async fn park(tx: &mut TenantTx, consumer: &str, event: &Event, reason: &str) -> Result<(), ConsumeError> {
    let park = format!(
        "insert into {}.parked_event (consumer, pos, tenant_id, aggregate_id, kind, reason)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        tx.schema()
    );
    let aggregate: Uuid = event.aggregate_id.parse().map_err(|_| ConsumeError::Malformed(event.pos))?;
    sqlx::query(AssertSqlSafe(park))
        .bind(consumer)
        .bind(event.pos)
        .bind(tx.tenant().uuid())
        .bind(aggregate)
        .bind(&event.kind)
        .bind(reason)
        .execute(tx.conn())
        .await
        .map_err(Problem::from)?;
    Ok(())
}

fn tenant(event: &Event) -> Result<TenantId, ConsumeError> {
    event.tenant_id.parse().map_err(|_| ConsumeError::Malformed(event.pos))
}
