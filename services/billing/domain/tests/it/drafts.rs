//! B1 to B5a: drafts, decisions, issue.

use crate::house::*;
use jiff::Timestamp;
use kontor_billing_domain::charge::of_entries;
use kontor_billing_domain::vat::{Vat, VatCategory};
use kontor_billing_domain::*;
use kontor_ids::{LotId, UserId};
use kontor_money::{Currency, Decimal};
use proptest::prelude::*;
use rust_decimal::dec;

fn facts(text: &str) -> Facts {
    Facts {
        text: text.into(),
        ticket_number: "T-2026-000001".into(),
        ..Facts::of(Vat { category: VatCategory::Standard, percent: dec!(19) })
    }
}

/// A draft of January with one billable entry for each number of minutes.
fn input(minutes: &[u64]) -> DraftInput {
    let terms = terms("95.00", Rounding::EXACT);
    let entries: Vec<Entry> = (1..)
        .zip(minutes)
        .map(|(n, m)| entry(n, "2026-01-05", vec![span(Decision::Billable, m * 60, &terms)]))
        .collect();
    let rated = allocate(&entries, &ground("2026-01-31", Vec::new())).unwrap().rated;
    let (charges, waiting) = of_entries(&rated).unwrap();
    DraftInput {
        key: entry(1, "2026-01-05", Vec::new()).draft,
        currency: Currency::EUR,
        charges: charges.into_iter().map(|c| (c, facts("Support"))).collect(),
        waiting,
        reviews: Vec::new(),
        goodwill_limit: None,
        layout: Layout::default(),
        cost_centers: std::collections::BTreeSet::new(),
    }
}

fn review(input: &DraftInput, line: usize, action: Action) -> Review {
    let charge = &input.charges[line].0;
    Review {
        line: charge.key.clone(),
        action,
        by: UserId::from_uuid(uuid(1)),
        at: Timestamp::from_second(i64::try_from(input.reviews.len()).unwrap()).unwrap(),
        reason: "Kulanz".into(),
        approved_by: None,
        seen: Seen::of(charge),
    }
}

fn with(mut input: DraftInput, actions: Vec<Action>) -> DraftInput {
    for action in actions {
        let review = review(&input, 0, action);
        input.reviews.push(review);
    }
    input
}

fn digest(bytes: &[u8]) -> Vec<u8> {
    bytes.to_vec()
}

fn issue(draft: &Draft) -> Result<Document, IssueRefusal> {
    draft.issue(&draft.canonical(), digest)
}

#[test]
fn b1_a_draft_shows_its_charges_and_totals() {
    let draft = assemble(&input(&[50, 60])).unwrap();
    assert_eq!(draft.lines.len(), 2);
    assert_eq!(
        (draft.totals.net, draft.totals.tax, draft.totals.gross),
        (eur("174.17"), eur("33.09"), eur("207.26"))
    );
    assert_eq!((draft.goodwill, draft.uplift_seconds, draft.outcome()), (eur("0"), 0, Outcome::Invoice));
}

#[test]
fn b3_b5a_a_waived_line_keeps_its_full_price() {
    let draft = assemble(&with(input(&[50, 60]), vec![Action::Waive { shown: true }])).unwrap();
    let document = issue(&draft).unwrap();
    let line = &document.lines[0];
    assert_eq!((line.price, line.allowance, line.net), (eur("95.00"), eur("79.17"), eur("0")));
    assert_eq!((line.allowance_percent, line.allowance_reason.as_str()), (Some(dec!(100)), "Kulanz"));
    assert_eq!((draft.goodwill, draft.totals.net), (eur("79.17"), eur("95.00")));
}

#[test]
fn b3_a_hidden_waiver_settles_a_line_that_is_not_printed() {
    let draft = assemble(&with(input(&[50, 60]), vec![Action::Waive { shown: false }])).unwrap();
    let document = issue(&draft).unwrap();
    assert_eq!((document.lines.len(), document.lines[0].position, document.settles.len()), (1, 1, 2));
    assert_eq!(draft.goodwill, eur("79.17"));
}

