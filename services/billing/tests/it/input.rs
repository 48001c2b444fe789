//! Bad input: all that is wrong is told at once (X6).

use crate::world::{World, id, length, seller, wrong_fields};
use kontor_proto::billing::v1::*;
use kontor_proto::contract::v1::PostalAddress;
use kontor_proto::types::v1::Date;

#[tokio::test]
async fn x6_work_to_quote_tells_all_that_is_wrong() {
    let world = World::open().await;
    let request = QuoteWorkRequest {
        customer: "kunde".into(),
        contact: "x".into(),
        asset: "x".into(),
        site: "x".into(),
        activity: "a".repeat(41),
        channel: 99,
        priority: 99,
        start_time: Some(prost_types::Timestamp { seconds: i64::MAX, nanos: 0 }),
        duration: None,
        ticket: "x".into(),
        ..QuoteWorkRequest::default()
    };
    let mut fields = wrong_fields(world.client().quote_work(request).await);
    fields.sort();
    let mut expected = [
        "customer",
        "contact",
        "asset",
        "site",
        "activity",
        "channel",
        "priority",
        "start_time",
        "duration",
        "ticket",
    ];
    expected.sort_unstable();
    assert_eq!(fields, expected);
    let party = world.party().await;
    let good = QuoteWorkRequest {
        customer: party.customer.name,
        activity: "ä".repeat(40),
        duration: length(900),
        ..QuoteWorkRequest::default()
    };
    world.client().quote_work(good.clone()).await.unwrap();
    let parts = Some(prost_types::Duration { seconds: 1, nanos: 500_000_000 });
    for duration in [length(0), length(-1), length(86_401), parts] {
        let bad = QuoteWorkRequest { duration, ..good.clone() };
        assert_eq!(wrong_fields(world.client().quote_work(bad).await), ["duration"]);
    }
    world.house.close().await;
}

#[tokio::test]
async fn x6_a_waiver_tells_all_that_is_wrong() {
    let world = World::open().await;
    let request = WaiveLineRequest::default();
    let fields = wrong_fields(world.client().waive_line(request).await);
    assert_eq!(fields, ["request_id", "name", "reason", "etag", "line"]);
    world.house.close().await;
}

#[tokio::test]
async fn x6_an_issue_tells_all_that_is_wrong() {
    let world = World::open().await;
    let future = Some(Date { year: 2026, month: 3, day: 3 });
    for issue_date in [future, Some(Date { year: 2026, month: 2, day: 30 }), Some(Date::default())] {
        let request = IssueDraftRequest { issue_date, ..IssueDraftRequest::default() };
        let fields = wrong_fields(world.client().issue_draft(request).await);
        assert_eq!(fields, ["request_id", "name", "etag", "issue_date"]);
    }
    world.house.close().await;
}

#[tokio::test]
async fn x6_a_seller_tells_all_that_is_wrong() {
    let world = World::open().await;
    let fields = wrong_fields(world.client().set_seller_profile(SetSellerProfileRequest::default()).await);
    let expected = [
        "request_id",
        "profile.legal_name",
        "profile.address.street",
        "profile.address.postal_code",
        "profile.address.city",
        "profile.vat_id",
        "profile.contact_name",
        "profile.contact_phone",
        "profile.contact_email",
        "profile.iban",
    ];
    assert_eq!(fields, expected);
    let bad = SellerProfile {
        address: Some(PostalAddress { country_code: "de".into(), ..seller().address.unwrap() }),
        vat_id: "DE 1".into(),
        tax_number: "1".repeat(31),
        registration: "H".repeat(101),
        contact_phone: "12".into(),
        contact_email: "a@b.de".into(),
        iban: "DE89370400440532013001".into(),
        bic: "COBADEFFX".into(),
        number_prefix: "RE/".into(),
        ..seller()
    };
    let request = SetSellerProfileRequest { profile: Some(bad), request_id: id() };
    let fields = wrong_fields(world.client().set_seller_profile(request).await);
    let expected = [
        "profile.address.country_code",
        "profile.tax_number",
        "profile.registration",
        "profile.vat_id",
        "profile.contact_phone",
        "profile.contact_email",
        "profile.iban",
        "profile.bic",
        "profile.number_prefix",
    ];
    assert_eq!(fields, expected);
    for (vat_id, remedy) in [
        ("DE123456789", "check the digits: the check digit does not fit"),
        ("DE 136.695-976", "write it without blanks, dots and hyphens"),
        ("US123", "begin with the country code"),
    ] {
        let profile = Some(SellerProfile { vat_id: vat_id.into(), ..seller() });
        let request = SetSellerProfileRequest { profile, request_id: id() };
        let refused = world.client().set_seller_profile(request).await.unwrap_err();
        let told = format!("profile.vat_id: {remedy}");
        assert!(refused.message().contains(&told), "{}", refused.message());
    }
    world.house.close().await;
}
