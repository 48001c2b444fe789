//! Every RPC with everything wrong at once, and with names of another house (X1, X6).

use crate::world::{World, day, decimal, fields, id, money, new_contract, reason};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::contract_service_client::ContractServiceClient;
use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
use kontor_proto::types::v1 as types;
use tonic::Code;

#[tokio::test]
async fn x6_customers_name_all_wrong_fields_at_once() {
    let world = World::open().await;
    let customer = wire::Customer {
        number: "a b".into(),
        address: Some(wire::PostalAddress {
            postal_code: "123".into(),
            country_code: "XX".into(),
            ..Default::default()
        }),
        vat_id: "DE123456789".into(),
        leitweg_id: "1".into(),
        invoice_email: "nobody".into(),
        payment_days: 121,
        account_agent: "users/1".into(),
        language_code: "fr".into(),
        ..wire::Customer::default()
    };
    let create = wire::CreateCustomerRequest { customer: Some(customer.clone()), request_id: "1".into() };
    let mut wrong = fields(world.customers().create_customer(create).await);
    wrong.sort();
    let expected = [
        "customer.account_agent",
        "customer.address.city",
        "customer.address.country_code",
        "customer.address.postal_code",
        "customer.address.street",
        "customer.display_name",
        "customer.invoice_email",
        "customer.language_code",
        "customer.leitweg_id",
        "customer.number",
        "customer.payment_days",
        "customer.vat_id",
        "request_id",
    ];
    assert_eq!(wrong, expected);
    let update = wire::UpdateCustomerRequest { customer: Some(customer), request_id: id() };
    let wrong = fields(world.customers().update_customer(update).await);
    assert!(wrong.contains(&"customer.name".into()) && wrong.contains(&"customer.etag".into()));
    assert!(wrong.contains(&"customer.address.city".into()));
    let nothing = wire::CreateCustomerRequest { customer: None, request_id: id() };
    assert_eq!(fields(world.customers().create_customer(nothing).await), ["customer"]);
    let list = wire::ListCustomersRequest { page_size: 201, query: "x".repeat(101), ..Default::default() };
    assert_eq!(fields(world.customers().list_customers(list).await), ["page_size", "query"]);
    let get = wire::GetCustomerRequest { name: "contracts/1".into() };
    assert_eq!(fields(world.customers().get_customer(get).await), ["name"]);
}

#[tokio::test]
async fn x6_what_belongs_to_a_customer_names_all_wrong_fields_at_once() {
    let world = World::open().await;
    let contact = wire::Contact {
        phones: vec!["+49891234567".into(), "089".into()],
        emails: vec!["x".into()],
        order_right: wire::OrderRight::Limited as i32,
        ..Default::default()
    };
    let request = wire::CreateContactRequest { contact: Some(contact), request_id: String::new() };
    assert_eq!(
        fields(world.customers().create_contact(request).await),
        [
            "contact.customer",
            "contact.order_limit",
            "contact.display_name",
            "contact.phones[1]",
            "contact.emails[0]",
            "request_id"
        ]
    );
    let request = wire::CreateSiteRequest { site: Some(wire::Site::default()), request_id: id() };
    assert_eq!(fields(world.customers().create_site(request).await), ["site.customer", "site.display_name"]);
    let asset = wire::Asset { asset_class: "Server".into(), site: "x".into(), ..Default::default() };
    let request = wire::CreateAssetRequest { asset: Some(asset), request_id: id() };
    assert_eq!(
        fields(world.customers().create_asset(request).await),
        ["asset.customer", "asset.site", "asset.display_name", "asset.asset_class"]
    );
    let directive = wire::Directive { severity: 9, ..Default::default() };
    let request = wire::CreateDirectiveRequest { directive: Some(directive), request_id: id() };
    assert_eq!(
        fields(world.customers().create_directive(request).await),
        ["directive.customer", "directive.severity", "directive.text"]
    );
}

#[tokio::test]
async fn x6_terms_name_all_wrong_fields_at_once() {
    let world = World::open().await;
    let mut terms = world.terms().await;
    terms.valid = Some(types::DateRange { start: day((2026, 2, 30)), end: None });
    terms.calendar = String::new();
    terms.rules[0].bands = vec![9];
    terms.rules[1].decision = wire::Decision::Undecided as i32;
    terms.prices[0].per_hour = money("1.234");
    terms.rounding.as_mut().unwrap().increment_seconds = -1;
    terms.surcharges[0].percent = decimal("1e3");
    terms.quotas[0].kind = 0;
    let contract = wire::Contract { priority: 101, customer: "x".into(), ..Default::default() };
    let request = wire::CreateContractRequest {
        contract: Some(contract),
        terms: Some(terms.clone()),
        request_id: id(),
    };
    let mut wrong = fields(world.contracts().create_contract(request).await);
    wrong.sort();
    assert_eq!(
        wrong,
        [
            "contract.customer",
            "contract.display_name",
            "contract.number",
            "contract.priority",
            "terms.calendar",
            "terms.prices[0].per_hour.amount",
            "terms.quotas[0].kind",
            "terms.rounding.increment_seconds",
            "terms.rules[0].bands[0]",
            "terms.rules[1].decision",
            "terms.surcharges[0].percent",
            "terms.valid.start"
        ]
    );
    let add = wire::AddVersionRequest { terms: Some(terms), ..Default::default() };
    let wrong = fields(world.contracts().add_version(add).await);
    for field in ["name", "etag", "request_id", "terms.calendar"] {
        assert!(wrong.contains(&field.to_owned()), "{field}");
    }
    let suspend = wire::SuspendContractRequest::default();
    assert_eq!(fields(world.contracts().suspend_contract(suspend).await), ["etag", "name", "request_id"]);
    let get = wire::GetContractRequest::default();
    assert_eq!(fields(world.contracts().get_contract(get).await), ["name"]);
    let list = wire::ListContractsRequest { page_size: -1, customer: "x".into(), ..Default::default() };
    assert_eq!(fields(world.contracts().list_contracts(list).await), ["page_size", "customer"]);
}

