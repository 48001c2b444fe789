//! R4 to R6: quotas, lots, overage.

use crate::house::*;
use jiff::civil::date;
use kontor_billing_domain::calls::Episode;
use kontor_billing_domain::entry::{Closing, TicketHistory};
use kontor_billing_domain::ledger::{Account, TransferKind};
use kontor_billing_domain::lots::{QuotaStretch, schedule};
use kontor_billing_domain::terms::{CallTrigger, CarryOver, Recurrence};
use kontor_billing_domain::*;
use kontor_ids::TicketId;
use kontor_money::Decimal;
use rust_decimal::dec;

const EXACT: Rounding = Rounding::EXACT;

fn with(quotas: Vec<QuotaTerms>) -> RatingTerms {
    RatingTerms { quotas, ..terms("90.00", EXACT) }
}

fn support(overage: Overage) -> QuotaTerms {
    QuotaTerms {
        overage,
        overage_per_hour: Some(eur("120.00")),
        ..QuotaTerms::time(quota_id(1), "Support", 3600)
    }
}

fn work(n: u32, on: &str, seconds: u64, terms: &RatingTerms) -> Entry {
    entry(n, on, vec![span(Decision::Quota, seconds, terms)])
}

fn parts(rated: &RatedEntry) -> Vec<(PortionKind, u64, String)> {
    rated.portions.iter().map(|p| (p.kind, p.seconds, p.net.value().to_string())).collect()
}

fn drawn(n: u32) -> PortionKind {
    PortionKind::Quota { quota: quota_id(n), legal: LegalKind::Credit }
}

fn over(n: u32) -> PortionKind {
    PortionKind::Overage { quota: quota_id(n) }
}

fn units(allocation: &Allocation, kind: TransferKind) -> Vec<(Account, Decimal)> {
    let of_kind = allocation.postings.iter().filter(|p| p.kind == kind);
    of_kind.map(|p| (p.credit, p.amount.normalize())).collect()
}

#[test]
fn r6_a_quota_tips_over_in_the_middle_of_an_entry() {
    let terms = with(vec![support(Overage::Bill)]);
    let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(3600))]);
    let made = allocate(&[work(1, "2026-01-05", 5400, &terms)], &ground).unwrap();
    assert_eq!(parts(&made.rated[0]), [(drawn(1), 3600, "0.00".into()), (over(1), 1800, "60.00".into())]);
    assert_eq!(made.levels[&quota_id(1)].balance, dec!(0));
    assert_eq!(made.rated[0].portions[0].worth, eur("90.00"));
}

#[test]
fn r4_time_is_drawn_by_the_factor_of_its_band_in_whole_seconds() {
    let mut quota = support(Overage::Bill);
    quota.band_factors = vec![(Band::Weekend, dec!(1.5))];
    let terms = with(vec![quota]);
    let mut weekend = work(1, "2026-01-03", 3000, &terms);
    weekend.spans[0].band = Band::Weekend;
    let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(3601))]);
    let made = allocate(&[weekend], &ground).unwrap();
    // 2,400 s draw 3,600; the last unit does not cover a second at 1.5.
    assert_eq!(parts(&made.rated[0]), [(drawn(1), 2400, "0.00".into()), (over(1), 600, "20.00".into())]);
    assert_eq!(made.levels[&quota_id(1)].balance, dec!(1));
}

#[test]
fn r4_value_draws_the_priced_net_with_its_surcharge() {
    let quota = QuotaTerms { unit: QuotaUnit::Value, ..support(Overage::Bill) };
    let mut terms = with(vec![quota]);
    terms.surcharges = vec![dec!(100)];
    let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(200))]);
    let made = allocate(&[work(1, "2026-01-05", 3600, &terms), work(2, "2026-01-06", 3600, &terms)], &ground);
    let made = made.unwrap();
    assert_eq!(parts(&made.rated[0]), [(drawn(1), 3600, "0.00".into())]);
    // 20.00 are left: 400 s at 180.00 an hour; the rest at 120.00 and 100 % on top.
    assert_eq!(parts(&made.rated[1]), [(drawn(1), 400, "0.00".into()), (over(1), 3200, "213.33".into())]);
    assert_eq!(made.levels[&quota_id(1)].balance, dec!(0));
}

