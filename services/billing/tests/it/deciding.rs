//! Deciding about entries that wait (C2, R6).

use crate::world::{DAY, Party, World, absent, amount, id, length, reason, wrong_fields};
use kontor_proto::billing::v1::*;
use kontor_proto::contract::v1::{Decision, OverageRule};
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_status::Reason;

fn choose(work: &TimeEntrySaved, choice: EntryChoice, contract: &str) -> DecideEntryRequest {
    DecideEntryRequest {
        entry: work.entry.clone(),
        entry_version: work.version,
        choice: choice.into(),
        contract: contract.into(),
        reason: "mit dem Kunden besprochen".into(),
        request_id: id(),
    }
}

async fn decided(world: &World, request: &DecideEntryRequest) -> EntryDecision {
    world.rating().decide_entry(request.clone()).await.unwrap().into_inner()
}

async fn log(world: &World, work: &TimeEntrySaved) -> Vec<EntryDecision> {
    let request = ListEntryDecisionsRequest { entry: work.entry.clone() };
    world.rating().list_entry_decisions(request).await.unwrap().into_inner().decisions
}

/// Work that two contracts could cover, rated: it waits. Gives the contract that is a candidate.
async fn unclear(world: &World, party: &Party) -> (TimeEntrySaved, String) {
    let work = party.worked("unclear", 0, 3_600);
    assert!(world.save(&work).await.undecided);
    let contract = world.contract.agreed(world.house.tenant(), &party.customer.name);
    (work, contract)
}

#[tokio::test]
async fn c2_an_undecided_entry_is_billed_as_someone_decided() {
    let world = World::open().await;
    let party = world.party().await;
    let (work, contract) = unclear(&world, &party).await;
    assert_eq!(world.draft(&party).await.undecided_entries, std::slice::from_ref(&work.entry));
    let request = choose(&work, EntryChoice::Contract, &contract);
    let decision = decided(&world, &request).await;
    assert_eq!(
        (decision.number, &decision.contract, &decision.candidates),
        (1, &contract, &vec![contract.clone()])
    );
    let rated = decision.rated.clone().unwrap();
    assert_eq!((rated.undecided, amount(&rated.net)), (false, "120.00"));
    let draft = world.draft(&party).await;
    assert_eq!((amount(&draft.net), draft.undecided_entries.len()), ("120.00", 0));
    assert_eq!(decided(&world, &request).await, decision, "X2: a repeat gets its answer");
    let told: Vec<EntryRated> = world.told(&work.entry).await;
    assert_eq!(told.iter().map(|e| e.undecided).collect::<Vec<_>>(), [true, false]);
    world.house.close().await;
}

#[tokio::test]
async fn c2_decisions_are_logged_and_never_overwritten() {
    let world = World::open().await;
    let party = world.party().await;
    let (work, contract) = unclear(&world, &party).await;
    decided(&world, &choose(&work, EntryChoice::Contract, &contract)).await;
    let second = decided(&world, &choose(&work, EntryChoice::ListPrice, "")).await;
    assert_eq!(second.rated.unwrap().portions[0].decision(), Decision::NotCovered);
    let log = log(&world, &work).await;
    let choices: Vec<_> = log.iter().map(|d| (d.number, d.choice())).collect();
    assert_eq!(choices, [(1, EntryChoice::Contract), (2, EntryChoice::ListPrice)]);
    assert!(log.iter().all(|d| d.decided_by.starts_with("users/") && d.decide_time.is_some()));
    // A correction is rated as it was decided.
    let longer = TimeEntrySaved { version: 2, duration: length(7_200), ..work.clone() };
    let rated = world.save(&longer).await;
    assert_eq!((rated.undecided, rated.portions[0].decision()), (false, Decision::NotCovered));
    let mut owner = world.house.database().owner().await;
    for change in ["update billing.decisions set reason = 'x'", "delete from billing.decisions"] {
        assert!(sqlx::query(change).execute(&mut owner).await.is_err(), "{change}");
    }
    world.house.close().await;
}