#[tokio::test]
async fn x6_calendars_policies_lists_and_questions_name_all_wrong_fields_at_once() {
    let world = World::open().await;
    let request = wire::CreateCalendarRequest { calendar: Some(wire::Calendar::default()), request_id: id() };
    assert_eq!(
        fields(world.contracts().create_calendar(request).await),
        ["calendar.display_name", "calendar.definition"]
    );
    assert_eq!(fields(world.contracts().get_calendar(wire::GetCalendarRequest::default()).await), ["name"]);
    let target =
        wire::SlaTarget { priority: 0, response: Some(crate::world::seconds(-1)), ..Default::default() };
    let policy = wire::SlaPolicy { targets: vec![target], ..Default::default() };
    let request = wire::CreateSlaPolicyRequest { policy: Some(policy), request_id: id() };
    let wrong = fields(world.contracts().create_sla_policy(request).await);
    for field in ["policy.targets[0].priority", "policy.targets[0].response", "policy.display_name"] {
        assert!(wrong.contains(&field.to_owned()), "{field} in {wrong:?}");
    }
    let list = wire::PriceList { customer: "x".into(), ..Default::default() };
    let request = wire::CreatePriceListRequest { price_list: Some(list), request_id: id() };
    assert_eq!(
        fields(world.contracts().create_price_list(request).await),
        ["price_list.customer", "price_list.valid.start", "price_list.prices"]
    );
    let list = wire::PriceList {
        valid: Some(types::DateRange { start: day((2026, 2, 1)), end: day((2026, 1, 1)) }),
        prices: vec![wire::Price::default(), crate::world::price("1"), crate::world::price("2")],
        ..Default::default()
    };
    let request = wire::CreatePriceListRequest { price_list: Some(list), request_id: id() };
    assert_eq!(
        fields(world.contracts().create_price_list(request).await),
        ["price_list.prices[0].per_hour", "price_list.valid.end"],
        "numbers of what follows an unread price are not guessed"
    );
    let question = wire::ResolveCoverageRequest {
        contact: "x".into(),
        asset: "x".into(),
        site: "x".into(),
        activity: "A B".into(),
        channel: 77,
        priority: -1,
        at: Some(prost_types::Timestamp { seconds: i64::MAX, nanos: 0 }),
        ..Default::default()
    };
    let mut wrong = fields(world.coverage().resolve_coverage(question).await);
    wrong.sort();
    assert_eq!(wrong, ["activity", "asset", "at", "channel", "contact", "customer", "priority", "site"]);
    let level = wire::GetServiceLevelRequest { calendar_version: -1, ..Default::default() };
    assert_eq!(
        fields(world.internal().get_service_level(level).await),
        ["calendar", "sla_policy", "calendar_version"]
    );
}

#[tokio::test]
async fn x1_names_of_another_house_answer_as_absent_ones() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let terms = world.terms().await;
    let contract = world.contract(&customer, "W-1", terms.clone()).await;
    let stranger = world.stranger();
    let mut customers = CustomerServiceClient::new(stranger.clone());
    let mut contracts = ContractServiceClient::new(stranger);

    let get = wire::GetCustomerRequest { name: customer.name.clone() };
    assert_eq!(reason(customers.get_customer(get).await).0, Code::NotFound);
    let update = wire::UpdateCustomerRequest { customer: Some(customer.clone()), request_id: id() };
    assert_eq!(reason(customers.update_customer(update).await).0, Code::NotFound);
    let asset = wire::Asset {
        customer: customer.name.clone(),
        display_name: "S".into(),
        asset_class: "s".into(),
        ..Default::default()
    };
    let asset = wire::CreateAssetRequest { asset: Some(asset), request_id: id() };
    assert_eq!(reason(customers.create_asset(asset).await).0, Code::NotFound);
    let listed = customers.list_customers(wire::ListCustomersRequest::default()).await.unwrap().into_inner();
    assert_eq!(listed.customers, []);

    let get = wire::GetContractRequest { name: contract.name.clone() };
    assert_eq!(reason(contracts.get_contract(get).await).0, Code::NotFound);
    let suspend = wire::SuspendContractRequest {
        name: contract.name.clone(),
        suspended: true,
        etag: contract.etag.clone(),
        request_id: id(),
    };
    assert_eq!(reason(contracts.suspend_contract(suspend).await).0, Code::NotFound);
    let calendar = wire::GetCalendarRequest { name: terms.calendar.clone() };
    assert_eq!(reason(contracts.get_calendar(calendar).await).0, Code::NotFound);
    // Their own customer with this house's calendar.
    let request = crate::world::new_customer("1", "Fremd");
    let own = customers.create_customer(request).await.unwrap().into_inner();
    let foreign = contracts.create_contract(new_contract(&own.name, "W-1", terms)).await.unwrap_err();
    assert_eq!(foreign.code(), Code::NotFound);
    assert!(foreign.message().starts_with("calendars/"));
}
