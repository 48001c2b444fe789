//! Properties over random pots: R5a, R7, R8a, R10 and the oracle.

use crate::house::*;
use crate::ledger::Book;
use crate::oracle::{NaiveEntry, NaiveLot, NaiveRounding, NaiveSpan, Told, allocate as naive};
use kontor_billing_domain::ledger::{Account, Balances, Cause, Relation};
use kontor_billing_domain::*;
use kontor_ids::{SequentialIds, TicketId};
use kontor_money::Decimal;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rust_decimal::dec;
use std::collections::BTreeMap;

/// What a span is drawn from: (day, ticket, spans of (halves per second, drawn, seconds)).
type Raw = (u8, u8, Vec<(u8, bool, u64)>);

#[derive(Debug, Clone)]
struct Pot {
    rule: Overage,
    value: bool,
    raw: Vec<Raw>,
    lots: Vec<(u32, u8, Option<u8>, u64)>,
    rounding: Rounding,
}

/// Pots that the oracle understands: time quotas, overage billed.
fn plain_pots() -> impl Strategy<Value = Pot> {
    pots().prop_map(|pot| Pot { rule: Overage::Bill, value: false, ..pot })
}

/// Pots with every rule of overage; the second quota may be one of money.
fn pots() -> impl Strategy<Value = Pot> {
    let span = (2u8..5, prop::bool::weighted(0.8), 0u64..4000);
    let entry = (1u8..28, 0u8..3, prop::collection::vec(span, 1..3));
    let lot = (1u32..3, 1u8..28, prop::option::of(1u8..28), 1u64..9000);
    let increment = select(vec![1u32, 60, 360, 900, 3600]);
    let mode = select(vec![RoundingMode::Up, RoundingMode::Nearest, RoundingMode::None]);
    let scope = select(vec![
        RoundingScope::Entry,
        RoundingScope::Ticket,
        RoundingScope::TicketDay,
        RoundingScope::CustomerDay,
        RoundingScope::Invoice,
    ]);
    let rounding = (increment, select(vec![0u32, 600]), select(vec![0u32, 300]), mode, scope).prop_map(
        |(increment, minimum, free, mode, scope)| Rounding { increment, minimum, free, mode, scope },
    );
    let rule = select(vec![
        Overage::Bill,
        Overage::NextPeriod { limit: dec!(1500) },
        Overage::Replenish { amount: dec!(700), price: eur("19.99") },
        Overage::Refuse,
    ]);
    (prop::collection::vec(entry, 1..7), prop::collection::vec(lot, 0..5), rounding, rule, any::<bool>())
        .prop_map(|(raw, lots, rounding, rule, value)| Pot { rule, value, raw, lots, rounding })
}

const BANDS: [(Band, &str); 3] = [(Band::Service, "1"), (Band::AfterHours, "1.5"), (Band::Weekend, "2")];

impl Pot {
    fn entries(&self) -> Vec<Entry> {
        let quota = |n| QuotaTerms {
            quota: quota_id(n),
            unit: if self.value && n == 2 { QuotaUnit::Value } else { QuotaUnit::Time },
            overage: self.rule.clone(),
            band_factors: BANDS.iter().map(|(b, f)| (*b, f.parse().unwrap())).collect(),
            ..QuotaTerms::time(quota_id(n), "Support", 3600)
        };
        let terms = RatingTerms { quotas: vec![quota(1), quota(2)], ..terms("95.37", self.rounding) };
        let made = |(n, (on, ticket, spans)): (u32, &Raw)| {
            let spans = spans.iter().map(|(halves, draws, seconds)| Span {
                band: BANDS[usize::from(*halves) - 2].0,
                ..span(if *draws { Decision::Quota } else { Decision::Included }, *seconds, &terms)
            });
            let ticket = TicketId::from_uuid(uuid(u32::from(*ticket)));
            Entry { ticket, ..entry(n, &format!("2026-01-{on:02}"), spans.collect()) }
        };
        (1..).zip(&self.raw).map(made).collect()
    }

    /// Lots by distinct first days: (quota, from) names a lot.
    fn distinct(&self) -> Vec<(u32, u8, Option<u8>, u64)> {
        let mut seen = BTreeMap::new();
        for lot in &self.lots {
            if lot.2.is_none_or(|end| end > lot.1) {
                seen.entry((lot.0, lot.1)).or_insert(*lot);
            }
        }
        seen.into_values().collect()
    }

    fn ground(&self) -> Ground {
        let text = |d: u8| format!("2026-01-{d:02}");
        let lots = self.distinct().into_iter().map(|(quota, from, expires, halves)| {
            lot(quota, &text(from), expires.map(text).as_deref(), Decimal::from(halves) / dec!(2))
        });
        ground("2026-01-31", lots.collect())
    }

