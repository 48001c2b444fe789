//! One test or more for each rule.

use super::*;
use crate::master::Directive;
use crate::terms::{CarryOver, DEFAULT_THRESHOLDS, Overage, QuotaTerms, QuotaUnit};
use crate::words::{LegalKind, Replenishment, Severity};
use kontor_ids::DirectiveId;

fn quota(unit: QuotaUnit) -> QuotaTerms {
    QuotaTerms {
        id: QuotaId::new(&*IDS),
        display_name: "Support 10 h".into(),
        unit,
        amount: dec!(36_000),
        replenishment: Replenishment::Monthly,
        carry_over: CarryOver::None,
        overage: Overage::Refuse,
        overage_per_hour: None,
        band_factors: Vec::new(),
        legal: LegalKind::Credit,
        thresholds: DEFAULT_THRESHOLDS.to_vec(),
        lot_price: None,
    }
}

#[test]
fn c1_the_verdict_names_contract_rule_price_quotas_deadlines_and_steps() {
    let pot = quota(QuotaUnit::Time);
    let mut t = terms(vec![
        CoverageRule { bands: vec![Band::Weekend], ..rule("weekend", Decision::Billable) },
        rule("remote work", Decision::Quota),
    ]);
    t.quotas = vec![pot.clone()];
    t.sla_policy = Some(SlaPolicyId::new(&*IDS));
    t.prices = vec![per_hour(dec!(95))];
    let world = world(vec![contract("W-1017", t)]);
    let verdict = world.ask("2026-03-06T16:00");
    assert_eq!((verdict.decision, by(&verdict)), (Decision::Quota, Some(("W-1017", 2))));
    assert_eq!((verdict.band, &verdict.quotas), (Some(Band::Service), &vec![pot.id]));
    let level = verdict.service_level.as_ref().unwrap();
    assert_eq!((level.calendar, level.calendar_version), (CALENDAR.id, 3));
    // Two hours from Friday 16:00 are Monday 09:00; nine hours are Monday 16:00.
    assert_eq!(level.response, Some(at("2026-03-09T09:00")));
    assert_eq!(level.resolution, Some(at("2026-03-09T16:00")));
    assert_eq!(verdict.price.as_ref().unwrap().per_hour, euro(dec!(95)));
    for words in [
        "asset SRV-02 (server) of Muster GmbH",
        "under contract W-1017 version 1 since 2026-01-01: rule 2 'remote work' matched",
        "drawn from: Support 10 h",
        "95.00 EUR per hour (contract W-1017 version 1)",
    ] {
        assert!(said(&verdict, words), "{words}: {:#?}", verdict.explanation);
    }
    assert!(verdict.explanation.iter().all(|step| !step.de.is_empty() && !step.en.is_empty()));
    let terms = verdict.terms.unwrap();
    assert_eq!((terms.quotas, terms.time_zone.as_str()), (vec![pot], "Europe/Berlin"));
}

#[test]
fn c1_an_instant_without_service_level_has_none() {
    let world = world(vec![contract("W-1", terms(vec![rule("all", Decision::Included)]))]);
    assert_eq!(world.ask(WEDNESDAY).service_level, None);
}

#[test]
fn c2_included_work_has_no_price_but_a_list_value() {
    let world = world(vec![contract("W-1", terms(vec![rule("all", Decision::Included)]))]);
    let verdict = world.ask(WEDNESDAY);
    assert_eq!((verdict.decision, verdict.price.clone()), (Decision::Included, None));
    assert!(!verdict.needs_consent);
    assert_eq!(verdict.terms.unwrap().price.unwrap().per_hour, euro(dec!(120)));
}