#[test]
fn b3_discount_reprice_reword_and_restore() {
    let half = Action::Discount(Discount::Percent(dec!(50)));
    for (actions, net, goodwill) in [
        (vec![half.clone()], "39.58", "39.59"),
        (vec![Action::Discount(Discount::Amount(eur("10.00")))], "69.17", "10.00"),
        (vec![Action::Reprice(eur("60.00"))], "50.00", "29.17"),
        (vec![Action::Reprice(eur("120.00"))], "100.00", "0"),
        (vec![Action::Reprice(eur("60.00")), half.clone()], "25.00", "54.17"),
        (vec![Action::Waive { shown: true }, half.clone()], "39.58", "39.59"),
        (vec![half, Action::Restore], "79.17", "0"),
    ] {
        let draft = assemble(&with(input(&[50]), actions.clone())).unwrap();
        assert_eq!((draft.totals.net, draft.goodwill), (eur(net), eur(goodwill)), "{actions:?}");
        assert_eq!(draft.lines[0].list_net, eur("79.17"), "R8b");
        assert_eq!(draft.conflicts, []);
    }
    let draft = assemble(&with(input(&[50]), vec![Action::Reword("Fernwartung".into())])).unwrap();
    assert_eq!(draft.lines[0].facts.text, "Fernwartung");
}

#[test]
fn b3_lines_are_held_back_and_moved() {
    let there = DraftKey { split: "KST 1".into(), ..input(&[50]).key };
    for action in [Action::HoldBack { until: day("2026-02-01") }, Action::MoveTo(there.clone())] {
        let held = with(input(&[50, 60]), vec![action.clone()]);
        let draft = assemble(&held).unwrap();
        assert_eq!((draft.lines.len(), draft.kept_out[0].action.clone()), (1, action.clone()));
        let key = match action {
            Action::MoveTo(key) => key,
            _ => DraftKey { period: Period::month_of(day("2026-02-01")), ..held.key.clone() },
        };
        let target = assemble(&DraftInput { key, ..held }).unwrap();
        assert_eq!(target.lines.len(), 2, "the other draft takes it in");
    }
}

#[test]
fn b3_decisions_are_never_overwritten_a_conflict_is_shown() {
    let before = with(input(&[50]), vec![Action::Waive { shown: true }]);
    // The entry was corrected after the decision.
    let after = DraftInput { reviews: before.reviews.clone(), ..input(&[70]) };
    let draft = assemble(&after).unwrap();
    let (seen, now) = (Seen::of(&before.charges[0].0), Seen::of(&after.charges[0].0));
    let line = before.charges[0].0.key.clone();
    assert_eq!(draft.conflicts, [Conflict::Changed { line: line.clone(), seen, now }]);
    assert_eq!(draft.totals.net, eur("0"), "the waiver holds");
    let mut more = after.clone();
    more.charges.extend(input(&[1, 5]).charges.into_iter().skip(1));
    assert_eq!(issue(&assemble(&more).unwrap()), Err(IssueRefusal::Conflicts(1)));
    // The entry was deleted.
    let gone = assemble(&DraftInput { charges: Vec::new(), ..before }).unwrap();
    assert_eq!(gone.conflicts, [Conflict::Gone { line }]);
}

#[test]
fn b3_above_the_limit_a_second_person_is_needed() {
    let mut input = with(input(&[50, 60]), vec![Action::Waive { shown: true }]);
    input.goodwill_limit = Some(eur("50.00"));
    assert_eq!(issue(&assemble(&input).unwrap()), Err(IssueRefusal::Conflicts(1)));
    input.reviews[0].approved_by = Some(input.reviews[0].by);
    assert_eq!(issue(&assemble(&input).unwrap()), Err(IssueRefusal::Conflicts(1)), "not oneself");
    input.reviews[0].approved_by = Some(UserId::from_uuid(uuid(2)));
    assert!(issue(&assemble(&input).unwrap()).is_ok());
}

