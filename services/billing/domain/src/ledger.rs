//! The quota ledger: append-only double entry (R7).
//!
//! Each row is a transfer of an amount greater than zero that debits one account and credits another. The balance of
//! an account is what it was debited less what it was credited; a quota's balance is the sum over its lots and its
//! overdraft. Nothing is ever edited: [`diff`] turns what is posted into what should be by reversals and new rows.
//!
//! | kind   | debit     | credit    |
//! |--------|-----------|-----------|
//! | grant  | lot       | issued    |
//! | draw   | used      | lot or overdraft |
//! | move   | overdraft | lot (of the period that pays it back) |
//! | expire | expired   | lot       |
//! | adjust | lot or adjusted | adjusted or lot |

mod codec;
mod diff;
mod level;

pub use codec::CodeError;
pub use diff::diff;
pub use level::{Level, crossings};

use crate::lots::LotKey;
use jiff::civil::Date;
use kontor_ids::{QuotaId, TimeEntryId, TransferId, Uuid};
use kontor_money::Decimal;
use std::collections::BTreeMap;

/// An account of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// Where grants come from.
    Issued(QuotaId),
    /// What a lot still holds.
    Lot(LotKey),
    /// What was drawn ahead of the next period: zero or less (R6).
    Overdraft(QuotaId),
    /// What work used.
    Used(QuotaId),
    /// What expired.
    Expired(QuotaId),
    /// What people added or took, with a reason.
    Adjusted(QuotaId),
}

impl Account {
    /// The quota it belongs to.
    #[must_use]
    pub const fn quota(&self) -> QuotaId {
        match self {
            Self::Lot(key) => key.quota,
            Self::Issued(q) | Self::Overdraft(q) | Self::Used(q) | Self::Expired(q) | Self::Adjusted(q) => *q,
        }
    }

    /// Whether its balance is part of what is left of the quota.
    #[must_use]
    pub const fn counts(&self) -> bool {
        matches!(self, Self::Lot(_) | Self::Overdraft(_))
    }
}

/// Why a transfer was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransferKind {
    /// A lot was granted.
    Grant,
    /// Someone adjusted it, with a reason.
    Adjust,
    /// A new period's lot pays back what was drawn ahead.
    Move,
    /// Work drew from it.
    Draw,
    /// A lot, or what exceeds the cap of carry-over, expired.
    Expire,
}

/// What caused a posting. With kind and accounts it identifies the posting across re-ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The lot itself: its grant, or its paying back of an overdraft.
    Lot(LotKey),
    /// An entry.
    Entry(TimeEntryId),
    /// A lot's expiry, on this day.
    Expiry(LotKey, Date),
    /// An adjustment.
    Adjustment(Uuid),
}

/// What a ledger should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Posting {
    /// Why.
    pub kind: TransferKind,
    /// The account debited.
    pub debit: Account,
    /// The account credited; another one.
    pub credit: Account,
    /// How much: seconds, money or calls; greater than zero.
    pub amount: Decimal,
    /// The day it counts for.
    pub date: Date,
    /// What caused it.
    pub cause: Cause,
    /// Whether it only holds the amount (R8).
    pub pending: bool,
}

/// How a transfer relates to earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It stands for itself.
    New,
    /// It takes back an earlier one: accounts swapped, same amount. Of kind *reverse* on the wire.
    Reverses(TransferId),
    /// It posts what an earlier pending one held, in full.
    Posts(TransferId),
    /// It lets go what an earlier pending one held.
    Voids(TransferId),
}

/// A transfer without its id and instant: what [`diff`] asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Accounts, amount and cause. Of a reversal: the kind is that of what it takes back.
    pub posting: Posting,
    /// How it relates to earlier ones.
    pub relation: Relation,
}

/// One row of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// What it does.
    pub step: Step,
}

/// A balance of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Debits less credits of what is posted.
    pub posted: Decimal,
    /// Debits less credits of what is held.
    pub pending: Decimal,
}

/// The balances of all accounts: sums of transfers, nothing else (R7).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balances {
    sums: BTreeMap<Account, Sums>,
}

impl Balances {
    /// The balances after these transfers.
    #[must_use]
    pub fn of<'a>(transfers: impl IntoIterator<Item = &'a Transfer>) -> Self {
        let mut balances = Self::default();
        transfers.into_iter().for_each(|t| balances.apply(&t.step));
        balances
    }

    /// Adds one more transfer.
    pub fn apply(&mut self, step: &Step) {
        let Posting { debit, credit, amount, pending, .. } = step.posting;
        match (step.relation, pending) {
            (Relation::New | Relation::Reverses(_), false) => self.add(debit, credit, amount, Decimal::ZERO),
            (Relation::New | Relation::Reverses(_), true) => self.add(debit, credit, Decimal::ZERO, amount),
            (Relation::Posts(_), _) => self.add(debit, credit, amount, -amount),
            (Relation::Voids(_), _) => self.add(debit, credit, Decimal::ZERO, -amount),
        }
    }

    fn add(&mut self, debit: Account, credit: Account, posted: Decimal, pending: Decimal) {
        for (account, sign) in [(debit, Decimal::ONE), (credit, Decimal::NEGATIVE_ONE)] {
            let sums = self.sums.entry(account).or_default();
            sums.posted += posted * sign;
            sums.pending += pending * sign;
        }
    }

    /// The balance of one account.
    #[must_use]
    pub fn account(&self, account: Account) -> Sums {
        self.sums.get(&account).copied().unwrap_or_default()
    }

    /// What is left of a quota, held amounts included as if they were used.
    #[must_use]
    pub fn quota(&self, quota: QuotaId) -> Decimal {
        let counted = self.sums.iter().filter(|(a, _)| a.counts() && a.quota() == quota);
        counted.map(|(_, s)| s.posted + s.pending).sum::<Decimal>().normalize()
    }

    /// All accounts with their sums.
    pub fn iter(&self) -> impl Iterator<Item = (Account, Sums)> + '_ {
        self.sums.iter().map(|(a, s)| (*a, *s))
    }
}
