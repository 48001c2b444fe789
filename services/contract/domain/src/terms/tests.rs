mod words;

use super::*;
use crate::words::{LegalKind, Proration, Replenishment};
use jiff::civil::date;
use kontor_ids::{ContractId, QuotaId, SequentialIds};
use kontor_money::Currency;
use proptest::prelude::*;
use rust_decimal::dec;
use std::collections::BTreeMap;

fn euro(value: Decimal) -> Amount {
    Amount::new(value, Currency::EUR).unwrap()
}

fn terms(rules: Vec<CoverageRule>) -> Terms {
    let ids = SequentialIds::new(2);
    Terms {
        valid: Validity { start: date(2026, 1, 1), end: None },
        calendar: CalendarId::new(&ids),
        sla_policy: None,
        rules,
        prices: Vec::new(),
        rounding: Rounding::default(),
        surcharges: Vec::new(),
        quotas: Vec::new(),
        fees: Vec::new(),
        kind: ContractKind::Individual,
        travel_zones: Vec::new(),
        renewal: None,
    }
}

fn rule(name: &str, decision: Decision) -> CoverageRule {
    CoverageRule::any(name, RuleEffect::Decides(decision))
}

fn quota(ids: &SequentialIds) -> QuotaTerms {
    QuotaTerms {
        id: QuotaId::new(ids),
        display_name: "Support 10 h".into(),
        unit: QuotaUnit::Time,
        amount: dec!(36_000),
        replenishment: Replenishment::Monthly,
        carry_over: CarryOver::None,
        overage: Overage::Bill,
        overage_per_hour: None,
        band_factors: Vec::new(),
        legal: LegalKind::Credit,
        thresholds: DEFAULT_THRESHOLDS.to_vec(),
        lot_price: None,
    }
}

fn refusal(terms: Terms) -> Vec<(String, String)> {
    let violations = terms.check().map_or_else(|violations| violations, |_| Violations::new());
    violations.into_iter().map(|v| (v.field, v.remedy)).collect()
}

#[test]
fn c4_a_rule_that_is_never_reached_is_refused_with_the_one_that_hides_it() {
    let remote = CoverageRule { channels: vec![Channel::Remote], ..rule("remote", Decision::Billable) };
    let found = refusal(terms(vec![rule("all", Decision::Included), remote.clone()]));
    assert_eq!(
        found,
        [(
            "terms.rules[1]".to_owned(),
            "rule 2 'remote' contradicts rule 1 'all' and is never reached: put it first, narrow the other or \
             drop it"
                .to_owned()
        )]
    );
    assert_eq!(refusal(terms(vec![remote, rule("rest", Decision::Included)])), []);
}

#[test]
fn c4_rules_that_hide_another_only_together_are_named_together() {
    let service = CoverageRule { bands: vec![Band::Service], ..rule("day", Decision::Included) };
    let night = CoverageRule {
        bands: vec![Band::AfterHours, Band::Weekend, Band::Holiday],
        ..rule("night", Decision::Billable)
    };
    let found = refusal(terms(vec![service.clone(), night, rule("rest", Decision::Included)]));
    assert_eq!(found.len(), 1);
    assert!(found[0].1.starts_with("rule 3 'rest' contradicts rule 1 'day' and rule 2 'night'"), "{found:?}");
    let weekend = CoverageRule { bands: vec![Band::Weekend], ..rule("weekend", Decision::Billable) };
    assert_eq!(refusal(terms(vec![service, weekend, rule("rest", Decision::Included)])), []);
}

#[test]
fn c4_the_same_rule_twice_repeats() {
    let found = refusal(terms(vec![rule("one", Decision::Included), rule("two", Decision::Included)]));
    assert!(found[0].1.starts_with("rule 2 'two' repeats rule 1 'one'"), "{found:?}");
}

