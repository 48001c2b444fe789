//! Allocation: a fold over the entries by (service date, start, id), whatever the order they arrived in (R5a).

use crate::entry::{Entry, Frozen, TicketHistory};
use crate::ledger::{Level, Posting};
use crate::lots::{Lot, LotKey};
use crate::price_span::rate;
use crate::rating::{RatedEntry, RatingError};
use crate::scopes::plan;
use crate::stock::{Stock, postings_of};
use jiff::civil::Date;
use kontor_ids::{QuotaId, TicketId, TimeEntryId, Uuid};
use kontor_money::{Amount, Currency, Decimal};
use std::collections::{BTreeMap, BTreeSet};

/// Someone adjusted a lot, with a reason (R7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// Its id.
    pub id: Uuid,
    /// The lot.
    pub lot: LotKey,
    /// What is added, or taken where below zero; never more is taken than the lot grants.
    pub delta: Decimal,
    /// The day it counts for.
    pub date: Date,
}

/// What a customer's entries are rated on. It must hold everything that shares a quota or a scope of rounding with
/// them: in practice all of the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The currency of all prices.
    pub currency: Currency,
    /// The day up to which lots begin and expire; later if an entry is dated later.
    pub as_of: Date,
    /// The lots: of replenishment, bought, and those automatic ones that were invoiced or that an invoiced entry
    /// draws from. Other automatic lots come about anew.
    pub lots: Vec<Lot>,
    /// Adjustments of lots.
    pub adjustments: Vec<Adjustment>,
    /// Entries that were invoiced.
    pub frozen: Vec<Frozen>,
    /// The life of tickets, for quotas of calls; absent ones count as one call. Tickets that were merged have one life,
    /// under the one that stays.
    pub tickets: BTreeMap<TicketId, TicketHistory>,
    /// Tickets that were merged, each with the one that stays: to rating they are one (R2, R4).
    pub merged: BTreeMap<TicketId, TicketId>,
}

impl Ground {
    /// No quotas, nothing invoiced.
    #[must_use]
    pub const fn empty(currency: Currency, as_of: Date) -> Self {
        Self {
            currency,
            as_of,
            lots: Vec::new(),
            adjustments: Vec::new(),
            frozen: Vec::new(),
            tickets: BTreeMap::new(),
            merged: BTreeMap::new(),
        }
    }

    /// The ticket that work counts for: its own, or the one that its own was merged into.
    #[must_use]
    pub fn ticket(&self, ticket: TicketId) -> TicketId {
        self.merged.get(&ticket).copied().unwrap_or(ticket)
    }
}

/// A lot that came about by itself and is invoiced (R6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoLot {
    /// The lot.
    pub lot: Lot,
    /// What it costs, net.
    pub price: Amount,
}

/// What allocation gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// The open entries, rated, in the fold's order.
    pub rated: Vec<RatedEntry>,
    /// Everything that the ledger should hold, invoiced entries included: what [`crate::ledger::diff`] wants.
    pub postings: Vec<Posting>,
    /// Lots that came about by themselves.
    pub auto_lots: Vec<AutoLot>,
    /// What is granted and left; a balance equals the ledger's sum over lots and overdraft.
    pub levels: BTreeMap<QuotaId, Level>,
}

impl Allocation {
    /// The rating of one entry.
    #[must_use]
    pub fn entry(&self, id: TimeEntryId) -> Option<&RatedEntry> {
        self.rated.iter().find(|r| r.entry == id)
    }

    /// What the open entries and automatic lots add to invoices, net, before goodwill.
    ///
    /// # Errors
    /// When the sum is too large or currencies differ.
    pub fn net(&self, currency: Currency) -> Result<Amount, kontor_money::MoneyError> {
        let lots = self.auto_lots.iter().map(|l| l.price);
        Amount::sum(currency, self.rated.iter().map(|r| r.net).chain(lots))
    }
}

/// Rates the open entries on this ground (R1 to R6).
///
/// A pure function of the set of entries: their order, and older versions of the same entry, change nothing. Entries
/// that are already invoiced are left out. Costs O(n log n).
///
/// # Errors
/// When an amount is too large, currencies are mixed or a factor is not greater than zero.
pub fn allocate(entries: &[Entry], ground: &Ground) -> Result<Allocation, RatingError> {
    allocate_refs(entries.iter(), ground)
}

pub(crate) fn allocate_refs<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    ground: &Ground,
) -> Result<Allocation, RatingError> {
    let entries = newest(entries, ground);
    let mut stock = Stock::new(ground, entries.last().map(|e| e.service_date));
    let mut rated = Vec::with_capacity(entries.len());
    for planned in plan(&entries, ground) {
        stock.advance(planned.entry.service_date);
        let result = rate(&planned, ground, &mut stock)?;
        let draws: Vec<_> = result.portions.iter().flat_map(|p| p.draws.iter().copied()).collect();
        let held = planned.entry.standing == crate::entry::Standing::Held;
        stock.postings.extend(postings_of(result.entry, held, &draws));
        rated.push(result);
    }
    let levels = stock.close();
    Ok(Allocation { rated, postings: stock.postings, auto_lots: stock.auto_lots, levels })
}

/// The newest version of each open entry, in the fold's order.
fn newest<'a>(entries: impl Iterator<Item = &'a Entry>, ground: &Ground) -> Vec<&'a Entry> {
    let invoiced: BTreeSet<TimeEntryId> = ground.frozen.iter().map(|f| f.entry.id).collect();
    let mut by_id: BTreeMap<TimeEntryId, &Entry> = BTreeMap::new();
    for entry in entries.filter(|e| !invoiced.contains(&e.id)) {
        let kept = by_id.entry(entry.id).or_insert(entry);
        // A saved entry replaces what was held for it.
        if (entry.version, entry.standing == crate::entry::Standing::Saved)
            > (kept.version, kept.standing == crate::entry::Standing::Saved)
        {
            *kept = entry;
        }
    }
    let mut newest: Vec<&Entry> = by_id.into_values().collect();
    newest.sort_by_key(|e| e.order());
    newest
}
