//! `PropertyService`: contacts, sites, assets and directives read, listed and changed, with their history.

use crate::world::{World, ask, fields, id, money, reason};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::property_service_client::PropertyServiceClient;
use kontor_proto::types::v1::Date;
use tonic::Code;

/// Field, before and after of what a record's last change changed.
async fn last(world: &World, record: &str) -> Vec<(String, String, String)> {
    let newest = world.history(record).await.remove(0);
    assert_eq!(newest.actor, world.house.user().resource_name());
    newest.changes.into_iter().map(|c| (c.field, c.before, c.after)).collect()
}

fn told(field: &str, before: &str, after: &str) -> (String, String, String) {
    (field.to_owned(), before.to_owned(), after.to_owned())
}

#[tokio::test]
async fn c8_a_contact_changes_with_its_etag_and_keeps_its_history() {
    let world = World::open().await;
    let (huber, maier) = (world.customer("1", "Huber").await, world.customer("2", "Maier").await);
    let contact = world.contact(&huber, "Anna", "+49 89 1234567").await;
    let get = wire::GetContactRequest { name: contact.name.clone() };
    assert_eq!(world.properties().get_contact(get).await.unwrap().into_inner(), contact);
    let changed = wire::Contact {
        phones: vec!["+49 170 1234567".into()],
        order_right: wire::OrderRight::Limited as i32,
        order_limit: money("500.00"),
        number: "C-1".into(),
        ..contact.clone()
    };
    let request = wire::UpdateContactRequest { contact: Some(changed.clone()), request_id: id() };
    let saved = world.properties().update_contact(request.clone()).await.unwrap().into_inner();
    assert_eq!(
        saved,
        wire::Contact { phones: vec!["+491701234567".into()], etag: saved.etag.clone(), ..changed.clone() }
    );
    assert_eq!(world.properties().update_contact(request).await.unwrap().into_inner(), saved, "X2");
    assert_eq!(
        last(&world, &contact.name).await,
        [
            told("number", &contact.number, "C-1"),
            told("order_limit", "", "500.00"),
            told("order_right", "unlimited", "limited"),
            told("phones", "+49891234567", "+491701234567"),
        ]
    );
    let stale = wire::UpdateContactRequest { contact: Some(changed), request_id: id() };
    assert_eq!(reason(world.properties().update_contact(stale).await).1, "ETAG_MISMATCH");
    let moved = wire::Contact { customer: maier.name.clone(), ..saved.clone() };
    let moved = wire::UpdateContactRequest { contact: Some(moved), request_id: id() };
    assert_eq!(fields(world.properties().update_contact(moved).await), ["contact.customer"]);
    let other = world.contact(&maier, "Eva", "+49 89 1234568").await;
    let taken = wire::Contact { number: "C-1".into(), ..other };
    let taken = wire::UpdateContactRequest { contact: Some(taken), request_id: id() };
    assert_eq!(reason(world.properties().update_contact(taken).await).0, Code::AlreadyExists);
}

#[tokio::test]
async fn assets_and_sites_are_kept_in_full_and_names_may_be_given_on() {
    let world = World::open().await;
    let huber = world.customer("1", "Huber").await;
    let site = world.site(&huber, "Filiale").await;
    let asset = world.asset(&huber, "SRV-1", "server").await;
    let full = wire::Asset {
        site: site.name.clone(),
        serial_number: "CZ3412".into(),
        host_name: "srv1.huber.local".into(),
        criticality: wire::Criticality::Critical as i32,
        warranty_until: Some(Date { year: 2027, month: 12, day: 31 }),
        maintenance_contract: "HPE 4711".into(),
        maintenance_until: Some(Date { year: 2028, month: 2, day: 29 }),
        ..asset.clone()
    };
    let request = wire::UpdateAssetRequest { asset: Some(full.clone()), request_id: id() };
    let saved = world.properties().update_asset(request).await.unwrap().into_inner();
    assert_eq!(saved, wire::Asset { etag: saved.etag.clone(), ..full });
    let changes = last(&world, &asset.name).await;
    assert!(
        changes.contains(&told("site", "", &site.name))
            && changes.contains(&told("warranty_until", "", "2027-12-31"))
    );
    let get = wire::GetAssetRequest { name: asset.name.clone() };
    assert_eq!(world.properties().get_asset(get).await.unwrap().into_inner(), saved);

    let address = Some(wire::PostalAddress {
        street: "Ring 1".into(),
        postal_code: "1010".into(),
        city: "Wien".into(),
        country_code: "AT".into(),
    });
    let moved = wire::Site { address, ..site.clone() };
    let request = wire::UpdateSiteRequest { site: Some(moved.clone()), request_id: id() };
    let moved = wire::Site { etag: "\"2\"".into(), ..moved };
    assert_eq!(world.properties().update_site(request).await.unwrap().into_inner(), moved);
    assert_eq!(last(&world, &site.name).await[0], told("address.city", "", "Wien"));
    let get = wire::GetSiteRequest { name: site.name };
    assert_eq!(world.properties().get_site(get).await.unwrap().into_inner(), moved);
}

