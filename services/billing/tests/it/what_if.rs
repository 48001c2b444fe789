//! A customer's real work under a draft (N6): the stand-in for contract cuts it, billing rates it by its own core.

use crate::world::{Party, World, absent, amount, eur, issue, reason, wrong_fields};
use kontor_proto::billing::v1::what_if_service_client::WhatIfServiceClient;
use kontor_proto::billing::v1::{CompareTermsRequest, QuotaThresholdCrossed, TermsComparison, TermsTally};
use kontor_proto::contract::v1::*;
use kontor_proto::types::v1::{Date, DateRange, Decimal};
use kontor_service::Peer;
use kontor_status::Reason;
use sqlx::AssertSqlSafe;
use tonic::Code;

fn client(world: &World) -> WhatIfServiceClient<Peer> {
    WhatIfServiceClient::new(world.house.peer_as("billing", &crate::world::BOOKS))
}

/// An hour a month and 99.00 for it, work at 120.00 in quarters of an hour.
fn terms() -> Terms {
    let quota = QuotaTerms {
        display_name: "Support 1 h".into(),
        kind: QuotaKind::Time.into(),
        amount: Some(Decimal { value: "3600".into() }),
        replenishment: Replenishment::Monthly.into(),
        overage_rule: OverageRule::Bill.into(),
        ..QuotaTerms::default()
    };
    let fee = RecurringFee {
        display_name: "Grundgebühr".into(),
        amount: eur("99.00"),
        period: Replenishment::Monthly.into(),
        in_advance: true,
        ..RecurringFee::default()
    };
    Terms {
        prices: vec![Price { per_hour: eur("120.00"), ..Price::default() }],
        rounding: Some(Rounding { increment_seconds: 900, ..Rounding::default() }),
        quotas: vec![quota],
        fees: vec![fee],
        ..Terms::default()
    }
}

fn asking(world: &World, party: &Party) -> CompareTermsRequest {
    let contract = world.contract.agreed(world.house.tenant(), &party.customer.name);
    let day = |month, day| Some(Date { year: 2026, month, day });
    CompareTermsRequest {
        customer: party.customer.name.clone(),
        draft: Some(DraftTerms { terms: Some(terms()), contract, ..DraftTerms::default() }),
        period: Some(DateRange { start: day(1, 1), end: day(4, 1) }),
    }
}

/// Entries, hours that are included, drawn and billed, work, fees, all.
fn told(tally: &Option<TermsTally>) -> (i32, [i64; 3], &str, &str, &str) {
    let tally = tally.as_ref().unwrap();
    let hours = [&tally.included, &tally.drawn, &tally.billed];
    let hours = hours.map(|time| time.as_ref().unwrap().seconds / 3600);
    (tally.entries, hours, amount(&tally.work), amount(&tally.fees), amount(&tally.net))
}

/// Everything that billing stores of a house, counted.
async fn stored(world: &World) -> Vec<i64> {
    let mut owner = world.house.database().owner().await;
    let mut counts = Vec::new();
    for table in
        ["transfers", "pending", "event_log", "drafts", "entries", "quotas", "customers", "idempotency_keys"]
    {
        let there = format!(
            "select count(*) from information_schema.tables where table_schema = 'billing' and table_name = '{table}'"
        );
        let there: i64 = sqlx::query_scalar(AssertSqlSafe(there)).fetch_one(&mut owner).await.unwrap();
        if there == 0 {
            continue;
        }
        let sum = format!("select coalesce(sum(hashtext(t::text)), 0)::bigint from billing.{table} t");
        counts.push(sqlx::query_scalar(AssertSqlSafe(sum)).fetch_one(&mut owner).await.unwrap());
    }
    assert!(counts.len() >= 7);
    counts
}