    fn naive(&self) -> (Vec<NaiveEntry>, NaiveRounding, Vec<NaiveLot>) {
        let on = |d: u8| day(&format!("2026-01-{d:02}"));
        let entries = (1..).zip(&self.raw).map(|(n, (d, ticket, spans))| NaiveEntry {
            order: (on(*d), n),
            scope: match self.rounding.scope {
                RoundingScope::Entry => format!("{n}"),
                RoundingScope::Ticket => format!("ticket {ticket}"),
                RoundingScope::TicketDay => format!("ticket {ticket} on {d}"),
                RoundingScope::CustomerDay => format!("on {d}"),
                RoundingScope::Invoice => "invoice".into(),
            },
            spans: spans
                .iter()
                .map(|(halves, draws, seconds)| NaiveSpan {
                    halves: u64::from(*halves),
                    draws: *draws,
                    seconds: *seconds,
                })
                .collect(),
        });
        let rounding = NaiveRounding {
            increment: if self.rounding.mode == RoundingMode::None {
                0
            } else {
                self.rounding.increment.into()
            },
            nearest: self.rounding.mode == RoundingMode::Nearest,
            minimum: self.rounding.minimum.into(),
            free: self.rounding.free.into(),
        };
        let lots = self.distinct().into_iter().map(|(quota, from, expires, left)| NaiveLot {
            quota,
            left,
            from: on(from),
            expires: expires.map(on),
        });
        (entries.collect(), rounding, lots.collect())
    }
}

fn told(allocation: &Allocation) -> Told {
    let mut told = Told::new();
    for rated in &allocation.rated {
        for portion in rated.portions.iter().filter(|p| p.seconds > 0) {
            let pot = match portion.kind {
                PortionKind::Quota { quota, .. } if quota == quota_id(1) => "quota 1",
                PortionKind::Quota { .. } => "quota 2",
                PortionKind::Overage { .. } => "overage",
                PortionKind::Included => "flat",
                other => panic!("no {other:?} was asked for"),
            };
            let n = u32::try_from(rated.entry.uuid().as_u128()).unwrap();
            *told.entry((n, portion.span, pot.into())).or_default() += portion.seconds;
        }
    }
    told
}

fn sound(allocation: &Allocation) {
    for rated in &allocation.rated {
        assert_eq!(rated.portions.iter().map(|p| p.seconds).sum::<u64>(), rated.billable, "R8a");
        for portion in &rated.portions {
            assert!(!portion.net.to_string().starts_with('-') && !portion.worth.to_string().starts_with('-'));
        }
        let net: Decimal = rated.portions.iter().map(|p| p.net.value()).sum();
        assert_eq!(net, rated.net.value());
    }
}