#[tokio::test]
async fn c7_a_withdrawn_directive_is_kept_and_is_no_part_of_verdicts() {
    let world = World::open().await;
    let huber = world.customer("1", "Huber").await;
    let directive = world.directive(&huber, "Nur mit Herrn Huber sprechen").await;
    let question = ask(&huber, "2026-03-02T09:00:00Z");
    let shown = world.coverage().resolve_coverage(question.clone()).await.unwrap().into_inner().directives;
    assert_eq!(shown.iter().map(|d| d.text.as_str()).collect::<Vec<_>>(), ["Nur mit Herrn Huber sprechen"]);
    let withdrawn = wire::Directive { withdrawn: true, ..directive.clone() };
    let request = wire::UpdateDirectiveRequest { directive: Some(withdrawn.clone()), request_id: id() };
    let saved = world.properties().update_directive(request).await.unwrap().into_inner();
    assert_eq!(saved, wire::Directive { etag: saved.etag.clone(), ..withdrawn });
    assert_eq!(world.coverage().resolve_coverage(question).await.unwrap().into_inner().directives, []);
    assert_eq!(last(&world, &directive.name).await, [told("withdrawn", "false", "true")]);
    let list = wire::ListDirectivesRequest { customer: huber.name.clone(), ..Default::default() };
    let listed = world.properties().list_directives(list).await.unwrap().into_inner();
    assert_eq!(listed.directives, [saved]);
}

#[tokio::test]
async fn x4_pages_go_by_number_within_one_customer() {
    let world = World::open().await;
    let (huber, maier) = (world.customer("1", "Huber").await, world.customer("2", "Maier").await);
    let mut numbers = Vec::new();
    for n in 0..5 {
        numbers.push(world.asset(&huber, &format!("PC-{n}"), "pc").await.number);
        world.asset(&maier, &format!("PC-{n}"), "pc").await;
        world.contact(&huber, &format!("P {n}"), "+49 89 1234567").await;
        world.site(&huber, &format!("S {n}")).await;
        world.directive(&huber, &format!("D {n}")).await;
    }
    numbers.sort();
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let request =
            wire::ListAssetsRequest { customer: huber.name.clone(), page_size: 2, page_token: token };
        let page = world.properties().list_assets(request).await.unwrap().into_inner();
        seen.extend(page.assets.into_iter().map(|asset| asset.number));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, numbers);
    let customer = huber.name.clone();
    let list = wire::ListContactsRequest { customer: customer.clone(), page_size: 3, ..Default::default() };
    let page = world.properties().list_contacts(list).await.unwrap().into_inner();
    assert_eq!(page.contacts.len(), 3);
    let other =
        wire::ListContactsRequest { customer: maier.name, page_size: 3, page_token: page.next_page_token };
    assert_eq!(reason(world.properties().list_contacts(other).await).1, "INVALID_ARGUMENT");
    let list = wire::ListSitesRequest { customer: customer.clone(), ..Default::default() };
    assert_eq!(world.properties().list_sites(list).await.unwrap().into_inner().sites.len(), 5);
    let first =
        wire::ListDirectivesRequest { customer: customer.clone(), page_size: 3, ..Default::default() };
    let page = world.properties().list_directives(first).await.unwrap().into_inner();
    let next = wire::ListDirectivesRequest { customer, page_size: 3, page_token: page.next_page_token };
    let rest = world.properties().list_directives(next).await.unwrap().into_inner();
    assert_eq!((page.directives.len(), rest.directives.len()), (3, 2));
}

