//! Which agreement applies at an instant.

use super::*;
use proptest::prelude::*;

#[test]
fn n10_a_window_ends_with_its_hours_and_is_seen_an_hour_longer() {
    let window = agreement(1).window(evening()).unwrap();
    assert_eq!(window.end, at("2026-03-03T06:00:00Z"));
    assert_eq!(window.access_until, at("2026-03-03T07:00:00Z"));
}

#[test]
fn n10_no_agreement_holds_outside_its_hours_and_days() {
    let it = agreement(1);
    let holds = |it: &Agreement, when: &str| it.window(at(when)).is_some();
    assert!(!holds(&it, "2026-03-02T12:00:00Z"), "at noon");
    assert!(!holds(&it, "2026-03-03T06:00:00Z"), "the first instant after the hours");
    assert!(holds(&it, "2026-03-03T05:59:59Z"));
    assert!(!holds(&it, "2026-02-28T21:30:00Z"), "before its first day");
    let until = Agreement { valid: Validity { until: Some(date(2026, 3, 2)), ..it.valid }, ..it.clone() };
    assert!(holds(&until, "2026-03-02T22:59:59Z") && !holds(&until, "2026-03-02T23:00:00Z"));
    let offered = Agreement { accept_time: None, ..it.clone() };
    assert!(offered.window(evening()).is_none(), "only offered");
    let ended = Agreement { end_time: Some(evening()), ..it.clone() };
    assert!(ended.window(evening()).is_none() && holds(&ended, "2026-03-02T21:29:59Z"));
}

#[test]
fn n10_nothing_is_seen_beyond_the_last_day() {
    let mut it = agreement(1);
    it.valid.until = Some(date(2026, 3, 2));
    let window = it.window(evening()).unwrap();
    let midnight = at("2026-03-02T23:00:00Z");
    assert_eq!((window.end, window.access_until), (midnight, midnight));
}

#[test]
fn n10_hours_follow_the_wall_clock_over_a_change_of_time() {
    // The night of 28 to 29 March is an hour shorter; the weekend runs into Monday's morning hours.
    let window = agreement(1).window(at("2026-03-28T21:30:00Z")).unwrap();
    assert_eq!(window.end, at("2026-03-29T22:00:00Z"), "Sunday's end; Monday's night begins at 18:00");
}

#[test]
fn n10_only_what_is_named_is_part_of_it() {
    let mut it = agreement(1);
    it.scope.assets = [asset(2)].into();
    assert!(!it.names(&case()));
    it.scope.assets.insert(asset(1));
    assert!(it.names(&case()));
    it.scope = Scope { contracts: [contract(1)].into(), ..Scope::default() };
    assert!(it.names(&case()) && !it.names(&Case { contract: Some(contract(2)), ..case() }));
    assert!(!it.names(&Case { contract: None, ..case() }));
    it.scope = Scope { customers: [customer(2)].into(), ..Scope::default() };
    assert!(!it.names(&case()) && it.names(&Case { customer: customer(2), ..case() }));
    it.scope = Scope::default();
    it.policy.least_priority = Priority::High;
    assert!(!it.names(&case()) && it.names(&Case { priority: Priority::Critical, ..case() }));
}

#[test]
fn n10_the_closest_agreement_applies_then_the_first_accepted() {
    let every = agreement(1);
    let later = Agreement { accept_time: Some(at("2026-02-21T10:00:00Z")), ..agreement(2) };
    let close = |scope| Agreement { scope, ..later.clone() };
    let customers = close(Scope { customers: [customer(1)].into(), ..Scope::default() });
    let contracts = close(Scope { contracts: [contract(1)].into(), ..Scope::default() });
    let assets = close(Scope { assets: [asset(1)].into(), ..Scope::default() });
    let best = |all: [&Agreement; 2]| applying(all, &case(), evening()).unwrap().0.clone();
    assert_eq!(best([&later, &every]), every, "of two for every ticket the one accepted first");
    assert_eq!(best([&every, &customers]), customers);
    assert_eq!(best([&contracts, &customers]), contracts);
    assert_eq!(best([&contracts, &assets]), assets);
}

fn any_agreement() -> impl Strategy<Value = Agreement> {
    let hours = prop::sample::select(vec![NIGHTS, "Europe/Berlin; 24/7", "Europe/Berlin; Mo-Fr 12:00-14:00"]);
    let sets = prop::collection::btree_set(1_u128..3, 0..2);
    let scope = (sets.clone(), sets.clone(), sets);
    let days = (1_i8..20, prop::option::of(10_i8..28));
    let times = (prop::option::of(0_i64..10), prop::option::of(0_i64..20));
    (1_u128..50, hours, scope, days, times, prop::sample::select(Priority::ALL)).prop_map(
        |(n, hours, (customers, contracts, assets), (from, until), (accepted, ended), least_priority)| {
            let mut it = agreement(n);
            let days = |n: i64| at("2026-02-27T00:00:00Z") + SignedDuration::from_hours(24 * n);
            it.hours = hours.parse().unwrap();
            it.valid = Validity { from: date(2026, 3, from), until: until.map(|day| date(2026, 3, day)) };
            it.scope = Scope {
                customers: customers.into_iter().map(customer).collect(),
                contracts: contracts.into_iter().map(contract).collect(),
                assets: assets.into_iter().map(asset).collect(),
            };
            it.policy.least_priority = least_priority;
            (it.accept_time, it.end_time) = (accepted.map(days), ended.map(days));
            it
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What applies holds at that hour and names the ticket; nothing that does is named closer; and it does not matter
    /// in which order the agreements come.
    #[test]
    fn n10_what_applies_holds_and_names_the_ticket(
        agreements in prop::collection::vec(any_agreement(), 0..5),
        hour in 0_i64..600,
        priority in prop::sample::select(Priority::ALL),
        turn in 0_usize..5,
    ) {
        let when = at("2026-03-01T00:30:00Z") + SignedDuration::from_hours(hour);
        let case = Case { priority, ..case() };
        let found = applying(&agreements, &case, when);
        match found {
            None => prop_assert!(agreements.iter().all(|a| !a.names(&case) || a.window(when).is_none())),
            Some((it, window)) => {
                prop_assert!(it.names(&case));
                prop_assert_eq!(it.window(when), Some(window));
                prop_assert!(when < window.end && window.end <= window.access_until);
                prop_assert!(it.accept_time.unwrap() <= when && it.end_time.is_none_or(|end| when < end));
                let closeness = it.scope.names(&case);
                let holding = agreements.iter().filter(|a| a.names(&case) && a.window(when).is_some());
                prop_assert!(holding.into_iter().all(|a| a.scope.names(&case) <= closeness));
            }
        }
        let mut turned = agreements.clone();
        if !turned.is_empty() {
            turned.rotate_left(turn % agreements.len());
        }
        let again = applying(&turned, &case, when);
        prop_assert_eq!(found.map(|(a, w)| (a.id, w.access_until)), again.map(|(a, w)| (a.id, w.access_until)));
    }
}