#[test]
fn c2_without_a_contract_it_is_not_covered_and_needs_consent() {
    let world = world(vec![]);
    let verdict = world.ask(WEDNESDAY);
    assert_eq!((verdict.decision, by(&verdict), verdict.band), (Decision::NotCovered, None, None));
    assert!(verdict.needs_consent);
    assert!(matches!(verdict.price.as_ref().unwrap().source, PriceSource::House(_)));
    assert_eq!(outcome(&verdict, "contract_running"), Outcome::Failed);
    assert_eq!(verdict.terms.unwrap().rounding, Rounding::default());
}

#[test]
fn c2_no_price_is_undecided_and_never_zero() {
    let mut w = world(vec![contract("W-1", terms(vec![rule("all", Decision::Billable)]))]);
    w.facts.price_lists[0].valid.start = date(2026, 3, 5);
    let verdict = w.ask(WEDNESDAY);
    assert_eq!((verdict.decision, verdict.price.clone()), (Decision::Undecided, None));
    assert_eq!(verdict.candidates, [w.facts.contracts[0].id]);
    assert_eq!((verdict.terms.clone(), outcome(&verdict, "price_valid")), (None, Outcome::Failed));
    assert_eq!(w.ask("2026-03-05T00:00").decision, Decision::Billable);
    let mut without = world(vec![]);
    without.facts.price_lists.clear();
    assert_eq!(without.ask(WEDNESDAY).decision, Decision::Undecided);
}

#[test]
fn c2_a_quota_needs_a_price_only_where_one_is_used() {
    for (unit, overage, decision) in [
        (QuotaUnit::Time, Overage::Refuse, Decision::Quota),
        (QuotaUnit::Time, Overage::Bill, Decision::Undecided),
        (QuotaUnit::Time, Overage::NextPeriod(dec!(3600)), Decision::Undecided),
        (QuotaUnit::Time, Overage::Replenish { amount: dec!(3600), price: euro(dec!(100)) }, Decision::Quota),
        (QuotaUnit::Value, Overage::Refuse, Decision::Undecided),
    ] {
        let mut t = terms(vec![rule("all", Decision::Quota)]);
        t.quotas = vec![QuotaTerms { overage: overage.clone(), ..quota(unit) }];
        let mut world = world(vec![contract("W-1", t)]);
        world.facts.price_lists.clear();
        assert_eq!(world.ask(WEDNESDAY).decision, decision, "{unit:?} {overage:?}");
    }
}

#[test]
fn c2_the_checklist_says_which_condition_failed() {
    let on_site = CoverageRule { channels: vec![Channel::OnSite], ..rule("visits", Decision::Included) };
    let world = world(vec![contract("W-1", terms(vec![on_site]))]);
    let verdict = world.ask(WEDNESDAY);
    assert_eq!(verdict.decision, Decision::NotCovered);
    assert_eq!(outcome(&verdict, "contract_running"), Outcome::Held);
    assert_eq!(outcome(&verdict, "channel"), Outcome::Failed);
    assert_eq!(outcome(&verdict, "band"), Outcome::NotAsked);
    let channel = verdict.predicates.iter().find(|p| p.key == "channel").unwrap();
    assert_eq!(
        (channel.source.as_str(), channel.text.en.as_str()),
        ("rule 1", "channel remote: does not fit")
    );
    let mut keys: Vec<&str> = verdict.predicates.iter().map(|p| p.key).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "each key once");
}

#[test]
fn c3_work_is_judged_by_the_version_of_its_day() {
    let mut old = terms(vec![rule("old", Decision::Included)]);
    old.valid.end = Some(date(2026, 3, 1));
    let mut new = terms(vec![rule("new", Decision::Billable)]);
    new.valid.start = date(2026, 3, 1);
    let mut c = contract("W-1", old);
    c.versions.push(version(2, new));
    let world = world(vec![c]);
    assert_eq!(world.ask("2026-02-28T23:59").decision, Decision::Included);
    assert_eq!(world.ask("2026-03-01T00:00").decision, Decision::Billable, "the day is Berlin's, not UTC's");
    let before = world.ask("2025-12-31T23:59");
    assert_eq!(before.decision, Decision::NotCovered);
    assert!(said(&before, "contract W-1 has no version valid"));
}