#[tokio::test]
async fn x4_a_history_has_pages() {
    let world = World::open().await;
    let mut customer = world.customer("1", "Huber").await;
    for n in 0..4 {
        let changed = wire::Customer { note: n.to_string(), ..customer };
        let request = wire::UpdateCustomerRequest { customer: Some(changed), request_id: id() };
        customer = world.customers().update_customer(request).await.unwrap().into_inner();
    }
    let first =
        wire::ListHistoryRequest { record: customer.name.clone(), page_size: 3, ..Default::default() };
    let page = world.master().list_history(first.clone()).await.unwrap().into_inner();
    assert_eq!(page.entries.iter().map(|e| e.version).collect::<Vec<_>>(), [5, 4, 3]);
    let next = wire::ListHistoryRequest { page_token: page.next_page_token, ..first };
    let page = world.master().list_history(next).await.unwrap().into_inner();
    assert_eq!(page.entries.iter().map(|e| e.version).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(page.next_page_token, "");
}

#[tokio::test]
async fn x6_changes_name_all_wrong_fields_at_once() {
    let world = World::open().await;
    let contact =
        wire::UpdateContactRequest { contact: Some(wire::Contact::default()), request_id: "1".into() };
    assert_eq!(
        fields(world.properties().update_contact(contact).await),
        ["contact.name", "contact.etag", "contact.customer", "contact.display_name", "request_id"]
    );
    let site = wire::UpdateSiteRequest { site: None, request_id: id() };
    let wrong = fields(world.properties().update_site(site).await);
    assert!(wrong.contains(&"site".to_owned()), "{wrong:?}");
    let asset = wire::Asset {
        criticality: 9,
        warranty_until: Some(Date { year: 2027, month: 2, day: 30 }),
        ..Default::default()
    };
    let asset = wire::UpdateAssetRequest { asset: Some(asset), request_id: id() };
    let wrong = fields(world.properties().update_asset(asset).await);
    for field in ["asset.criticality", "asset.warranty_until", "asset.etag"] {
        assert!(wrong.contains(&field.to_owned()), "{field} in {wrong:?}");
    }
    let directive =
        wire::UpdateDirectiveRequest { directive: Some(wire::Directive::default()), request_id: id() };
    let wrong = fields(world.properties().update_directive(directive).await);
    assert!(wrong.contains(&"directive.name".to_owned()) && wrong.contains(&"directive.severity".to_owned()));
    let list = wire::ListAssetsRequest { page_size: 201, ..Default::default() };
    assert_eq!(fields(world.properties().list_assets(list).await), ["page_size", "customer"]);
    let history =
        wire::ListHistoryRequest { record: "tickets/1".into(), page_size: -1, ..Default::default() };
    assert_eq!(fields(world.master().list_history(history).await), ["record", "page_size"]);
    let search = wire::SearchRecordsRequest { query: "x".into(), page_size: 51 };
    assert_eq!(fields(world.master().search_records(search).await), ["query", "page_size"]);
}

#[tokio::test]
async fn x6_master_data_that_no_invoice_could_use_is_told_when_it_is_entered() {
    let world = World::open().await;
    let mut request = crate::world::new_customer("1", "Stadt Ulm");
    let customer = request.customer.as_mut().unwrap();
    customer.invoice_profile = wire::InvoiceProfile::Xrechnung as i32;
    customer.iban = "DE75512108001245126198".into();
    customer.electronic_address =
        Some(wire::ElectronicAddress { scheme: "0204".into(), id: "991-01234-39".into() });
    assert_eq!(
        fields(world.customers().create_customer(request.clone()).await),
        ["customer.electronic_address.id", "customer.iban", "customer.buyer_reference"]
    );
    let customer = request.customer.as_mut().unwrap();
    customer.buyer_reference = "4500-17".into();
    customer.iban = "DE75 5121 0800 1245 1261 99".into();
    customer.electronic_address =
        Some(wire::ElectronicAddress { scheme: "0204".into(), id: "991-01234-38".into() });
    let saved = world.customers().create_customer(request.clone()).await.unwrap().into_inner();
    assert_eq!(saved.iban, "DE75512108001245126199");
    assert_eq!(saved.electronic_address, request.customer.unwrap().electronic_address);
}

#[tokio::test]
async fn x1_properties_of_another_house_answer_as_absent_ones() {
    let world = World::open().await;
    let huber = world.customer("1", "Huber").await;
    let contact = world.contact(&huber, "Anna", "+49 89 1234567").await;
    let asset = world.asset(&huber, "SRV-1", "server").await;
    let (site, directive) = (world.site(&huber, "Filiale").await, world.directive(&huber, "siezen").await);
    let mut stranger = PropertyServiceClient::new(world.stranger());
    let mut master =
        kontor_proto::contract::v1::master_service_client::MasterServiceClient::new(world.stranger());
    let get = wire::GetContactRequest { name: contact.name.clone() };
    assert_eq!(reason(stranger.get_contact(get).await).0, Code::NotFound);
    let update = wire::UpdateContactRequest { contact: Some(contact.clone()), request_id: id() };
    assert_eq!(reason(stranger.update_contact(update).await).0, Code::NotFound);
    let get = wire::GetAssetRequest { name: asset.name.clone() };
    assert_eq!(reason(stranger.get_asset(get).await).0, Code::NotFound);
    let update = wire::UpdateSiteRequest { site: Some(site), request_id: id() };
    assert_eq!(reason(stranger.update_site(update).await).0, Code::NotFound);
    let get = wire::GetDirectiveRequest { name: directive.name.clone() };
    assert_eq!(reason(stranger.get_directive(get).await).0, Code::NotFound);
    for record in [&huber.name, &contact.name, &asset.name, &directive.name] {
        let list = wire::ListHistoryRequest { record: record.clone(), ..Default::default() };
        assert_eq!(reason(master.list_history(list).await).0, Code::NotFound, "{record}");
    }
    let merge = wire::MergeAssetRequest {
        name: asset.name.clone(),
        into: crate::world::absent("assets"),
        etag: asset.etag.clone(),
        validate_only: false,
        request_id: id(),
    };
    assert_eq!(reason(master.merge_asset(merge).await).0, Code::NotFound);
    let list = wire::ListAssetsRequest { customer: huber.name, ..Default::default() };
    assert_eq!(stranger.list_assets(list).await.unwrap().into_inner().assets, []);
    let search = wire::SearchRecordsRequest { query: "SRV-1".into(), page_size: 0 };
    assert_eq!(master.search_records(search).await.unwrap().into_inner().hits, []);
}
