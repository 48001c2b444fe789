//! `ResolveCoverage`.

use crate::world::{World, ask, from, id, instant, money, new_contract, reason, rule};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::types::v1 as types;
use tonic::Code;

const MONDAY_10: &str = "2026-03-02T09:00:00Z";
const MONDAY_20: &str = "2026-03-02T19:00:00Z";

async fn resolve(world: &World, request: wire::ResolveCoverageRequest) -> wire::Coverage {
    world.coverage().resolve_coverage(request).await.expect("a good question").into_inner()
}

#[tokio::test]
async fn c1_c2_c6_the_verdict_names_what_decided_and_until_when() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let contract = world.contract(&customer, "W-1017", world.terms().await).await;
    let version = &contract.versions[0];
    let terms = version.terms.as_ref().unwrap();
    let verdict = resolve(&world, ask(&customer, MONDAY_10)).await;
    assert_eq!(verdict.decision(), wire::Decision::Quota);
    assert_eq!((verdict.contract, verdict.contract_number), (contract.name, "W-1017".to_owned()));
    assert_eq!((&verdict.contract_version, verdict.rule), (&version.name, 1));
    assert_eq!(verdict.quotas, [terms.quotas[0].name.clone()]);
    assert_eq!(verdict.band, types::Band::Service as i32);
    assert_eq!(verdict.per_hour, money("120.00"));
    let deadlines = verdict.deadlines.unwrap();
    assert_eq!(deadlines.response, Some(instant("2026-03-02T10:00:00Z")));
    assert_eq!(
        deadlines.resolution,
        Some(instant("2026-03-03T08:00:00Z")),
        "seven hours today, one tomorrow"
    );
    assert_eq!((verdict.calendar, verdict.calendar_version), (terms.calendar.clone(), 1));
    assert_eq!(verdict.sla_policy, terms.sla_policy);
    assert!(!verdict.explanation.is_empty() && !verdict.predicates.is_empty());

    let evening = resolve(&world, ask(&customer, MONDAY_20)).await;
    assert_eq!((evening.decision(), evening.rule), (wire::Decision::Billable, 2));
    assert_eq!(evening.band, types::Band::AfterHours as i32);
}

#[tokio::test]
async fn c2_without_a_contract_it_is_not_covered_and_without_a_price_undecided() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let bare = resolve(&world, ask(&customer, MONDAY_10)).await;
    assert_eq!(bare.decision(), wire::Decision::Undecided);
    world.price_list("", (2026, 1, 1), "140").await.unwrap();
    let listed = resolve(&world, ask(&customer, MONDAY_10)).await;
    assert_eq!(listed.decision(), wire::Decision::NotCovered);
    assert_eq!((listed.per_hour, listed.needs_consent), (money("140.00"), true));
    world.price_list(&customer.name, (2026, 1, 1), "130").await.unwrap();
    assert_eq!(
        resolve(&world, ask(&customer, MONDAY_10)).await.per_hour,
        money("130.00"),
        "C5: customer before house"
    );
    let before = resolve(&world, ask(&customer, "2025-12-30T09:00:00Z")).await;
    assert_eq!(before.decision(), wire::Decision::Undecided, "C5: by service date");
}

#[tokio::test]
async fn c2_prices_are_for_those_who_may_see_them() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    world.contract(&customer, "W-1", world.terms().await).await;
    let request = ask(&customer, MONDAY_20);
    let plain = CoverageServiceClient::new(world.house.peer_as("contract", &["coverage.read"]))
        .resolve_coverage(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!((plain.decision(), &plain.per_hour), (wire::Decision::Billable, &None));
    // With its decimals: the digits alone also stand in ids now and then.
    let said = format!("{plain:?}");
    assert!(!said.contains("120.00") && !said.contains("120,00"), "neither in figures nor in words");
    let seen = resolve(&world, request.clone()).await;
    assert!(format!("{:?}", seen.explanation).contains("120.00"));
    assert_eq!(seen.explanation.len(), plain.explanation.len() + 1);
    let service = world.internal().resolve_coverage(request).await.unwrap().into_inner();
    assert_eq!(service.per_hour, money("120.00"));
}

#[tokio::test]
async fn c3_work_is_judged_by_the_version_of_its_day() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let terms = world.terms().await;
    let contract = world.contract(&customer, "W-1", terms.clone()).await;
    assert_eq!(
        resolve(&world, ask(&customer, "2026-07-01T09:00:00Z")).await.decision(),
        wire::Decision::Quota
    );
    let flat = wire::Terms {
        valid: Some(from((2026, 7, 1))),
        rules: vec![rule(wire::Decision::Included)],
        quotas: Vec::new(),
        ..terms
    };
    let add = wire::AddVersionRequest {
        name: contract.name,
        terms: Some(flat),
        etag: contract.etag,
        request_id: id(),
    };
    world.contracts().add_version(add).await.unwrap();
    assert_eq!(
        resolve(&world, ask(&customer, "2026-06-30T09:00:00Z")).await.decision(),
        wire::Decision::Quota
    );
    let after = resolve(&world, ask(&customer, "2026-07-01T09:00:00Z")).await;
    assert_eq!((after.decision(), after.per_hour), (wire::Decision::Included, None));
}