#[test]
fn b3_goodwill_gives_at_most_the_line() {
    let draft =
        assemble(&with(input(&[50]), vec![Action::Discount(Discount::Amount(eur("80.00")))])).unwrap();
    assert!(matches!(draft.conflicts[..], [Conflict::Exceeds { .. }]));
    assert_eq!(draft.totals.net, eur("0"));
}

#[test]
fn b3a_issuing_stops_when_charges_changed_since() {
    let shown = assemble(&input(&[50])).unwrap();
    let now = assemble(&input(&[51])).unwrap();
    assert_eq!(now.issue(&shown.canonical(), digest), Err(IssueRefusal::Changed));
    assert_eq!(issue(&shown), Ok(shown.document()), "preview and issue are one");
}

#[test]
fn b3a_every_shown_field_is_in_the_form() {
    let draft = assemble(&with(input(&[50, 60]), vec![Action::Waive { shown: true }])).unwrap();
    type Change = fn(&mut Draft);
    let changes: [Change; 21] = [
        |d| d.lines[0].net = eur("0.01"),
        |d| d.lines[0].price = eur("95.01"),
        |d| d.lines[0].list_net = eur("79.18"),
        |d| d.lines[0].quantity = Quantity::of_seconds(3001),
        |d| d.lines[0].facts.text.push('.'),
        |d| d.lines[0].facts.ticket_number.push('1'),
        |d| d.lines[0].facts.cost_center.push('1'),
        |d| d.lines[0].facts.goodwill_wish.push('1'),
        |d| d.lines[0].facts.vat.percent = dec!(7),
        |d| d.lines[0].facts.vat.category = VatCategory::Exempt,
        |d| d.lines[0].charge.service.start = day("2026-01-04"),
        |d| d.lines[0].charge.explanation.clear(),
        |d| d.lines[0].allowance = None,
        |d| d.lines[0].allowance.as_mut().unwrap().reason.push('!'),
        |d| d.lines[0].allowance.as_mut().unwrap().shown = false,
        |d| d.lines.swap(0, 1),
        |d| d.waiting.push(kontor_ids::TimeEntryId::from_uuid(uuid(9))),
        |d| d.totals.tax = eur("0.01"),
        |d| d.goodwill = eur("0.01"),
        |d| d.uplift_seconds = 1,
        |d| d.key.split.push('1'),
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let mut other = draft.clone();
        change(&mut other);
        assert_ne!(other.canonical(), draft.canonical(), "change {n} does not show");
    }
}

#[test]
fn b5a_nothing_to_pay_is_a_usage_statement() {
    let draft = assemble(&with(input(&[50]), vec![Action::Waive { shown: true }])).unwrap();
    assert_eq!(draft.outcome(), Outcome::UsageStatement);
    assert_eq!(issue(&draft).unwrap().outcome, Outcome::UsageStatement);
    let empty = assemble(&DraftInput { charges: Vec::new(), ..input(&[1]) }).unwrap();
    assert_eq!(issue(&empty), Err(IssueRefusal::NoInvoice(Outcome::Nothing)));
}

#[test]
fn b5_a_cancellation_is_the_exact_negative() {
    let half = Action::Discount(Discount::Percent(dec!(50)));
    let document = issue(&assemble(&with(input(&[50, 60]), vec![half])).unwrap()).unwrap();
    let mirror = document.mirror();
    for (line, back) in document.lines.iter().zip(&mirror.lines) {
        assert_eq!((back.net, back.price), (line.net.negated(), line.price));
        let net = back.quantity.net(back.price).unwrap().minus(back.allowance).unwrap();
        assert_eq!(net, back.net, "it multiplies out too");
    }
    assert_eq!(mirror.totals.gross, document.totals.gross.negated());
    assert_eq!(mirror.mirror(), document);
}

