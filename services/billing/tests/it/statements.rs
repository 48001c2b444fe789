//! What a late entry costs in statements (R5a): as many, whatever it shifts.

use crate::world::{DAY, World, uuid};
use kontor_proto::billing::v1::EntryRated;
use kontor_proto::types::v1::Decimal;
use kontor_testkit::StatementCount;
use std::time::Duration;

/// Statements within a few seconds; feeds and timers look around all the while.
async fn within_seconds(count: &StatementCount) -> usize {
    let _before = count.take();
    tokio::time::sleep(Duration::from_secs(4)).await;
    count.take()
}

#[tokio::test]
async fn r5a_the_statements_of_a_late_entry_do_not_grow_with_what_it_shifts() {
    let world = World::open().await;
    let mut counts = Vec::new();
    for entries in [4_i64, 80] {
        let amount = Some(Decimal { value: (entries * 900 + 36_000).to_string() });
        let party = world.party_with(|quota| quota.amount = amount).await;
        let works: Vec<_> = (0..entries).map(|n| party.worked("support", n * 900, 900)).collect();
        for work in &works {
            world.time.tell(world.house.tenant(), uuid(&work.entry), 1, work).await;
        }
        let last = works.last().unwrap();
        let rated = || async { world.rated(&last.entry).await.is_some() };
        world.house.eventually("the last rating", rated).await;
        let late = party.worked("support", -DAY, 3_600);
        let count = StatementCount::begin();
        let idle = within_seconds(&count).await;
        world.time.tell(world.house.tenant(), uuid(&late.entry), 1, &late).await;
        counts.push(within_seconds(&count).await.saturating_sub(idle));
        drop(count);
        let rated = || async { world.rated(&late.entry).await.is_some() };
        world.house.eventually("the late entry's rating", rated).await;
        // Each that it shifted was rated anew and told: what is left of the quota is another.
        for work in [&works[0], last] {
            let told: Vec<EntryRated> = world.told(&work.entry).await;
            assert!(told.len() >= 2, "{}", told.len());
        }
    }
    assert!(counts[1] < counts[0] + 60, "statements for 4 and for 80 shifted entries: {counts:?}");
    world.house.close().await;
}
