//! Merging duplicates: no reference is lost, and contradictions are refused.

use crate::world::{World, ask, fields, id, money, new_customer, price, reason};
use kontor_proto::contract::v1 as wire;
use tonic::{Code, Status};

const MONDAY: &str = "2026-03-02T09:00:00Z";

async fn merge(
    world: &World,
    loser: &wire::Customer,
    winner: &wire::Customer,
) -> Result<wire::Customer, Status> {
    let request = wire::MergeCustomerRequest {
        name: loser.name.clone(),
        into: winner.name.clone(),
        etag: loser.etag.clone(),
        validate_only: false,
        request_id: id(),
    };
    world.master().merge_customer(request).await.map(tonic::Response::into_inner)
}

async fn merge_assets(
    world: &World,
    loser: &wire::Asset,
    winner: &wire::Asset,
) -> Result<wire::Asset, Status> {
    let request = wire::MergeAssetRequest {
        name: loser.name.clone(),
        into: winner.name.clone(),
        etag: loser.etag.clone(),
        validate_only: false,
        request_id: id(),
    };
    world.master().merge_asset(request).await.map(tonic::Response::into_inner)
}

async fn get(world: &World, name: &str) -> wire::Customer {
    let request = wire::GetCustomerRequest { name: name.to_owned() };
    world.customers().get_customer(request).await.expect("it is there").into_inner()
}

#[tokio::test]
async fn c1_a_merged_customer_leads_to_the_one_that_stays_with_all_that_was_its() {
    let world = World::open().await;
    let mut old = new_customer("K-1", "Bäckerei Huber");
    old.customer.as_mut().unwrap().vat_id = "DE129273398".into();
    let old = world.customers().create_customer(old).await.unwrap().into_inner();
    let new = world.customer("K-2", "Huber Backwaren GmbH").await;
    let contract = world.contract(&old, "W-1", world.terms().await).await;
    world.price_list(&old.name, (2026, 1, 1), "99.00").await.unwrap();
    let (contact, site) =
        (world.contact(&old, "Anna", "+49 89 1234567").await, world.site(&old, "Filiale").await);
    let asset = world.asset(&old, "SRV-1", "server").await;
    let directive = world.directive(&old, "siezen").await;

    let merged = merge(&world, &old, &new).await.unwrap();
    assert_eq!((merged.name.as_str(), merged.vat_id.as_str()), (new.name.as_str(), "DE129273398"));
    assert_eq!(get(&world, &old.name).await, merged, "the old name answers with the one that stays");
    let list = wire::ListCustomersRequest::default();
    assert_eq!(
        world.customers().list_customers(list).await.unwrap().into_inner().customers,
        std::slice::from_ref(&merged)
    );

    // Everything of the old one is the new one's.
    let get_contact = wire::GetContactRequest { name: contact.name.clone() };
    assert_eq!(world.properties().get_contact(get_contact).await.unwrap().into_inner().customer, new.name);
    let get_contract = wire::GetContractRequest { name: contract.name.clone() };
    assert_eq!(world.contracts().get_contract(get_contract).await.unwrap().into_inner().customer, new.name);
    let list = wire::ListAssetsRequest { customer: old.name.clone(), ..Default::default() };
    let assets = world.properties().list_assets(list).await.unwrap().into_inner().assets;
    assert_eq!(assets.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), [&asset.name]);

    // What tickets and entries know, the old names, is judged as before.
    for customer in [&old, &new] {
        let question = wire::ResolveCoverageRequest {
            contact: contact.name.clone(),
            asset: asset.name.clone(),
            site: site.name.clone(),
            ..ask(customer, MONDAY)
        };
        let verdict = world.coverage().resolve_coverage(question).await.unwrap().into_inner();
        assert_eq!(verdict.contract, contract.name);
        assert_eq!(verdict.directives[0].name, directive.name);
        assert_eq!(verdict.directives[0].customer, new.name);
    }
    // The old number still finds it.
    let search = wire::SearchRecordsRequest { query: "K-1".into(), page_size: 0 };
    let hits = world.master().search_records(search).await.unwrap().into_inner().hits;
    assert_eq!(hits.iter().map(|hit| hit.name.as_str()).collect::<Vec<_>>(), [&new.name]);

    // Others hear of it, and both histories tell it.
    let events = world.events(&old.name).await;
    assert_eq!(events.last().unwrap(), &("kontor.contract.v1.CustomerMerged".to_owned(), 2));
    assert_eq!(world.events(&new.name).await.last().unwrap().1, 2);
    let told = &world.history(&old.name).await[0];
    assert_eq!((told.cause(), told.changes[0].field.as_str()), (wire::HistoryCause::Merge, "merged_into"));
    assert_eq!(told.changes[0].after, new.name);
    assert_eq!(world.history(&asset.name).await[0].changes[0].after, new.name);
}

