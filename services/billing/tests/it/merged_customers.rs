//! Customers that became one: the one that stays has the open drafts and quotas of both, what was issued stays.

use crate::world::{DAY, Party, World};
use kontor_proto::contract::v1::CustomerMerged;
use kontor_proto::timetracking::v1::TimeEntrySaved;

async fn merge(world: &World, lost: &Party, kept: &Party) {
    let merged = CustomerMerged {
        customer: lost.customer.name.clone(),
        number: lost.customer.number.clone(),
        into: kept.customer.name.clone(),
        into_number: kept.customer.number.clone(),
        contracts: Vec::new(),
    };
    let thing = crate::world::uuid(&lost.customer.name);
    world.contract.voice.tell(world.house.tenant(), thing, 2, &merged).await;
    let moved = async || world.drafts(lost).await.is_empty();
    world.house.eventually("the drafts go over", moved).await;
}

#[tokio::test]
async fn r5a_b1_the_book_of_a_merged_customer_goes_over_and_what_was_issued_stays() {
    let world = World::selling().await;
    let (lost, kept) = (world.party().await, world.party().await);
    // An hour of the two that the quota has is invoiced with the lost one's project.
    world.save(&lost.worked("support", -9 * DAY, 3_600)).await;
    world.save(&lost.worked("project", -8 * DAY, 3_600)).await;
    let issued = world.issue(&lost).await;
    let open = lost.worked("support", -3_600, 1_800);
    world.save(&open).await;
    world.save(&kept.worked("support", -7_200, 900)).await;
    let before = world.balance(&lost).await;
    assert_eq!(before, "1800");
    merge(&world, &lost, &kept).await;
    let draft = world.draft(&kept).await;
    assert_eq!(draft.lines.len(), 2, "both customers' open work: {draft:?}");
    assert_eq!((world.balance(&lost).await, world.balance(&kept).await), (before, "6300".to_owned()));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    assert_eq!(world.invoice(&issued.name).await, issued);
    // Time tracking tells the open work under its new name, to which the terms of the one that stays apply: what it drew is
    // given back and drawn there, and nothing is charged or drawn twice.
    let told = TimeEntrySaved { version: 2, customer: kept.customer.name.clone(), ..open };
    world.save(&told).await;
    assert_eq!(world.draft(&kept).await.lines.len(), 2);
    assert_eq!((world.balance(&lost).await, world.balance(&kept).await), ("3600".into(), "4500".to_owned()));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    assert!(world.drafts(&lost).await.is_empty());
    // Late work that names the lost one draws from what is left of its quota, in the survivor's book.
    world.save(&lost.worked("support", -1_000, 900)).await;
    assert_eq!(world.balance(&lost).await, "2700");
    assert_eq!(world.draft(&kept).await.lines.len(), 3);
    assert!(world.drafts(&lost).await.is_empty());
    world.house.close().await;
}
