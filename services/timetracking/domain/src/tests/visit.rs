//! Travel and materials (T1).

use super::*;
use jiff::civil::date;
use kontor_ids::{CustomerId, SiteId};

fn travel(zone: &str, visit: &str, seconds: i64, kilometers: i32) -> TravelInput {
    let duration = SignedDuration::from_secs(seconds);
    TravelInput { zone: zone.into(), visit: visit.into(), duration, kilometers }
}

fn with(travel: TravelInput) -> EntryInput {
    EntryInput { channel: Channel::OnSite, travel: Some(travel), ..input(0, 60) }
}

#[test]
fn t1_travel_is_read_as_it_is_or_refused() {
    use Field::{TravelDuration, TravelKilometers, TravelVisit, TravelZone};
    let long = "x".repeat(65);
    for (way, wrong) in [
        (travel("zone_1", "", 0, 0), vec![]),
        (travel("", "", 86_400, 2_000), vec![]),
        (travel("Zone 1", "", 0, 0), vec![TravelZone]),
        (travel("zone_1", "a b", 0, 0), vec![TravelVisit]),
        (travel("", &long, -1, -1), vec![TravelVisit, TravelDuration, TravelKilometers]),
        (travel("", "", 86_401, 2_001), vec![TravelDuration, TravelKilometers]),
        (travel("", "", i64::MAX, i32::MAX), vec![TravelDuration, TravelKilometers]),
    ] {
        assert_eq!(fields(Entry::parse(&with(way.clone()), at(100))), wrong, "{way:?}");
    }
    let entry = Entry::parse(&with(travel("zone_1", "v1", 600, 12)), at(100)).unwrap();
    assert_eq!(entry.travel.map(|t| t.input()), Some(travel("zone_1", "v1", 600, 12)));
    assert_eq!(Entry::parse(&with(TravelInput::default()), at(100)).unwrap().travel, None);
}

#[test]
fn t1_time_on_the_way_is_not_counted_twice() {
    let way = |seconds| EntryInput { channel: Channel::Travel, ..with(travel("", "", seconds, 30)) };
    assert_eq!(fields(Entry::parse(&way(600), at(100))), [Field::TravelDuration]);
    assert!(Entry::parse(&way(0), at(100)).is_ok());
}

#[test]
fn t1_a_visit_is_a_technician_a_place_and_a_day() {
    let ids = SequentialIds::new(3);
    let (one, other) = (UserId::new(&ids), UserId::new(&ids));
    let (customer, site) = (CustomerId::new(&ids), SiteId::new(&ids));
    let day = date(2026, 3, 2);
    let visit = visit_of(one, Some(site), customer, day);
    assert_eq!(visit, visit_of(one, Some(site), customer, day));
    for another in [
        visit_of(other, Some(site), customer, day),
        visit_of(one, None, customer, day),
        visit_of(one, Some(site), customer, date(2026, 3, 3)),
    ] {
        assert_ne!(visit, another);
    }
    // What is derived could be given as well.
    let given = with(travel("zone_1", &visit, 0, 0));
    assert!(Entry::parse(&given, at(100)).is_ok(), "{visit}");
}

fn material(quantity: &str, price: Option<(&str, &str)>) -> MaterialInput {
    MaterialInput {
        article: "TN-2421".into(),
        quantity: quantity.into(),
        unit_price: price.map(|(currency, amount)| (currency.into(), amount.into())),
        ..MaterialInput::default()
    }
}

fn materials(materials: Vec<MaterialInput>) -> EntryInput {
    EntryInput { materials, ..input(0, 60) }
}

#[test]
fn t1_materials_are_read_as_they_are_or_refused() {
    use MaterialField::{Quantity, UnitPrice};
    for (quantity, price, wrong) in [
        ("1", None, None),
        ("0.5", Some(("EUR", "12.50")), None),
        ("999999.9999", Some(("EUR", "0")), None),
        ("0", None, Some(Quantity)),
        ("-1", None, Some(Quantity)),
        ("", None, Some(Quantity)),
        ("1e3", None, Some(Quantity)),
        ("1,5", None, Some(Quantity)),
        ("1.00001", None, Some(Quantity)),
        ("1000000", None, Some(Quantity)),
        ("79228162514264337593543950336", None, Some(Quantity)),
        ("1", Some(("EUR", "-0.01")), Some(UnitPrice)),
        ("1", Some(("EUR", "1.005")), Some(UnitPrice)),
        ("1", Some(("USD", "1.00")), Some(UnitPrice)),
        ("1", Some(("EUR", "9999999999.99")), None),
        ("2", Some(("EUR", "9999999999.99")), Some(UnitPrice)),
        ("1", Some(("EUR", "10000000000")), Some(UnitPrice)),
    ] {
        let found = fields(Entry::parse(&materials(vec![material(quantity, price)]), at(100)));
        let expected = Vec::from_iter(wrong.map(|field| Field::Material(0, field)));
        assert_eq!(found, expected, "{quantity} {price:?}");
    }
}

#[test]
fn t1_every_wrong_material_is_named_with_its_place() {
    let good = material("1", None);
    let wrong = MaterialInput { unit: "pieces".into(), article: " ".into(), ..material("x", None) };
    let problems = Entry::parse(&materials(vec![good.clone(), wrong]), at(100)).unwrap_err();
    let named: Vec<String> = problems.iter().map(|p| p.field.to_string()).collect();
    assert_eq!(named, ["materials[1].article", "materials[1].quantity", "materials[1].unit"]);
    assert_eq!(fields(Entry::parse(&materials(vec![good.clone(); 51]), at(100))), [Field::Materials]);
    let read = Entry::parse(&materials(vec![good; 50]), at(100)).unwrap();
    assert_eq!(read.materials[49].unit, "C62", "pieces where no unit is given");
}
