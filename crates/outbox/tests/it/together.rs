//! Many events in one transaction.

use crate::ground::{Ground, Hearer, houses, things};
use kontor_ids::Uuid;
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

/// Versions of each thing, in the order they were applied.
fn by_thing(effects: &[(Uuid, Uuid, i64)]) -> BTreeMap<Uuid, Vec<i64>> {
    let mut all: BTreeMap<Uuid, Vec<i64>> = BTreeMap::new();
    for (_, thing, version) in effects {
        all.entry(*thing).or_default().push(*version);
    }
    all
}

/// Tells `versions` events of each thing, things and houses in turn.
async fn tell(
    ground: &Ground,
    things: &[Uuid],
    houses_count: usize,
    versions: i64,
) -> Vec<kontor_ids::TenantId> {
    let houses = houses(houses_count);
    for version in 1..=versions {
        for (n, thing) in things.iter().enumerate() {
            ground.tell(houses[n % houses.len()], *thing, version).await;
        }
    }
    ground.stamp().await;
    houses
}

#[tokio::test(flavor = "multi_thread")]
async fn i15_events_are_applied_together_each_once_and_in_order() {
    let ground = Ground::open().await;
    let things = things(7);
    let houses = tell(&ground, &things, 3, 40).await;
    let stop = CancellationToken::new();
    let hearing = ground.hear(Hearer { poison: None }, None, &stop);
    ground.heard(280).await;
    stop.cancel();
    hearing.await.unwrap();
    let effects = ground.effects().await;
    assert_eq!(effects.len(), 280);
    let whole: Vec<i64> = (1..=40).collect();
    assert!(by_thing(&effects).values().all(|versions| *versions == whole));
    for (house, thing, _) in &effects {
        let n = things.iter().position(|known| known == thing).unwrap();
        assert_eq!(*house, houses[n % 3].uuid(), "an effect belongs to its event's house");
    }
    let sql = "select count(distinct xmin::text) from hearer.effects";
    let transactions: i64 = sqlx::query_scalar(sql).fetch_one(&mut ground.owner().await).await.unwrap();
    assert!(transactions <= 20, "{transactions} transactions for 280 events");
    let sql = "select count(*) from hearer.inbox";
    let entered: i64 = sqlx::query_scalar(sql).fetch_one(&mut ground.owner().await).await.unwrap();
    assert_eq!(entered, 280);
}

#[tokio::test(flavor = "multi_thread")]
async fn i15_replicas_at_once_apply_each_event_once() {
    let ground = Ground::open().await;
    let things = things(5);
    tell(&ground, &things, 2, 40).await;
    let stop = CancellationToken::new();
    let replicas: Vec<_> = (0..3).map(|_| ground.hear(Hearer { poison: None }, None, &stop)).collect();
    ground.heard(200).await;
    stop.cancel();
    for replica in replicas {
        replica.await.unwrap();
    }
    let whole: Vec<i64> = (1..=40).collect();
    let effects = ground.effects().await;
    assert_eq!(effects.len(), 200);
    assert!(by_thing(&effects).values().all(|versions| *versions == whole));
}

#[tokio::test(flavor = "multi_thread")]
async fn i17_what_cannot_be_applied_parks_with_what_follows_of_its_thing_and_nothing_else() {
    let ground = Ground::open().await;
    let things = things(6);
    tell(&ground, &things, 2, 10).await;
    let stop = CancellationToken::new();
    let hearing = ground.hear(Hearer { poison: Some((things[2], 4)) }, None, &stop);
    ground.heard(60).await;
    // What is told later of the same thing waits as well; of others it is applied.
    tell_more(&ground, &things).await;
    ground.heard(66).await;
    stop.cancel();
    hearing.await.unwrap();
    let effects = by_thing(&ground.effects().await);
    for thing in &things {
        let versions: Vec<i64> = if *thing == things[2] { (1..=3).collect() } else { (1..=11).collect() };
        assert_eq!(effects[thing], versions);
    }
    let sql = "select aggregate_id, pos from hearer.parked_event order by pos";
    let parked: Vec<(Uuid, i64)> = sqlx::query_as(sql).fetch_all(&mut ground.owner().await).await.unwrap();
    assert_eq!(parked.len(), 8);
    assert!(parked.iter().all(|(thing, _)| *thing == things[2]));
}

async fn tell_more(ground: &Ground, things: &[Uuid]) {
    let sql = "select distinct aggregate_id, tenant_id from teller.event_log";
    let owners: Vec<(Uuid, Uuid)> = sqlx::query_as(sql).fetch_all(&mut ground.owner().await).await.unwrap();
    for thing in things {
        let (_, house) = owners.iter().find(|(known, _)| known == thing).unwrap();
        ground.tell(kontor_ids::TenantId::from_uuid(*house), *thing, 11).await;
    }
    ground.stamp().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn i16_a_missing_position_stops_the_consumer_right_before_it() {
    let ground = Ground::open().await;
    tell(&ground, &things(1), 1, 30).await;
    let stop = CancellationToken::new();
    let hearing = ground.hear(Hearer { poison: None }, Some(20), &stop);
    ground.heard(19).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(ground.effects().await.len(), 19, "nothing behind the gap is applied");
    stop.cancel();
    hearing.await.unwrap();
    // Found again, it and all that follow are applied.
    let stop = CancellationToken::new();
    let hearing = ground.hear(Hearer { poison: None }, None, &stop);
    ground.heard(30).await;
    stop.cancel();
    hearing.await.unwrap();
    let versions: Vec<i64> = ground.effects().await.into_iter().map(|(_, _, version)| version).collect();
    assert_eq!(versions, (1..=30).collect::<Vec<i64>>());
}