fn calls(trigger: CallTrigger) -> RatingTerms {
    let unit = QuotaUnit::Calls { trigger, reopening_days: 7 };
    with(vec![QuotaTerms { unit, ..support(Overage::Bill) }])
}

#[test]
fn r4_a_ticket_is_one_call_however_many_entries_follow() {
    let terms = calls(CallTrigger::FirstWork);
    let mut other = work(3, "2026-01-07", 600, &terms);
    other.ticket = TicketId::from_uuid(uuid(2));
    let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(1))]);
    let entries = [work(1, "2026-01-05", 600, &terms), work(2, "2026-01-06", 600, &terms), other];
    let made = allocate(&entries, &ground).unwrap();
    assert_eq!(units(&made, TransferKind::Draw).len(), 1);
    assert_eq!(parts(&made.rated[1]), [(drawn(1), 600, "0.00".into())]);
    assert_eq!(parts(&made.rated[2]), [(over(1), 600, "20.00".into())]);
}

#[test]
fn r4_calls_are_counted_on_the_day_of_their_trigger_and_again_after_the_window() {
    let history = TicketHistory {
        opened: date(2025, 12, 30),
        closings: vec![Closing { closed: date(2026, 1, 10), reopened: Some(date(2026, 2, 20)) }],
    };
    for (trigger, first, second) in [
        (CallTrigger::Opening, date(2025, 12, 30), date(2026, 2, 20)),
        (CallTrigger::FirstWork, date(2026, 1, 5), date(2026, 2, 21)),
        (CallTrigger::Closing, date(2026, 1, 10), date(2026, 2, 21)),
    ] {
        let terms = calls(trigger);
        let mut ground = ground("2026-03-31", vec![lot(1, "2025-12-01", None, dec!(5))]);
        ground.tickets.insert(TicketId::from_uuid(uuid(1)), history.clone());
        let entries = [work(1, "2026-01-05", 600, &terms), work(2, "2026-02-21", 600, &terms)];
        let made = allocate(&entries, &ground).unwrap();
        let on: Vec<_> = made.rated.iter().flat_map(|r| &r.portions).flat_map(|p| &p.draws).collect();
        assert_eq!(on.iter().map(|d| d.on).collect::<Vec<_>>(), [first, second], "{trigger:?}");
        assert_eq!(on[1].call.unwrap().1, Episode { number: 1, counted: second });
    }
}

#[test]
fn r4_merged_tickets_are_one_call_also_where_one_is_invoiced() {
    let terms = calls(CallTrigger::FirstWork);
    let (first, second) = (TicketId::from_uuid(uuid(1)), TicketId::from_uuid(uuid(2)));
    let mut other = work(2, "2026-01-06", 600, &terms);
    other.ticket = second;
    let entries = [work(1, "2026-01-05", 600, &terms), other];
    let mut ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(5))]);
    let apart = allocate(&entries, &ground).unwrap();
    assert_eq!(apart.levels[&quota_id(1)].balance, dec!(3));
    for (merged, stays) in [(first, second), (second, first)] {
        ground.merged = [(merged, stays)].into();
        let told = |done, day| (merged, done, date(2026, 1, day));
        let life = TicketHistory::of_steps([told(false, 2), (stays, false, date(2026, 1, 3)), told(true, 7)]);
        ground.tickets = [(stays, life.unwrap())].into();
        assert_eq!(allocate(&entries, &ground).unwrap().levels[&quota_id(1)].balance, dec!(4));
        for invoiced in [0, 1] {
            let frozen = vec![Frozen::new(entries[invoiced].clone(), &apart.rated[invoiced])];
            let made = allocate(&entries, &Ground { frozen, ..ground.clone() }).unwrap();
            assert_eq!(made.levels[&quota_id(1)].balance, dec!(4), "the invoiced call is the call of both");
            assert_eq!(parts(&made.rated[0]), [(drawn(1), 600, "0.00".into())]);
        }
    }
}