#[test]
fn c4_lists_of_things_are_compared_as_sets() {
    let ids = SequentialIds::new(3);
    let (a, b) = (AssetId::new(&ids), AssetId::new(&ids));
    let both = CoverageRule { assets: vec![a, b], ..rule("both", Decision::Included) };
    let one = CoverageRule { assets: vec![a], ..rule("one", Decision::Billable) };
    assert_eq!(refusal(terms(vec![both.clone(), one.clone()])).len(), 1);
    assert_eq!(refusal(terms(vec![one, both])), []);
}

#[test]
fn c2_a_rule_decides_what_contracts_can() {
    for decision in [Decision::NotCovered, Decision::Undecided] {
        assert_eq!(refusal(terms(vec![rule("x", decision)]))[0].0, "terms.rules[0].decision");
    }
    let found = refusal(terms(vec![rule("x", Decision::Quota)]));
    assert!(found[0].1.contains("grant none"), "{found:?}");
    let mut with_quota = terms(vec![rule("x", Decision::Quota)]);
    with_quota.quotas.push(quota(&SequentialIds::new(4)));
    assert_eq!(refusal(with_quota), []);
}

#[test]
fn what_is_said_twice_is_refused_with_both_places() {
    let ids = SequentialIds::new(4);
    let mut t = terms(vec![rule("x", Decision::Included)]);
    let half = |band| Surcharge { band, percent: dec!(50) };
    t.surcharges = vec![half(Band::Weekend), half(Band::Holiday), half(Band::Weekend)];
    let price = |channel| Price { activity: None, channel, per_hour: euro(dec!(95)) };
    t.prices = vec![price(None), price(Some(Channel::Remote))];
    t.quotas = vec![quota(&ids)];
    t.quotas.push(t.quotas[0].clone());
    t.quotas[0].band_factors = vec![
        BandFactor { band: Band::Weekend, factor: dec!(1.5) },
        BandFactor { band: Band::Weekend, factor: dec!(2) },
    ];
    let found = refusal(t);
    let text = |field: &str| found.iter().find(|(f, _)| f == field).map(|(_, remedy)| remedy.as_str());
    assert_eq!(
        text("terms.surcharges[2].band"),
        Some("surcharge 1 and surcharge 3 are both for weekend: keep one")
    );
    assert_eq!(
        text("terms.prices[1]"),
        Some("price 2 is never reached: price 1 matches all of it; put it first or drop it")
    );
    assert_eq!(
        text("terms.quotas[0].band_factors[1].band"),
        Some("factor 1 and factor 2 are both for weekend: keep one")
    );
    assert_eq!(text("terms.quotas[1].name"), Some("quota 2 is given twice, first as quota 1"));
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn numbers_have_bounds() {
    let ids = SequentialIds::new(4);
    let mut t = terms(vec![]);
    t.valid.end = Some(date(2026, 1, 1));
    t.rounding =
        Rounding { increment_seconds: 0, minimum_seconds: 86_401, free_seconds: 86_401, ..t.rounding };
    t.surcharges = vec![Surcharge { band: Band::Weekend, percent: dec!(500.01) }];
    t.quotas = vec![QuotaTerms {
        amount: dec!(0.5),
        overage: Overage::Refuse,
        overage_per_hour: Some(euro(dec!(1))),
        ..quota(&ids)
    }];
    t.prices = vec![Price { activity: None, channel: None, per_hour: euro(dec!(-1)) }];
    t.fees = vec![RecurringFee {
        display_name: "Pauschale".into(),
        amount: euro(dec!(9)),
        period: Replenishment::Once,
        in_advance: true,
        proration: Proration::ByDay,
        quantity: 1,
    }];
    let fields: Vec<String> = refusal(t).into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        [
            "terms.valid.end",
            "terms.rules",
            "terms.prices[0].per_hour",
            "terms.rounding.increment_seconds",
            "terms.rounding.minimum_seconds",
            "terms.rounding.free_seconds",
            "terms.surcharges[0].percent",
            "terms.quotas[0].amount",
            "terms.quotas[0].overage_per_hour",
            "terms.fees[0].period",
        ]
    );
}

