//! The way to the customer and materials, from capture to billing (T1, T3).

use crate::world::{WITH_PRICES, World, id, start, stop, wrong_fields};
use kontor_proto::timetracking::v1::*;
use kontor_proto::types::v1::{Channel, Decimal, Material, Money, Travel};

fn travel(zone: &str, seconds: i64, kilometers: i32) -> Travel {
    let duration = (seconds != 0).then_some(prost_types::Duration { seconds, nanos: 0 });
    Travel { zone: zone.into(), visit: String::new(), duration, kilometers }
}

fn toner(quantity: &str, price: Option<&str>) -> Material {
    let decimal = |value: &str| Some(Decimal { value: value.into() });
    let money = |price: &str| Money { currency_code: "EUR".into(), amount: decimal(price) };
    Material {
        article: "TN-2421".into(),
        text: "Toner".into(),
        quantity: decimal(quantity),
        unit: String::new(),
        unit_price: price.map(money),
    }
}

#[tokio::test]
async fn t1_travel_and_materials_are_kept_with_every_version_and_reach_billing() {
    let world = World::open().await;
    let mut request = world.request(&world.ticket().name, -600, 600);
    let entry = request.entry.as_mut().unwrap();
    entry.channel = Channel::OnSite.into();
    entry.travel = Some(travel("zone_1", 1_200, 24));
    entry.materials = vec![toner("2", Some("49.9")), toner("0.5", None)];
    let first = world.client().create_time_entry(request).await.unwrap().into_inner();
    assert_eq!(first.travel, Some(travel("zone_1", 1_200, 24)));
    let price = first.materials[0].unit_price.as_ref().and_then(|p| p.amount.as_ref()).unwrap();
    assert_eq!((price.value.as_str(), first.materials[0].unit.as_str()), ("49.90", "C62"));
    assert_eq!(world.get(&first.name).await, first);

    let changed = TimeEntry { travel: None, materials: vec![toner("1", None)], ..first.clone() };
    let request =
        CorrectTimeEntryRequest { entry: Some(changed), reason: "nur einer".into(), request_id: id() };
    let second = world.client().correct_time_entry(request).await.unwrap().into_inner();
    assert_eq!((second.travel.clone(), second.materials.len()), (None, 1));
    let request = ListTimeEntryVersionsRequest { name: first.name.clone(), ..Default::default() };
    let versions = world.client().list_time_entry_versions(request).await.unwrap().into_inner().versions;
    let told = |n: usize| versions[n].entry.as_ref().unwrap();
    assert_eq!((&told(1).travel, &told(1).materials), (&first.travel, &first.materials), "T5");
    assert_eq!((&told(0).travel, &told(0).materials), (&second.travel, &second.materials));

    let heard = world.heard(&first.name).await;
    assert_eq!((&heard[0].materials, &heard[1].materials), (&first.materials, &second.materials));
    let way = heard[0].travel.as_ref().unwrap();
    assert_eq!((way.zone.as_str(), way.kilometers, way.duration.unwrap().seconds), ("zone_1", 24, 1_200));
    assert_eq!(heard[1].travel, None);
    world.house.close().await;
}

#[tokio::test]
async fn t1_entries_of_one_visit_share_the_flat_fee() {
    let world = World::open().await;
    let (one, other) = (world.ticket(), world.ticket());
    let mut visits = Vec::new();
    for (ticket, start, visit) in
        [(&one, -600, ""), (&one, -60, ""), (&other, -300, ""), (&other, -30, "abends")]
    {
        let mut request = world.request(&ticket.name, start, 10);
        let way = Travel { visit: visit.into(), ..travel("zone_1", 0, 0) };
        request.entry.as_mut().unwrap().travel = Some(way);
        let entry = world.client().create_time_entry(request).await.unwrap().into_inner();
        assert_eq!(entry.travel.as_ref().unwrap().visit, visit, "shown as it was given");
        let told = world.heard(&entry.name).await;
        visits.push(told[0].travel.as_ref().unwrap().visit.clone());
    }
    assert_eq!(visits[0], visits[1], "same place, same day");
    assert_ne!(visits[0], visits[2], "another customer");
    assert_eq!(visits[3], "abends");
    world.house.close().await;
}

#[tokio::test]
async fn t1_wrong_travel_and_materials_are_told_at_once() {
    let world = World::open().await;
    let mut request = world.request(&world.ticket().name, -600, 600);
    let entry = request.entry.as_mut().unwrap();
    entry.travel = Some(travel("Zone 1", i64::MAX, -1));
    entry.materials = vec![toner("1", None), toner("-1", Some("1.005"))];
    let wrong = wrong_fields(world.client().create_time_entry(request).await);
    let all = [
        "travel.zone",
        "travel.duration",
        "travel.kilometers",
        "materials[1].quantity",
        "materials[1].unit_price",
    ];
    assert_eq!(wrong, all.map(|field| format!("entry.{field}")));
    world.client().start_timer(start(&world.ticket().name)).await.unwrap();
    let request = StopTimerRequest {
        travel: Some(travel("Zone 1", 0, 0)),
        materials: vec![toner("0", None)],
        ..stop("")
    };
    let wrong = wrong_fields(world.client().stop_timer(request).await);
    assert_eq!(wrong, ["text", "travel.zone", "materials[0].quantity"]);
    world.house.close().await;
}

#[tokio::test]
async fn t3_a_timer_keeps_its_travel_for_quote_and_entry() {
    let world = World::open().await;
    let ticket = world.ticket();
    let way = travel("zone_2", 900, 18);
    let request = StartTimerRequest {
        channel: Channel::OnSite.into(),
        travel: Some(way.clone()),
        ..start(&ticket.name)
    };
    let started = world.client().start_timer(request).await.unwrap().into_inner();
    assert_eq!(started.travel, Some(way.clone()));
    world.house.clock().advance(60);
    world.client_with(&WITH_PRICES).get_timer(GetTimerRequest {}).await.unwrap();
    assert_eq!(world.billing.asked()[0].travel, Some(way.clone()), "the quote is asked with the way");
    let request = StopTimerRequest {
        materials: vec![toner("1", None)],
        goodwill_reason: "Erstkunde".into(),
        cost_center: "4711".into(),
        ..stop("fertig")
    };
    let stopped = world.client().stop_timer(request).await.unwrap().into_inner();
    assert_eq!((stopped.travel, stopped.materials.len()), (Some(way), 1));
    assert_eq!((stopped.goodwill_reason.as_str(), stopped.cost_center.as_str()), ("Erstkunde", "4711"));
    // What is said at the end counts.
    let request = StartTimerRequest { travel: Some(travel("zone_2", 0, 5)), ..start(&ticket.name) };
    world.client().start_timer(request).await.unwrap();
    let request = StopTimerRequest { travel: Some(travel("", 0, 7)), ..stop("fertig") };
    let stopped = world.client().stop_timer(request).await.unwrap().into_inner();
    assert_eq!(stopped.travel, Some(travel("", 0, 7)));
    world.house.close().await;
}
