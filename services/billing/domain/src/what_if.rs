//! What the work of a period comes to by month: one side of a comparison of terms (N6).

use crate::extras::Extras;
use crate::fees::{FeeCharge, FeeStretch};
use crate::fold::Allocation;
use crate::rating::PortionKind;
use crate::terms::{Period, Recurrence, Seconds};
use jiff::civil::Date;
use kontor_ids::TimeEntryId;
use kontor_money::{Amount, Currency, MoneyError};
use std::collections::BTreeMap;

/// What a month comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Entries that are rated.
    pub entries: u32,
    /// Entries that wait for a decision; nothing of them is counted elsewhere (C2).
    pub waiting: u32,
    /// Worked seconds.
    pub worked: Seconds,
    /// Billable seconds that a flat fee covers.
    pub included: Seconds,
    /// Billable seconds that are drawn from quotas, those billed as they are drawn included (R5b).
    pub drawn: Seconds,
    /// Billable seconds that are billed and come from no quota.
    pub billed: Seconds,
    /// What the work adds to invoices, net.
    pub work: Amount,
    /// What comes with it: the way, materials.
    pub extras: Amount,
    /// Recurring fees.
    pub fees: Amount,
    /// Lots that are paid for.
    pub lots: Amount,
}

impl Tally {
    /// Nothing.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        let zero = Amount::zero(currency);
        Self {
            entries: 0,
            waiting: 0,
            worked: 0,
            included: 0,
            drawn: 0,
            billed: 0,
            work: zero,
            extras: zero,
            fees: zero,
            lots: zero,
        }
    }

    /// All that is invoiced, net.
    ///
    /// # Errors
    /// When the sum is too large.
    pub fn net(&self) -> Result<Amount, MoneyError> {
        self.work.plus(self.extras)?.plus(self.fees)?.plus(self.lots)
    }

    /// Both together.
    ///
    /// # Errors
    /// When an amount is too large.
    pub fn plus(&self, other: &Self) -> Result<Self, MoneyError> {
        Ok(Self {
            entries: self.entries + other.entries,
            waiting: self.waiting + other.waiting,
            worked: self.worked + other.worked,
            included: self.included + other.included,
            drawn: self.drawn + other.drawn,
            billed: self.billed + other.billed,
            work: self.work.plus(other.work)?,
            extras: self.extras.plus(other.extras)?,
            fees: self.fees.plus(other.fees)?,
            lots: self.lots.plus(other.lots)?,
        })
    }
}

/// What is summed up.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The entries as they were rated.
    pub allocation: &'a Allocation,
    /// What comes with them.
    pub extras: &'a Extras,
    /// The fees.
    pub fees: &'a [FeeCharge],
    /// Lots that are paid for when they begin (R9).
    pub lots: &'a [(Date, Amount)],
    /// The currency of all of it.
    pub currency: Currency,
}

/// Sums up by month what lies in the period; months without anything are there, too.
///
/// # Errors
/// When an amount is too large.
pub fn tally(sides: Sides<'_>, period: Period) -> Result<BTreeMap<Date, Tally>, MoneyError> {
    let mut months = BTreeMap::new();
    let mut month = period.start.first_of_month();
    while month < period.end {
        months.insert(month, Tally::zero(sides.currency));
        month = Period::month_of(month).end;
    }
    let waits: BTreeMap<TimeEntryId, bool> = sides
        .allocation
        .rated
        .iter()
        .map(|rated| (rated.entry, rated.waits() || sides.extras.unpriced.contains(&rated.entry)))
        .collect();
    let within = |day: Date| (period.start <= day && day < period.end).then(|| day.first_of_month());
    for rated in &sides.allocation.rated {
        let Some(tally) = within(rated.service_date).and_then(|month| months.get_mut(&month)) else {
            continue;
        };
        if waits.get(&rated.entry) == Some(&true) {
            tally.waiting += 1;
            continue;
        }
        tally.entries += 1;
        tally.worked += rated.worked;
        tally.work = tally.work.plus(rated.net)?;
        for portion in &rated.portions {
            match portion.kind {
                PortionKind::Included => tally.included += portion.seconds,
                PortionKind::Quota { .. } => tally.drawn += portion.seconds,
                PortionKind::Billable | PortionKind::NotCovered | PortionKind::Overage { .. } => {
                    tally.billed += portion.seconds;
                }
                PortionKind::Free | PortionKind::Refused { .. } | PortionKind::Undecided(_) => {}
            }
        }
    }
    let mut add = |day: Date, net: Amount, place: fn(&mut Tally) -> &mut Amount| {
        if let Some(tally) = within(day).and_then(|month| months.get_mut(&month)) {
            let sum = place(tally);
            *sum = sum.plus(net)?;
        }
        Ok::<(), MoneyError>(())
    };
    for (charge, _) in &sides.extras.charges {
        let waiting = match &charge.key {
            crate::LineKey::Extra { entry, .. } => waits.get(entry) == Some(&true),
            _ => false,
        };
        if !waiting {
            add(charge.service.start, charge.list_net, |tally| &mut tally.extras)?;
        }
    }
    for fee in sides.fees {
        add(fee.covered.start, fee.net, |tally| &mut tally.fees)?;
    }
    let auto = sides.allocation.auto_lots.iter().map(|auto| (auto.lot.from, auto.price));
    for (day, price) in sides.lots.iter().copied().chain(auto) {
        add(day, price, |tally| &mut tally.lots)?;
    }
    Ok(months)
}

/// Fees as they weigh on a period: by day, whatever the terms say about begun periods, so that both sides pay for the
/// same days. What is paid once counts where it begins within the period.
#[must_use]
pub fn spread(stretches: &[FeeStretch], period: Period) -> Vec<FeeStretch> {
    let weighs = stretches.iter().filter(|stretch| {
        let begins = stretch.from < period.end;
        let lasts = stretch.until.is_none_or(|end| end > period.start);
        begins && lasts && (stretch.every != Recurrence::Once || stretch.from >= period.start)
    });
    let within = weighs.map(|stretch| FeeStretch {
        from: stretch.from.max(period.start),
        until: Some(stretch.until.map_or(period.end, |end| end.min(period.end))),
        by_day: true,
        ..stretch.clone()
    });
    within.collect()
}
