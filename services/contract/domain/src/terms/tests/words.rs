//! The words of quotas, fees, trips and renewals.

use super::*;

fn with(quota: QuotaTerms) -> Terms {
    Terms { quotas: vec![quota], ..terms(vec![rule("x", Decision::Quota)]) }
}

fn fields(terms: Terms) -> Vec<String> {
    refusal(terms).into_iter().map(|(field, _)| field).collect()
}

fn fee(name: &str) -> RecurringFee {
    RecurringFee {
        display_name: name.into(),
        amount: euro(dec!(9)),
        period: Replenishment::Monthly,
        in_advance: true,
        proration: Proration::ByDay,
        quantity: 1,
    }
}

#[test]
fn r5_only_what_is_filled_again_carries_over() {
    let monthly = quota(&SequentialIds::new(4));
    for carry_over in [CarryOver::LastPeriod, CarryOver::UpTo(dec!(7200)), CarryOver::Periods(3)] {
        assert_eq!(refusal(with(QuotaTerms { carry_over, ..monthly.clone() })), []);
        let once = QuotaTerms { carry_over, replenishment: Replenishment::Once, ..monthly.clone() };
        assert_eq!(fields(with(once)), ["terms.quotas[0].carry_over"]);
    }
    for (carry_over, field) in [
        (CarryOver::UpTo(dec!(0)), "terms.quotas[0].carry_over.cap"),
        (CarryOver::Periods(0), "terms.quotas[0].carry_over.periods"),
        (CarryOver::Periods(121), "terms.quotas[0].carry_over.periods"),
    ] {
        assert_eq!(fields(with(QuotaTerms { carry_over, ..monthly.clone() })), [field]);
    }
}

#[test]
fn r6_overage_and_what_belongs_to_it_do_not_contradict_each_other() {
    let monthly = quota(&SequentialIds::new(4));
    let buys = Overage::Replenish { amount: dec!(3600), price: euro(dec!(100)) };
    for overage in [Overage::NextPeriod(dec!(3600)), buys.clone()] {
        assert_eq!(refusal(with(QuotaTerms { overage, ..monthly.clone() })), []);
    }
    let priced = |overage| QuotaTerms { overage, overage_per_hour: Some(euro(dec!(95))), ..monthly.clone() };
    assert_eq!(refusal(with(priced(Overage::NextPeriod(dec!(3600))))), [], "beyond the limit it is billed");
    assert_eq!(fields(with(priced(buys.clone()))), ["terms.quotas[0].overage_per_hour"]);
    let once = QuotaTerms {
        overage: Overage::NextPeriod(dec!(1.5)),
        replenishment: Replenishment::Once,
        ..monthly.clone()
    };
    assert_eq!(fields(with(once)), ["terms.quotas[0].overdraft_limit", "terms.quotas[0].overage_rule"]);
    let mut chain = with(QuotaTerms { overage: buys, ..monthly });
    chain.quotas.push(quota(&SequentialIds::new(5)));
    let found = refusal(chain);
    assert_eq!(found[0].0, "terms.quotas[1]");
    assert!(found[0].1.contains("quota 2 'Support 10 h' is never drawn: quota 1"), "{found:?}");
}

#[test]
fn r5b_what_is_billed_as_drawn_is_not_paid_for_before() {
    let callable = QuotaTerms { legal: LegalKind::Callable, ..quota(&SequentialIds::new(4)) };
    assert_eq!(refusal(with(callable.clone())), []);
    let lot_price = Some(euro(dec!(900)));
    assert_eq!(fields(with(QuotaTerms { lot_price, ..callable.clone() })), ["terms.quotas[0].lot_price"]);
    let overage = Overage::Replenish { amount: dec!(3600), price: euro(dec!(100)) };
    assert_eq!(fields(with(QuotaTerms { overage, ..callable })), ["terms.quotas[0].overage_rule"]);
}

