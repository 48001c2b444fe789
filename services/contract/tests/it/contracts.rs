//! `ContractService`.

use crate::world::{World, day, fields, from, id, new_contract, reason, rule};
use kontor_proto::contract::v1 as wire;
use kontor_proto::types::v1 as types;
use tonic::Code;

#[tokio::test]
async fn c3_a_new_version_ends_the_open_one_and_ranges_never_overlap() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let terms = world.terms().await;
    let contract = world.contract(&customer, "W-1", terms.clone()).await;
    let quota = contract.versions[0].terms.as_ref().unwrap().quotas[0].name.clone();
    assert!(quota.starts_with("quotas/"));

    let mut next = wire::Terms { valid: Some(from((2026, 7, 1))), ..terms.clone() };
    next.quotas[0].name = quota.clone();
    let request = wire::AddVersionRequest {
        name: contract.name.clone(),
        terms: Some(next),
        etag: contract.etag.clone(),
        request_id: id(),
    };
    let changed = world.contracts().add_version(request.clone()).await.unwrap().into_inner();
    assert_eq!(world.contracts().add_version(request.clone()).await.unwrap().into_inner(), changed);
    let ranges: Vec<_> = changed.versions.iter().map(|v| v.terms.as_ref().unwrap().valid.unwrap()).collect();
    assert_eq!(
        ranges,
        [types::DateRange { start: day((2026, 1, 1)), end: day((2026, 7, 1)) }, from((2026, 7, 1))]
    );
    assert_eq!(changed.versions[1].number, 2);
    assert_eq!(changed.versions[1].terms.as_ref().unwrap().quotas[0].name, quota, "the quota goes on");
    let read = wire::GetContractRequest { name: contract.name.clone() };
    assert_eq!(world.contracts().get_contract(read).await.unwrap().into_inner(), changed);

    let overlapping = wire::AddVersionRequest {
        terms: Some(wire::Terms { valid: Some(from((2026, 3, 1))), ..terms.clone() }),
        etag: changed.etag.clone(),
        request_id: id(),
        ..request.clone()
    };
    let refused = reason(world.contracts().add_version(overlapping.clone()).await);
    assert_eq!(refused, (Code::FailedPrecondition, "RANGES_OVERLAP".into()));
    let stale = wire::AddVersionRequest { etag: contract.etag, ..overlapping };
    assert_eq!(reason(world.contracts().add_version(stale).await).1, "ETAG_MISMATCH");
    let added = "kontor.contract.v1.ContractVersionAdded".to_owned();
    assert_eq!(world.events(&contract.name).await, [(added.clone(), 1), (added, 2)]);
}

#[tokio::test]
async fn c3_the_database_itself_refuses_overlap_and_change_of_versions() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    world.contract(&customer, "W-1", world.terms().await).await;
    world.price_list("", (2026, 1, 1), "100").await.unwrap();
    let mut owner = world.house.database().owner().await;
    let copies = [
        ("insert into contract.contract_versions select tenant_id, gen_random_uuid(), contract_id, 9,
          '[2027-01-01,2028-01-01)', calendar_id, sla_policy_id, terms, create_time from contract.contract_versions",
         "contract_versions_no_overlap"),
        ("insert into contract.price_lists (tenant_id, id, customer_id, validity, prices, create_time)
          select tenant_id, gen_random_uuid(), customer_id, '[2027-01-01,)', prices, create_time
          from contract.price_lists",
         "price_lists_no_overlap"),
    ];
    for (insert, constraint) in copies {
        let refused = sqlx::query(insert).execute(&mut owner).await.unwrap_err();
        assert_eq!(refused.as_database_error().and_then(|e| e.constraint()), Some(constraint));
    }
    for change in [
        "update contract.contract_versions set terms = ''",
        "update contract.contract_versions set validity = '[2025-01-01,)'",
        "delete from contract.contract_versions",
        "truncate contract.contract_versions",
        "update contract.calendar_versions set definition = ''",
        "delete from contract.sla_policies",
        "update contract.price_lists set prices = ''",
    ] {
        let refused = sqlx::query(change).execute(&mut owner).await.unwrap_err();
        assert_eq!(refused.as_database_error().and_then(|e| e.code()).as_deref(), Some("KT002"), "{change}");
    }
}

#[tokio::test]
async fn c5_price_lists_of_one_owner_never_overlap() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    world.price_list("", (2026, 1, 1), "100").await.unwrap();
    world.price_list(&customer.name, (2026, 1, 1), "90").await.unwrap();
    for owner in ["", customer.name.as_str()] {
        let refused = reason(world.price_list(owner, (2025, 1, 1), "110").await);
        assert_eq!(refused, (Code::FailedPrecondition, "RANGES_OVERLAP".into()));
    }
}

#[tokio::test]
async fn c9_suspending_is_told_once() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let contract = world.contract(&customer, "W-1", world.terms().await).await;
    let suspend = |etag: &str, suspended| wire::SuspendContractRequest {
        name: contract.name.clone(),
        suspended,
        etag: etag.to_owned(),
        request_id: id(),
    };
    let held = world.contracts().suspend_contract(suspend(&contract.etag, true)).await.unwrap().into_inner();
    assert!(held.suspended);
    let same = world.contracts().suspend_contract(suspend(&held.etag, true)).await.unwrap().into_inner();
    assert_eq!(same, held, "what is so already is no change");
    let stale = reason(world.contracts().suspend_contract(suspend(&contract.etag, false)).await);
    assert_eq!(stale, (Code::Aborted, "ETAG_MISMATCH".into()));
    let kinds: Vec<_> = world
        .events(&contract.name)
        .await
        .into_iter()
        .map(|(kind, version)| (kind.rsplit('.').next().unwrap().to_owned(), version))
        .collect();
    assert_eq!(kinds, [("ContractVersionAdded".to_owned(), 1), ("ContractSuspended".to_owned(), 2)]);
}

