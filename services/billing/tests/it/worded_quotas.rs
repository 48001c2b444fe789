//! All that contracts word about quotas and fees, through the service (R4 to R7, R5b, R9).

use crate::world::{DAY, World, amount, eur, issue};
use kontor_proto::billing::v1::{Draft, QuotaThresholdCrossed, RatedEntry, TransferKind};
use kontor_proto::contract::v1::*;
use kontor_proto::types::v1::Decimal;

#[expect(clippy::unnecessary_wraps, reason = "as fields of messages want it")]
fn units(value: &str) -> Option<Decimal> {
    Some(Decimal { value: value.into() })
}

/// Seconds and net of the portions.
fn parts(rated: &RatedEntry) -> Vec<(i64, &str)> {
    rated.portions.iter().map(|p| (p.quantity.unwrap().seconds, amount(&p.net))).collect()
}

fn nets(draft: &Draft) -> Vec<&str> {
    draft.lines.iter().map(|line| amount(&line.net)).collect()
}

#[tokio::test]
async fn r6_overage_is_drawn_from_the_next_period_to_a_limit() {
    let world = World::open().await;
    let party = world
        .party_with(|quota| {
            quota.replenishment = Replenishment::Monthly.into();
            quota.overage_rule = OverageRule::NextPeriod.into();
            quota.overdraft_limit = units("3600");
        })
        .await;
    let rated = world.save(&party.worked("support", 0, 12_600)).await;
    assert_eq!(parts(&rated), [(10_800, "0.00"), (1_800, "55.00")], "an hour ahead, the rest is billed");
    assert_eq!(world.balance(&party).await, "-3600");
    // On the first of April the new lot pays back what was drawn ahead.
    world.house.clock().advance(30 * DAY);
    let renewed = || async { world.balance(&party).await == "3600" };
    world.house.eventually("the lot of April", renewed).await;
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r6_an_exhausted_quota_is_replenished_and_the_lot_is_invoiced_once() {
    let world = World::selling().await;
    let party = world
        .party_with(|quota| {
            quota.overage_rule = OverageRule::Replenish.into();
            quota.replenish = Some(ReplenishingLot { amount: units("36000"), price: eur("900.00") });
        })
        .await;
    let rated = world.save(&party.worked("support", 0, 9_000)).await;
    assert_eq!(parts(&rated), [(9_000, "0.00")]);
    assert_eq!(world.balance(&party).await, "34200");
    let draft = world.draft(&party).await;
    assert_eq!((amount(&draft.net), draft.lines.len()), ("900.00", 2));
    world.issue(&party).await;
    assert_eq!(world.balance(&party).await, "34200", "what was invoiced stays granted and drawn (R5a)");
    let before = world.transfers(&party).await;
    // More work draws from the lot that is paid for; nothing is granted or billed anew.
    world.save(&party.worked("support", 10_000, 3_600)).await;
    assert_eq!(world.balance(&party).await, "30600");
    assert_eq!(amount(&world.draft(&party).await.net), "0.00");
    let after = world.transfers(&party).await;
    assert_eq!(after[..before.len()], before[..]);
    assert!(after[before.len()..].iter().all(|t| t.kind() == TransferKind::Draw));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r5_what_is_left_is_carried_over_as_the_terms_say() {
    let world = World::open().await;
    let rule = |rule: CarryOverRule, cap, periods| Some(CarryOver { rule: rule.into(), cap, periods });
    // In March three lots of two hours have begun; what of those of January and February is left?
    for (carry_over, left) in [
        (None, "7200"),
        (rule(CarryOverRule::None, None, 0), "7200"),
        (rule(CarryOverRule::LastPeriod, None, 0), "14400"),
        (rule(CarryOverRule::Periods, None, 2), "21600"),
        (rule(CarryOverRule::UpTo, units("1800"), 0), "9000"),
    ] {
        let party = world
            .party_with(|quota| {
                quota.replenishment = Replenishment::Monthly.into();
                quota.carry_over = carry_over;
            })
            .await;
        let there = || async { world.balance(&party).await == left };
        world.house.eventually(left, there).await;
    }
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r5b_a_callable_quota_is_billed_as_it_is_drawn() {
    let world = World::open().await;
    let party = world.party_with(|quota| quota.legal_kind = LegalKind::Callable.into()).await;
    assert_eq!(parts(&world.save(&party.worked("support", 0, 3_600)).await), [(3_600, "120.00")]);
    assert_eq!(world.balance(&party).await, "3600");
    let prepaid = world.party_with(|quota| quota.legal_kind = LegalKind::Prepayment.into()).await;
    assert_eq!(parts(&world.save(&prepaid.worked("support", 0, 3_600)).await), [(3_600, "0.00")]);
    world.house.close().await;
}

#[tokio::test]
async fn r4_one_call_for_each_ticket_and_value_by_price() {
    let world = World::open().await;
    let party = world
        .party_with(|quota| {
            quota.kind = QuotaKind::Calls.into();
            quota.amount = units("2");
            quota.call_trigger = CallTrigger::FirstWork.into();
            quota.reopening_days = 7;
        })
        .await;
    for hour in 0..3 {
        world.save(&party.worked("support", hour * 3_600, 900)).await;
    }
    assert_eq!(world.balance(&party).await, "1", "however many entries follow");
    let party = world
        .party_with(|quota| {
            quota.kind = QuotaKind::Value.into();
            quota.amount = units("100");
        })
        .await;
    let rated = world.save(&party.worked("support", 0, 3_600)).await;
    assert_eq!(parts(&rated), [(3_000, "0.00"), (600, "18.33")]);
    world.house.close().await;
}

#[tokio::test]
async fn r7_the_thresholds_are_those_of_the_terms() {
    let world = World::open().await;
    let party = world.party_with(|quota| quota.thresholds = vec![25, 50]).await;
    for hour in 0..2 {
        world.save(&party.worked("support", hour * 3_600, 3_600)).await;
    }
    let told: Vec<QuotaThresholdCrossed> = world.told(&party.quota).await;
    let percents: Vec<i32> = told.iter().map(|event| event.percent).collect();
    assert_eq!(percents, [25, 50], "and none at 80 or 100");
    world.house.close().await;
}

#[tokio::test]
async fn r9_a_lot_with_a_price_is_billed_when_it_begins_and_once() {
    let world = World::selling().await;
    let party = world
        .party_with(|quota| {
            quota.replenishment = Replenishment::Monthly.into();
            quota.lot_price = eur("180.00");
        })
        .await;
    let drafts = || async { world.drafts(&party).await.len() == 3 };
    world.house.eventually("January, February and March", drafts).await;
    for draft in world.drafts(&party).await {
        let shown = world.draft_named(&draft.name).await;
        assert_eq!(nets(&shown), ["180.00"]);
        world.client().issue_draft(issue(&shown)).await.unwrap();
    }
    assert!(world.drafts(&party).await.is_empty());
    world.house.clock().advance(30 * DAY);
    let april = || async { world.drafts(&party).await.len() == 1 };
    world.house.eventually("April", april).await;
    world.house.close().await;
}
