//! What quotas hold while the fold runs over the entries: lots by expiry, overdrafts, calls already counted.

mod shelf;

use crate::calls::{Episode, frozen_call};
use crate::entry::Frozen;
use crate::fold::{AutoLot, Ground};
use crate::ledger::{Account, Cause, Level, Posting, TransferKind};
use crate::lots::{Lot, LotKey, LotOrigin};
use crate::rating::Draw;
use crate::terms::Seconds;
use jiff::civil::Date;
use kontor_ids::{QuotaId, TicketId};
use kontor_money::{Amount, Decimal};
use shelf::{DrawKey, Shelf, Slot, expiry, key_of};
use std::collections::{BTreeMap, BTreeSet};

/// What happens on a day before its entries are rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A lot begins: carry-over is cut to its cap, and it pays back what was drawn ahead.
    Begins(DrawKey),
    /// An invoiced entry had drawn ahead.
    Owes(QuotaId, Decimal),
}

/// The lots of all quotas of a customer during the fold.
#[derive(Debug)]
pub(crate) struct Stock {
    shelves: BTreeMap<QuotaId, Shelf>,
    events: Vec<(Date, Event)>,
    done: usize,
    calls: BTreeSet<(QuotaId, TicketId, u32)>,
    horizon: Date,
    as_of: Date,
    granted: BTreeMap<QuotaId, Vec<Lot>>,
    pub(crate) postings: Vec<Posting>,
    pub(crate) auto_lots: Vec<AutoLot>,
}

impl Stock {
    /// The stock before the first entry: lots that begin by the horizon, less what invoiced entries drew.
    pub(crate) fn new(ground: &Ground, last_entry: Option<Date>) -> Self {
        let horizon = last_entry.map_or(ground.as_of, |d| d.max(ground.as_of));
        let mut stock = Self {
            shelves: BTreeMap::new(),
            events: Vec::new(),
            done: 0,
            calls: BTreeSet::new(),
            horizon,
            as_of: ground.as_of,
            granted: BTreeMap::new(),
            postings: Vec::new(),
            auto_lots: Vec::new(),
        };
        let mut keys = BTreeMap::new();
        for lot in ground.lots.iter().filter(|l| l.from <= horizon && l.amount > Decimal::ZERO) {
            keys.insert(lot.key, key_of(lot));
            stock.put(lot.clone());
            stock.events.push((lot.from, Event::Begins(key_of(lot))));
        }
        stock.adjust(ground, &keys);
        let joined: BTreeSet<TicketId> = ground.merged.values().copied().collect();
        for frozen in &ground.frozen {
            for draw in &frozen.draws {
                stock.calls.extend(frozen_call(frozen, draw, ground, &joined));
            }
            stock.freeze(frozen, &keys);
        }
        stock.events.sort_unstable();
        stock
    }

    fn put(&mut self, lot: Lot) {
        let quota = lot.key.quota;
        self.postings.push(Posting {
            kind: TransferKind::Grant,
            debit: Account::Lot(lot.key),
            credit: Account::Issued(quota),
            amount: lot.amount,
            date: lot.from,
            cause: Cause::Lot(lot.key),
            pending: false,
        });
        self.granted.entry(quota).or_default().push(lot.clone());
        let shelf = self.shelves.entry(quota).or_default();
        if let LotOrigin::Auto(n) = lot.key.origin {
            shelf.autos = shelf.autos.max(n);
        }
        shelf.live.insert(key_of(&lot), Slot { left: lot.amount, lot, reserved: Vec::new() });
    }

