//! How drafts are grouped and split (B2, N8).

use crate::world::*;
use kontor_ids::{RandomIds, SiteId, TicketId};
use kontor_proto::billing::v1::change_line_request::Change;
use kontor_proto::billing::v1::profile_service_client::ProfileServiceClient;
use kontor_proto::billing::v1::*;
use kontor_status::Reason;
use std::collections::BTreeMap;

async fn wish(world: &World, profile: BillingProfile) {
    let request = SetBillingProfileRequest { profile: Some(profile), request_id: id() };
    world.profiles().set_billing_profile(request).await.unwrap();
}

/// Two cost centers, two sites, two tickets: 120.00, 60.00 and 30.00.
async fn three(world: &World) -> Party {
    let party = world.party().await;
    for (n, (seconds, center)) in [(3_600, "4711"), (1_800, "4712"), (900, "4711")].into_iter().enumerate() {
        let mut work = party.worked("project", i64::try_from(n).unwrap() * 7_200, seconds);
        work.cost_center = center.into();
        if n == 2 {
            work.ticket = TicketId::new(&RandomIds).resource_name();
            work.ticket_number = "T-2026-000043".into();
            work.site = SiteId::new(&RandomIds).resource_name();
        }
        world.save(&work).await;
    }
    party
}

/// Net by cost center of each draft.
async fn by_center(world: &World, party: &Party) -> BTreeMap<String, String> {
    let drafts = world.drafts(party).await.into_iter();
    let center = |d: &Draft| d.group.clone().unwrap_or_default().cost_center;
    drafts.map(|d| (center(&d), amount(&d.net).to_owned())).collect()
}

fn profile(party: &Party, split: SplitBy) -> BillingProfile {
    BillingProfile { customer: party.customer.name.clone(), split: split.into(), ..BillingProfile::default() }
}

