//! The way to the customer, materials and approval, as entries bring them (T1, T6).

use crate::world::{DAY, Party, World, amount, cancel, eur, length, uuid, wrong_fields};
use kontor_proto::billing::v1::*;
use kontor_proto::contract::v1::TravelZone;
use kontor_proto::timetracking::v1::{ApprovalState, TimeEntrySaved};
use kontor_proto::types::v1::{Decimal, Material, Travel};

/// A customer 30 km away at 35.00 a trip, further ones at 70.00; 60.00 an hour and 0.45 a kilometre.
async fn visited(world: &World) -> Party {
    let party = world.party().await;
    let zone = |name: &str, up_to_km, flat| TravelZone {
        display_name: name.into(),
        up_to_km,
        flat: eur(flat),
        per_hour: eur("60.00"),
        per_km: eur("0.45"),
        ..TravelZone::default()
    };
    let zones = vec![zone("Zone 1", 30, "35.00"), zone("Zone 2", 0, "70.00")];
    world.contract.reword(world.house.tenant(), &party.customer.name, |terms| terms.travel_zones = zones);
    party
}

fn trip(visit: &str, seconds: i64, kilometers: i32) -> Option<Travel> {
    let (zone, visit) = ("zone_1".into(), visit.into());
    Some(Travel { zone, visit, duration: length(seconds), kilometers })
}

fn material(text: &str, quantity: &str, unit: &str, price: Option<&str>) -> Material {
    Material {
        article: "TN-2421".into(),
        text: text.into(),
        quantity: Some(Decimal { value: quantity.into() }),
        unit: unit.into(),
        unit_price: price.and_then(eur),
    }
}

/// Text and net of what comes with an entry.
fn beside(rated: &RatedEntry) -> Vec<(&str, &str)> {
    rated.extras.iter().map(|e| (e.text.as_ref().unwrap().de.as_str(), amount(&e.net))).collect()
}

#[tokio::test]
async fn t1_a_visit_is_billed_flat_once_with_way_kilometres_and_materials() {
    let world = World::selling().await;
    let party = visited(&world).await;
    let cable = material("Patchkabel", "2.5", "MTR", Some("3.30"));
    let second = TimeEntrySaved {
        travel: trip("v", 1_800, 20),
        materials: vec![cable],
        ..party.worked("project", 7_200, 3_600)
    };
    let rated = world.save(&second).await;
    let all = [
        ("Anfahrtspauschale, Zone 1", "35.00"),
        ("Fahrtzeit, Zone 1", "30.00"),
        ("Kilometer, Zone 1", "9.00"),
        ("Patchkabel", "8.25"),
    ];
    assert_eq!((beside(&rated), amount(&rated.net)), (all.to_vec(), "202.25"));
    // An earlier entry of the same visit bears the flat fee, whenever it is typed (R5a).
    let first = TimeEntrySaved { travel: trip("v", 0, 0), ..party.worked("project", 0, 3_600) };
    assert_eq!(beside(&world.save(&first).await), all[..1]);
    assert_eq!(beside(&world.rated(&second.entry).await.unwrap()), all[1..]);
    let draft = world.draft(&party).await;
    assert_eq!((amount(&draft.net), draft.lines.len()), ("322.25", 6));
    let invoice = world.issue(&party).await;
    let units: Vec<&str> = invoice.lines.iter().map(|line| line.unit_code.as_str()).collect();
    for unit in ["HUR", "C62", "KMT", "MTR"] {
        assert!(units.contains(&unit), "{unit} is not among {units:?}");
    }
    assert_eq!(amount(&invoice.net), "322.25");
    // A late entry of the visit does not bring the flat fee again.
    let late = TimeEntrySaved { travel: trip("v", 0, 0), ..party.worked("project", -3_600, 900) };
    assert!(beside(&world.save(&late).await).is_empty());
    world.client().cancel_invoice(cancel(&invoice)).await.unwrap();
    assert_eq!(beside(&world.rated(&late.entry).await.unwrap()), all[..1], "the first of the open visit");
    assert_eq!(amount(&world.draft(&party).await.net), "352.25");
    world.house.close().await;
}