    fn adjust(&mut self, ground: &Ground, keys: &BTreeMap<LotKey, DrawKey>) {
        for adjustment in &ground.adjustments {
            let quota = adjustment.lot.quota;
            let Some(key) = keys.get(&adjustment.lot) else { continue };
            let Some(slot) = self.shelves.get_mut(&quota).and_then(|s| s.live.get_mut(key)) else { continue };
            // Never more is taken than the lot holds.
            let delta = adjustment.delta.max(-slot.left);
            if delta.is_zero() {
                continue;
            }
            slot.left += delta;
            let (lot, other) = (Account::Lot(adjustment.lot), Account::Adjusted(quota));
            let (debit, credit) = if delta > Decimal::ZERO { (lot, other) } else { (other, lot) };
            self.postings.push(Posting {
                kind: TransferKind::Adjust,
                debit,
                credit,
                amount: delta.abs(),
                date: adjustment.date,
                cause: Cause::Adjustment(adjustment.id),
                pending: false,
            });
        }
    }

    fn freeze(&mut self, frozen: &Frozen, keys: &BTreeMap<LotKey, DrawKey>) {
        for draw in &frozen.draws {
            let quota = draw.from.quota();
            match draw.from {
                Account::Overdraft(_) => self.events.push((draw.on, Event::Owes(quota, draw.units))),
                Account::Lot(lot) => {
                    let slot = keys
                        .get(&lot)
                        .and_then(|key| self.shelves.get_mut(&quota).and_then(|s| s.live.get_mut(key)));
                    if let Some(slot) = slot {
                        slot.left = (slot.left - draw.units).max(Decimal::ZERO);
                        slot.reserved.push((draw.on, draw.units));
                    }
                }
                _ => {}
            }
        }
        self.postings.extend(postings_of(frozen.entry.id, false, &frozen.draws));
    }

    /// Lets happen what happens up to and on this day.
    pub(crate) fn advance(&mut self, day: Date) {
        while let Some((date, event)) = self.events.get(self.done).copied().filter(|(date, _)| *date <= day) {
            self.done += 1;
            match event {
                Event::Owes(quota, units) => self.shelves.entry(quota).or_default().owed += units,
                Event::Begins(key) => self.begin(key, date),
            }
        }
    }

    fn begin(&mut self, key: DrawKey, day: Date) {
        let lot = key.2;
        let Some(shelf) = self.shelves.get_mut(&lot.quota) else { return };
        if let Some(cap) = shelf.live.get(&key).and_then(|slot| slot.lot.carry_cap) {
            shelf.cut_to_cap(key, cap, day, &mut self.postings);
        }
        let Some(slot) = shelf.live.get_mut(&key) else { return };
        let paid = shelf.owed.min(slot.left);
        if paid > Decimal::ZERO {
            slot.left -= paid;
            shelf.owed -= paid;
            self.postings.push(Posting {
                kind: TransferKind::Move,
                debit: Account::Overdraft(lot.quota),
                credit: Account::Lot(lot),
                amount: paid,
                date: day,
                cause: Cause::Lot(lot),
                pending: false,
            });
        }
    }

    /// What work of that day can draw.
    pub(crate) fn available(&self, quota: QuotaId, day: Date) -> Decimal {
        self.shelves
            .get(&quota)
            .map_or(Decimal::ZERO, |shelf| shelf.valid(day).map(|(_, slot)| slot.left).sum())
    }

    /// Draws from the lots of that day, the earliest expiry first. At most what is available must be asked for.
    pub(crate) fn draw(
        &mut self,
        quota: QuotaId,
        day: Date,
        units: Decimal,
        call: Option<(TicketId, Episode)>,
    ) -> Vec<Draw> {
        let Some(shelf) = self.shelves.get_mut(&quota) else { return Vec::new() };
        let (mut missing, mut plan) = (units, Vec::new());
        for (key, slot) in shelf.valid(day) {
            let taken = missing.min(slot.left);
            plan.push((*key, taken));
            missing -= taken;
            if missing.is_zero() {
                break;
            }
        }
        plan.retain(|(_, taken)| *taken > Decimal::ZERO);
        for (key, taken) in &plan {
            if let Some(slot) = shelf.live.get_mut(key) {
                slot.left -= *taken;
                // An empty lot matters no more, unless a cap still has to count what was reserved of it.
                if slot.left.is_zero() && slot.reserved.is_empty() {
                    shelf.live.remove(key);
                }
            }
        }
        let draw =
            |(key, units): (DrawKey, Decimal)| Draw { from: Account::Lot(key.2), units, on: day, call };
        plan.into_iter().map(draw).collect()
    }

