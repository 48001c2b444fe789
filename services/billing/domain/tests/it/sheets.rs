//! B1, B2, B3: how what is open falls into drafts, and what one line holds.

use crate::house::*;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use kontor_billing_domain::charge::of_entries;
use kontor_billing_domain::profile::split_text;
use kontor_billing_domain::vat::{Vat, VatCategory};
use kontor_billing_domain::*;
use kontor_ids::UserId;
use kontor_money::Currency;
use proptest::prelude::*;
use rust_decimal::dec;
use std::collections::{BTreeMap, BTreeSet};

fn facts(cost_center: &str) -> Facts {
    Facts {
        text: format!("Arbeit für {cost_center}"),
        ticket_number: "T-2026-000001".into(),
        cost_center: cost_center.into(),
        activity: "support".into(),
        ..Facts::of(Vat { category: VatCategory::Standard, percent: dec!(19) })
    }
}

/// Two spans of an hour each, at two prices, for each `(day, cost center)`.
fn sheet(profile: Profile, work: &[(&str, &str)]) -> Sheet {
    let (cheap, dear) = (terms("60.00", Rounding::EXACT), terms("90.00", Rounding::EXACT));
    let spans = || vec![span(Decision::Billable, 3600, &cheap), span(Decision::Billable, 3600, &dear)];
    let entries: Vec<Entry> = (1..).zip(work).map(|(n, (day, _))| entry(n, day, spans())).collect();
    let rated = allocate(&entries, &ground("2026-12-31", Vec::new())).unwrap().rated;
    let of = |c: &Charge| match &c.key {
        LineKey::Work { entry, .. } => entries.iter().position(|e| e.id == *entry).unwrap(),
        _ => unreachable!("only work"),
    };
    let charges = of_entries(&rated).unwrap().0;
    let charges = charges.into_iter().map(|c| (c.service.start, c.clone(), facts(work[of(&c)].1)));
    Sheet {
        customer: entries[0].customer,
        currency: Currency::EUR,
        profile,
        charges: charges.collect(),
        waiting: Vec::new(),
        reviews: Vec::new(),
        goodwill_limit: None,
        cost_centers: BTreeSet::new(),
    }
}

fn decide(sheet: &mut Sheet, line: usize, action: Action) {
    let charge = &sheet.charges[line].1;
    let review = Review {
        line: charge.key.clone(),
        action,
        by: UserId::from_uuid(uuid(1)),
        at: Timestamp::from_second(i64::try_from(sheet.reviews.len()).unwrap()).unwrap(),
        reason: "so gewünscht".into(),
        approved_by: None,
        seen: Seen::of(charge),
    };
    sheet.reviews.push(review);
}

/// `(first day, split) -> (lines, kept out, conflicts)` of each draft.
fn shape(sheet: &Sheet) -> BTreeMap<(Date, String), (usize, usize, usize)> {
    let drafts = sheet.inputs().into_values().map(|input| assemble(&input).unwrap());
    let shape = |d: Draft| {
        let counts = (d.lines.len(), d.kept_out.len(), d.conflicts.len());
        ((d.key.period.start, d.key.split), counts)
    };
    drafts.map(shape).collect()
}

fn by_cost_center() -> Profile {
    Profile { split: SplitBy::CostCenter, ..Profile::default() }
}

const MAY: [(&str, &str); 3] = [("2026-05-04", "A"), ("2026-05-05", "B"), ("2026-05-06", "A")];

#[test]
fn b2_a_month_falls_into_a_draft_for_each_cost_center() {
    let may = date(2026, 5, 1);
    let split = shape(&sheet(by_cost_center(), &MAY));
    let expected = [("cost_center/A", 4), ("cost_center/B", 2)];
    let expected = expected.map(|(split, lines)| ((may, split.to_owned()), (lines, 0, 0)));
    assert_eq!(split, expected.into());
    assert_eq!(shape(&sheet(Profile::default(), &MAY)), [((may, String::new()), (6, 0, 0))].into());
}

#[test]
fn b3_what_is_held_back_waits_for_its_period_as_a_whole_entry() {
    let mut sheet = sheet(Profile::default(), &MAY);
    decide(&mut sheet, 0, Action::HoldBack { until: date(2026, 7, 14) });
    let (may, july) = (date(2026, 5, 1), date(2026, 7, 1));
    let none = String::new;
    let expected = [((may, none()), (4, 2, 0)), ((july, none()), (2, 0, 0))];
    assert_eq!(shape(&sheet), expected.into(), "both spans of the entry wait, and are seen to");
    // Another decision on its other line brings all of it back.
    decide(&mut sheet, 1, Action::Restore);
    assert_eq!(shape(&sheet), [((may, none()), (6, 0, 0))].into());
}