#[test]
fn r4_a_merged_ticket_that_was_long_resolved_stays_a_call_of_its_own() {
    let terms = calls(CallTrigger::Opening);
    let (stays, merged) = (TicketId::from_uuid(uuid(1)), TicketId::from_uuid(uuid(2)));
    let mut old = work(1, "2026-01-02", 600, &terms);
    old.ticket = merged;
    let entries = [old, work(2, "2026-02-20", 600, &terms)];
    let mut ground = ground("2026-03-31", vec![lot(1, "2026-01-01", None, dec!(5))]);
    ground.merged = [(merged, stays)].into();
    for (opened, left) in [(date(2026, 1, 10), dec!(4)), (date(2026, 2, 20), dec!(3))] {
        let told =
            [(merged, false, date(2026, 1, 2)), (merged, true, date(2026, 1, 5)), (stays, false, opened)];
        ground.tickets = [(stays, TicketHistory::of_steps(told).unwrap())].into();
        let made = allocate(&entries, &ground).unwrap();
        assert_eq!(made.levels[&quota_id(1)].balance, left);
        // What is invoiced counts by the life of both as well.
        let frozen = vec![Frozen::new(entries[0].clone(), &made.rated[0])];
        let made = allocate(&entries, &Ground { frozen, ..ground.clone() }).unwrap();
        assert_eq!(made.levels[&quota_id(1)].balance, left);
    }
}

#[test]
fn r2_merged_tickets_are_rounded_as_one_also_where_one_is_invoiced() {
    let quarter = Rounding { scope: RoundingScope::Ticket, ..Rounding::every_started(900) };
    let terms = terms("60.00", quarter);
    let (stays, merged) = (TicketId::from_uuid(uuid(1)), TicketId::from_uuid(uuid(2)));
    let mut other = entry(1, "2026-01-05", vec![span(Decision::Billable, 420, &terms)]);
    other.ticket = merged;
    let entries = [other, entry(2, "2026-01-06", vec![span(Decision::Billable, 300, &terms)])];
    let mut ground = ground("2026-01-31", vec![]);
    let billed =
        |ground: &Ground| allocate(&entries, ground).unwrap().rated.iter().map(|r| r.billable).sum::<u64>();
    assert_eq!(billed(&ground), 1800);
    ground.merged = [(merged, stays)].into();
    assert_eq!(billed(&ground), 900);
    let alone = allocate(&entries[..1], &ground).unwrap();
    ground.frozen = vec![Frozen::new(entries[0].clone(), &alone.rated[0])];
    assert_eq!(billed(&ground), 0, "the invoiced quarter of an hour covers both");
}

#[test]
fn r4_work_that_is_not_billable_draws_nothing() {
    let terms = with(vec![support(Overage::Bill)]);
    let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(3600))]);
    let flat = entry(1, "2026-01-05", vec![span(Decision::Included, 3600, &terms)]);
    let made = allocate(&[flat], &ground).unwrap();
    assert_eq!(units(&made, TransferKind::Draw), []);
}

#[test]
fn r5_the_lot_that_expires_first_is_drawn_first() {
    let terms = with(vec![support(Overage::Bill)]);
    let lots = vec![
        lot(1, "2026-01-01", None, dec!(1000)),
        lot(1, "2026-01-02", Some("2026-06-01"), dec!(1000)),
        lot(1, "2026-01-03", Some("2026-02-01"), dec!(1000)),
        lot(1, "2026-01-10", Some("2026-01-20"), dec!(1000)),
    ];
    let keys: Vec<Account> = lots.iter().map(|l| Account::Lot(l.key)).collect();
    let made = allocate(&[work(1, "2026-01-05", 2500, &terms)], &ground("2026-01-05", lots)).unwrap();
    let draws: Vec<_> = made.rated[0].portions[0].draws.iter().map(|d| (d.from, d.units)).collect();
    assert_eq!(draws, [(keys[2], dec!(1000)), (keys[1], dec!(1000)), (keys[0], dec!(500))]);
}

