//! `LookupCaller`.

use crate::world::{World, id};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;

async fn find(world: &World, query: &str) -> Vec<wire::CallerMatch> {
    let request = wire::LookupCallerRequest { query: query.to_owned() };
    world.coverage().lookup_caller(request).await.expect("a good query").into_inner().matches
}

#[tokio::test]
async fn k5_n1_one_word_brings_up_who_calls_and_whether_it_is_covered() {
    let world = World::open().await;
    let customer = world.customer("K-10017", "Bäckerei Huber GmbH").await;
    world.contract(&customer, "W-1", world.terms().await).await;
    let contact = wire::Contact {
        customer: customer.name.clone(),
        display_name: "Anna Öztürk".into(),
        phones: vec!["+49891234567".into()],
        emails: vec!["anna@baeckerei-huber.de".into()],
        ..wire::Contact::default()
    };
    let request = wire::CreateContactRequest { contact: Some(contact), request_id: id() };
    let contact = world.customers().create_contact(request).await.unwrap().into_inner();
    let asset = wire::Asset {
        customer: customer.name.clone(),
        display_name: "SRV-02".into(),
        asset_class: "server".into(),
        serial_number: "CZ3412".into(),
        host_name: "srv02.huber.local".into(),
        ..wire::Asset::default()
    };
    let request = wire::CreateAssetRequest { asset: Some(asset), request_id: id() };
    let asset = world.customers().create_asset(request).await.unwrap().into_inner();

    for query in
        ["+49 89 1234567", "089 1234567", "0049891234567", "ANNA@baeckerei-huber.de", "öztürk", "Anna"]
    {
        let found = find(&world, query).await;
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!(found[0].contact.as_ref(), Some(&contact), "{query}");
        assert_eq!(found[0].customer.as_ref(), Some(&customer), "{query}");
        assert_eq!(found[0].coverage.as_ref().unwrap().decision(), wire::Decision::Quota, "{query}");
    }
    for query in ["srv-02", "SRV-0", "cz3412", "srv02.huber.local"] {
        let found = find(&world, query).await;
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!(found[0].asset.as_ref(), Some(&asset), "{query}");
    }
    for query in ["k-10017", "Huber", "bäck", "bäckerei  huber"] {
        let found = find(&world, query).await;
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!((&found[0].contact, &found[0].asset), (&None, &None), "{query}");
    }
    assert_eq!(find(&world, "089 1234568").await, []);
    assert_eq!(
        crate::world::fields(world.coverage().lookup_caller(wire::LookupCallerRequest::default()).await),
        ["query"]
    );
    let mut stranger = CoverageServiceClient::new(world.stranger());
    let request = wire::LookupCallerRequest { query: "Huber".into() };
    assert_eq!(stranger.lookup_caller(request).await.unwrap().into_inner().matches, [], "X1");
}

#[tokio::test]
async fn n1_whole_matches_come_first_and_at_most_twenty() {
    let world = World::open().await;
    for n in 10..40 {
        world.customer(&n.to_string(), &format!("Hubertus {n}")).await;
    }
    let exact = world.customer("99", "Huber").await;
    let found = find(&world, "huber").await;
    assert_eq!(found.len(), 20);
    assert_eq!(found[0].customer.as_ref(), Some(&exact));
    let renamed = wire::Customer { display_name: "Maier".into(), ..exact };
    let request = wire::UpdateCustomerRequest { customer: Some(renamed), request_id: id() };
    let renamed = world.customers().update_customer(request).await.unwrap().into_inner();
    assert_ne!(find(&world, "huber").await[0].customer.as_ref(), Some(&renamed), "the old name is forgotten");
    assert_eq!(find(&world, "maier").await[0].customer.as_ref(), Some(&renamed));
}