    /// What is owed to later periods.
    pub(crate) fn owed(&self, quota: QuotaId) -> Decimal {
        self.shelves.get(&quota).map_or(Decimal::ZERO, |s| s.owed)
    }

    /// Draws ahead of the next period (R6).
    pub(crate) fn draw_ahead(&mut self, quota: QuotaId, day: Date, units: Decimal) -> Draw {
        self.shelves.entry(quota).or_default().owed += units;
        Draw { from: Account::Overdraft(quota), units, on: day, call: None }
    }

    /// Grants a lot that is invoiced (R6).
    pub(crate) fn replenish(&mut self, quota: QuotaId, day: Date, amount: Decimal, price: Amount) {
        let number = self.shelves.entry(quota).or_default().autos + 1;
        let key = LotKey { quota, origin: LotOrigin::Auto(number) };
        let lot = Lot { key, amount, from: day, expires: None, carry_cap: None };
        self.auto_lots.push(AutoLot { lot: lot.clone(), price });
        self.put(lot);
    }

    /// Whether the call was already counted.
    pub(crate) fn is_counted(&self, quota: QuotaId, ticket: TicketId, episode: Episode) -> bool {
        self.calls.contains(&(quota, ticket, episode.number))
    }

    /// Counts the call.
    pub(crate) fn count(&mut self, quota: QuotaId, ticket: TicketId, episode: Episode) {
        self.calls.insert((quota, ticket, episode.number));
    }

    /// Posts what expired by the horizon, and closes the books.
    pub(crate) fn close(&mut self) -> BTreeMap<QuotaId, Level> {
        self.advance(self.horizon);
        for shelf in self.shelves.values_mut() {
            for (key, slot) in &mut shelf.live {
                if key.0 <= self.horizon && slot.left > Decimal::ZERO {
                    self.postings.push(expiry(key.2, slot.left, key.0));
                    slot.left = Decimal::ZERO;
                }
            }
        }
        self.shelves
            .iter()
            .map(|(quota, shelf)| {
                let lots = self.granted.get(quota).into_iter().flatten();
                let granted: Decimal = lots.filter(|l| l.is_valid_on(self.as_of)).map(|l| l.amount).sum();
                let balance = shelf.live.values().map(|s| s.left).sum::<Decimal>() - shelf.owed;
                (*quota, Level { granted: granted.normalize(), balance: balance.normalize() })
            })
            .collect()
    }
}

/// The postings of an entry's draws: one for each account and day.
pub(crate) fn postings_of(entry: kontor_ids::TimeEntryId, pending: bool, draws: &[Draw]) -> Vec<Posting> {
    let mut sums: BTreeMap<(Account, Date), Decimal> = BTreeMap::new();
    for draw in draws {
        *sums.entry((draw.from, draw.on)).or_default() += draw.units;
    }
    sums.into_iter()
        .map(|((from, on), amount)| Posting {
            kind: TransferKind::Draw,
            debit: Account::Used(from.quota()),
            credit: from,
            amount,
            date: on,
            cause: Cause::Entry(entry),
            pending,
        })
        .collect()
}

/// The most whole seconds `most` for which `cost` does not exceed `available`, given a first guess (R8a).
pub(crate) fn seconds_within<E>(
    most: Seconds,
    available: Decimal,
    guess: Decimal,
    cost: impl Fn(Seconds) -> Result<Decimal, E>,
) -> Result<Seconds, E> {
    use rust_decimal::prelude::ToPrimitive;
    let mut seconds = guess.floor().to_u64().unwrap_or(most).min(most);
    while seconds > 0 && cost(seconds)? > available {
        seconds -= 1;
    }
    while seconds < most && cost(seconds + 1)? <= available {
        seconds += 1;
    }
    Ok(seconds)
}