#[tokio::test]
async fn n6_real_work_is_rated_as_agreed_and_under_a_draft() {
    let world = World::selling().await;
    let party = world.party().await;
    // In February an hour of support; in March three more, an hour of maintenance, one of a project.
    world.save(&party.worked("support", -10 * 86_400, 3_600)).await;
    world.save(&party.worked("support", 0, 3 * 3_600)).await;
    world.save(&party.worked("maintenance", 4 * 3_600, 3_600)).await;
    world.save(&party.worked("project", 5 * 3_600, 3_600)).await;
    // What was told is stamped before the look.
    world.told::<QuotaThresholdCrossed>(&party.quota).await;
    let before = stored(&world).await;
    let compared = client(&world).compare_terms(asking(&world, &party)).await.unwrap().into_inner();
    assert_eq!(stored(&world).await, before, "nothing is stored");
    // As agreed: two hours once, overage at 110.00. Under the draft: an hour each month, overage at 120.00.
    assert_eq!(told(&compared.now), (4, [1, 2, 3], "340.00", "0.00", "340.00"));
    assert_eq!(told(&compared.then), (4, [1, 2, 3], "360.00", "297.00", "657.00"));
    assert_eq!(amount(&compared.difference), "317.00");
    let months: Vec<_> = compared.months.iter().map(|m| (told(&m.then).4, amount(&m.difference))).collect();
    assert_eq!(months, [("99.00", "99.00"), ("99.00", "99.00"), ("459.00", "119.00")]);
    // What is invoiced counts as though it were rated today.
    for draft in world.drafts(&party).await {
        let shown = world.draft_named(&draft.name).await;
        if !shown.lines.iter().all(|line| amount(&line.net) == "0.00") {
            world.client().issue_draft(issue(&shown)).await.unwrap();
        }
    }
    let again = client(&world).compare_terms(asking(&world, &party)).await.unwrap().into_inner();
    assert_eq!((again.now, again.then), (compared.now, compared.then));
    world.house.close().await;
}

#[tokio::test]
async fn n6_a_draft_that_is_alone_takes_the_place_of_all() {
    let world = World::open().await;
    let party = world.party().await;
    world.save(&party.worked("support", 0, 3_600)).await;
    let mut flat = terms();
    flat.quotas.clear();
    let draft = DraftTerms { terms: Some(flat), alone: true, ..DraftTerms::default() };
    let request = CompareTermsRequest { draft: Some(draft), ..asking(&world, &party) };
    let compared: TermsComparison = client(&world).compare_terms(request).await.unwrap().into_inner();
    assert_eq!(told(&compared.now), (1, [0, 1, 0], "0.00", "0.00", "0.00"));
    assert_eq!(told(&compared.then), (1, [0, 0, 1], "120.00", "297.00", "417.00"));
    world.house.close().await;
}

#[tokio::test]
async fn n6_the_last_twelve_months_are_compared_where_no_days_are_given() {
    let world = World::open().await;
    let party = world.party().await;
    let request = CompareTermsRequest { period: None, ..asking(&world, &party) };
    let compared = client(&world).compare_terms(request).await.unwrap().into_inner();
    assert_eq!(compared.months.len(), 12);
    let period = compared.period.unwrap();
    assert_eq!(period.start, Some(Date { year: 2025, month: 4, day: 1 }));
    assert_eq!(period.end, Some(Date { year: 2026, month: 4, day: 1 }));
    // Without any work the fees are what differs.
    assert_eq!(amount(&compared.difference), "1188.00");
    world.house.close().await;
}

#[tokio::test]
async fn n6_all_that_is_wrong_is_told_at_once_and_strangers_see_nothing() {
    let world = World::open().await;
    let party = world.party().await;
    let day = |day| Some(Date { year: 2026, month: 1, day });
    let wrong = CompareTermsRequest {
        customer: "customers/x".into(),
        draft: Some(DraftTerms { contract: "W-1".into(), ..DraftTerms::default() }),
        period: Some(DateRange { start: day(2), end: day(2) }),
    };
    let told = wrong_fields(client(&world).compare_terms(wrong).await);
    assert_eq!(told, ["customer", "draft.contract", "draft.terms", "period"]);
    let mut stranger = WhatIfServiceClient::new(world.foreign_peer());
    let foreign = stranger.compare_terms(asking(&world, &party)).await;
    let nobody = CompareTermsRequest { customer: absent("customers"), ..asking(&world, &party) };
    let nobody = client(&world).compare_terms(nobody).await;
    assert_eq!(nobody.as_ref().unwrap_err().code(), Code::NotFound);
    assert_eq!((reason(foreign), reason(nobody)), (Reason::NotFound, Reason::NotFound));
    world.house.close().await;
}