#[tokio::test]
async fn x4_contracts_are_listed_by_number_with_their_versions() {
    let world = World::open().await;
    let (huber, maier) = (world.customer("1", "Huber").await, world.customer("2", "Maier").await);
    let terms = world.terms().await;
    for (customer, number) in [(&huber, "W-2"), (&maier, "W-3"), (&huber, "W-1")] {
        world.contract(customer, number, terms.clone()).await;
    }
    let numbers = |page: &wire::ListContractsResponse| {
        page.contracts.iter().map(|c| c.number.clone()).collect::<Vec<_>>()
    };
    let all = wire::ListContractsRequest { page_size: 2, ..Default::default() };
    let first = world.contracts().list_contracts(all.clone()).await.unwrap().into_inner();
    assert_eq!(numbers(&first), ["W-1", "W-2"]);
    assert!(first.contracts.iter().all(|c| c.versions.len() == 1));
    let rest = wire::ListContractsRequest { page_token: first.next_page_token, ..all };
    assert_eq!(numbers(&world.contracts().list_contracts(rest).await.unwrap().into_inner()), ["W-3"]);
    let own = wire::ListContractsRequest { customer: maier.name, ..Default::default() };
    assert_eq!(numbers(&world.contracts().list_contracts(own).await.unwrap().into_inner()), ["W-3"]);
    let taken = reason(world.contracts().create_contract(new_contract(&huber.name, "W-3", terms)).await);
    assert_eq!(taken.0, Code::AlreadyExists);
}

#[tokio::test]
async fn c4_rules_name_only_what_is_the_customers() {
    let world = World::open().await;
    let (huber, maier) = (world.customer("1", "Huber").await, world.customer("2", "Maier").await);
    let (own, other) =
        (world.asset(&huber, "SRV-1", "server").await, world.asset(&maier, "SRV-1", "server").await);
    let mut terms = world.terms().await;
    terms.rules[0].assets = vec![own.name, other.name];
    let refused = world.contracts().create_contract(new_contract(&huber.name, "W-1", terms)).await;
    assert_eq!(fields(refused), ["terms.rules[0].assets[1]"]);
    let contract = world.contract(&maier, "W-2", world.terms().await).await;
    let mut request = new_contract(&huber.name, "W-1", world.terms().await);
    request.contract.as_mut().unwrap().fall_through = contract.name;
    assert_eq!(fields(world.contracts().create_contract(request).await), ["contract.fall_through"]);
}

#[tokio::test]
async fn s1_calendars_are_versioned_and_an_empty_one_is_refused() {
    let world = World::open().await;
    let calendar = world.calendar().await;
    assert_eq!(calendar.version, 1);
    let read = wire::GetCalendarRequest { name: calendar.name.clone() };
    assert_eq!(world.contracts().get_calendar(read).await.unwrap().into_inner(), calendar);
    for definition in
        ["", "24x7", "Europe/Berlin; DE-BY", "Europe/Berlin; Mo-Fr 8-17", "Europe/Berlin; PH off"]
    {
        let calendar =
            wire::Calendar { display_name: "x".into(), definition: definition.into(), ..Default::default() };
        let request = wire::CreateCalendarRequest { calendar: Some(calendar), request_id: id() };
        assert_eq!(
            fields(world.contracts().create_calendar(request).await),
            ["calendar.definition"],
            "{definition}"
        );
    }
    let policy = world.policy().await;
    let request = wire::GetServiceLevelRequest {
        calendar: calendar.name.clone(),
        calendar_version: 0,
        sla_policy: policy.name,
        sla_policy_version: 0,
    };
    let level = world.internal().get_service_level(request.clone()).await.unwrap().into_inner();
    assert_eq!((level.calendar_version, level.targets), (1, policy.targets));
    assert_eq!(level.calendar_definition, calendar.definition);
    let later = wire::GetServiceLevelRequest { calendar_version: 2, ..request.clone() };
    assert_eq!(reason(world.internal().get_service_level(later).await).0, Code::NotFound);
    assert_eq!(reason(world.coverage().get_service_level(request).await).0, Code::PermissionDenied);
}

#[tokio::test]
async fn c3_quotas_of_another_contract_are_refused() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let contract = world.contract(&customer, "W-1", world.terms().await).await;
    let mut terms = wire::Terms { valid: Some(from((2027, 1, 1))), ..world.terms().await };
    terms.quotas[0].name = format!("quotas/{}", id());
    terms.rules = vec![rule(wire::Decision::Quota)];
    let create = new_contract(&customer.name, "W-2", terms.clone());
    assert_eq!(fields(world.contracts().create_contract(create).await), ["terms.quotas[0].name"]);
    let add = wire::AddVersionRequest {
        name: contract.name,
        terms: Some(terms),
        etag: contract.etag,
        request_id: id(),
    };
    assert_eq!(fields(world.contracts().add_version(add).await), ["terms.quotas[0].name"]);
}
