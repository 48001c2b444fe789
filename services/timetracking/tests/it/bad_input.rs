//! Whatever is wrong with an entry is told by field, and nothing of it is saved (T1, X6).

use crate::world::{NINE, World, id, wrong_fields};
use kontor_proto::timetracking::v1::*;
use kontor_proto::types::v1::{Channel, Decimal, Material, Money, Travel};

fn duration(seconds: i64, nanos: i32) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds, nanos })
}

fn stamp(seconds: i64, nanos: i32) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds, nanos })
}

fn travel(way: Travel) -> impl Fn(&mut TimeEntry) {
    move |entry| entry.travel = Some(way.clone())
}

fn material(quantity: &str, currency: &str, price: &str) -> impl Fn(&mut TimeEntry) {
    let decimal = |value: &str| Some(Decimal { value: value.into() });
    let unit_price = Money { currency_code: currency.into(), amount: decimal(price) };
    let material = Material {
        article: "TN-2421".into(),
        quantity: decimal(quantity),
        unit_price: Some(unit_price),
        ..Material::default()
    };
    move |entry| entry.materials = vec![material.clone()]
}

type Case = (&'static str, Box<dyn Fn(&mut TimeEntry)>, &'static str);

fn times() -> Vec<Case> {
    vec![
        ("negative", Box::new(|e| e.duration = duration(-1, 0)), "duration"),
        ("zero", Box::new(|e| e.duration = duration(0, 0)), "duration"),
        ("29 hours", Box::new(|e| e.duration = duration(29 * 3_600, 0)), "duration"),
        ("overflowing", Box::new(|e| e.duration = duration(i64::MAX, 0)), "duration"),
        ("below", Box::new(|e| e.duration = duration(i64::MIN, 0)), "duration"),
        ("half a second", Box::new(|e| e.duration = duration(60, 500_000_000)), "duration"),
        ("nanos out of range", Box::new(|e| e.duration = duration(60, -1)), "duration"),
        ("no duration", Box::new(|e| e.duration = None), "duration"),
        ("future", Box::new(|e| e.start_time = stamp(NINE + 600, 0)), "start_time"),
        ("far future", Box::new(|e| e.start_time = stamp(i64::MAX, 0)), "start_time"),
        ("far past", Box::new(|e| e.start_time = stamp(i64::MIN, 0)), "start_time"),
        ("no instant", Box::new(|e| e.start_time = stamp(NINE, 1_000_000_000)), "start_time"),
        ("no start", Box::new(|e| e.start_time = None), "start_time"),
    ]
}

fn words() -> Vec<Case> {
    vec![
        ("a number for a ticket", Box::new(|e| e.ticket = "T-2026-000042".into()), "ticket"),
        ("no person", Box::new(|e| e.technician = "tokens/1".into()), "technician"),
        ("no text", Box::new(|e| e.text = " \n".into()), "text"),
        ("a bell", Box::new(|e| e.text = "a\u{7}".into()), "text"),
        ("long text", Box::new(|e| e.text = "ä".repeat(2_001)), "text"),
        ("long internal text", Box::new(|e| e.internal_text = "x".repeat(2_001)), "internal_text"),
        ("long goodwill", Box::new(|e| e.goodwill_reason = "x".repeat(501)), "goodwill_reason"),
        ("long cost center", Box::new(|e| e.cost_center = "x".repeat(37)), "cost_center"),
        ("unknown channel", Box::new(|e| e.channel = -1), "channel"),
        ("activity", Box::new(|e| e.activity = "A'; drop table".into()), "activity"),
    ]
}

fn extras() -> Vec<Case> {
    let way = Travel::default;
    vec![
        ("negative way", Box::new(travel(Travel { duration: duration(-1, 0), ..way() })), "travel.duration"),
        ("29 hours", Box::new(travel(Travel { duration: duration(104_400, 0), ..way() })), "travel.duration"),
        (
            "overflow",
            Box::new(travel(Travel { duration: duration(i64::MAX, 0), ..way() })),
            "travel.duration",
        ),
        ("kilometres", Box::new(travel(Travel { kilometers: -1, ..way() })), "travel.kilometers"),
        ("too far", Box::new(travel(Travel { kilometers: i32::MAX, ..way() })), "travel.kilometers"),
        ("zone", Box::new(travel(Travel { zone: "Zone 1".into(), ..way() })), "travel.zone"),
        ("visit", Box::new(travel(Travel { visit: "x y".into(), ..way() })), "travel.visit"),
        ("none", Box::new(material("0", "EUR", "1")), "materials[0].quantity"),
        ("less", Box::new(material("-1", "EUR", "1")), "materials[0].quantity"),
        ("much", Box::new(material("9999999999999999999999999999", "EUR", "1")), "materials[0].quantity"),
        ("foreign currency", Box::new(material("1", "USD", "1")), "materials[0].unit_price"),
        ("negative price", Box::new(material("1", "EUR", "-1")), "materials[0].unit_price"),
        ("price", Box::new(material("1", "EUR", "NaN")), "materials[0].unit_price"),
        ("overflowing", Box::new(material("999999", "EUR", "9999999999.99")), "materials[0].unit_price"),
    ]
}

#[tokio::test]
async fn t1_bad_values_are_told_by_field_and_nothing_is_saved() {
    let world = World::open().await;
    let ticket = world.ticket();
    for (what, spoil, field) in times().into_iter().chain(words()).chain(extras()) {
        let mut request = world.request(&ticket.name, -600, 60);
        let entry = request.entry.as_mut().unwrap();
        entry.channel = Channel::OnSite.into();
        spoil(entry);
        let wrong = wrong_fields(world.client().create_time_entry(request).await);
        assert_eq!(wrong, [format!("entry.{field}")], "{what}");
    }
    assert!(world.list().await.is_empty());
    let good = world.create(&ticket.name, -600, 60).await;
    for (what, spoil, field) in times().into_iter().chain(words()).chain(extras()) {
        let mut entry = TimeEntry { channel: Channel::OnSite.into(), ..good.clone() };
        spoil(&mut entry);
        let request = CorrectTimeEntryRequest { entry: Some(entry), reason: "x".into(), request_id: id() };
        let wrong = wrong_fields(world.client().correct_time_entry(request).await);
        assert_eq!(wrong, [format!("entry.{field}")], "{what}");
    }
    assert_eq!(world.get(&good.name).await, good);
    world.house.close().await;
}