#[tokio::test]
async fn r6_what_a_quota_refused_is_billed_as_overage_when_someone_decides_so() {
    let world = World::open().await;
    let party = world.party_with(|quota| quota.overage_rule = OverageRule::Refuse.into()).await;
    let work = party.worked("support", 0, 9_000);
    assert!(world.save(&work).await.undecided);
    let decision = decided(&world, &choose(&work, EntryChoice::Overage, "")).await;
    let rated = decision.rated.unwrap();
    assert_eq!((rated.undecided, amount(&rated.net)), (false, "55.00"));
    // It holds for what a late entry displaces, too.
    world.save(&party.worked("support", -DAY, 3_600)).await;
    let rated = world.rated(&work.entry).await.unwrap();
    assert_eq!((rated.undecided, amount(&rated.net)), (false, "165.00"));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn c2_what_cannot_be_decided_is_refused() {
    let world = World::selling().await;
    let party = world.party().await;
    let (work, contract) = unclear(&world, &party).await;
    let refused = async |request: DecideEntryRequest| reason(world.rating().decide_entry(request).await);
    let stale = DecideEntryRequest { entry_version: 2, ..choose(&work, EntryChoice::Contract, &contract) };
    assert_eq!(refused(stale).await, Reason::EtagMismatch);
    let stranger = choose(&work, EntryChoice::Contract, &absent("contracts"));
    assert_eq!(wrong_fields(world.rating().decide_entry(stranger).await), ["contract"]);
    assert_eq!(refused(choose(&work, EntryChoice::Overage, "")).await, Reason::WrongState);
    let clear = party.worked("project", 10_000, 900);
    world.save(&clear).await;
    assert_eq!(refused(choose(&clear, EntryChoice::ListPrice, "")).await, Reason::WrongState);
    let priceless = party.worked("priceless", 20_000, 900);
    world.save(&priceless).await;
    assert_eq!(refused(choose(&priceless, EntryChoice::ListPrice, "")).await, Reason::WrongState);
    assert!(log(&world, &priceless).await.is_empty(), "nothing is half-done");
    decided(&world, &choose(&work, EntryChoice::Contract, &contract)).await;
    // The draft has the priceless entry waiting, which keeps only itself out.
    world.issue(&party).await;
    assert_eq!(refused(choose(&work, EntryChoice::ListPrice, "")).await, Reason::EntryInvoiced);
    world.house.close().await;
}

#[tokio::test]
async fn x6_x1_bad_decisions_and_those_of_others() {
    let world = World::open().await;
    let party = world.party().await;
    let (work, _) = unclear(&world, &party).await;
    let bad = DecideEntryRequest { contract: "x".into(), ..DecideEntryRequest::default() };
    let fields = wrong_fields(world.rating().decide_entry(bad).await);
    assert_eq!(fields, ["request_id", "entry", "entry_version", "choice", "contract", "reason"]);
    let nobody = TimeEntrySaved { entry: absent("timeEntries"), ..work.clone() };
    let mut foreigner = world.foreign_rating();
    let theirs = foreigner.decide_entry(choose(&work, EntryChoice::ListPrice, "")).await.unwrap_err();
    let missing = foreigner.decide_entry(choose(&nobody, EntryChoice::ListPrice, "")).await.unwrap_err();
    assert_eq!(theirs.message().replace(&work.entry, &nobody.entry), missing.message());
    let list = |work: &TimeEntrySaved| ListEntryDecisionsRequest { entry: work.entry.clone() };
    let theirs = foreigner.list_entry_decisions(list(&work)).await.unwrap_err();
    let missing = foreigner.list_entry_decisions(list(&nobody)).await.unwrap_err();
    assert_eq!(theirs.message().replace(&work.entry, &nobody.entry), missing.message());
    world.house.close().await;
}