#[test]
fn s3_a_policy_has_one_target_for_each_priority() {
    let target = |priority, response, resolution| SlaTarget { priority, response, update: None, resolution };
    let policy = |targets| SlaPolicy { display_name: "Gold".into(), targets, pause_on_vendor: false }.check();
    assert!(policy(vec![target(Priority::High, Some(3600), Some(28_800))]).is_ok());
    for targets in [
        vec![],
        vec![target(Priority::High, None, None)],
        vec![target(Priority::High, Some(0), None)],
        vec![target(Priority::High, Some(7200), Some(3600))],
        vec![target(Priority::High, Some(1), None), target(Priority::High, Some(2), None)],
    ] {
        assert!(policy(targets).is_err());
    }
}

#[test]
fn c3_versions_never_overlap() {
    let range = |start: i16, end: Option<i16>| Validity {
        start: date(start, 1, 1),
        end: end.map(|year| date(year, 1, 1)),
    };
    let existing = [range(2024, Some(2025)), range(2025, None)];
    assert_eq!(place_version(&existing, &range(2026, None)), Ok(Placement { closes: Some(1) }));
    assert!(place_version(&existing, &range(2024, Some(2026))).is_err());
    assert!(place_version(&existing, &range(2025, None)).is_err(), "it begins with the open-ended one");
    assert_eq!(place_version(&existing, &range(2020, Some(2024))), Ok(Placement { closes: None }));
    assert!(place_version(&[], &range(2026, Some(2026))).is_err());
}

#[test]
fn c5_a_fall_through_never_leads_back() {
    let ids = SequentialIds::new(6);
    let [a, b, c, other] = [(); 4].map(|()| ContractId::new(&ids));
    let all = BTreeMap::from([(a, None), (b, Some(c)), (c, None)]);
    assert!(check_fall_through(a, b, &all).is_ok());
    assert!(check_fall_through(c, b, &all).is_err());
    assert!(check_fall_through(a, a, &all).is_err());
    assert!(check_fall_through(a, other, &all).is_err());
}

fn any_rule() -> impl Strategy<Value = CoverageRule> {
    let bands = prop::sample::subsequence(crate::BANDS.to_vec(), 0..=4);
    let channels = prop::sample::subsequence(Channel::ALL.to_vec(), 0..=2);
    let activities = prop::sample::subsequence(vec!["a", "b"], 0..=2);
    (bands, channels, activities, any::<bool>()).prop_map(|(bands, channels, activities, included)| {
        let decision = if included { Decision::Included } else { Decision::Billable };
        CoverageRule {
            bands,
            channels,
            activities: activities.into_iter().map(|a| a.parse().unwrap()).collect(),
            ..rule("r", decision)
        }
    })
}

proptest! {
    /// Against every combination: a rule is refused only when nothing reaches it, and a rule whose activities are
    /// each taken by one earlier rule is found.
    #[test]
    fn c4_what_is_refused_is_never_reached(rules in prop::collection::vec(any_rule(), 1..5)) {
        let hits = |rule: &CoverageRule, band, channel, activity: &Activity| {
            (rule.bands.is_empty() || rule.bands.contains(&band))
                && (rule.channels.is_empty() || rule.channels.contains(&channel))
                && (rule.activities.is_empty() || rule.activities.contains(activity))
        };
        let activities: Vec<Activity> = ["a", "b", "c"].map(|a| a.parse().unwrap()).to_vec();
        for index in 0..rules.len() {
            let mut reached = false;
            for band in crate::BANDS {
                for channel in Channel::ALL {
                    for activity in &activities {
                        let first = rules.iter().position(|rule| hits(rule, band, *channel, activity));
                        reached |= first == Some(index);
                    }
                }
            }
            let refused = reach::shadow(&rules, index).is_some();
            prop_assert!(!(refused && reached), "rule {} is reached", index + 1);
            if rules.iter().all(|rule| rule.activities.is_empty()) {
                prop_assert_eq!(refused, !reached);
            }
        }
    }
}