/// Follows an allocation, checking each prefix: lots never below zero, all accounts sum to zero.
fn follow(book: &mut Book, ids: &SequentialIds, allocation: &Allocation) -> usize {
    let mut balances = Balances::of(&book.transfers);
    let new = book.follow(ids, &allocation.postings);
    for transfer in &new {
        balances.apply(&transfer.step);
        let mut sum = dec!(0);
        for (account, sums) in balances.iter() {
            sum += sums.posted;
            assert!(
                !matches!(account, Account::Lot(_)) || sums.posted + sums.pending >= dec!(0),
                "{account}"
            );
        }
        assert_eq!(sum, dec!(0), "R7");
    }
    assert_eq!(balances, Balances::of(&book.transfers));
    for (quota, level) in &allocation.levels {
        assert_eq!(balances.quota(*quota), level.balance, "R7");
    }
    new.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn r8a_r5_as_the_second_by_second_oracle_says(pot in plain_pots()) {
        let made = allocate(&pot.entries(), &pot.ground()).unwrap();
        sound(&made);
        let (entries, rounding, mut lots) = pot.naive();
        let expected = naive(entries, rounding, &[1, 2], &mut lots);
        prop_assert_eq!(told(&made), expected);
        // What the lots hold, before expiry, as the ledger says it.
        let mut left: BTreeMap<Account, Decimal> = BTreeMap::new();
        for posting in &made.postings {
            use kontor_billing_domain::ledger::TransferKind::{Draw, Grant};
            match posting.kind {
                Grant => *left.entry(posting.debit).or_default() += posting.amount,
                Draw => *left.entry(posting.credit).or_default() -= posting.amount,
                _ => {}
            }
        }
        for (lot, naive) in pot.ground().lots.iter().zip(&lots) {
            prop_assert_eq!(left[&Account::Lot(lot.key)] * dec!(2), Decimal::from(naive.left));
        }
    }

    #[test]
    fn r5a_order_of_arrival_changes_nothing(
        pot in pots(), keys in prop::collection::vec(any::<u32>(), 7), old in any::<Index>(),
    ) {
        let entries = pot.entries();
        let made = allocate(&entries, &pot.ground()).unwrap();
        let mut shuffled = entries.clone();
        let mut stale = old.get(&entries).clone();
        stale.version = 0;
        stale.spans.truncate(1);
        shuffled.push(stale);
        let mut keyed: Vec<_> = keys.iter().cycle().zip(shuffled).collect();
        keyed.sort_by_key(|(k, e)| (**k, e.version));
        let shuffled: Vec<Entry> = keyed.into_iter().map(|(_, e)| e).collect();
        let mut ground = pot.ground();
        ground.lots.reverse();
        let again = allocate(&shuffled, &ground).unwrap();
        prop_assert_eq!(&again.rated, &made.rated);
        prop_assert_eq!(&again.levels, &made.levels);
        let sorted = |a: &Allocation| { let mut p = a.postings.clone(); p.sort(); p };
        prop_assert_eq!(sorted(&again), sorted(&made));
    }

    #[test]
    fn r7_r8_the_ledger_follows_whatever_arrives(
        pot in pots(), edits in prop::collection::vec((any::<Index>(), 0u64..4000, any::<bool>()), 0..4),
    ) {
        let (ids, mut book, ground) = (SequentialIds::new(1), Book::default(), pot.ground());
        let mut known: Vec<Entry> = Vec::new();
        for entry in pot.entries() {
            known.push(entry);
            follow(&mut book, &ids, &allocate(&known, &ground).unwrap());
        }
        for (which, seconds, delete) in edits {
            if known.is_empty() { break; }
            let at = which.index(known.len());
            if delete {
                known.remove(at);
            } else {
                known[at].version += 1;
                known[at].spans[0].seconds = seconds;
            }
            follow(&mut book, &ids, &allocate(&known, &ground).unwrap());
        }
        let last = allocate(&known, &ground).unwrap();
        prop_assert_eq!(follow(&mut book, &ids, &last), 0, "rating the same anew asks for nothing");
        // Typed one by one or all at once: the same ledger stands.
        let mut at_once = Book::default();
        follow(&mut at_once, &ids, &last);
        let settled = |book: &Book| {
            Balances::of(&book.transfers).iter().filter(|(_, s)| !s.posted.is_zero()).map(|(a, s)| (a, s.posted))
                .collect::<Vec<_>>()
        };
        prop_assert_eq!(settled(&book), settled(&at_once));
    }

    #[test]
    fn r5a_what_is_invoiced_is_never_reversed(pot in pots(), cut in any::<Index>(), late in 0u64..4000) {
        let (ids, mut book, mut ground) = (SequentialIds::new(1), Book::default(), pot.ground());
        let mut entries = pot.entries();
        let made = allocate(&entries, &ground).unwrap();
        follow(&mut book, &ids, &made);
        let cut = cut.index(entries.len() + 1);
        let invoiced: Vec<Entry> = entries.drain(..cut).collect();
        let draws: Vec<_> = book.transfers.iter().filter(|t| invoiced.iter().any(|e| {
            t.step.posting.cause == Cause::Entry(e.id)
        })).map(|t| t.id).collect();
        ground.frozen = invoiced.iter().map(|e| Frozen::new(e.clone(), made.entry(e.id).unwrap())).collect();
        let used = |lot: &Lot| ground.frozen.iter().flat_map(|f| &f.draws).any(|d| d.from == Account::Lot(lot.key));
        let kept: Vec<Lot> = made.auto_lots.iter().map(|l| l.lot.clone()).filter(used).collect();
        ground.lots.extend(kept);
        if let Some(mut entry) = pot.entries().pop() {
            entry.id = kontor_ids::TimeEntryId::from_uuid(uuid(99));
            entry.service_date = day("2026-01-01");
            entry.spans[0].seconds = late;
            entries.push(entry);
        }
        let after = allocate(&entries, &ground).unwrap();
        sound(&after);
        follow(&mut book, &ids, &after);
        for transfer in &book.transfers {
            if let Relation::Reverses(id) = transfer.step.relation {
                prop_assert!(!draws.contains(&id), "an invoiced draw was taken back");
            }
        }
    }

    #[test]
    fn r10_the_quote_of_the_next_entry_is_its_rating(pot in pots()) {
        let mut entries = pot.entries();
        let ground = pot.ground();
        let Some(new) = entries.pop() else { return Ok(()) };
        let asked = quote(&new, &entries, &ground).unwrap();
        let before = allocate(&entries, &ground).unwrap().net(ground.currency).unwrap();
        entries.push(new.clone());
        let made = allocate(&entries, &ground).unwrap();
        prop_assert_eq!(Some(&asked.rated), made.entry(new.id));
        prop_assert_eq!(&asked.levels, &made.levels);
        prop_assert_eq!(before.plus(asked.adds).unwrap(), made.net(ground.currency).unwrap());
    }
}
