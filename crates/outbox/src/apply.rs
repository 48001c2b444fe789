//! The effect of events, together with inbox and cursor.

use crate::consume::{Applied, ConsumeError, Subscriber, tenant};
use futures::future::try_join_all;
use kontor_ids::{TenantId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_proto::event::v1::Event;
use kontor_status::Problem;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;
use std::time::Duration;

/// How often an event is tried before it is parked.
const TRIES: u32 = 5;
/// How many events are prepared at the same time.
const PREPARED_AT_ONCE: usize = 8;

/// Events of one house, each with what was prepared for it.
type Batch<'e, S> = Vec<(&'e Event, <S as Subscriber>::Prepared)>;

/// Tries an event until it is applied, or often enough to know that it cannot be.
pub(crate) async fn apply_or_park<S: Subscriber>(
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
        // What cannot be reached, by us or by whom we asked, is no fault of the event: stand still and try again.
        if problem.is_transient() {
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
    let mut tx = db.tenant_of_event(tenant(event)?).await.map_err(Problem::from)?;
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
    let mut tx = db.tenant_of_event(tenant(event)?).await.map_err(Problem::from)?;
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

/// The effects of events without a parked one among their aggregates, with inbox and cursor, in one transaction. What
/// happened to one house stays in its order; the order between houses shows nowhere.
///
/// # Errors
/// When one of them fails or was applied before: nothing has happened then.
pub(crate) async fn apply_together<S: Subscriber>(
    db: &Db,
    subscriber: &S,
    events: &[Event],
) -> Result<Applied, ConsumeError> {
    let mut prepared = Vec::with_capacity(events.len());
    for some in events.chunks(PREPARED_AT_ONCE) {
        prepared.extend(try_join_all(some.iter().map(|event| subscriber.prepare(event))).await?);
    }
    let mut houses: Vec<(TenantId, Batch<'_, S>)> = Vec::new();
    for (event, prepared) in events.iter().zip(prepared) {
        let house = tenant(event)?;
        match houses.iter_mut().find(|(known, _)| *known == house) {
            Some((_, theirs)) => theirs.push((event, prepared)),
            None => houses.push((house, vec![(event, prepared)])),
        }
    }
    let Some((first, _)) = houses.first() else { return Ok(Applied::Now) };
    let mut tx = db.tenant_of_event(*first).await.map_err(Problem::from)?;
    if !claim_all(&mut tx, subscriber, events).await? {
        return Ok(Applied::Elsewhere);
    }
    for (house, theirs) in houses {
        if house != tx.tenant() {
            tx.enter(house).await.map_err(Problem::from)?;
        }
        subscriber.apply_many(&mut tx, theirs).await?;
    }
    tx.commit().await.map_err(Problem::from)?;
    Ok(Applied::Now)
}

/// Moves the cursor from before the first event to the last one and enters all into the inbox. Not so when another
/// replica moved it.
async fn claim_all<S: Subscriber>(
    tx: &mut TenantTx,
    subscriber: &S,
    events: &[Event],
) -> Result<bool, ConsumeError> {
    let schema = tx.schema();
    let claim = format!(
        "with moved as (update {schema}.cursor set pos = $3 where consumer = $1 and pos = $2 returning 1)
         insert into {schema}.inbox (consumer, event_id) select $1, e.id from moved, unnest($4::uuid[]) as e (id)"
    );
    let ids =
        events.iter().map(|event| event.event_id.parse().map_err(|_| ConsumeError::Malformed(event.pos)));
    let ids: Vec<Uuid> = ids.collect::<Result<_, _>>()?;
    let last = events.last().map_or(0, |event| event.pos);
    let entered = sqlx::query(AssertSqlSafe(claim))
        .bind(subscriber.name())
        .bind(events.first().map_or(0, |event| event.pos - 1))
        .bind(last)
        .bind(&ids)
        .execute(tx.conn())
        .await
        .map_err(Problem::from)?;
    Ok(entered.rows_affected() > 0)
}
