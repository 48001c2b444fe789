//! Work that crosses boundaries (C3, C6).

use super::*;
use crate::terms::Surcharge;

fn parts(world: &World, start: &str, seconds: u32) -> Vec<(u32, Option<Band>, Decision)> {
    let spans = resolve_span(&world.facts, &world.question(WEDNESDAY), at(start), seconds);
    spans.into_iter().map(|span| (span.seconds, span.verdict.band, span.verdict.decision)).collect()
}

#[test]
fn c6_an_entry_is_cut_at_the_band_to_the_second() {
    let mut t = terms(vec![rule("all", Decision::Billable)]);
    t.surcharges = vec![Surcharge { band: Band::AfterHours, percent: dec!(50) }];
    let world = world(vec![contract("W-1", t)]);
    let spans = resolve_span(&world.facts, &world.question(WEDNESDAY), at("2026-03-04T16:59:59"), 3);
    let seen: Vec<_> = spans
        .iter()
        .map(|span| (span.start, span.seconds, span.verdict.terms.as_ref().unwrap().surcharge_percent))
        .collect();
    assert_eq!(seen, [(at("2026-03-04T16:59:59"), 1, dec!(0)), (at("2026-03-04T17:00"), 2, dec!(50))]);
    // Friday night into Saturday.
    assert_eq!(
        parts(&world, "2026-03-06T23:00", 7200),
        [(3600, Some(Band::AfterHours), Decision::Billable), (3600, Some(Band::Weekend), Decision::Billable)]
    );
}

#[test]
fn c3_an_entry_is_cut_where_the_version_changes() {
    let mut old = terms(vec![rule("old", Decision::Included)]);
    old.valid.end = Some(date(2026, 3, 5));
    let mut new = terms(vec![rule("new", Decision::Billable)]);
    new.valid.start = date(2026, 3, 5);
    let mut c = contract("W-1", old);
    c.versions.push(version(2, new));
    assert_eq!(
        parts(&world(vec![c]), "2026-03-04T23:00", 7200),
        [
            (3600, Some(Band::AfterHours), Decision::Included),
            (3600, Some(Band::AfterHours), Decision::Billable)
        ]
    );
}

#[test]
fn c5_an_entry_is_cut_where_the_price_changes() {
    let mut world = world(vec![]);
    world.facts.price_lists[0].valid.end = Some(date(2026, 3, 5));
    world.facts.price_lists.push(list(None, date(2026, 3, 5), dec!(130)));
    let spans = resolve_span(&world.facts, &world.question(WEDNESDAY), at("2026-03-04T23:59:00"), 120);
    let prices: Vec<_> =
        spans.iter().map(|s| (s.seconds, s.verdict.price.as_ref().unwrap().per_hour)).collect();
    assert_eq!(prices, [(60, euro(dec!(120))), (60, euro(dec!(130)))]);
}

#[test]
fn c6_without_a_contract_nothing_is_cut() {
    assert_eq!(parts(&world(vec![]), "2026-03-06T12:00", 86_400), [(86_400, None, Decision::NotCovered)]);
    assert!(parts(&world(vec![]), WEDNESDAY, 0).is_empty());
}

#[test]
fn t1_a_fraction_of_a_second_is_dropped() {
    let world = world(vec![]);
    let start = at(WEDNESDAY) + jiff::SignedDuration::from_millis(700);
    let spans = resolve_span(&world.facts, &world.question(WEDNESDAY), start, 5);
    assert_eq!((spans[0].start, spans[0].seconds), (at(WEDNESDAY), 5));
}

#[test]
fn c5_a_contract_excludes_activities_assets_and_bands_and_nothing_beside_them() {
    const NIGHT: &str = "2026-03-04T20:00";
    let base = world(vec![]);
    let support = base.question(WEDNESDAY);
    let project = Question { activity: "project".parse().unwrap(), ..support.clone() };
    let other_asset = Question { asset: None, ..support.clone() };
    let asked = [
        ("support", support),
        ("project", project),
        ("other asset", other_asset),
        ("night", base.question(NIGHT)),
    ];
    let any = || excludes("not this");
    for (excluded, left_out) in [
        (CoverageRule { activities: vec!["project".parse().unwrap()], ..any() }, &["project"][..]),
        (CoverageRule { assets: vec![base.asset], ..any() }, &["support", "project", "night"][..]),
        (CoverageRule { bands: vec![Band::AfterHours], ..any() }, &["night"][..]),
    ] {
        let contracts = vec![contract("W-1", terms(vec![excluded, rule("rest", Decision::Included)]))];
        let facts = Facts { contracts, ..base.facts.clone() };
        for (name, question) in &asked {
            let verdict = resolve(&facts, question);
            let expected = if left_out.contains(name) { Decision::NotCovered } else { Decision::Included };
            assert_eq!(verdict.decision, expected, "{name} where {left_out:?} is excluded");
            assert_eq!(
                said(&verdict, "contract W-1 excludes it (rule 1 'not this')"),
                left_out.contains(name)
            );
        }
    }
    // Work that runs into an excluded band is covered up to its first second.
    let contracts = vec![contract(
        "W-1",
        terms(vec![
            CoverageRule { bands: vec![Band::AfterHours], ..any() },
            rule("rest", Decision::Included),
        ]),
    )];
    let w = World { facts: Facts { contracts, ..base.facts.clone() }, ..base };
    let seen: Vec<_> = parts(&w, "2026-03-04T16:59:58", 5).into_iter().map(|(s, _, d)| (s, d)).collect();
    assert_eq!(seen, [(2, Decision::Included), (3, Decision::NotCovered)]);
}

#[test]
fn c9_who_is_suspended_without_a_contract_is_shown_as_suspended_and_not_covered() {
    let mut w = world(vec![]);
    w.facts.customer.suspended = true;
    let verdict = w.ask(WEDNESDAY);
    assert_eq!((verdict.decision, verdict.suspended), (Decision::NotCovered, true));
    assert_eq!(outcome(&verdict, "not_suspended"), Outcome::Failed);
    // Suspending changes neither what decides nor what it costs.
    let mut w = world(vec![contract("W-1", terms(vec![rule("all", Decision::Billable)]))]);
    let before = w.ask(WEDNESDAY);
    w.facts.customer.suspended = true;
    w.facts.contracts[0].suspended = true;
    let after = w.ask(WEDNESDAY);
    assert_eq!((after.decision, by(&after), &after.price), (before.decision, by(&before), &before.price));
    assert!(after.suspended && !before.suspended);
}