#[tokio::test]
async fn n8_a_customer_is_billed_by_cost_center_each_with_its_reference() {
    let world = World::selling().await;
    let party = three(&world).await;
    let center =
        |code: &str, reference: &str| CostCenter { code: code.into(), buyer_reference: reference.into() };
    let cost_centers = vec![center("4711", "Werk Nord"), center("4712", "")];
    wish(&world, BillingProfile { cost_centers, ..profile(&party, SplitBy::CostCenter) }).await;
    let expected = [("4711", "150.00"), ("4712", "60.00")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(by_center(&world, &party).await, expected.into());
    let mut references = BTreeMap::new();
    for draft in world.drafts(&party).await {
        let request = issue(&world.draft_named(&draft.name).await);
        let invoice = world.client().issue_draft(request).await.unwrap().into_inner();
        let center = draft.group.unwrap().cost_center;
        assert!(invoice.lines.iter().all(|l| l.cost_center == center), "BT-133");
        let request = GetInvoiceDocumentRequest { name: invoice.name, format: 2 };
        let xml = world.client().get_invoice_document(request).await.unwrap().into_inner().content;
        let xml = String::from_utf8(xml).unwrap();
        assert!(xml.contains(&format!("<cbc:AccountingCost>{center}</cbc:AccountingCost>")));
        let reference = xml.split("<cbc:BuyerReference>").nth(1).unwrap().split('<').next().unwrap();
        references.insert(center, reference.to_owned());
    }
    assert_eq!((references["4711"].as_str(), &references["4712"]), ("Werk Nord", &party.customer.number));
    assert!(world.drafts(&party).await.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b2_a_cost_center_that_does_not_exist_stops_the_draft() {
    let world = World::selling().await;
    let party = three(&world).await;
    let cost_centers = vec![CostCenter { code: "4711".into(), ..CostCenter::default() }];
    wish(&world, BillingProfile { cost_centers, ..profile(&party, SplitBy::None) }).await;
    let draft = world.draft(&party).await;
    assert_eq!(draft.conflicts[0].kind(), ConflictKind::UnknownCostCenter);
    assert_eq!(reason(world.client().issue_draft(issue(&draft)).await), Reason::WrongState);
    let at = draft.lines.iter().position(|l| l.cost_center == "4712").unwrap();
    let unknown = changing(&draft, at, Change::CostCenter("4713".into()));
    assert_eq!(wrong_fields(world.review().change_line(unknown).await), ["cost_center"]);
    let right = world.change(&draft, at, Change::CostCenter("4711".into())).await;
    assert!(right.conflicts.is_empty() && right.lines.iter().all(|l| l.cost_center == "4711"));
    assert_eq!(amount(&world.issue(&party).await.net), "210.00");
    world.house.close().await;
}

#[tokio::test]
async fn b2_a_draft_is_split_by_hand_and_each_part_is_an_invoice() {
    let world = World::selling().await;
    let party = three(&world).await;
    let shown = world.draft(&party).await;
    let request = SplitDraftRequest {
        name: shown.name.clone(),
        by: SplitBy::CostCenter.into(),
        reason: "je Kostenstelle".into(),
        etag: shown.etag.clone(),
        request_id: id(),
    };
    let parts = world.review().split_draft(request.clone()).await.unwrap().into_inner();
    assert_eq!(world.review().split_draft(request).await.unwrap().into_inner(), parts, "X2");
    let nets: Vec<_> = parts.drafts.iter().map(|d| amount(&d.net)).collect();
    assert_eq!(nets, ["150.00", "60.00"]);
    let mut numbers = Vec::new();
    for part in &parts.drafts {
        let now = world.draft_named(&part.name).await;
        assert_eq!(now.etag, part.etag, "B3a: what is answered is what is shown");
        numbers.push(world.client().issue_draft(issue(&now)).await.unwrap().into_inner().number);
    }
    assert_eq!(numbers, ["RE-2026-000001", "RE-2026-000002"]);
    let empty = world.draft_named(&shown.name).await;
    assert!(empty.lines.is_empty() && empty.kept_out.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b2_by_ticket_site_contract_quarter_and_on_demand() {
    let world = World::selling().await;
    let party = three(&world).await;
    // Five days ago it was February: another month, the same quarter.
    world.save(&party.worked("project", -5 * DAY, 900)).await;
    use BillingPeriod as Days;
    for (period, split, drafts) in [
        (Days::Month, SplitBy::None, 2),
        (Days::Month, SplitBy::Ticket, 3),
        (Days::Month, SplitBy::Site, 3),
        (Days::Month, SplitBy::Contract, 2),
        (Days::Quarter, SplitBy::None, 1),
        (Days::Quarter, SplitBy::Site, 2),
        (Days::Ticket, SplitBy::None, 2),
        (Days::OnDemand, SplitBy::None, 1),
        (Days::OnDemand, SplitBy::CostCenter, 3),
    ] {
        wish(&world, BillingProfile { period: period.into(), ..profile(&party, split) }).await;
        let found = world.drafts(&party).await;
        assert_eq!(found.len(), drafts, "{period:?} {split:?}");
        let mut net = 0;
        for draft in &found {
            let shown = world.draft_named(&draft.name).await;
            assert_eq!(amount(&shown.net), amount(&draft.net));
            net += amount(&shown.net).replace('.', "").parse::<i64>().unwrap();
        }
        assert_eq!(net, 24_000, "{period:?} {split:?}: nothing is lost");
    }
    world.house.close().await;
}

#[tokio::test]
async fn b2_one_line_for_each_ticket_and_the_order_number_on_it() {
    let world = World::selling().await;
    let party = three(&world).await;
    let request = SetOrderNumberRequest {
        ticket: party.ticket.clone(),
        customer: party.customer.name.clone(),
        order_number: "B-2026/17".into(),
        request_id: id(),
    };
    let set = world.profiles().set_order_number(request.clone()).await.unwrap().into_inner();
    assert_eq!(world.profiles().set_order_number(request.clone()).await.unwrap().into_inner(), set, "X2");
    let stranger = SetOrderNumberRequest { ticket: absent("tickets"), request_id: id(), ..request };
    assert_eq!(reason(world.profiles().set_order_number(stranger).await), Reason::NotFound);
    let detail = LineDetail::Ticket.into();
    wish(&world, BillingProfile { detail, ..profile(&party, SplitBy::OrderNumber) }).await;
    let drafts = world.drafts(&party).await;
    let ordered = drafts.iter().find(|d| d.group.is_some()).unwrap();
    assert_eq!(ordered.group.as_ref().unwrap().order_number, "B-2026/17");
    let shown = world.draft_named(&ordered.name).await;
    let invoice = world.client().issue_draft(issue(&shown)).await.unwrap().into_inner();
    // Two cost centers of one ticket stay two lines.
    let lines: Vec<_> = invoice.lines.iter().map(|l| (l.cost_center.as_str(), amount(&l.net))).collect();
    assert_eq!(lines, [("4711", "120.00"), ("4712", "60.00")]);
    assert!(invoice.lines.iter().all(|l| l.order_number == "B-2026/17"));
    world.house.close().await;
}

#[tokio::test]
async fn x6_x1_a_profile_tells_all_that_is_wrong_and_is_of_ones_own_house() {
    let world = World::open().await;
    let party = world.party().await;
    let center = |code: &str| CostCenter { code: code.into(), buyer_reference: "r".repeat(101) };
    let bad = BillingProfile {
        customer: "x".into(),
        period: 99,
        split: 99,
        detail: 99,
        order: 99,
        cost_centers: vec![center("a"), center("a")],
    };
    let request = SetBillingProfileRequest { profile: Some(bad), request_id: String::new() };
    let fields = wrong_fields(world.profiles().set_billing_profile(request).await);
    let expected = [
        "request_id",
        "profile.customer",
        "profile.period",
        "profile.split",
        "profile.detail",
        "profile.order",
        "profile.cost_centers[0].buyer_reference",
        "profile.cost_centers[1].buyer_reference",
        "profile.cost_centers[1].code",
    ];
    assert_eq!(fields, expected);
    let fields = wrong_fields(
        world
            .profiles()
            .set_review_settings(SetReviewSettingsRequest {
                settings: Some(ReviewSettings { second_person_above: eur("-1.00") }),
                request_id: String::new(),
            })
            .await,
    );
    assert_eq!(fields, ["request_id", "settings.second_person_above"]);
    let fields = wrong_fields(world.profiles().set_order_number(SetOrderNumberRequest::default()).await);
    assert_eq!(fields, ["request_id", "ticket", "customer"]);
    let mut foreigner = ProfileServiceClient::new(world.foreign_peer());
    for customer in [party.customer.name.clone(), absent("customers")] {
        let get = GetBillingProfileRequest { customer: customer.clone() };
        assert_eq!(reason(foreigner.get_billing_profile(get).await), Reason::NotFound);
        let profile = Some(BillingProfile { customer, ..BillingProfile::default() });
        let set = SetBillingProfileRequest { profile, request_id: id() };
        assert_eq!(reason(foreigner.set_billing_profile(set).await), Reason::NotFound);
    }
    world.limit("10.00").await;
    let get = foreigner.get_review_settings(GetReviewSettingsRequest {}).await.unwrap().into_inner();
    assert_eq!(get, ReviewSettings::default(), "another house has its own");
    world.house.close().await;
}