#[test]
fn c4_the_first_rule_that_matches_wins() {
    let narrow = CoverageRule {
        channels: vec![Channel::Remote, Channel::Phone],
        bands: vec![Band::Service],
        priorities: vec![Priority::Normal],
        activities: vec![Activity::support()],
        ..rule("narrow", Decision::Included)
    };
    let world = world(vec![contract("W-1", terms(vec![narrow, rule("rest", Decision::Billable)]))]);
    assert_eq!(by(&world.ask(WEDNESDAY)), Some(("W-1", 1)));
    assert_eq!(by(&world.ask("2026-03-04T20:00")), Some(("W-1", 2)));
    for change in [
        |q: &mut Question| q.channel = Channel::Travel,
        |q: &mut Question| q.priority = Priority::Low,
        |q: &mut Question| q.activity = "project".parse().unwrap(),
    ] {
        let mut question = world.question(WEDNESDAY);
        change(&mut question);
        assert_eq!(by(&resolve(&world.facts, &question)), Some(("W-1", 2)));
    }
}

#[test]
fn c4_a_rule_asks_for_assets_sites_and_contacts() {
    let mut w = world(vec![]);
    for (name, matching) in [
        ("asset", CoverageRule { assets: vec![w.asset], ..rule("r", Decision::Included) }),
        (
            "class",
            CoverageRule { asset_classes: vec!["server".parse().unwrap()], ..rule("r", Decision::Included) },
        ),
        ("site", CoverageRule { sites: vec![w.site], ..rule("r", Decision::Included) }),
        ("contact", CoverageRule { contacts: vec![w.contact], ..rule("r", Decision::Included) }),
    ] {
        w.facts.contracts = vec![contract("W-1", terms(vec![matching]))];
        assert_eq!(w.ask(WEDNESDAY).decision, Decision::Included, "{name}; the site is the asset's");
        let question = Question { asset: None, contact: None, ..w.question(WEDNESDAY) };
        assert_eq!(resolve(&w.facts, &question).decision, Decision::NotCovered, "{name} unknown");
    }
}

#[test]
fn c5_asset_before_class_before_site_before_customer_whatever_the_priority() {
    let mut w = world(vec![]);
    let numbered =
        |number: &str, priority, rule| ContractFacts { priority, ..contract(number, terms(vec![rule])) };
    let asset = numbered("ASSET", 1, CoverageRule { assets: vec![w.asset], ..rule("r", Decision::Included) });
    let classes = vec!["server".parse().unwrap()];
    let class =
        numbered("CLASS", 2, CoverageRule { asset_classes: classes, ..rule("r", Decision::Included) });
    let site = numbered("SITE", 3, CoverageRule { sites: vec![w.site], ..rule("r", Decision::Included) });
    let whole = numbered("WHOLE", 4, rule("r", Decision::Included));
    w.facts.contracts = vec![whole, site, class, asset];
    for number in ["ASSET", "CLASS", "SITE", "WHOLE"] {
        let verdict = w.ask(WEDNESDAY);
        assert_eq!(by(&verdict), Some((number, 1)));
        if number == "ASSET" {
            assert!(said(&verdict, "contract CLASS, rule 1 'r', loses: contract ASSET is more specific"));
        }
        w.facts.contracts.pop();
    }
}

#[test]
fn c5_then_the_higher_priority_and_a_tie_is_undecided() {
    let all = || terms(vec![rule("all", Decision::Included)]);
    let low = ContractFacts { priority: 10, ..contract("LOW", all()) };
    let mut w = world(vec![low, contract("W-1", all())]);
    let verdict = w.ask(WEDNESDAY);
    assert_eq!(by(&verdict), Some(("W-1", 1)));
    assert!(said(&verdict, "contract LOW, rule 1 'all', loses: contract W-1 has the higher priority"));
    w.facts.contracts.push(contract("W-2", all()));
    let verdict = w.ask(WEDNESDAY);
    assert_eq!((verdict.decision, by(&verdict)), (Decision::Undecided, None));
    assert_eq!(verdict.candidates, [w.facts.contracts[1].id, w.facts.contracts[2].id]);
    assert_eq!((verdict.terms.is_none(), outcome(&verdict, "unambiguous")), (true, Outcome::Failed));
}

