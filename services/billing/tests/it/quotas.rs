//! Rating against a quota, and its ledger.

use crate::world::{DAY, World, amount, length};
use kontor_proto::billing::v1::{QuotaThresholdCrossed, RatedEntry, Transfer, TransferKind};
use kontor_proto::contract::v1::Decision;
use kontor_proto::timetracking::v1::TimeEntrySaved;

/// Decision, seconds and net of the portions.
fn portions(rated: &RatedEntry) -> Vec<(Decision, i64, &str)> {
    let seconds = |p: &kontor_proto::billing::v1::Portion| p.quantity.unwrap().seconds;
    rated.portions.iter().map(|p| (p.decision(), seconds(p), amount(&p.net))).collect()
}

fn postings<'a>(transfers: &'a [Transfer]) -> Vec<(TransferKind, &'a str, &'a str)> {
    let value = |t: &'a Transfer| t.amount.as_ref().unwrap().value.as_str();
    transfers.iter().map(|t| (t.kind(), value(t), t.entry.as_str())).collect()
}

#[tokio::test]
async fn r1_r5_r6_an_entry_tips_over_from_the_quota_into_overage() {
    let world = World::open().await;
    let party = world.party().await;
    let work = party.worked("support", 0, 9_000);
    let rated = world.save(&work).await;
    let expected = [(Decision::Quota, 7_200, "0.00"), (Decision::Billable, 1_800, "55.00")];
    assert_eq!(portions(&rated), expected);
    assert!(rated.portions[1].overage && !rated.portions[0].overage);
    assert_eq!(rated.portions[0].quota, party.quota);
    assert_eq!((amount(&rated.net), rated.billable, rated.undecided), ("55.00", length(9_000), false));
    assert!(!rated.explanation.is_empty(), "R1: it explains itself");
    assert_eq!(world.balance(&party).await, "0");
    let transfers = world.transfers(&party).await;
    let expected = [(TransferKind::Grant, "7200", ""), (TransferKind::Draw, "7200", work.entry.as_str())];
    assert_eq!(postings(&transfers), expected);
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r5a_a_late_entry_shifts_the_later_one_by_reversing_and_new_transfers() {
    let world = World::open().await;
    let party = world.party().await;
    let later = party.worked("support", 0, 9_000);
    world.save(&later).await;
    let before = world.transfers(&party).await;
    let late = party.worked("support", -DAY, 3_600);
    assert_eq!(portions(&world.save(&late).await), [(Decision::Quota, 3_600, "0.00")]);
    let shifted = world.rated(&later.entry).await.unwrap();
    let expected = [(Decision::Quota, 3_600, "0.00"), (Decision::Billable, 5_400, "165.00")];
    assert_eq!(portions(&shifted), expected);
    let after = world.transfers(&party).await;
    assert_eq!(after[..before.len()], before[..], "nothing is edited");
    let mut added = postings(&after[before.len()..]);
    assert_eq!(added.remove(0), (TransferKind::Reverse, "7200", later.entry.as_str()));
    added.sort_by_key(|(_, _, entry)| *entry == later.entry);
    let draw = |entry: &'static str| (TransferKind::Draw, "3600", entry);
    let expected = [draw(""), draw("")].map(|(kind, units, _)| (kind, units));
    assert_eq!(added.iter().map(|(k, u, _)| (*k, *u)).collect::<Vec<_>>(), expected);
    assert_eq!((added[0].2, added[1].2), (late.entry.as_str(), later.entry.as_str()));
    assert_eq!(after.last().unwrap().balance_after.as_ref().unwrap().value, "0");
    assert_eq!(world.balance(&party).await, "0");
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r7_a_threshold_is_told_once() {
    let world = World::open().await;
    let party = world.party().await;
    let crossed = async || {
        let told: Vec<QuotaThresholdCrossed> = world.told(&party.quota).await;
        assert!(told.iter().all(|event| event.quota == party.quota));
        told.iter().map(|event| event.percent).collect::<Vec<_>>()
    };
    world.save(&party.worked("support", 0, 5_400)).await;
    assert_eq!(crossed().await, [] as [i32; 0], "75 % is no threshold");
    world.save(&party.worked("support", 10_000, 900)).await;
    assert_eq!(crossed().await, [80]);
    world.save(&party.worked("support", 20_000, 1_800)).await;
    assert_eq!(crossed().await, [80, 100]);
    // A late entry reverses draws and posts new ones; the quota is as empty as it was.
    world.save(&party.worked("support", -DAY, 900)).await;
    assert_eq!(crossed().await, [80, 100]);
    world.house.close().await;
}

#[tokio::test]
async fn r8_a_corrected_entry_is_rated_anew() {
    let world = World::open().await;
    let party = world.party().await;
    let work = party.worked("support", 0, 7_200);
    world.save(&work).await;
    let before = world.transfers(&party).await;
    let shorter = TimeEntrySaved { version: 2, duration: length(3_600), ..work.clone() };
    assert_eq!(portions(&world.save(&shorter).await), [(Decision::Quota, 3_600, "0.00")]);
    assert_eq!(world.balance(&party).await, "3600");
    let after = world.transfers(&party).await;
    assert_eq!(after[..before.len()], before[..], "nothing is edited");
    assert_eq!(after[before.len()].kind(), TransferKind::Reverse);
    let elsewhere = TimeEntrySaved { version: 3, activity: "project".into(), ..shorter };
    assert_eq!(portions(&world.save(&elsewhere).await), [(Decision::Billable, 3_600, "120.00")]);
    assert_eq!(world.balance(&party).await, "7200", "what was drawn is back");
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r8_work_moved_to_another_customer_leaves_nothing_with_the_first() {
    let world = World::open().await;
    let (first, second) = (world.party().await, world.party().await);
    let work = first.worked("support", 0, 3_600);
    world.save(&work).await;
    assert_eq!((world.balance(&first).await, world.drafts(&first).await.len()), ("3600".to_owned(), 1));
    let customer = second.customer.name.clone();
    let moved = TimeEntrySaved { version: 2, customer, ticket: second.ticket.clone(), ..work };
    let rated = world.save(&moved).await;
    assert_eq!(rated.portions[0].quota, second.quota);
    assert_eq!([world.balance(&first).await, world.balance(&second).await], ["7200", "3600"]);
    assert_eq!([world.drafts(&first).await.len(), world.drafts(&second).await.len()], [0, 1]);
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r7_the_ledger_refuses_changes_even_of_its_owner() {
    let world = World::open().await;
    let party = world.party().await;
    world.save(&party.worked("support", 0, 3_600)).await;
    let mut owner = world.house.database().owner().await;
    for change in ["update billing.transfers set amount = 1", "delete from billing.transfers"] {
        assert!(sqlx::query(change).execute(&mut owner).await.is_err(), "{change}");
    }
    world.house.close().await;
}
