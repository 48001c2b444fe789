//! R7, R8: the ledger follows by diff.

use crate::house::*;
use kontor_billing_domain::ledger::{Account, Balances, Posting, Relation, Transfer, TransferKind, diff};
use kontor_billing_domain::*;
use kontor_ids::{SequentialIds, TransferId};
use rust_decimal::dec;

/// A ledger as the service keeps it: append-only.
#[derive(Default)]
pub struct Book {
    pub transfers: Vec<Transfer>,
}

impl Book {
    /// Posts what is missing; answers what was posted.
    pub fn follow(&mut self, ids: &SequentialIds, wanted: &[Posting]) -> Vec<Transfer> {
        let steps = diff(&self.transfers, wanted);
        let new: Vec<_> = steps.into_iter().map(|step| Transfer { id: TransferId::new(ids), step }).collect();
        self.transfers.extend(new.iter().copied());
        new
    }
}

fn terms_with(overage: Overage) -> RatingTerms {
    let quota = QuotaTerms { overage, ..QuotaTerms::time(quota_id(1), "Support", 3600) };
    RatingTerms { quotas: vec![quota], ..terms("90.00", Rounding::EXACT) }
}

fn work(n: u32, on: &str, seconds: u64) -> Entry {
    entry(n, on, vec![span(Decision::Quota, seconds, &terms_with(Overage::Bill))])
}

fn hour() -> Ground {
    ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(3600))])
}

#[test]
fn r7_every_transfer_debits_one_account_and_credits_another() {
    let ids = SequentialIds::new(1);
    let mut book = Book::default();
    book.follow(&ids, &allocate(&[work(1, "2026-01-05", 600)], &hour()).unwrap().postings);
    assert!(book.transfers.iter().all(|t| t.step.posting.amount > dec!(0)));
    assert!(book.transfers.iter().all(|t| t.step.posting.debit != t.step.posting.credit));
    let balances = Balances::of(&book.transfers);
    assert_eq!(balances.quota(quota_id(1)), dec!(3000));
    assert_eq!(balances.account(Account::Used(quota_id(1))).posted, dec!(600));
    assert_eq!(balances.iter().map(|(_, s)| s.posted).sum::<kontor_money::Decimal>(), dec!(0));
}

#[test]
fn r8_editing_and_deleting_reverses_and_posts_anew() {
    let ids = SequentialIds::new(1);
    let mut book = Book::default();
    let follow =
        |book: &mut Book, entries: &[Entry]| book.follow(&ids, &allocate(entries, &hour()).unwrap().postings);
    follow(&mut book, &[work(1, "2026-01-05", 600), work(2, "2026-01-06", 60)]);
    let draw = book.transfers.iter().find(|t| t.step.posting.amount == dec!(600)).unwrap().id;
    let edited = Entry { version: 2, ..work(1, "2026-01-05", 900) };
    let steps = follow(&mut book, &[edited.clone(), work(2, "2026-01-06", 60)]);
    assert_eq!(
        steps.iter().map(|t| t.step.relation).collect::<Vec<_>>(),
        [Relation::Reverses(draw), Relation::New]
    );
    assert_eq!(
        follow(&mut book, &[edited, work(2, "2026-01-06", 60)]),
        [],
        "the same again asks for nothing"
    );
    let steps = follow(&mut book, &[]);
    assert_eq!(steps.len(), 2);
    assert_eq!(Balances::of(&book.transfers).quota(quota_id(1)), dec!(3600));
}

#[test]
fn r8_a_hold_is_posted_or_voided_exactly_once() {
    let ids = SequentialIds::new(1);
    let held = Entry { standing: Standing::Held, ..work(1, "2026-01-05", 600) };
    for (saved, relations) in
        [(Some(600), vec!["posts"]), (Some(700), vec!["voids", "new"]), (None, vec!["voids"])]
    {
        let mut book = Book::default();
        book.follow(&ids, &allocate(std::slice::from_ref(&held), &hour()).unwrap().postings);
        let balances = Balances::of(&book.transfers);
        let lot_account = Account::Lot(hour().lots[0].key);
        assert_eq!(balances.account(lot_account).pending, dec!(-600));
        assert_eq!(balances.quota(quota_id(1)), dec!(3000), "what is held is not available");
        let entries: Vec<Entry> = saved.map(|s| work(1, "2026-01-05", s)).into_iter().collect();
        // The hold may still be known when the entry arrives: the saved one counts.
        let both: Vec<Entry> = entries.iter().cloned().chain(saved.map(|_| held.clone())).collect();
        let steps = book.follow(&ids, &allocate(&both, &hour()).unwrap().postings);
        let said: Vec<_> = steps
            .iter()
            .map(|t| match t.step.relation {
                Relation::Posts(_) => "posts",
                Relation::Voids(_) => "voids",
                Relation::New => "new",
                Relation::Reverses(_) => "reverses",
            })
            .collect();
        assert_eq!(said, relations);
        let balances = Balances::of(&book.transfers);
        assert_eq!(balances.account(lot_account).pending, dec!(0));
        assert_eq!(balances.quota(quota_id(1)), dec!(3600) - kontor_money::Decimal::from(saved.unwrap_or(0)));
        assert_eq!(book.follow(&ids, &allocate(&entries, &hour()).unwrap().postings), []);
    }
}

#[test]
fn r7_adjustments_never_take_more_than_there_is() {
    let mut ground = hour();
    let of = |n, delta| Adjustment { id: uuid(n), lot: ground.lots[0].key, delta, date: day("2026-01-02") };
    let adjustments = vec![of(1, dec!(400)), of(2, dec!(-5000))];
    ground.adjustments = adjustments;
    let made = allocate(&[], &ground).unwrap();
    assert_eq!(made.levels[&quota_id(1)].balance, dec!(0));
    let amounts: Vec<_> =
        made.postings.iter().filter(|p| p.kind == TransferKind::Adjust).map(|p| p.amount).collect();
    assert_eq!(amounts, [dec!(400), dec!(4000)]);
}

#[test]
fn r5a_a_late_entry_before_an_expiry_takes_back_a_part_of_it() {
    let ids = SequentialIds::new(1);
    let mut book = Book::default();
    let ground = ground("2026-02-15", vec![lot(1, "2026-01-01", Some("2026-02-01"), dec!(3600))]);
    book.follow(&ids, &allocate(&[], &ground).unwrap().postings);
    assert_eq!(Balances::of(&book.transfers).account(Account::Expired(quota_id(1))).posted, dec!(3600));
    book.follow(&ids, &allocate(&[work(1, "2026-01-31", 600)], &ground).unwrap().postings);
    let balances = Balances::of(&book.transfers);
    assert_eq!(balances.account(Account::Expired(quota_id(1))).posted, dec!(3000));
    assert_eq!(balances.quota(quota_id(1)), dec!(0));
}