#[test]
fn r5_expiry_posts_what_was_left() {
    let terms = with(vec![support(Overage::Bill)]);
    let lots = vec![lot(1, "2026-01-01", Some("2026-02-01"), dec!(3600))];
    let early = work(1, "2026-01-05", 600, &terms);
    let late = work(2, "2026-02-01", 600, &terms);
    let made = allocate(&[early.clone(), late.clone()], &ground("2026-01-31", lots.clone())).unwrap();
    assert_eq!(units(&made, TransferKind::Expire), [(Account::Lot(lots[0].key), dec!(3000))]);
    assert_eq!(parts(&made.rated[1])[0].0, over(1), "the day of expiry no longer draws");
    let before = allocate(&[early], &ground("2026-01-31", lots)).unwrap();
    assert_eq!(units(&before, TransferKind::Expire), []);
}

#[test]
fn r5_carry_over_up_to_a_cap_cuts_the_oldest() {
    let quota = QuotaTerms {
        replenishment: Recurrence::Monthly,
        carry_over: CarryOver::UpTo(dec!(1800)),
        ..support(Overage::Bill)
    };
    let stretch = QuotaStretch { terms: quota.clone(), from: date(2026, 1, 1), until: None };
    let lots = schedule(&[stretch], date(2026, 3, 15));
    let made =
        allocate(&[work(1, "2026-01-05", 600, &with(vec![quota]))], &ground("2026-03-15", lots.clone()));
    let made = made.unwrap();
    let (january, february) = (Account::Lot(lots[0].key), Account::Lot(lots[1].key));
    // February begins with 3,000 carried: 1,200 too much. March with 1,800 + 3,600: 3,600 too much.
    let expired = units(&made, TransferKind::Expire);
    assert_eq!(expired, [(january, dec!(1200)), (january, dec!(1800)), (february, dec!(1800))]);
    assert_eq!(made.levels[&quota_id(1)].balance, dec!(5400));
}

#[test]
fn r5_quotas_are_chained() {
    let second = QuotaTerms { quota: quota_id(2), ..support(Overage::Bill) };
    let terms = with(vec![support(Overage::Bill), second]);
    let lots = vec![lot(1, "2026-01-01", None, dec!(1000)), lot(2, "2026-01-01", None, dec!(500))];
    let made = allocate(&[work(1, "2026-01-05", 2000, &terms)], &ground("2026-01-31", lots)).unwrap();
    let expected =
        [(drawn(1), 1000, "0.00".into()), (drawn(2), 500, "0.00".into()), (over(2), 500, "16.67".into())];
    assert_eq!(parts(&made.rated[0]), expected);
}

#[test]
fn r5b_legal_kinds_decide_about_the_price_of_draws() {
    for (legal, net) in
        [(LegalKind::Credit, "0"), (LegalKind::Prepayment, "0"), (LegalKind::Callable, "90.00")]
    {
        let terms = with(vec![QuotaTerms { legal, ..support(Overage::Bill) }]);
        let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(3600))]);
        let made = allocate(&[work(1, "2026-01-05", 3600, &terms)], &ground).unwrap();
        let portion = &made.rated[0].portions[0];
        assert_eq!(
            (portion.net, portion.worth, portion.draws.len()),
            (eur(net), eur("90.00"), 1),
            "{legal:?}"
        );
    }
}

#[test]
fn r6_drawing_ahead_goes_to_a_limit_and_the_next_period_pays_back() {
    let terms = with(vec![support(Overage::NextPeriod { limit: dec!(1200) })]);
    let lots = vec![
        lot(1, "2026-01-01", Some("2026-02-01"), dec!(3600)),
        lot(1, "2026-02-01", Some("2026-03-01"), dec!(3600)),
    ];
    let january = ground("2026-01-31", lots.clone());
    let made = allocate(&[work(1, "2026-01-05", 5400, &terms)], &january).unwrap();
    assert_eq!(parts(&made.rated[0]), [(drawn(1), 4800, "0.00".into()), (over(1), 600, "20.00".into())]);
    assert_eq!(made.levels[&quota_id(1)].balance, dec!(-1200));
    let february = ground("2026-02-15", lots);
    let made = allocate(&[work(1, "2026-01-05", 5400, &terms)], &february).unwrap();
    assert_eq!(made.levels[&quota_id(1)].balance, dec!(2400));
    assert_eq!(units(&made, TransferKind::Move).len(), 1);
}

