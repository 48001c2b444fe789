//! Contracts that were ended: nothing falls due after their day (R9).

use crate::world::{DAY, World, eur};
use kontor_proto::contract::v1::{ContractEnded, Replenishment};
use kontor_proto::types::v1::Date;

#[tokio::test]
async fn r9_nothing_falls_due_after_the_end_of_a_contract() {
    let world = World::selling().await;
    let party = world
        .party_with(|quota| {
            quota.replenishment = Replenishment::Monthly.into();
            quota.lot_price = eur("180.00");
        })
        .await;
    let drafts = async || world.drafts(&party).await.len();
    world.house.eventually("January, February and March", async || drafts().await == 3).await;
    let mut owner = world.house.database().owner().await;
    let contract: kontor_ids::Uuid = sqlx::query_scalar("select contract_id from billing.contract_versions")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    let ended = ContractEnded {
        contract: format!("contracts/{contract}"),
        customer: party.customer.name.clone(),
        end: Some(Date { year: 2026, month: 3, day: 1 }),
        ..ContractEnded::default()
    };
    world.contract.voice.tell(world.house.tenant(), contract, 2, &ended).await;
    world.house.eventually("March is gone", async || drafts().await == 2).await;
    // Time goes on, and nothing comes.
    world.house.clock().advance(60 * DAY);
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    assert_eq!(drafts().await, 2);
    world.house.close().await;
}
