//! R1 to R3, C2, R8a, R8b: from worked time to a price.

use crate::house::*;
use kontor_billing_domain::*;
use kontor_ids::{ContractId, TicketId};
use kontor_money::{Amount, Currency, Decimal};
use rust_decimal::dec;

const QUARTER: Rounding = Rounding::every_started(900);

fn rated(entries: &[Entry]) -> Vec<RatedEntry> {
    allocate(entries, &ground("2026-01-31", Vec::new())).unwrap().rated
}

#[test]
fn r1_same_inputs_give_the_same_charges_with_versions_and_explanation() {
    let mut one = span(Decision::Billable, 420, &terms("95.00", QUARTER));
    one.coverage.rule = 3;
    let entries = [entry(1, "2026-01-05", vec![one])];
    let (first, second) = (rated(&entries), rated(&entries));
    assert_eq!(first, second);
    assert_eq!((first[0].version, first[0].portions[0].coverage.rule), (1, 3));
    assert!(matches!(first[0].explanation[0], Step::Worked { seconds: 420 }));
    assert!(first[0].explanation.iter().any(|s| matches!(s, Step::Priced { seconds: 900, .. })));
}

#[test]
fn r2_seven_minutes_bill_as_fifteen() {
    let rated =
        rated(&[entry(1, "2026-01-05", vec![span(Decision::Billable, 420, &terms("95.00", QUARTER))])]);
    assert_eq!((rated[0].worked, rated[0].billable, rated[0].net), (420, 900, eur("23.75")));
}

#[test]
fn r2_each_scope_rounds_its_own_together() {
    // 7 min on the 5th, 5 min on the 5th and 10 min on the 6th; the second on another ticket.
    let made = |scope| {
        let terms = terms("60.00", Rounding { scope, ..QUARTER });
        let mut entries = vec![
            entry(1, "2026-01-05", vec![span(Decision::Billable, 420, &terms)]),
            entry(2, "2026-01-05", vec![span(Decision::Billable, 300, &terms)]),
            entry(3, "2026-01-06", vec![span(Decision::Billable, 600, &terms)]),
        ];
        entries[1].ticket = TicketId::from_uuid(uuid(2));
        rated(&entries).iter().map(|r| r.billable).collect::<Vec<_>>()
    };
    assert_eq!(made(RoundingScope::Entry), [900, 900, 900]);
    assert_eq!(made(RoundingScope::Ticket), [420, 900, 1380]);
    assert_eq!(made(RoundingScope::TicketDay), [900, 900, 900]);
    assert_eq!(made(RoundingScope::CustomerDay), [420, 480, 900]);
    assert_eq!(made(RoundingScope::Invoice), [420, 300, 1080]);
}

#[test]
fn r2_an_invoice_is_its_own_scope() {
    let terms = terms("60.00", Rounding { scope: RoundingScope::Invoice, ..QUARTER });
    let made = |n, on| entry(n, on, vec![span(Decision::Billable, 420, &terms)]);
    let entries = [made(1, "2026-01-30"), made(2, "2026-02-02")];
    assert_eq!(rated(&entries).iter().map(|r| r.billable).collect::<Vec<_>>(), [900, 900]);
}

#[test]
fn r2_surplus_goes_to_the_last_band_and_rounding_leaves_the_entry_alone() {
    let mut late = span(Decision::Billable, 120, &terms("60.00", QUARTER));
    late.band = Band::AfterHours;
    let spans = vec![span(Decision::Included, 300, &terms("60.00", QUARTER)), late];
    let original = entry(1, "2026-01-05", spans);
    let rated = rated(std::slice::from_ref(&original));
    let parts: Vec<_> = rated[0].portions.iter().map(|p| (p.kind, p.seconds)).collect();
    assert_eq!(parts, [(PortionKind::Included, 300), (PortionKind::Billable, 600)]);
    assert_eq!(rated[0].worked, original.worked());
}

#[test]
fn r2_contracts_and_their_terms_do_not_round_together() {
    let by_ticket = terms("60.00", Rounding { scope: RoundingScope::Ticket, ..QUARTER });
    let mut second = span(Decision::Billable, 300, &by_ticket);
    second.coverage.contract = Some(ContractId::from_uuid(uuid(9)));
    let entries = [
        entry(1, "2026-01-05", vec![span(Decision::Billable, 300, &by_ticket)]),
        entry(2, "2026-01-06", vec![second]),
    ];
    assert_eq!(rated(&entries).iter().map(|r| r.billable).collect::<Vec<_>>(), [900, 900]);
}

#[test]
fn r2_free_entries_keep_a_portion_of_nothing() {
    let free = Rounding { free: 600, ..QUARTER };
    let rated = rated(&[entry(1, "2026-01-05", vec![span(Decision::Billable, 600, &terms("60.00", free))])]);
    assert_eq!((rated[0].portions.len(), rated[0].portions[0].kind), (1, PortionKind::Free));
    assert_eq!((rated[0].billable, rated[0].net), (0, eur("0")));
    assert!(!rated[0].waits());
}

#[test]
fn r3_the_charge_is_what_is_printed_multiplied_out() {
    for (seconds, rate, net) in
        [(3000, "95.00", "79.17"), (12300, "105.30", "359.78"), (421, "95.00", "11.11")]
    {
        let spans = vec![span(Decision::Billable, seconds, &terms(rate, Rounding::EXACT))];
        let rated = rated(&[entry(1, "2026-01-05", spans)]);
        let portion = &rated[0].portions[0];
        assert_eq!(portion.net, eur(net));
        assert_eq!(portion.quantity().net(portion.per_hour.unwrap()).unwrap(), portion.net);
    }
}