#[test]
fn r4_calls_are_drawn_alike_in_every_band() {
    let unit = QuotaUnit::Calls { trigger: crate::CallTrigger::Closing, reopening_days: 14 };
    let calls = QuotaTerms { unit, amount: dec!(20), ..quota(&SequentialIds::new(4)) };
    assert_eq!(refusal(with(calls.clone())), []);
    let band_factors = vec![BandFactor { band: Band::Weekend, factor: dec!(2) }];
    assert_eq!(fields(with(QuotaTerms { band_factors, ..calls })), ["terms.quotas[0].band_factors"]);
}

#[test]
fn r7_thresholds_rise() {
    let monthly = quota(&SequentialIds::new(4));
    for (thresholds, fits) in [
        (vec![50, 80, 100], true),
        (vec![], true),
        (vec![80, 80], false),
        (vec![0], false),
        (vec![101], false),
    ] {
        let found = fields(with(QuotaTerms { thresholds, ..monthly.clone() }));
        assert_eq!(found.is_empty(), fits, "{found:?}");
    }
}

#[test]
fn r9_fees_are_told_apart_by_their_names() {
    let mut t = terms(vec![rule("x", Decision::Included)]);
    t.fees = vec![fee("Wartung"), fee("Lizenz"), fee("Wartung")];
    let found = refusal(t);
    assert_eq!(found.len(), 1);
    assert!(found[0].1.starts_with("fee 1 and fee 3 are both called 'Wartung'"), "{found:?}");
}

#[test]
fn a_kind_demands_what_it_lives_by_and_refuses_what_contradicts_it() {
    let kind = ContractKind::FlatMaintenance;
    let included = || terms(vec![rule("all", Decision::Included)]);
    assert_eq!(fields(Terms { kind, ..included() }), ["terms.fees"]);
    assert_eq!(refusal(Terms { kind, fees: vec![fee("Wartung")], ..included() }), []);
    let billed = terms(vec![rule("all", Decision::Billable)]);
    assert_eq!(fields(Terms { kind, fees: vec![fee("x")], ..billed.clone() }), ["terms.rules"]);
    let drawn = with(quota(&SequentialIds::new(4)));
    for (kind, fits) in [(ContractKind::TimeQuota, true), (ContractKind::ValueQuota, false)] {
        assert_eq!(refusal(Terms { kind, ..drawn.clone() }).is_empty(), fits);
    }
    let kind = ContractKind::FramePriceList;
    let prices = vec![Price { activity: None, channel: None, per_hour: euro(dec!(95)) }];
    assert_eq!(refusal(Terms { kind, prices, ..billed }), []);
    let found = refusal(Terms { kind, ..drawn });
    let named: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(named, ["terms.prices", "terms.quotas", "terms.rules[0].decision"]);
    let clash = "rule 1 'x' includes or draws, but terms.kind is frame price list";
    assert!(found[2].1.starts_with(clash), "{found:?}");
}

#[test]
fn a_zone_that_no_trip_reaches_is_refused_with_the_one_that_takes_its_trips() {
    let zone = |name: &str, up_to_km, flat| TravelZone {
        display_name: name.into(),
        sites: Vec::new(),
        up_to_km,
        flat,
        per_hour: None,
        per_km: None,
    };
    let euros = |n| Some(euro(n));
    let mut t = terms(vec![rule("x", Decision::Billable)]);
    t.travel_zones = vec![
        zone("near", Some(30), euros(dec!(45))),
        zone("far", None, euros(dec!(90))),
        zone("more", Some(99), None),
    ];
    let found = refusal(t.clone());
    let remedies: Vec<&str> = found.iter().map(|(_, remedy)| remedy.as_str()).collect();
    assert!(found.iter().all(|(field, _)| field == "terms.travel_zones[2]"), "{found:?}");
    assert_eq!(
        remedies,
        [
            "give flat, per_hour or per_km; 0.00 for trips that cost nothing",
            "zone 3 'more' is never reached: zone 2 'far' takes all of its trips; put it first",
        ]
    );
    t.travel_zones.pop();
    assert_eq!(refusal(t), []);
}

