//! Offering, accepting and ending.

use super::*;
use crate::desk::{fields, reason};
use kontor_ids::{AssetId, CustomerId};
use tonic::Code;

#[tokio::test]
async fn n10_an_agreement_is_offered_by_one_house_and_accepted_by_the_other() {
    let houses = Houses::open().await;
    let customer = CustomerId::new(&RandomIds).resource_name();
    let asset = AssetId::new(&RandomIds).resource_name();
    let terms =
        VerbundAgreement { customers: vec![customer.clone()], assets: vec![asset.clone()], ..houses.terms() };
    let offered = houses.offer(terms).await;
    assert_eq!(
        (offered.state(), offered.giver.as_str()),
        (AgreementState::Offered, houses.giver.name().as_str())
    );
    assert_eq!((&offered.customers[..], &offered.assets[..]), (&[customer][..], &[asset][..]));
    assert_eq!(offered.valid_from.map(|d| (d.year, d.month, d.day)), Some((2026, 3, 2)));

    let get = GetAgreementRequest { name: offered.name.clone() };
    let seen = houses.at(houses.taker).get_agreement(get.clone()).await.unwrap().into_inner();
    let blank = VerbundAgreement { customers: vec![], assets: vec![], ..offered.clone() };
    assert_eq!(seen, blank, "what of the giving house is part of it is not told");

    let accept = || AcceptAgreementRequest { name: offered.name.clone(), request_id: id() };
    let own = houses.at(houses.giver).accept_agreement(accept()).await.unwrap_err();
    assert_eq!((own.code(), reason(&own).as_str()), (Code::FailedPrecondition, "WRONG_STATE"));
    let accepted = houses.at(houses.taker).accept_agreement(accept()).await.unwrap().into_inner();
    assert_eq!((accepted.state(), accepted.accepted_by.as_str()), (AgreementState::Accepted, "Test Person"));
    let again = houses.at(houses.taker).accept_agreement(accept()).await.unwrap_err();
    assert_eq!(reason(&again), "WRONG_STATE");

    for house in [houses.giver, houses.taker] {
        let listed = houses.at(house).list_agreements(ListAgreementsRequest::default()).await;
        let listed = listed.unwrap().into_inner().agreements;
        assert_eq!(listed.iter().map(|a| &a.name).collect::<Vec<_>>(), [&offered.name]);
    }
    let end = |reason: &str| EndAgreementRequest {
        name: offered.name.clone(),
        reason: reason.into(),
        request_id: id(),
    };
    let ended = houses.at(houses.taker).end_agreement(end("zu viele Anrufe")).await.unwrap().into_inner();
    assert_eq!((ended.state(), ended.ended_by), (AgreementState::Ended, houses.taker.name()));
    let again = houses.at(houses.giver).end_agreement(end("auch")).await.unwrap_err();
    assert_eq!(reason(&again), "WRONG_STATE");
    houses.desk.house.close().await;
}

#[tokio::test]
async fn n10_all_that_is_wrong_with_an_offer_is_told_at_once() {
    let houses = Houses::open().await;
    let terms = VerbundAgreement {
        taker: houses.giver.name(),
        hours: "Europe/Berlin; Mo-Fr 18:00".into(),
        customers: vec!["customers/x".into()],
        wind_up: Some(prost_types::Duration { seconds: -1, nanos: 0 }),
        price_per_call: Some(euro("-1")),
        price_per_minute: Some(Money { currency_code: "CHF".into(), ..euro("0.955") }),
        ..VerbundAgreement::default()
    };
    let request = OfferAgreementRequest { agreement: Some(terms), request_id: id() };
    let refused = houses.at(houses.giver).offer_agreement(request).await.unwrap_err();
    let named = fields(&refused);
    for field in [
        "agreement.title",
        "agreement.taker",
        "agreement.hours",
        "agreement.customers[0]",
        "agreement.wind_up",
        "agreement.price_per_call.amount",
        "agreement.price_per_minute.amount",
    ] {
        assert!(named.iter().any(|name| name == field), "{field} is not among {named:?}");
    }
    houses.desk.house.close().await;
}

#[tokio::test]
async fn x2_offers_and_acceptances_are_repeated_without_a_second_effect() {
    let houses = Houses::open().await;
    let request = OfferAgreementRequest { agreement: Some(houses.terms()), request_id: id() };
    let first = houses.at(houses.giver).offer_agreement(request.clone()).await.unwrap().into_inner();
    let again = houses.at(houses.giver).offer_agreement(request).await.unwrap().into_inner();
    assert_eq!(first, again);
    let accept = AcceptAgreementRequest { name: first.name, request_id: id() };
    let first = houses.at(houses.taker).accept_agreement(accept.clone()).await.unwrap().into_inner();
    let again = houses.at(houses.taker).accept_agreement(accept).await.unwrap().into_inner();
    assert_eq!(first, again);
    assert_eq!(houses.desk.rows("select count(*)::text from ticket.verbund_agreements").await, ["1"]);
    houses.desk.house.close().await;
}