#[test]
fn b3a_line_keys_read_back() {
    let quota = quota_id(7);
    let fee =
        FeeKey { contract: kontor_ids::ContractId::from_uuid(uuid(3)), name: "Wartung / Server".into() };
    let period = Period::month_of(day("2026-01-05"));
    let work = |kind| LineKey::Work { entry: kontor_ids::TimeEntryId::from_uuid(uuid(1)), span: 2, kind };
    for key in [
        work(PortionKind::Free),
        work(PortionKind::Included),
        work(PortionKind::Billable),
        work(PortionKind::NotCovered),
        work(PortionKind::Overage { quota }),
        work(PortionKind::Quota { quota, legal: LegalKind::Credit }),
        work(PortionKind::Quota { quota, legal: LegalKind::Prepayment }),
        work(PortionKind::Quota { quota, legal: LegalKind::Callable }),
        LineKey::Fee { fee, period, covered: period },
        LineKey::Lot(LotKey { quota, origin: LotOrigin::Bought(LotId::from_uuid(uuid(4))) }),
        LineKey::Item(uuid(5)),
    ] {
        assert_eq!(key.to_string().parse(), Ok(key));
    }
    for wrong in ["", "work", "work/1/2/free", "item/x", "fee/a/b", "lot/"] {
        assert!(wrong.parse::<LineKey>().is_err(), "{wrong}");
    }
}

#[test]
fn r9_fees_and_automatic_lots_are_lines_like_any_other() {
    let stretch = FeeStretch {
        key: FeeKey { contract: kontor_ids::ContractId::from_uuid(uuid(3)), name: "Wartung".into() },
        amount: eur("100.00"),
        every: terms::Recurrence::Monthly,
        in_advance: true,
        count: 1,
        by_day: true,
        from: day("2026-01-22"),
        until: None,
    };
    let fee = &fees(&[stretch], day("2026-01-31")).unwrap()[0];
    let auto = AutoLot { lot: lot(1, "2026-01-05", None, dec!(3600)), price: eur("85.00") };
    let item = Charge::item(uuid(8), dec!(3), eur("1.25"), Period::month_of(day("2026-01-05"))).unwrap();
    let mut input = input(&[60]);
    for charge in [Charge::from(fee), Charge::from(&auto), item] {
        input.charges.push((charge, facts("")));
    }
    let document = issue(&assemble(&input).unwrap()).unwrap();
    assert_eq!(document.totals.net, eur("216.01"));
    for line in &document.lines {
        assert_eq!(line.quantity.net(line.price).unwrap(), line.net);
    }
}

proptest! {
    #[test]
    fn b3a_the_form_is_stable_and_tells_drafts_apart(
        minutes in prop::collection::vec(1u64..600, 1..6), rotate in 0usize..6,
        percent in 1i64..100, amount in 1i64..5000,
    ) {
        let plain = input(&minutes);
        let made = assemble(&plain).unwrap();
        let mut rotated = plain.clone();
        let by = rotate % rotated.charges.len();
        rotated.charges.rotate_left(by);
        prop_assert_eq!(assemble(&rotated).unwrap().canonical(), made.canonical());
        let discounts = [Discount::Percent(Decimal::from(percent)), Discount::Amount(
            kontor_money::Amount::new(Decimal::new(amount, 2), Currency::EUR).unwrap())];
        for discount in discounts {
            let given = assemble(&with(plain.clone(), vec![Action::Discount(discount)])).unwrap();
            prop_assert_ne!(given.canonical(), made.canonical());
            // I2: nothing is lost between list value, goodwill and net; nothing is -0.00.
            let list: Decimal = given.lines.iter().map(|l| l.list_net.value()).sum();
            prop_assert_eq!(list, given.totals.net.value() + given.goodwill.value());
            prop_assert!(given.lines.iter().all(|l| !l.net.to_string().starts_with('-')));
            prop_assert_eq!(given.totals.gross, given.totals.net.plus(given.totals.tax).unwrap());
        }
    }
}
