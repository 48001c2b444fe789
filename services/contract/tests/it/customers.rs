//! `CustomerService`.

use crate::world::{World, fields, id, money, new_customer, reason};
use kontor_ids::{CustomerId, Uuid};
use kontor_proto::contract::v1 as wire;
use tonic::Code;

#[tokio::test]
async fn c1_a_customer_is_kept_as_it_was_given_with_defaults() {
    let world = World::open().await;
    let customer = world.customer("10017", "Bäckerei Huber GmbH").await;
    assert_eq!(customer.payment_days, 14);
    assert_eq!(customer.language_code, "de");
    assert_eq!(customer.address.as_ref().map(|a| a.country_code.as_str()), Some("DE"));
    let request = wire::GetCustomerRequest { name: customer.name.clone() };
    assert_eq!(world.customers().get_customer(request).await.unwrap().into_inner(), customer);
    assert_eq!(world.events(&customer.name).await, [("kontor.contract.v1.CustomerSaved".to_owned(), 1)]);
}

#[tokio::test]
async fn several_customers_are_read_at_once_in_the_order_they_were_named() {
    let world = World::open().await;
    let (huber, maier) = (world.customer("1", "Huber").await, world.customer("2", "Maier").await);
    let ask = |names: &[&String]| wire::BatchGetCustomersRequest {
        names: names.iter().map(|name| (*name).clone()).collect(),
    };
    let both = world.customers().batch_get_customers(ask(&[&maier.name, &huber.name])).await.unwrap();
    assert_eq!(both.into_inner().customers, [maier.clone(), huber.clone()]);
    // All or none: every name that is not there is told.
    let [first, second] = [1_u128, 2].map(|n| CustomerId::from_uuid(Uuid::from_u128(n)).resource_name());
    let absent = world.customers().batch_get_customers(ask(&[&first, &huber.name, &second])).await;
    let status = absent.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    assert!(status.message().contains(&first) && status.message().contains(&second), "{status}");
    let merge = wire::MergeCustomerRequest {
        name: huber.name.clone(),
        into: maier.name.clone(),
        etag: huber.etag.clone(),
        validate_only: false,
        request_id: id(),
    };
    let stays = world.master().merge_customer(merge).await.unwrap().into_inner();
    let merged = world.customers().batch_get_customers(ask(&[&huber.name])).await.unwrap().into_inner();
    assert_eq!(merged.customers, [stays], "the one that stays");
    let (none, wrong) = (String::new(), "x".to_owned());
    let wrong = ask(&[&huber.name, &huber.name, &wrong, &none]);
    let names = fields(world.customers().batch_get_customers(wrong).await);
    assert_eq!(names, ["names[1]", "names[2]", "names[3]"]);
    assert_eq!(fields(world.customers().batch_get_customers(ask(&[])).await), ["names"]);
}

#[tokio::test]
async fn x2_the_same_request_gives_the_same_customer_once() {
    let world = World::open().await;
    let request = new_customer("1", "Huber");
    let first = world.customers().create_customer(request.clone()).await.unwrap().into_inner();
    let again = world.customers().create_customer(request.clone()).await.unwrap().into_inner();
    assert_eq!(first, again);
    let other = wire::CreateCustomerRequest { request_id: request.request_id, ..new_customer("2", "Maier") };
    assert_eq!(
        reason(world.customers().create_customer(other).await),
        (Code::Aborted, "REQUEST_ID_REUSED".into())
    );
    let taken = reason(world.customers().create_customer(new_customer("1", "Maier")).await);
    assert_eq!(taken, (Code::AlreadyExists, "ALREADY_EXISTS".into()));
}

#[tokio::test]
async fn changes_need_the_etag_and_leave_a_history_that_refuses_edits() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let changed = wire::Customer { display_name: "Huber & Sohn".into(), suspended: true, ..customer.clone() };
    let request = wire::UpdateCustomerRequest { customer: Some(changed.clone()), request_id: id() };
    let saved = world.customers().update_customer(request).await.unwrap().into_inner();
    assert_eq!(saved, wire::Customer { etag: saved.etag.clone(), ..changed.clone() });
    assert_ne!(saved.etag, customer.etag);
    let stale = wire::UpdateCustomerRequest { customer: Some(changed), request_id: id() };
    assert_eq!(
        reason(world.customers().update_customer(stale).await),
        (Code::Aborted, "ETAG_MISMATCH".into())
    );
    assert_eq!(world.events(&customer.name).await.iter().map(|e| e.1).collect::<Vec<_>>(), [1, 2]);

    let history = world.history(&customer.name).await;
    let who = world.house.user().resource_name();
    let told: Vec<_> = history
        .iter()
        .map(|e| (e.version, e.cause(), e.actor.as_str(), e.actor_display_name.as_str()))
        .collect();
    let expected = |version, cause| (version, cause, who.as_str(), "Test Person");
    assert_eq!(told, [expected(2, wire::HistoryCause::Update), expected(1, wire::HistoryCause::Create)]);
    let change = |field: &str, before: &str, after: &str| wire::FieldChange {
        field: field.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    assert_eq!(
        history[0].changes,
        [change("display_name", "Huber", "Huber & Sohn"), change("suspended", "false", "true")]
    );
    assert!(history[1].changes.contains(&change("address.city", "", "München")));
    let mut owner = world.house.database().owner().await;
    for change in ["update contract.history set actor = ''", "delete from contract.history"] {
        let refused = sqlx::query(change).execute(&mut owner).await.unwrap_err();
        assert_eq!(refused.as_database_error().and_then(|e| e.code()).as_deref(), Some("KT002"));
    }
}