#[tokio::test]
async fn c5_the_more_specific_wins_a_tie_is_undecided_and_exclusions_fall_through() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let (server, printer) =
        (world.asset(&customer, "SRV-1", "server").await, world.asset(&customer, "PRN-1", "printer").await);
    let terms = world.terms().await;
    let general = world.contract(&customer, "W-1", terms.clone()).await;
    let mut special = terms.clone();
    let out = wire::CoverageRule {
        display_name: "no printers".into(),
        decision: 0,
        excludes: true,
        asset_classes: vec!["printer".into()],
        ..Default::default()
    };
    let own = wire::CoverageRule { assets: vec![server.name.clone()], ..rule(wire::Decision::Included) };
    special.rules = vec![out, own];
    special.quotas = Vec::new();
    let mut request = new_contract(&customer.name, "W-2", special);
    request.contract.as_mut().unwrap().fall_through = general.name.clone();
    let special = world.contracts().create_contract(request).await.unwrap().into_inner();
    let about = |asset: &wire::Asset| wire::ResolveCoverageRequest {
        asset: asset.name.clone(),
        ..ask(&customer, MONDAY_10)
    };
    let verdict = resolve(&world, about(&server)).await;
    assert_eq!((verdict.contract, verdict.decision), (special.name, wire::Decision::Included as i32));
    let verdict = resolve(&world, about(&printer)).await;
    assert_eq!((verdict.contract, verdict.decision), (general.name.clone(), wire::Decision::Quota as i32));

    let third = world.contract(&customer, "W-3", terms).await;
    let tie = resolve(&world, ask(&customer, MONDAY_10)).await;
    assert_eq!((tie.decision(), tie.contract.as_str()), (wire::Decision::Undecided, ""));
    assert_eq!(tie.candidates, [general.name, third.name]);
}

#[tokio::test]
async fn c7_c8_c9_directives_order_rights_and_suspension_show_at_once() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let contract = world.contract(&customer, "W-1", world.terms().await).await;
    assert!(!resolve(&world, ask(&customer, MONDAY_20)).await.suspended);
    let directive = wire::Directive {
        customer: customer.name.clone(),
        severity: wire::Severity::Acknowledge as i32,
        text: "erst fragen".into(),
        ..Default::default()
    };
    let request = wire::CreateDirectiveRequest { directive: Some(directive), request_id: id() };
    let directive = world.customers().create_directive(request).await.unwrap().into_inner();
    let directive = wire::Directive { etag: String::new(), create_time: None, ..directive };
    let contact = wire::Contact {
        customer: customer.name.clone(),
        display_name: "Lehrling".into(),
        order_right: wire::OrderRight::None as i32,
        ..Default::default()
    };
    let request = wire::CreateContactRequest { contact: Some(contact), request_id: id() };
    let contact = world.customers().create_contact(request).await.unwrap().into_inner();
    let question = wire::ResolveCoverageRequest { contact: contact.name, ..ask(&customer, MONDAY_20) };
    let verdict = resolve(&world, question).await;
    assert_eq!(verdict.directives, [directive]);
    let order = verdict.predicates.iter().find(|p| p.key == "may_order").unwrap();
    assert_eq!((order.outcome(), verdict.needs_consent), (wire::Outcome::Failed, true));

    let suspend = wire::SuspendContractRequest {
        name: contract.name.clone(),
        suspended: true,
        etag: contract.etag,
        request_id: id(),
    };
    world.contracts().suspend_contract(suspend).await.unwrap();
    let verdict = resolve(&world, ask(&customer, MONDAY_10)).await;
    assert_eq!(
        (verdict.suspended, verdict.decision()),
        (true, wire::Decision::Quota),
        "never treated as uncovered"
    );
}

#[tokio::test]
async fn x1_a_foreign_house_answers_as_an_absent_one() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    world.contract(&customer, "W-1", world.terms().await).await;
    assert_eq!(resolve(&world, ask(&customer, MONDAY_10)).await.decision(), wire::Decision::Quota);
    let mut stranger = CoverageServiceClient::new(world.stranger());
    let foreign = stranger.resolve_coverage(ask(&customer, MONDAY_10)).await.unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    assert_eq!(foreign.message(), format!("{} not found", customer.name));
    let other = world.customer("2", "Maier").await;
    let asset = world.asset(&other, "SRV-1", "server").await;
    let question = wire::ResolveCoverageRequest { asset: asset.name.clone(), ..ask(&customer, MONDAY_10) };
    let strange = world.coverage().resolve_coverage(question).await.unwrap_err();
    assert_eq!(strange.message(), format!("{} not found", asset.name));
    let nobody = CoverageServiceClient::new(world.house.anonymous("contract"))
        .resolve_coverage(ask(&customer, MONDAY_10))
        .await;
    assert_eq!(reason(nobody).0, Code::Unauthenticated);
}