#[test]
fn b3_what_is_moved_takes_its_decisions_along_and_comes_back() {
    let mut sheet = sheet(by_cost_center(), &MAY);
    let home = sheet.inputs().into_keys().next().unwrap();
    let target = DraftKey { split: split_text(&[("label", "Umbau")]), ..home.clone() };
    decide(&mut sheet, 0, Action::Waive { shown: true });
    decide(&mut sheet, 1, Action::MoveTo(target.clone()));
    let drafts: BTreeMap<_, _> =
        sheet.inputs().into_iter().map(|(key, input)| (key, assemble(&input).unwrap())).collect();
    assert_eq!(drafts[&target].goodwill, eur("60.00"), "it is waived there");
    assert_eq!(drafts[&home].goodwill, eur("0.00"));
    assert_eq!((drafts[&home].kept_out.len(), drafts[&target].conflicts.len()), (2, 0));
    decide(&mut sheet, 1, Action::MoveTo(home.clone()));
    assert_eq!(shape(&sheet)[&(home.period.start, home.split)], (4, 0, 0));
}

#[test]
fn b3_a_decision_whose_line_is_gone_shows_where_the_rest_of_its_entry_is() {
    let mut sheet = sheet(by_cost_center(), &MAY);
    decide(&mut sheet, 0, Action::Discount(Discount::Percent(dec!(10))));
    // Rated anew, the first span is covered by something else: its line has another name.
    sheet.charges.remove(0);
    let may = date(2026, 5, 1);
    assert_eq!(shape(&sheet)[&(may, "cost_center/A".into())], (3, 0, 1));
    decide_on_gone(&mut sheet);
    assert_eq!(shape(&sheet)[&(may, "cost_center/A".into())], (3, 0, 0));
}

fn decide_on_gone(sheet: &mut Sheet) {
    let first = sheet.reviews[0].clone();
    let at = Timestamp::from_second(9).unwrap();
    sheet.reviews.push(Review { action: Action::Restore, at, ..first });
}

#[test]
fn b2_a_cost_center_that_does_not_exist_stops_the_draft_until_it_is_put_right() {
    let mut sheet = sheet(by_cost_center(), &MAY);
    sheet.cost_centers = ["A".to_owned()].into();
    let may = date(2026, 5, 1);
    assert_eq!(shape(&sheet)[&(may, "cost_center/B".into())], (2, 0, 2));
    decide(&mut sheet, 2, Action::CostCenter("A".into()));
    assert_eq!(shape(&sheet), [((may, "cost_center/A".to_owned()), (6, 0, 0))].into());
}

#[test]
fn b2_lines_stand_as_one_where_the_cent_is_the_same() {
    let layout = Layout { detail: Detail::Ticket, order: LineOrder::Day };
    let sheet = sheet(Profile { layout, ..Profile::default() }, &MAY);
    let draft = assemble(sheet.inputs().values().next().unwrap()).unwrap();
    let document = draft.document();
    // Two cost centers at two prices.
    assert_eq!((draft.lines.len(), document.lines.len()), (6, 4));
    let line = &document.lines[0];
    assert_eq!((line.keys.len(), line.quantity.value, line.net), (2, dec!(2), eur("120.00")));
    assert_eq!((line.service.start, line.service.end), (date(2026, 5, 4), date(2026, 5, 7)));
    assert_eq!(document.settles.len(), 6);
}