#[tokio::test]
async fn x4_pages_go_by_number_and_tokens_fit_their_question_only() {
    let world = World::open().await;
    for (number, name) in [("3", "Huber"), ("1", "Huberin"), ("2", "Maier"), ("4", "Hubertus")] {
        world.customer(number, name).await;
    }
    let page = wire::ListCustomersRequest { page_size: 2, query: "huber".into(), ..Default::default() };
    let first = world.customers().list_customers(page.clone()).await.unwrap().into_inner();
    assert_eq!(first.customers.iter().map(|c| c.number.as_str()).collect::<Vec<_>>(), ["1", "3"]);
    let next = wire::ListCustomersRequest { page_token: first.next_page_token, ..page };
    let second = world.customers().list_customers(next.clone()).await.unwrap().into_inner();
    assert_eq!(second.customers.iter().map(|c| c.number.as_str()).collect::<Vec<_>>(), ["4"]);
    assert_eq!(second.next_page_token, "");
    let other = wire::ListCustomersRequest { query: "maier".into(), ..next };
    assert_eq!(reason(world.customers().list_customers(other).await).1, "INVALID_ARGUMENT");
}

#[tokio::test]
async fn c8_contacts_sites_assets_and_directives_belong_to_their_customer() {
    let world = World::open().await;
    let (huber, maier) = (world.customer("1", "Huber").await, world.customer("2", "Maier").await);
    let contact = wire::Contact {
        customer: huber.name.clone(),
        display_name: "Anna Huber".into(),
        phones: vec!["+49 89 1234567".into()],
        emails: vec!["Anna@EXAMPLE.com".into()],
        order_right: wire::OrderRight::Limited as i32,
        order_limit: money("500"),
        ..wire::Contact::default()
    };
    let request = wire::CreateContactRequest { contact: Some(contact), request_id: id() };
    let contact = world.customers().create_contact(request.clone()).await.unwrap().into_inner();
    assert_eq!(contact.phones, ["+49891234567"]);
    assert_eq!(contact.emails, ["Anna@example.com"]);
    assert_eq!(contact.order_limit, money("500.00"));
    assert_eq!(world.customers().create_contact(request).await.unwrap().into_inner(), contact);

    let site =
        wire::Site { customer: huber.name.clone(), display_name: "Filiale".into(), ..Default::default() };
    let request = wire::CreateSiteRequest { site: Some(site), request_id: id() };
    let site = world.customers().create_site(request).await.unwrap().into_inner();
    let asset = |customer: &wire::Customer| wire::CreateAssetRequest {
        asset: Some(wire::Asset {
            customer: customer.name.clone(),
            display_name: "SRV-02".into(),
            asset_class: "server".into(),
            site: site.name.clone(),
            ..wire::Asset::default()
        }),
        request_id: id(),
    };
    let stored = world.customers().create_asset(asset(&huber)).await.unwrap().into_inner();
    assert_eq!(stored.site, site.name);
    let twice = reason(world.customers().create_asset(asset(&huber)).await);
    assert_eq!(twice.0, Code::AlreadyExists);
    let elsewhere = fields(world.customers().create_asset(asset(&maier)).await);
    assert_eq!(elsewhere, ["asset.site"]);

    let directive = wire::Directive {
        customer: huber.name.clone(),
        severity: wire::Severity::Acknowledge as i32,
        text: "Nur mit Herrn Huber sprechen".into(),
        ..wire::Directive::default()
    };
    let request = wire::CreateDirectiveRequest { directive: Some(directive), request_id: id() };
    let first = world.customers().create_directive(request.clone()).await.unwrap().into_inner();
    assert_eq!(world.customers().create_directive(request).await.unwrap().into_inner(), first);
}