#[test]
fn r6_automatic_replenishment_grants_and_invoices_lots() {
    let rule = Overage::Replenish { amount: dec!(3600), price: eur("85.00") };
    let terms = with(vec![support(rule)]);
    let made = allocate(&[work(1, "2026-01-05", 5400, &terms)], &ground("2026-01-31", Vec::new())).unwrap();
    assert_eq!(parts(&made.rated[0]), [(drawn(1), 5400, "0.00".into())]);
    assert_eq!(made.auto_lots.iter().map(|l| l.price).collect::<Vec<_>>(), [eur("85.00"); 2]);
    assert_eq!(made.levels[&quota_id(1)].balance, dec!(1800));
    // Invoiced lots come back as lots, and the next one is numbered on.
    let lots: Vec<Lot> = made.auto_lots.iter().map(|l| l.lot.clone()).collect();
    let made = allocate(&[work(1, "2026-01-05", 9000, &terms)], &ground("2026-01-31", lots)).unwrap();
    assert_eq!(made.auto_lots.len(), 1);
    assert_eq!(made.auto_lots[0].lot.key.origin, LotOrigin::Auto(3));
}

#[test]
fn r6_terms_that_cannot_cover_a_second_replenish_nothing() {
    let rule = Overage::Replenish { amount: dec!(0.5), price: eur("85.00") };
    let made =
        allocate(&[work(1, "2026-01-05", 60, &with(vec![support(rule)]))], &ground("2026-01-31", vec![]));
    let made = made.unwrap();
    assert_eq!((made.auto_lots.len(), parts(&made.rated[0])[0].0), (0, over(1)));
}

#[test]
fn r6_what_may_not_be_overdrawn_is_refused_at_capture_and_waits_when_saved() {
    let terms = with(vec![support(Overage::Refuse)]);
    let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(600))]);
    let new = work(1, "2026-01-05", 1000, &terms);
    let asked = quote(&new, &[], &ground).unwrap();
    assert_eq!(asked.refusal, Some(Refused { quota: quota_id(1), missing: 400 }));
    assert!(asked.refusal.unwrap().to_string().contains("lacks 400 seconds"));
    let made = allocate(&[new], &ground).unwrap();
    assert!(made.rated[0].waits());
    assert_eq!(made.rated[0].portions[1].kind, PortionKind::Refused { quota: quota_id(1) });
    assert_eq!(made.rated[0].billable, 1000);
}

#[test]
fn r5a_invoiced_draws_stay_and_a_late_entry_draws_from_what_is_left() {
    let terms = with(vec![support(Overage::Bill)]);
    let mut ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(3600))]);
    let invoiced = work(1, "2026-01-20", 3000, &terms);
    let first = allocate(std::slice::from_ref(&invoiced), &ground).unwrap();
    ground.frozen = vec![Frozen::new(invoiced, &first.rated[0])];
    let made = allocate(&[work(2, "2026-01-05", 1000, &terms)], &ground).unwrap();
    assert_eq!(parts(&made.rated[0]), [(drawn(1), 600, "0.00".into()), (over(1), 400, "13.33".into())]);
    assert!(first.postings.iter().all(|p| made.postings.contains(p)), "what was posted stands");
}

#[test]
fn r5a_a_late_entry_shifts_the_later_ones() {
    let terms = with(vec![support(Overage::Bill)]);
    let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(3600))]);
    let later = work(1, "2026-01-20", 3600, &terms);
    let made = allocate(&[later, work(2, "2026-01-05", 1800, &terms)], &ground).unwrap();
    assert_eq!(parts(&made.rated[0]), [(drawn(1), 1800, "0.00".into())]);
    assert_eq!(parts(&made.rated[1]), [(drawn(1), 1800, "0.00".into()), (over(1), 1800, "60.00".into())]);
}