#[test]
fn b2_lines_stand_in_the_order_that_the_customer_wants() {
    let work = [("2026-05-06", "A"), ("2026-05-04", "B"), ("2026-05-05", "A")];
    for (order, expected) in [
        (LineOrder::Day, [("B", 4), ("A", 5), ("A", 6)]),
        (LineOrder::CostCenter, [("A", 5), ("A", 6), ("B", 4)]),
        (LineOrder::Ticket, [("A", 5), ("A", 6), ("B", 4)]),
    ] {
        let layout = Layout { order, ..Layout::default() };
        let mut sheet = sheet(Profile { layout, ..Profile::default() }, &work);
        for (_, _, facts) in &mut sheet.charges {
            facts.ticket_number = if facts.cost_center == "B" { "T-2" } else { "T-1" }.into();
        }
        let draft = assemble(sheet.inputs().values().next().unwrap()).unwrap();
        let document = draft.document();
        let shown = document.lines.iter().map(|l| (l.cost_center.as_str(), l.service.start.day()));
        let expected: Vec<_> = expected.into_iter().flat_map(|line| [line, line]).collect();
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{order:?}");
        assert!(document.lines.iter().zip(1..).all(|(line, n)| line.position == n));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever was decided: what is issued is what was shown, to the cent, and nothing on it is -0.00.
    #[test]
    fn b3a_what_is_issued_is_what_was_shown_to_the_cent(
        decided in prop::collection::vec((0usize..6, 0usize..5, 1u32..9_999), 0..7), detail in 0usize..3,
    ) {
        let layout = Layout { detail: [Detail::Entry, Detail::Ticket, Detail::Activity][detail], order: LineOrder::Day };
        let mut sheet = sheet(Profile { layout, ..Profile::default() }, &MAY);
        for (line, action, number) in decided {
            let cents = kontor_money::Decimal::new(i64::from(number), 2);
            decide(&mut sheet, line, [
                Action::Waive { shown: number % 2 == 0 },
                Action::Discount(Discount::Percent(cents)),
                Action::Discount(Discount::Amount(eur("0.01"))),
                Action::Reprice(eur(&cents.to_string())),
                Action::Restore,
            ][action].clone());
        }
        let draft = assemble(sheet.inputs().values().next().unwrap()).unwrap();
        prop_assert!(draft.conflicts.is_empty());
        let shown = draft.canonical();
        let issued = draft.issue(&shown, |bytes| bytes.to_vec());
        if draft.totals.gross.is_zero() {
            prop_assert_eq!(issued, Err(IssueRefusal::NoInvoice(Outcome::UsageStatement)));
            return Ok(());
        }
        let issued = issued.unwrap();
        prop_assert_eq!(&issued.totals, &draft.totals, "preview = issue");
        let net = issued.lines.iter().map(|l| l.net.value()).sum::<kontor_money::Decimal>();
        prop_assert_eq!(net, draft.totals.net.value());
        for line in &issued.lines {
            let printed = line.quantity.net(line.price).unwrap().minus(line.allowance).unwrap();
            prop_assert_eq!(printed, line.net, "R3: what is printed multiplies out");
            for amount in [line.price, line.allowance, line.net] {
                prop_assert!(!amount.to_string().starts_with("-0.00"));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever is grouped, moved and held back: each charge is on exactly one draft, entries stay whole, and what is
    /// printed sums to what the draft shows.
    #[test]
    fn b1_no_charge_is_lost_or_doubled(
        moves in prop::collection::vec((0usize..12, 0usize..5), 0..8),
        split in 0usize..3, every in 0usize..4, detail in 0usize..3,
    ) {
        let work: Vec<(&str, &str)> = ["2026-05-04", "2026-06-05", "2026-08-06"].into_iter()
            .flat_map(|day| [(day, "A"), (day, "B")]).collect();
        let every = [Every::Month, Every::Quarter, Every::Ticket, Every::OnDemand][every];
        let split = [SplitBy::Nothing, SplitBy::CostCenter, SplitBy::Ticket][split];
        let detail = [Detail::Entry, Detail::Ticket, Detail::Activity][detail];
        let layout = Layout { detail, order: LineOrder::CostCenter };
        let mut sheet = sheet(Profile { every, split, layout }, &work);
        let home = sheet.inputs().into_keys().next().unwrap();
        for (line, action) in moves {
            decide(&mut sheet, line, [
                Action::HoldBack { until: date(2026, 9, 15) },
                Action::MoveTo(DraftKey { split: "label/x".into(), ..home.clone() }),
                Action::CostCenter("C".into()),
                Action::Restore,
                Action::Waive { shown: true },
            ][action].clone());
        }
        let drafts: Vec<Draft> = sheet.inputs().values().map(|i| assemble(i).unwrap()).collect();
        let mut lines: Vec<_> = drafts.iter().flat_map(|d| d.lines.iter().map(|l| l.key.clone())).collect();
        lines.sort();
        let mut expected: Vec<_> = sheet.charges.iter().map(|(_, c, _)| c.key.clone()).collect();
        expected.sort();
        prop_assert_eq!(lines, expected);
        let mut at = BTreeMap::new();
        for draft in &drafts {
            for line in &draft.lines {
                let LineKey::Work { entry, .. } = line.key else { unreachable!() };
                prop_assert_eq!(at.entry(entry).or_insert(&draft.key), &&draft.key);
            }
            let document = draft.document();
            let printed = document.lines.iter().map(|l| l.net.value()).sum::<kontor_money::Decimal>();
            prop_assert_eq!(printed, draft.totals.net.value());
        }
    }
}
