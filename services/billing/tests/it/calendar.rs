//! What happens by the calendar though nobody works (R5, R9).

use crate::world::{DAY, World};
use kontor_proto::billing::v1::TransferKind;
use kontor_proto::contract::v1::Replenishment;

#[tokio::test]
async fn r5_lots_expire_and_are_granted_anew_on_their_day() {
    let world = World::open().await;
    let party = world.party_with(|quota| quota.replenishment = Replenishment::Monthly.into()).await;
    world.save(&party.worked("support", 0, 3_600)).await;
    assert_eq!(
        world.balance(&party).await,
        "3600",
        "the lots of January and February expired, March drew an hour"
    );
    let before = world.transfers(&party).await;
    // From 2 March 9:00 UTC to 31 March 21:59 UTC, then over midnight in Berlin.
    world.house.clock().advance(29 * DAY + 12 * 3_600 + 59 * 60);
    tokio::time::sleep(std::time::Duration::from_millis(2_500)).await;
    assert_eq!(world.transfers(&party).await, before, "not a minute early");
    world.house.clock().advance(60);
    let renewed = || async { world.balance(&party).await == "7200" };
    world.house.eventually("the lot of April", renewed).await;
    let after = world.transfers(&party).await;
    assert_eq!(after[..before.len()], before[..], "nothing is edited");
    let mut kinds: Vec<_> =
        after[before.len()..].iter().map(|t| (t.kind(), t.amount.as_ref().unwrap().value.as_str())).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, [(TransferKind::Grant, "7200"), (TransferKind::Expire, "3600")]);
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}