#[tokio::test]
async fn c1_pointers_are_never_longer_than_one_step() {
    let world = World::open().await;
    let (a, b) = (world.customer("1", "A").await, world.customer("2", "B").await);
    let c = world.customer("3", "C").await;
    let b = merge(&world, &a, &b).await.unwrap();
    let c = merge(&world, &b, &c).await.unwrap();
    assert_eq!(get(&world, &a.name).await, c);
    assert_eq!(get(&world, &b.name).await, c);
    assert_eq!(
        reason(merge(&world, &a, &c).await).1,
        "WRONG_STATE",
        "what was merged is no longer there to merge"
    );
    let update = wire::UpdateCustomerRequest {
        customer: Some(wire::Customer { name: a.name.clone(), ..c.clone() }),
        request_id: id(),
    };
    let refused = world.customers().update_customer(update).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains(&c.name), "{refused:?}");
    let asset = wire::Asset {
        customer: a.name,
        display_name: "X".into(),
        asset_class: "pc".into(),
        ..Default::default()
    };
    let create = wire::CreateAssetRequest { asset: Some(asset), request_id: id() };
    assert_eq!(reason(world.customers().create_asset(create).await).1, "WRONG_STATE");
}

#[tokio::test]
async fn c5_customers_that_contradict_each_other_stay_two() {
    let world = World::open().await;
    let mut requests = [new_customer("1", "Huber"), new_customer("2", "Huber GmbH")];
    requests[0].customer.as_mut().unwrap().vat_id = "DE129273398".into();
    requests[1].customer.as_mut().unwrap().vat_id = "DE811569869".into();
    requests[1].customer.as_mut().unwrap().suspended = true;
    let [a, b] = requests;
    let a = world.customers().create_customer(a).await.unwrap().into_inner();
    let b = world.customers().create_customer(b).await.unwrap().into_inner();
    for customer in [&a, &b] {
        world.asset(customer, "SRV-1", "server").await;
        world.price_list(&customer.name, (2026, 1, 1), "99.00").await.unwrap();
    }
    let refused = merge(&world, &a, &b).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    for part in ["VAT ids", "on hold", "SRV-1", "price lists"] {
        assert!(refused.message().contains(part), "{part} in {}", refused.message());
    }
    assert_eq!(
        (get(&world, &a.name).await, get(&world, &b.name).await),
        (a.clone(), b.clone()),
        "nothing happened"
    );
    let own = wire::MergeCustomerRequest {
        name: a.name.clone(),
        into: a.name.clone(),
        etag: String::new(),
        validate_only: false,
        request_id: "1".into(),
    };
    assert_eq!(fields(world.master().merge_customer(own).await), ["into", "etag", "request_id"]);
    let stale = wire::Customer { etag: "\"9\"".into(), ..a.clone() };
    assert_eq!(reason(merge(&world, &stale, &b).await).1, "ETAG_MISMATCH");
    let absent = wire::Customer { name: crate::world::absent("customers"), ..b };
    assert_eq!(reason(merge(&world, &a, &absent).await).0, Code::NotFound);
}