#[test]
fn r3_the_highest_surcharge_wins_and_never_compounds() {
    let mut dear = terms("95.00", Rounding::EXACT);
    dear.surcharges = vec![dec!(25), dec!(50), dec!(10)];
    let rated = rated(&[entry(1, "2026-01-05", vec![span(Decision::Billable, 3600, &dear)])]);
    assert_eq!(rated[0].portions[0].per_hour, Some(eur("142.50")));
    assert_eq!(rated[0].net, eur("142.50"));
    assert!(rated[0].explanation.iter().any(|s| matches!(s, Step::Surcharge { matching: 3, .. })));
}

#[test]
fn r3_sums_are_sums_of_rounded_charges() {
    let terms = terms("100.00", Rounding::EXACT);
    let third = || span(Decision::Billable, 1, &terms);
    let rated = rated(&[entry(1, "2026-01-05", vec![third(), third(), third()])]);
    // 1 s costs 0.02777..., three seconds together would cost 0.08.
    assert_eq!(rated[0].net, eur("0.09"));
}

#[test]
fn c2_undecided_is_never_priced() {
    let mut doubtful = span(Decision::Undecided, 600, &terms("95.00", QUARTER));
    doubtful.terms = None;
    doubtful.candidates = vec![ContractId::from_uuid(uuid(1)), ContractId::from_uuid(uuid(2))];
    let clear = span(Decision::Billable, 600, &terms("95.00", QUARTER));
    let mut unpriced = terms("95.00", QUARTER);
    unpriced.per_hour = None;
    let no_price = span(Decision::Billable, 600, &unpriced);
    let no_quota = span(Decision::Quota, 600, &terms("95.00", QUARTER));
    for (spans, doubt) in [
        (vec![clear, doubtful], Doubt::Coverage),
        (vec![no_price], Doubt::NoPrice),
        (vec![no_quota], Doubt::NoQuota),
    ] {
        let rated = rated(&[entry(1, "2026-01-05", spans)]);
        assert!(rated[0].waits() && rated[0].net.is_zero());
        assert!(rated[0].portions.iter().all(|p| p.kind == PortionKind::Undecided(doubt)), "{doubt:?}");
        let (charges, waiting) = charge::of_entries(&rated).unwrap();
        assert_eq!((charges.len(), waiting), (0, vec![rated[0].entry]));
    }
}

#[test]
fn r8a_portions_sum_to_the_billable_quantity() {
    let terms = terms("95.00", QUARTER);
    let spans = vec![span(Decision::Included, 1000, &terms), span(Decision::Billable, 1, &terms)];
    let rated = rated(&[entry(1, "2026-01-05", spans)]);
    assert_eq!(rated[0].portions.iter().map(|p| p.seconds).sum::<u64>(), rated[0].billable);
    assert_eq!(rated[0].billable, 1800);
}

#[test]
fn r8b_included_work_keeps_its_worth() {
    let rated =
        rated(&[entry(1, "2026-01-05", vec![span(Decision::Included, 3600, &terms("95.00", QUARTER))])]);
    assert_eq!((rated[0].net, rated[0].portions[0].worth), (eur("0"), eur("95.00")));
}

#[test]
fn r8_of_two_versions_the_newer_counts() {
    let made = |version, seconds| {
        let spans = vec![span(Decision::Billable, seconds, &terms("60.00", QUARTER))];
        Entry { version, ..entry(1, "2026-01-05", spans) }
    };
    let (old, new) = (made(1, 900), made(2, 1800));
    assert_eq!(rated(&[new.clone(), old.clone()]), rated(&[old, new]));
}

#[test]
fn rating_refuses_what_it_cannot_hold() {
    let mut franc = terms("95.00", QUARTER);
    franc.per_hour = Some(Amount::new(dec!(95), Currency::CHF).unwrap());
    let wrong = entry(1, "2026-01-05", vec![span(Decision::Billable, 600, &franc)]);
    let error = allocate(&[wrong], &ground("2026-01-31", Vec::new())).unwrap_err();
    assert!(error.to_string().contains("cannot combine"), "{error}");
    let mut quota = QuotaTerms::time(quota_id(1), "Support", 3600);
    quota.band_factors = vec![(Band::Service, Decimal::ZERO)];
    let bad = RatingTerms { quotas: vec![quota], ..terms("95.00", QUARTER) };
    let wrong = entry(1, "2026-01-05", vec![span(Decision::Quota, 600, &bad)]);
    let error = allocate(&[wrong], &ground("2026-01-31", Vec::new())).unwrap_err();
    assert_eq!(error, RatingError::BadFactor { quota: quota_id(1) });
}

#[test]
fn every_step_speaks_both_languages() {
    let text = Step::Priced {
        seconds: 4521,
        per_hour: eur("95.00"),
        net: eur("119.30"),
        source: Localized { de: "Vertrag W-1017".into(), en: "contract W-1017".into() },
    }
    .text();
    assert_eq!(text.de, "1 h 15 min 21 s zu 95,00 EUR je Stunde: 119,30 EUR (Vertrag W-1017)");
    assert_eq!(text.en, "1 h 15 min 21 s at 95.00 EUR per hour: 119.30 EUR (contract W-1017)");
}
