//! The lots of one quota, in the order they are drawn in (R5).

use crate::ledger::{Account, Cause, Posting, TransferKind};
use crate::lots::{Lot, LotKey, LotOrigin};
use jiff::civil::Date;
use kontor_ids::QuotaId;
use kontor_money::Decimal;
use std::collections::BTreeMap;
use std::ops::Bound;

/// The order lots are drawn in: the earliest expiry first (R5).
pub(super) type DrawKey = (Date, Date, LotKey);

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) lot: Lot,
    pub(super) left: Decimal,
    /// What invoiced entries draw from it, by day: already taken off `left`.
    pub(super) reserved: Vec<(Date, Decimal)>,
}

#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// Lots that still hold something.
    pub(super) live: BTreeMap<DrawKey, Slot>,
    pub(super) owed: Decimal,
    pub(super) autos: u32,
}

/// Sorts after every lot that expires and begins on the same days.
const LOT_MAX: LotKey =
    LotKey { quota: QuotaId::from_uuid(kontor_ids::Uuid::max()), origin: LotOrigin::Auto(u32::MAX) };

pub(super) fn key_of(lot: &Lot) -> DrawKey {
    (lot.expires.unwrap_or(Date::MAX), lot.from, lot.key)
}

impl Shelf {
    /// The lots that can be drawn from on the day.
    pub(super) fn valid(&self, day: Date) -> impl Iterator<Item = (&DrawKey, &Slot)> {
        let from = (day, Date::MAX, LOT_MAX);
        self.live.range((Bound::Excluded(from), Bound::Unbounded)).filter(move |(key, _)| {
            // The bound leaves only lots that expire later, or never.
            key.1 <= day
        })
    }

    /// Lets expire what the lots before `new` carry over beyond the cap.
    pub(super) fn cut_to_cap(&mut self, new: DrawKey, cap: Decimal, day: Date, postings: &mut Vec<Posting>) {
        let carried: Decimal = self
            .older(new, day)
            .map(|(_, slot)| {
                let later = slot.reserved.iter().filter(|(on, _)| *on >= day).map(|(_, units)| *units);
                slot.left + later.sum::<Decimal>()
            })
            .sum();
        let mut excess = carried - cap;
        for (key, slot) in self.older(new, day) {
            if excess <= Decimal::ZERO {
                break;
            }
            let cut = excess.min(slot.left);
            if cut > Decimal::ZERO {
                slot.left -= cut;
                excess -= cut;
                postings.push(expiry(key.2, cut, day));
            }
        }
    }

    /// The lots that were there before `new` and outlive this day. Bought and automatic lots are not subject to the cap.
    fn older(&mut self, new: DrawKey, day: Date) -> impl Iterator<Item = (&DrawKey, &mut Slot)> {
        self.live.iter_mut().filter(move |(key, _)| {
            key.1 < new.1 && key.0 > day && matches!(key.2.origin, LotOrigin::Period(_))
        })
    }
}

/// What is left of a lot is lost on a day.
pub(super) fn expiry(lot: LotKey, amount: Decimal, date: Date) -> Posting {
    Posting {
        kind: TransferKind::Expire,
        debit: Account::Expired(lot.quota),
        credit: Account::Lot(lot),
        amount,
        date,
        cause: Cause::Expiry(lot, date),
        pending: false,
    }
}
