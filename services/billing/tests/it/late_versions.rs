//! Corrections that reach billing after their entry was invoiced (T5, R5a).

use crate::world::{Party, World, amount, cancel, length, uuid};
use kontor_proto::billing::v1::{EntryRated, Invoice};
use kontor_proto::timetracking::v1::TimeEntrySaved;

/// Tells a version that billing cannot rate now, and waits until it was heard.
async fn tell(world: &World, party: &Party, saved: &TimeEntrySaved, after_nine: i64) {
    world.time.tell(world.house.tenant(), uuid(&saved.entry), saved.version.into(), saved).await;
    // Events are heard in order: what came after it is rated, so it was heard.
    world.save(&party.worked("maintenance", after_nine, 60)).await;
}

/// What is stored of an entry: its version, and the digests of what it is rated by.
async fn kept(world: &World, entry: &str) -> (i32, String) {
    let read = "select version, md5(saved || spans) from billing.entries where id = $1";
    let mut owner = world.house.database().owner().await;
    sqlx::query_as(read).bind(uuid(entry)).fetch_one(&mut owner).await.unwrap()
}

async fn issued(world: &World, party: &Party) -> (TimeEntrySaved, Invoice) {
    let work = party.worked("project", 0, 3_600);
    world.save(&work).await;
    (work, world.issue(party).await)
}

#[tokio::test]
async fn r5a_a_correction_after_issue_leaves_the_frozen_entry_as_it_was_invoiced() {
    let world = World::selling().await;
    let party = world.party().await;
    let (work, invoice) = issued(&world, &party).await;
    let before = kept(&world, &work.entry).await;
    let longer = TimeEntrySaved { version: 2, duration: length(7_200), ..work.clone() };
    tell(&world, &party, &longer, 10_000).await;
    assert_eq!(kept(&world, &work.entry).await, before, "what was invoiced is frozen");
    assert_eq!(world.rated(&work.entry).await.unwrap().entry_version, 1);
    assert_eq!(world.invoice(&invoice.name).await, invoice);
    assert_eq!(amount(&world.draft(&party).await.net), "0.00", "nothing of it is billed a second time");
    world.house.close().await;
}

#[tokio::test]
async fn r8_after_a_cancellation_the_newest_correction_is_rated() {
    let world = World::selling().await;
    let (party, other) = (world.party().await, world.party().await);
    let (work, invoice) = issued(&world, &party).await;
    let longer = TimeEntrySaved { version: 2, duration: length(7_200), ..work.clone() };
    tell(&world, &party, &longer, 10_000).await;
    let (customer, ticket) = (other.customer.name.clone(), other.ticket.clone());
    let moved = TimeEntrySaved { version: 3, customer, ticket, duration: length(5_400), ..work.clone() };
    tell(&world, &party, &moved, 20_000).await;
    world.client().cancel_invoice(cancel(&invoice)).await.unwrap();
    let rated = world.rated(&work.entry).await.unwrap();
    assert_eq!((rated.entry_version, amount(&rated.net)), (3, "180.00"));
    assert_eq!(amount(&world.draft(&party).await.net), "0.00", "it left the first customer");
    assert_eq!(amount(&world.draft(&other).await.net), "180.00");
    let told: Vec<EntryRated> = world.told(&work.entry).await;
    assert_eq!(told.last().map(|event| event.entry_version), Some(3));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}
