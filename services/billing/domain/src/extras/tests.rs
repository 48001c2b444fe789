use super::*;
use jiff::civil::date;
use kontor_ids::Uuid;
use kontor_money::Currency;
use proptest::prelude::*;
use rust_decimal::dec;

fn eur(value: Decimal) -> Amount {
    Amount::new(value, Currency::EUR).unwrap()
}

fn zones() -> Vec<TravelZone> {
    let zone = |name: &str, up_to_km, flat| TravelZone {
        name: name.into(),
        up_to_km,
        flat: Some(eur(flat)),
        per_hour: Some(eur(dec!(60))),
        per_km: Some(eur(dec!(0.45))),
    };
    vec![zone("Zone 1", 30, dec!(35)), zone("Zone 2", 0, dec!(70))]
}

fn trip(n: u128, zone: &str, visit: &str, seconds: u64, kilometres: u32) -> Outfit {
    Outfit {
        entry: TimeEntryId::from_uuid(Uuid::from_u128(n)),
        service_date: date(2026, 3, 2),
        start: Timestamp::from_second(1_772_442_000 + 60 * i64::try_from(n).unwrap()).unwrap(),
        ticket: TicketId::from_uuid(Uuid::from_u128(1)),
        travel: Some(Travel { zone: zone.into(), visit: visit.into(), seconds, kilometres, zones: zones() }),
        materials: Vec::new(),
    }
}

/// Entry, part and net of each charge.
fn shown(extras: &Extras) -> Vec<(u128, String, Decimal)> {
    let part = |key: &LineKey| match key {
        LineKey::Extra { entry, kind } => (entry.uuid().as_u128(), kind.to_string()),
        _ => panic!("no extra"),
    };
    let row = |(charge, _): &(Charge, Localized)| {
        let (entry, kind) = part(&charge.key);
        (entry, kind, charge.list_net.value())
    };
    extras.charges.iter().map(row).collect()
}

#[test]
fn t1_the_flat_fee_is_due_once_for_each_visit_and_the_rest_for_each_entry() {
    let day = [trip(2, "zone_1", "v", 1_800, 20), trip(1, "zone_1", "v", 0, 0), trip(3, "zone_2", "w", 0, 0)];
    let made = extras(&day, &BTreeSet::new()).unwrap();
    let expected = [
        (1, "flat".to_owned(), dec!(35)),
        (2, "way".into(), dec!(30)),
        (2, "km".into(), dec!(9.00)),
        (3, "flat".into(), dec!(70)),
    ];
    assert_eq!(shown(&made), expected);
    for (charge, _) in &made.charges {
        assert_eq!(charge.quantity.net(charge.price).unwrap(), charge.list_net, "R3: it multiplies out");
        assert_eq!(charge.explanation.len(), 1, "R1: it explains itself");
    }
}

#[test]
fn r5a_a_visit_whose_flat_fee_is_invoiced_gives_none_again_to_a_late_entry() {
    let (first, late) = (trip(5, "zone_1", "v", 0, 0), trip(1, "zone_1", "v", 600, 0));
    let settled = BTreeSet::from([LineKey::Extra { entry: first.entry, kind: ExtraKind::Flat }]);
    let made = extras(&[first, late], &settled).unwrap();
    assert_eq!(shown(&made), [(1, "way".to_owned(), dec!(10.00))]);
}

#[test]
fn t1_a_zone_is_found_by_its_name_or_by_the_distance_one_way() {
    for (zone, kilometres, found) in
        [("zone_2", 4, Some("Zone 2")), ("", 60, Some("Zone 1")), ("", 61, Some("Zone 2")), ("far", 0, None)]
    {
        let trip = trip(1, zone, "v", 0, kilometres);
        let name = trip.travel.as_ref().unwrap().zone().map(|z| z.name.as_str());
        assert_eq!(name, found, "{zone} {kilometres}");
    }
}

#[test]
fn c2_what_has_no_price_is_never_billed_at_zero_silently() {
    let mut bare = trip(1, "zone_1", "v", 0, 0);
    bare.travel.as_mut().unwrap().zones.clear();
    let mut cable = trip(2, "", "", 0, 0);
    let material = |price| Material {
        text: "Patchkabel".into(),
        quantity: dec!(2.5),
        unit: Unit::from_code("MTR"),
        price,
    };
    cable.materials = vec![material(None), material(Some(eur(dec!(3.30))))];
    let made = extras(&[bare.clone(), cable.clone()], &BTreeSet::new()).unwrap();
    assert_eq!(made.unpriced, BTreeSet::from([bare.entry, cable.entry]));
    assert_eq!(shown(&made), [(2, "material-1".to_owned(), dec!(8.25))]);
    assert_eq!(made.charges[0].0.quantity.unit.code(), "MTR");
}

proptest! {
    #[test]
    fn r5a_the_order_of_outfits_changes_nothing(
        trips in prop::collection::vec((1u128..50, 0usize..3, 0u64..4_000, 0u32..90), 1..12), seed in 0usize..100,
    ) {
        let mut outfits: Vec<Outfit> = trips
            .into_iter()
            .map(|(n, visit, seconds, km)| trip(n, "zone_1", ["a", "b", "c"][visit], seconds, km))
            .collect();
        outfits.sort_by_key(|o| o.entry);
        outfits.dedup_by_key(|o| o.entry);
        let straight = extras(&outfits, &BTreeSet::new()).unwrap();
        let turn = seed % outfits.len();
        outfits.rotate_left(turn);
        outfits.reverse();
        prop_assert_eq!(extras(&outfits, &BTreeSet::new()).unwrap(), straight);
    }

    #[test]
    fn r1_keys_read_back(n in 0u32..100, which in 0usize..4) {
        let kind = [ExtraKind::Flat, ExtraKind::Way, ExtraKind::Kilometres, ExtraKind::Material(n)][which];
        let key = LineKey::Extra { entry: TimeEntryId::from_uuid(Uuid::from_u128(7)), kind };
        prop_assert_eq!(key.to_string().parse::<LineKey>().unwrap(), key);
    }
}