#[test]
fn x6_a_foreign_currency_is_refused_when_terms_are_written() {
    let mut t = terms(vec![rule("x", Decision::Included)]);
    let franc: Currency = "CHF".parse().unwrap();
    t.fees =
        vec![fee("Wartung"), RecurringFee { amount: Amount::new(dec!(9), franc).unwrap(), ..fee("Lizenz") }];
    t.prices = vec![Price { activity: None, channel: None, per_hour: Amount::new(dec!(9), franc).unwrap() }];
    let refused = refusal(t);
    let fields: Vec<&str> = refused.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["terms.prices[0].per_hour.currency_code", "terms.fees[1].amount.currency_code"]);
    assert_eq!(refused[0].1, "give EUR: invoices are issued in no other currency");
}

fn renewal() -> Renewal {
    Renewal {
        term_end: Some(date(2027, 1, 1)),
        notice_months: 3,
        notice_days: 0,
        renewal_months: 12,
        remind_days: 30,
    }
}

#[test]
fn notice_is_due_the_day_before_its_time_begins() {
    let valid = Validity { start: date(2026, 1, 1), end: None };
    let first = renewal().decision(&valid, date(2026, 5, 1)).unwrap();
    assert_eq!((first.notice_day, first.term_end), (date(2026, 9, 30), date(2027, 1, 1)));
    assert_eq!(first.remind_day, date(2026, 8, 31));
    let second = renewal().decision(&valid, date(2026, 10, 1)).unwrap();
    assert_eq!(
        (second.notice_day, second.term_end),
        (date(2027, 9, 30), date(2028, 1, 1)),
        "it renewed itself"
    );
    let ends = Renewal { renewal_months: 0, ..renewal() };
    assert_eq!(ends.decision(&valid, date(2026, 10, 1)), None, "it has ended");
    let followed = Validity { end: Some(date(2027, 1, 1)), ..valid };
    assert_eq!(renewal().decision(&followed, date(2026, 10, 1)), None, "the next version decides");
    let last = date(2026, 5, 31);
    let month_end = Renewal { term_end: Some(last), notice_months: 0, renewal_months: 1, ..renewal() };
    let ends =
        [date(2026, 6, 1), date(2026, 6, 30)].map(|from| month_end.decision(&valid, from).unwrap().term_end);
    assert_eq!(ends, [date(2026, 6, 30), date(2026, 7, 31)], "the 31st does not creep");
}

#[test]
fn a_term_lies_within_what_it_is_the_term_of() {
    let with = |renewal, end| {
        let mut t = terms(vec![rule("x", Decision::Included)]);
        t.valid.end = end;
        t.renewal = Some(renewal);
        fields(t)
    };
    let none: [String; 0] = [];
    assert_eq!(with(renewal(), None), none);
    assert_eq!(with(Renewal { term_end: None, ..renewal() }, None), ["terms.renewal.term_end"]);
    assert_eq!(with(renewal(), Some(date(2026, 7, 1))), ["terms.renewal.term_end"]);
    assert_eq!(with(renewal(), Some(date(2027, 1, 1))), ["terms.renewal.renewal_months"]);
    assert_eq!(with(Renewal { renewal_months: 0, ..renewal() }, Some(date(2027, 1, 1))), none);
    let past = Renewal { term_end: Some(date(2026, 1, 1)), remind_days: 0, ..renewal() };
    assert_eq!(with(past, None), ["terms.renewal.remind_days", "terms.renewal.term_end"]);
}

proptest! {
    /// Each day has the next decision on or after it, one follows the other, and none is left out.
    #[test]
    fn decisions_follow_each_other_without_a_gap(
        months in 0u32..=6, days in 0u32..=40, step in 1u32..=36, ahead in 0i32..2000,
    ) {
        let valid = Validity { start: date(2026, 1, 1), end: None };
        let renewal = Renewal { notice_months: months, notice_days: days, renewal_months: step, ..renewal() };
        let from = date(2026, 1, 1).checked_add(jiff::Span::new().days(ahead)).unwrap();
        let found = renewal.decision(&valid, from).unwrap();
        prop_assert!(found.notice_day >= from && found.notice_day < found.term_end);
        let next = renewal.decision(&valid, found.notice_day.tomorrow().unwrap()).unwrap();
        prop_assert!(next.term_end > found.term_end && next.notice_day > found.notice_day);
        prop_assert_eq!(renewal.decision(&valid, found.notice_day), Some(found));
    }
}