#[tokio::test]
async fn c2_a_material_without_a_price_keeps_its_entry_back_and_says_what_helps() {
    let world = World::open().await;
    let party = world.party().await;
    let work = party.worked("project", 0, 3_600);
    let bare = TimeEntrySaved { materials: vec![material("", "1", "C62", None)], ..work.clone() };
    let rated = world.save(&bare).await;
    assert_eq!((rated.extras_unpriced, rated.extras.len(), amount(&rated.net)), (true, 0, "120.00"));
    let draft = world.draft(&party).await;
    assert_eq!(
        (draft.undecided_entries.as_slice(), amount(&draft.net), draft.lines.len()),
        (&[work.entry.clone()][..], "0.00", 0),
        "once a part were invoiced the rest could not be corrected any more"
    );
    let remedy = draft.undecided[0].remedy.as_ref().unwrap();
    assert_eq!((&draft.undecided[0].entry, remedy.de.contains("nachtragen")), (&work.entry, true));
    assert!(remedy.en.contains("no agreed price"), "{remedy:?}");
    let priced = material("", "1", "C62", Some("49.90"));
    let corrected = TimeEntrySaved { version: 2, materials: vec![priced], ..work };
    let rated = world.save(&corrected).await;
    assert_eq!((beside(&rated), amount(&rated.net)), (vec![("TN-2421", "49.90")], "169.90"));
    let draft = world.draft(&party).await;
    assert!(draft.undecided_entries.is_empty() && draft.undecided.is_empty());
    assert_eq!(amount(&draft.net), "169.90");
    world.house.close().await;
}

#[tokio::test]
async fn r10_the_quote_prices_what_comes_with_the_work() {
    let world = World::open().await;
    let party = visited(&world).await;
    let request = QuoteWorkRequest {
        customer: party.customer.name.clone(),
        activity: "project".into(),
        duration: length(3_600),
        travel: trip("v", 1_800, 20),
        materials: vec![material("Kabel", "2", "C62", Some("5.00"))],
        ..QuoteWorkRequest::default()
    };
    let quote = async |request: &QuoteWorkRequest| {
        world.client().quote_work(request.clone()).await.unwrap().into_inner()
    };
    let first = quote(&request).await;
    assert_eq!((first.extras.len(), amount(&first.net), first.extras_unpriced), (4, "204.00", false));
    world.save(&TimeEntrySaved { travel: trip("v", 0, 0), ..party.worked("project", -DAY, 900) }).await;
    assert_eq!(amount(&quote(&request).await.net), "169.00", "the visit is paid for");
    let travel = Some(Travel { kilometers: 2_001, duration: length(-1), ..Travel::default() });
    let bad =
        QuoteWorkRequest { travel, materials: vec![material("", "0", "C62", Some("-1.00"))], ..request };
    let fields = wrong_fields(world.client().quote_work(bad).await);
    let expected =
        ["travel.duration", "travel.kilometers", "materials[0].quantity", "materials[0].unit_price"];
    assert_eq!(fields, expected);
    world.house.close().await;
}

#[tokio::test]
async fn t6_what_waits_for_approval_is_neither_rated_nor_billed_and_gives_back_what_it_drew() {
    let world = World::open().await;
    let party = visited(&world).await;
    let work = TimeEntrySaved { travel: trip("v", 0, 10), ..party.worked("support", 0, 3_600) };
    world.save(&work).await;
    assert_eq!((world.balance(&party).await.as_str(), world.drafts(&party).await.len()), ("3600", 1));
    let waiting = TimeEntrySaved { version: 2, approval: ApprovalState::Waiting.into(), ..work.clone() };
    world.time.tell(world.house.tenant(), uuid(&work.entry), 2, &waiting).await;
    let back = || async { world.balance(&party).await == "7200" };
    world.house.eventually("what was drawn", back).await;
    assert_eq!((world.rated(&work.entry).await, world.drafts(&party).await.len()), (None, 0));
    let told: Vec<EntryRated> = world.told(&work.entry).await;
    assert_eq!(
        told.iter().map(|e| e.entry_version).collect::<Vec<_>>(),
        [1],
        "nothing is told of what waits"
    );
    let approved = TimeEntrySaved { version: 3, approval: ApprovalState::Approved.into(), ..work };
    assert_eq!(beside(&world.save(&approved).await).len(), 2);
    assert_eq!((world.balance(&party).await.as_str(), world.accounts_out_of_balance().await), ("3600", 0));
    world.house.close().await;
}