#[test]
fn c5_what_is_excluded_goes_to_the_fall_through_or_leaves_coverage() {
    let w0 = world(vec![]);
    let no_visits = CoverageRule { assets: vec![w0.asset], ..excludes("no servers") };
    let support = contract("SUPPORT", terms(vec![rule("all", Decision::Billable)]));
    let mut server = contract("SERVER", terms(vec![no_visits, rule("rest", Decision::Included)]));
    server.fall_through = Some(support.id);
    let mut w = World { facts: Facts { contracts: vec![server, support], ..w0.facts.clone() }, ..w0 };
    let verdict = w.ask(WEDNESDAY);
    assert_eq!(by(&verdict), Some(("SUPPORT", 1)));
    assert!(said(&verdict, "contract SERVER excludes it (rule 1 'no servers'): on with contract SUPPORT"));
    w.facts.contracts[0].fall_through = None;
    let verdict = w.ask(WEDNESDAY);
    assert_eq!((verdict.decision, by(&verdict)), (Decision::NotCovered, None));
    assert!(said(&verdict, "no fall-through contract"));
}

#[test]
fn c5_an_exclusion_gives_way_among_equals_and_a_ring_ends() {
    let covers = contract("COVERS", terms(vec![rule("all", Decision::Included)]));
    let mut leaves = contract("LEAVES", terms(vec![excludes("none")]));
    let w = world(vec![leaves.clone(), covers]);
    assert_eq!(by(&w.ask(WEDNESDAY)), Some(("COVERS", 1)));
    leaves.fall_through = Some(leaves.id);
    let ring = world(vec![leaves]);
    assert_eq!(ring.ask(WEDNESDAY).decision, Decision::NotCovered);
}

#[test]
fn c5_prices_resolve_by_service_date_contract_customer_house() {
    let mut t = terms(vec![rule("all", Decision::Billable)]);
    t.prices = vec![Price { channel: Some(Channel::OnSite), ..per_hour(dec!(80)) }];
    let mut w = world(vec![contract("W-1", t)]);
    let own = list(Some(w.facts.customer.id), date(2026, 3, 4), dec!(99));
    w.facts.price_lists.push(own);
    let price = |w: &World, question: &Question| resolve(&w.facts, question).price.unwrap();
    let visit = Question { channel: Channel::OnSite, ..w.question(WEDNESDAY) };
    assert_eq!(price(&w, &visit).per_hour, euro(dec!(80)));
    let found = price(&w, &w.question(WEDNESDAY));
    assert_eq!(found.per_hour, euro(dec!(99)));
    assert!(matches!(found.source, PriceSource::Customer(_)));
    assert_eq!(price(&w, &w.question("2026-03-03T10:00")).per_hour, euro(dec!(120)));
    w.facts.price_lists[1].customer = Some(CustomerId::new(&*IDS));
    assert_eq!(price(&w, &w.question(WEDNESDAY)).per_hour, euro(dec!(120)), "another customer's list");
}

#[test]
fn c6_bands_come_from_the_contracts_calendar() {
    let world = world(vec![contract("W-1", terms(vec![rule("all", Decision::Included)]))]);
    for (local, band) in [
        (WEDNESDAY, Band::Service),
        ("2026-03-04T17:00", Band::AfterHours),
        ("2026-03-07T10:00", Band::Weekend),
        ("2026-01-06T10:00", Band::Holiday),
        ("2026-10-03T10:00", Band::Holiday),
    ] {
        assert_eq!(world.ask(local).band, Some(band), "{local}");
    }
}

