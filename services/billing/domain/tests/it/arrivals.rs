//! R5a, N2: a thousand orders in which the same month may be typed give one rating and one ledger.

use crate::house::*;
use crate::ledger::Book;
use kontor_billing_domain::ledger::{Account, Balances};
use kontor_billing_domain::*;
use kontor_ids::{SequentialIds, TicketId};
use kontor_money::Decimal;
use rust_decimal::dec;
use std::collections::BTreeMap;

/// Two quotas in a chain, the second billed beyond, quarters of an hour over each ticket and day, two bands.
fn month() -> Vec<Entry> {
    let chained = |n, overage| QuotaTerms {
        overage,
        band_factors: vec![(Band::Weekend, dec!(1.5))],
        ..QuotaTerms::time(quota_id(n), "Support", 7200)
    };
    let rounding = Rounding { scope: RoundingScope::TicketDay, ..Rounding::every_started(900) };
    let quotas = vec![chained(1, Overage::Bill), chained(2, Overage::Bill)];
    let agreed = RatingTerms { quotas, ..terms("95.37", rounding) };
    let work = |n: u32| {
        let seconds = 240 + u64::from(n) * 517 % 3000;
        let spans = vec![
            span(Decision::Quota, seconds, &agreed),
            Span { band: Band::Weekend, ..span(Decision::Quota, seconds / 2, &agreed) },
        ];
        let ticket = TicketId::from_uuid(uuid(n % 3));
        Entry { ticket, ..entry(n, &format!("2026-01-{:02}", 1 + n * 7 % 11), spans) }
    };
    (1..=12).map(work).collect()
}

fn lots() -> Ground {
    let lots = vec![
        lot(1, "2026-01-01", Some("2026-01-07"), dec!(5400)),
        lot(1, "2026-01-05", None, dec!(3600)),
        lot(2, "2026-01-01", None, dec!(4800)),
    ];
    ground("2026-01-31", lots)
}

/// Another order each time, by a generator that is the same everywhere.
fn shuffle<T>(items: &mut [T], state: &mut u64) {
    for last in (1..items.len()).rev() {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = usize::try_from(*state >> 33).unwrap() % (last + 1);
        items.swap(last, place);
    }
}

fn standing(book: &Book) -> BTreeMap<Account, Decimal> {
    let balances = Balances::of(&book.transfers);
    let posted = balances.iter().filter(|(_, sums)| !sums.posted.is_zero());
    posted.map(|(account, sums)| (account, sums.posted)).collect()
}

#[test]
fn r5a_n2_a_thousand_orders_of_arrival_give_one_rating() {
    let mut entries = month();
    let made = allocate(&entries, &lots()).unwrap();
    let kinds: Vec<_> = made.rated.iter().flat_map(|r| &r.portions).map(|p| p.kind).collect();
    assert!(kinds.iter().any(|k| matches!(k, PortionKind::Quota { .. })), "some of it is drawn");
    assert!(kinds.iter().any(|k| matches!(k, PortionKind::Overage { .. })), "and some is more than that");
    let (mut state, mut orders) = (7, std::collections::BTreeSet::new());
    for _ in 0..1_000 {
        shuffle(&mut entries, &mut state);
        orders.insert(entries.iter().map(|e| e.id).collect::<Vec<_>>());
        let again = allocate(&entries, &lots()).unwrap();
        assert_eq!((&again.rated, &again.levels), (&made.rated, &made.levels));
    }
    assert!(orders.len() > 990, "orders differ: {}", orders.len());
}

#[test]
fn r5a_r8_typed_one_after_another_in_any_order_the_same_ledger_stands() {
    let mut entries = month();
    let made = allocate(&entries, &lots()).unwrap();
    let (ids, mut at_once) = (SequentialIds::new(1), Book::default());
    at_once.follow(&ids, &made.postings);
    let (mut state, mut reversals) = (11, 0);
    for _ in 0..40 {
        shuffle(&mut entries, &mut state);
        let mut book = Book::default();
        for typed in 1..=entries.len() {
            let wanted = allocate(&entries[..typed], &lots()).unwrap();
            let new = book.follow(&ids, &wanted.postings);
            let takes_back = |t: &&ledger::Transfer| matches!(t.step.relation, ledger::Relation::Reverses(_));
            reversals += new.iter().filter(takes_back).count();
        }
        assert_eq!(standing(&book), standing(&at_once));
    }
    assert!(reversals > 100, "late work has to move others for this to mean anything: {reversals}");
}