#[tokio::test]
async fn c4_terms_that_name_a_merged_asset_hold_for_the_one_that_stays() {
    let world = World::open().await;
    let huber = world.customer("1", "Huber").await;
    let (old, new) =
        (world.asset(&huber, "SRV-1", "server").await, world.asset(&huber, "SRV-1b", "server").await);
    let mut terms = world.terms().await;
    terms.rules[0] = wire::CoverageRule {
        display_name: "this server".into(),
        assets: vec![old.name.clone()],
        ..crate::world::rule(wire::Decision::Included)
    };
    terms.prices = vec![price("120.00")];
    world.contract(&huber, "W-1", terms).await;
    let decision = async |asset: &wire::Asset| {
        let question = wire::ResolveCoverageRequest { asset: asset.name.clone(), ..ask(&huber, MONDAY) };
        world.coverage().resolve_coverage(question).await.unwrap().into_inner().decision()
    };
    assert_eq!(
        (decision(&old).await, decision(&new).await),
        (wire::Decision::Included, wire::Decision::Billable)
    );
    let merged = merge_assets(&world, &old, &new).await.unwrap();
    assert_eq!(merged.name, new.name);
    assert_eq!(
        (decision(&old).await, decision(&new).await),
        (wire::Decision::Included, wire::Decision::Included)
    );
    assert_eq!(world.events(&old.name).await, [("kontor.contract.v1.AssetMerged".to_owned(), 1)]);
    let get = wire::GetAssetRequest { name: old.name.clone() };
    assert_eq!(world.properties().get_asset(get).await.unwrap().into_inner(), merged);
    // Its name is free again.
    world.asset(&huber, "SRV-1", "server").await;
    let printer = world.asset(&huber, "Drucker", "printer").await;
    let refused = merge_assets(&world, &printer, &merged).await.unwrap_err();
    assert!(refused.message().contains("printer"), "{refused:?}");
}

#[tokio::test]
async fn c8_merged_contacts_keep_all_numbers_and_never_gain_a_right() {
    let world = World::open().await;
    let huber = world.customer("1", "Huber").await;
    let old = world.contact(&huber, "A. Huber", "+49 89 1234567").await;
    let new = world.contact(&huber, "Anna Huber", "+49 170 1234567").await;
    let request = |etag: &str, validate_only| wire::MergeContactRequest {
        name: old.name.clone(),
        into: new.name.clone(),
        etag: etag.to_owned(),
        validate_only,
        request_id: id(),
    };
    let dry = world.master().merge_contact(request(&old.etag, true)).await.unwrap().into_inner();
    assert_eq!(dry, new, "nothing happened");
    let merged = world.master().merge_contact(request(&old.etag, false)).await.unwrap().into_inner();
    assert_eq!(merged.phones, ["+491701234567", "+49891234567"]);
    let get = wire::GetContactRequest { name: old.name.clone() };
    assert_eq!(world.properties().get_contact(get).await.unwrap().into_inner(), merged);
    let question = wire::ResolveCoverageRequest { contact: old.name.clone(), ..ask(&huber, MONDAY) };
    world.coverage().resolve_coverage(question).await.expect("the old name still leads to someone");
    let lookup = wire::LookupCallerRequest { query: "A. Huber".into() };
    let matches = world.coverage().lookup_caller(lookup).await.unwrap().into_inner().matches;
    assert_eq!(matches[0].contact.as_ref(), Some(&merged));

    let limited = wire::Contact {
        order_right: wire::OrderRight::Limited as i32,
        order_limit: money("500.00"),
        ..world.contact(&huber, "Azubi", "+49 170 1234568").await
    };
    let update = wire::UpdateContactRequest { contact: Some(limited), request_id: id() };
    let limited = world.properties().update_contact(update).await.unwrap().into_inner();
    let gain = wire::MergeContactRequest {
        name: limited.name.clone(),
        into: new.name.clone(),
        etag: limited.etag.clone(),
        validate_only: true,
        request_id: id(),
    };
    assert!(world.master().merge_contact(gain).await.unwrap_err().message().contains("C8"));
}

#[tokio::test(flavor = "multi_thread")]
async fn c1_two_merges_crosswise_leave_one_customer_and_nothing_hanging() {
    let world = World::open().await;
    let (a, b) = (world.customer("1", "A").await, world.customer("2", "B").await);
    world.asset(&a, "PC-1", "pc").await;
    world.asset(&b, "PC-2", "pc").await;
    let (first, second) = tokio::join!(merge(&world, &a, &b), merge(&world, &b, &a));
    assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
    let left = get(&world, &a.name).await;
    assert_eq!(get(&world, &b.name).await, left);
    let list = wire::ListAssetsRequest { customer: left.name, ..Default::default() };
    assert_eq!(world.properties().list_assets(list).await.unwrap().into_inner().assets.len(), 2);
}