#[test]
fn c7_directives_are_passed_on_the_most_urgent_first() {
    let mut world = world(vec![]);
    let customer = world.facts.customer.id;
    world.facts.directives = [Severity::Info, Severity::Acknowledge, Severity::Caution]
        .map(|severity| Directive {
            id: DirectiveId::new(&*IDS),
            customer,
            severity,
            text: "siezen".into(),
            withdrawn: false,
        })
        .to_vec();
    let order: Vec<Severity> = world.ask(WEDNESDAY).directives.iter().map(|d| d.severity).collect();
    assert_eq!(order, [Severity::Acknowledge, Severity::Caution, Severity::Info]);
}

#[test]
fn c8_who_may_not_order_is_seen_before_the_work() {
    for (decision, right, held, consent) in [
        (Decision::Billable, OrderRight::None, Outcome::Failed, true),
        (Decision::Billable, OrderRight::Limited(euro(dec!(100))), Outcome::Held, false),
        (Decision::Billable, OrderRight::Unlimited, Outcome::Held, false),
        (Decision::Included, OrderRight::None, Outcome::NotAsked, false),
    ] {
        let mut world = world(vec![contract("W-1", terms(vec![rule("all", decision)]))]);
        world.facts.contacts.get_mut(&world.contact).unwrap().order_right = right;
        let verdict = world.ask(WEDNESDAY);
        assert_eq!(
            (outcome(&verdict, "may_order"), verdict.needs_consent),
            (held, consent),
            "{decision} {right:?}"
        );
        assert_eq!(verdict.order_right, Some(right));
        assert_eq!(verdict.decision, decision, "the right flags, it does not decide");
    }
}

#[test]
fn c9_suspended_is_shown_and_stays_covered() {
    let suspended =
        ContractFacts { suspended: true, ..contract("W-1", terms(vec![rule("all", Decision::Included)])) };
    let verdict = world(vec![suspended]).ask(WEDNESDAY);
    assert_eq!((verdict.decision, verdict.suspended), (Decision::Included, true));
    assert!(said(&verdict, "contract W-1 is suspended"));
    assert_eq!(outcome(&verdict, "not_suspended"), Outcome::Failed);
    let mut world = world(vec![contract("W-1", terms(vec![rule("all", Decision::Included)]))]);
    assert!(!world.ask(WEDNESDAY).suspended);
    world.facts.customer.suspended = true;
    let verdict = world.ask(WEDNESDAY);
    assert_eq!((verdict.decision, verdict.suspended), (Decision::Included, true));
}

#[test]
fn s3_a_call_at_night_keeps_its_targets() {
    let service = CoverageRule { bands: vec![Band::Service], ..rule("day", Decision::Included) };
    let mut t = terms(vec![CoverageRule { bands: vec![Band::Weekend], ..excludes("weekend") }, service]);
    t.sla_policy = Some(SlaPolicyId::new(&*IDS));
    let mut w = world(vec![contract("W-1", t)]);
    let night = w.ask("2026-03-04T22:00");
    assert_eq!(night.decision, Decision::NotCovered);
    assert_eq!(night.service_level.as_ref().unwrap().response, Some(at("2026-03-05T10:00")));
    assert!(said(&night, "its SLA targets hold"));
    let saturday = w.ask("2026-03-07T12:00");
    assert_eq!(saturday.service_level.unwrap().response, Some(at("2026-03-09T10:00")));
    // An asset that the contract excludes altogether has no targets.
    let mut t = terms(vec![
        CoverageRule { assets: vec![w.asset], ..excludes("old") },
        rule("all", Decision::Included),
    ]);
    t.sla_policy = Some(SlaPolicyId::new(&*IDS));
    w.facts.contracts = vec![contract("W-2", t)];
    assert_eq!(w.ask(WEDNESDAY).service_level, None);
}
