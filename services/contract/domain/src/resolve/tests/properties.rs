//! What always holds.

use super::*;
use proptest::prelude::*;

/// A rule over a small world; `None` is an exclusion.
fn any_rule(asset: AssetId) -> impl Strategy<Value = CoverageRule> {
    let decision = prop::sample::select(vec![Some(Decision::Included), Some(Decision::Billable), None]);
    let bands = prop::sample::subsequence(crate::BANDS.to_vec(), 0..=2);
    let channels = prop::sample::subsequence(Channel::ALL.to_vec(), 0..=2);
    (decision, bands, channels, any::<bool>()).prop_map(move |(decision, bands, channels, specific)| {
        CoverageRule {
            bands,
            channels,
            assets: if specific { vec![asset] } else { Vec::new() },
            ..decision.map_or_else(|| excludes("r"), |decision| rule("r", decision))
        }
    })
}

/// Terms of those rules that can be reached.
fn accepted(rules: Vec<CoverageRule>) -> Option<Terms> {
    let mut kept: Vec<CoverageRule> = Vec::new();
    for rule in rules {
        kept.push(rule);
        if terms(kept.clone()).check().is_err() {
            kept.pop();
        }
    }
    (!kept.is_empty()).then(|| terms(kept))
}

fn base() -> World {
    world(vec![])
}

prop_compose! {
    fn any_world()(
        rules in prop::collection::vec(prop::collection::vec(any_rule(AssetId::from_uuid(kontor_ids::Uuid::from_u128(7))), 1..4), 0..4),
        priorities in prop::collection::vec(0u8..3, 4),
        change in -3i64..3,
    ) -> World {
        let mut w = base();
        let asset = AssetId::from_uuid(kontor_ids::Uuid::from_u128(7));
        let server = w.facts.assets.remove(&w.asset).unwrap();
        w.facts.assets.insert(asset, server);
        w.asset = asset;
        for (i, rules) in rules.into_iter().enumerate() {
            let Some(t) = accepted(rules) else { continue };
            let mut c = contract(&format!("W-{i}"), t);
            c.priority = priorities[i];
            w.facts.contracts.push(c);
        }
        let day = date(2026, 3, 4).checked_add(jiff::Span::new().days(change)).unwrap();
        w.facts.price_lists[0].valid.end = Some(day);
        w.facts.price_lists.push(list(None, day, dec!(130)));
        w
    }
}

fn instant() -> impl Strategy<Value = Timestamp> {
    // Two weeks around 4 March 2026, and the night when summer time begins.
    prop_oneof![0i64..14 * 86_400, 25 * 86_400_i64..27 * 86_400]
        .prop_map(|s| at("2026-03-02T00:00") + jiff::SignedDuration::from_secs(s))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// C6: the spans tile the work: no hole, no overlap, no empty span; neighbours differ.
    #[test]
    fn c6_spans_tile_the_work(w in any_world(), start in instant(), seconds in 1u32..200_000) {
        let question = w.question(WEDNESDAY);
        let spans = resolve_span(&w.facts, &question, start, seconds);
        let mut next = start;
        for span in &spans {
            prop_assert_eq!(span.start, next);
            prop_assert!(span.seconds > 0);
            next += jiff::SignedDuration::from_secs(i64::from(span.seconds));
            let verdict = resolve(&w.facts, &Question { at: span.start, ..question.clone() });
            prop_assert_eq!(&span.verdict, &verdict);
        }
        prop_assert_eq!(spans.iter().map(|span| span.seconds).sum::<u32>(), seconds);
    }

    /// C6: at each second of the work the verdict on its own says what its span says.
    #[test]
    fn c6_each_second_agrees_with_its_span(w in any_world(), start in instant(), seconds in 1u32..200_000, pick in any::<u32>()) {
        let question = w.question(WEDNESDAY);
        let spans = resolve_span(&w.facts, &question, start, seconds);
        let second = start + jiff::SignedDuration::from_secs(i64::from(pick % seconds));
        let span = spans.iter().rfind(|span| span.start <= second).unwrap();
        let alone = resolve(&w.facts, &Question { at: second, ..question });
        prop_assert_eq!((alone.decision, alone.band, alone.decided_by), (span.verdict.decision, span.verdict.band, span.verdict.decided_by.clone()));
        prop_assert_eq!(alone.terms, span.verdict.terms.clone());
    }

    /// C4: no earlier rule of the contract that decided matches.
    #[test]
    fn c4_first_match_wins(w in any_world(), start in instant(), channel in prop::sample::select(Channel::ALL)) {
        let question = Question { at: start, channel, ..w.question(WEDNESDAY) };
        let verdict = resolve(&w.facts, &question);
        let Some(decided) = &verdict.decided_by else { return Ok(()) };
        let contract = w.facts.contracts.iter().find(|c| c.id == decided.contract).unwrap();
        let band = verdict.band.unwrap();
        let hits = |rule: &CoverageRule| {
            (rule.bands.is_empty() || rule.bands.contains(&band))
                && (rule.channels.is_empty() || rule.channels.contains(&channel))
        };
        let first = contract.versions[0].terms.rules.iter().position(hits).unwrap();
        prop_assert_eq!(u32::try_from(first).unwrap() + 1, decided.rule);
    }

    /// C5: a contract that does not run, or matches nothing asked, changes nothing but the explanation.
    #[test]
    fn c5_an_irrelevant_contract_changes_nothing(w in any_world(), start in instant(), over: bool) {
        let question = Question { at: start, ..w.question(WEDNESDAY) };
        let before = resolve(&w.facts, &question);
        let mut t = terms(vec![rule("all", Decision::Included)]);
        if over {
            t.valid = Validity { start: date(2020, 1, 1), end: Some(date(2021, 1, 1)) };
        } else {
            t.rules[0].activities = vec!["gardening".parse().unwrap()];
            t.rules[0].assets = vec![AssetId::new(&*IDS)];
        }
        let mut facts = w.facts.clone();
        facts.contracts.insert(0, contract("X-1", t));
        let after = resolve(&facts, &question);
        prop_assert_eq!(before.decision, after.decision);
        prop_assert_eq!(before.decided_by, after.decided_by);
        prop_assert_eq!(before.terms, after.terms);
        prop_assert_eq!(before.candidates, after.candidates);
        prop_assert_eq!(before.service_level, after.service_level);
    }

    /// C5: in which order contracts are loaded changes nothing that is billed.
    #[test]
    fn c5_the_order_of_contracts_does_not_matter(w in any_world(), start in instant()) {
        let question = Question { at: start, ..w.question(WEDNESDAY) };
        let one = resolve(&w.facts, &question);
        let mut facts = w.facts.clone();
        facts.contracts.reverse();
        let other = resolve(&facts, &question);
        prop_assert_eq!(
            (one.decision, one.decided_by, one.candidates, one.terms, one.needs_consent),
            (other.decision, other.decided_by, other.candidates, other.terms, other.needs_consent)
        );
    }

    /// C2: undecided work is never priced, all other work that is billed always is.
    #[test]
    fn c2_undecided_is_never_priced(w in any_world(), start in instant()) {
        let verdict = resolve(&w.facts, &Question { at: start, ..w.question(WEDNESDAY) });
        match verdict.decision {
            Decision::Undecided => prop_assert!(verdict.price.is_none() && verdict.terms.is_none()),
            Decision::Billable | Decision::NotCovered => {
                prop_assert!(verdict.price.is_some() && verdict.terms.unwrap().price == verdict.price);
            }
            _ => prop_assert!(verdict.price.is_none() && verdict.terms.is_some()),
        }
    }
}
