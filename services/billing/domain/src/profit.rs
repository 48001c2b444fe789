//! What customers, contracts, people and months bring (B10, N7).
//!
//! Work and fees become cells: the smallest pieces that any table is summed from, so that the sums over customers are
//! the sums over months are the total, to the cent. A fee is spread over the work that used it up in its months, by
//! seconds; what nobody used stays a cell without work.

mod burn;
#[cfg(test)]
mod tests;

pub use burn::{Burn, Forecast, forecast};

use crate::terms::Period;
use jiff::civil::Date;
use kontor_ids::{AssetId, ContractId, CustomerId, TicketId, UserId};
use kontor_money::{Decimal, MoneyError, price, split};
use std::collections::BTreeMap;

/// An entry of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// For whom.
    pub customer: CustomerId,
    /// Under which contract.
    pub contract: Option<ContractId>,
    /// On which asset.
    pub asset: Option<AssetId>,
    /// The class of that asset, such as `server`; none where nobody told it.
    pub asset_class: Option<String>,
    /// By whom.
    pub technician: UserId,
    /// For which ticket.
    pub ticket: TicketId,
    /// The day it counts for.
    pub day: Date,
    /// How long it took, unrounded.
    pub seconds: u64,
    /// Net, after goodwill.
    pub revenue: Decimal,
    /// What was waived, net at list value.
    pub goodwill: Decimal,
    /// Billable seconds that a flat fee or a quota covered.
    pub consumed: u64,
    /// What came with it: the way and materials.
    pub beside: Beside,
}

/// What comes with work and costs something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Beside {
    /// Seconds on the way.
    pub way: u64,
    /// Kilometres driven.
    pub kilometres: u32,
    /// What the materials are sold for, net.
    pub materials: Decimal,
}

/// What kilometres and materials cost the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Costs {
    /// A kilometre.
    pub per_kilometre: Decimal,
    /// Materials, in percent of what they are sold for.
    pub material_percent: Decimal,
}

impl Costs {
    /// What kilometres and materials cost, to the cent; the way itself is paid by the hour.
    ///
    /// # Errors
    /// When an amount is too large.
    pub fn of(&self, beside: &Beside) -> Result<Decimal, MoneyError> {
        let driven = price(Decimal::from(beside.kilometres), self.per_kilometre, Decimal::ONE)?;
        let used = price(beside.materials, self.material_percent, Decimal::ONE_HUNDRED)?;
        driven.checked_add(used).ok_or(MoneyError::TooLarge)
    }
}

/// A fee for some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Who pays it.
    pub customer: CustomerId,
    /// By which contract.
    pub contract: ContractId,
    /// The days it is for; at least one.
    pub days: Period,
    /// Net.
    pub net: Decimal,
}

/// What an hour costs the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Whose; `None` for everyone without one of their own.
    pub technician: Option<UserId>,
    /// From which day on.
    pub from: Date,
    /// For 60 minutes.
    pub per_hour: Decimal,
}

/// What stands to be summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// Seconds of work.
    pub seconds: u64,
    /// Of these: seconds without a rate, which cost nothing here.
    pub unrated_seconds: u64,
    /// Billed work, net.
    pub work: Decimal,
    /// Fees, net.
    pub fees: Decimal,
    /// What the hours, the way, kilometres and materials cost.
    pub cost: Decimal,
    /// Of these: the way, kilometres and materials.
    pub beside: Decimal,
    /// What was waived.
    pub goodwill: Decimal,
}

impl Sum {
    /// Work and fees.
    #[must_use]
    pub fn revenue(&self) -> Decimal {
        self.work + self.fees
    }

    /// Revenue less cost.
    #[must_use]
    pub fn margin(&self) -> Decimal {
        self.revenue() - self.cost
    }

    /// What an hour brought; none without work.
    #[must_use]
    pub fn per_hour(&self) -> Option<Decimal> {
        (self.seconds > 0).then(|| price(HOUR, self.revenue(), Decimal::from(self.seconds)).ok()).flatten()
    }

    fn add(&mut self, other: &Self) {
        self.seconds += other.seconds;
        self.unrated_seconds += other.unrated_seconds;
        self.work += other.work;
        self.fees += other.fees;
        self.cost += other.cost;
        self.beside += other.beside;
        self.goodwill += other.goodwill;
    }
}

const HOUR: Decimal = Decimal::from_parts(3600, 0, 0, false, 0);

/// The smallest piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// For whom.
    pub customer: CustomerId,
    /// Under which contract.
    pub contract: Option<ContractId>,
    /// On which asset.
    pub asset: Option<AssetId>,
    /// The class of that asset.
    pub asset_class: Option<String>,
    /// By whom; none for a fee that nobody used.
    pub technician: Option<UserId>,
    /// For which ticket.
    pub ticket: Option<TicketId>,
    /// The first of the month.
    pub month: Date,
    /// What it sums to.
    pub sum: Sum,
}

/// The cells of work and fees.
///
/// # Errors
/// When an amount is too large.
pub fn cells(work: &[Work], fees: &[Fee], (rates, costs): (&[Rate], Costs)) -> Result<Vec<Cell>, MoneyError> {
    let mut cells = work.iter().map(|w| worked(w, rates, costs)).collect::<Result<Vec<_>, _>>()?;
    let mut due: BTreeMap<(CustomerId, ContractId, Date), Decimal> = BTreeMap::new();
    for fee in fees {
        for (month, net) in by_month(fee)? {
            *due.entry((fee.customer, fee.contract, month)).or_default() += net;
        }
    }
    for ((customer, contract, month), net) in due {
        let users: Vec<usize> = work
            .iter()
            .enumerate()
            .filter(|(_, w)| {
                (w.customer, w.contract, w.day.first_of_month()) == (customer, Some(contract), month)
                    && w.consumed > 0
            })
            .map(|(i, _)| i)
            .collect();
        if users.is_empty() {
            let sum = Sum { fees: net, ..Sum::default() };
            cells.push(Cell {
                customer,
                contract: Some(contract),
                asset: None,
                asset_class: None,
                technician: None,
                ticket: None,
                month,
                sum,
            });
            continue;
        }
        let weights: Vec<Decimal> = users.iter().map(|i| Decimal::from(work[*i].consumed)).collect();
        for (i, share) in users.into_iter().zip(split(net, &weights)?) {
            cells[i].sum.fees += share;
        }
    }
    Ok(cells)
}

fn worked(work: &Work, rates: &[Rate], costs: Costs) -> Result<Cell, MoneyError> {
    let rate = rate(work, rates);
    let paid =
        |seconds: u64| rate.map_or(Ok(Decimal::ZERO), |rate| price(Decimal::from(seconds), rate, HOUR));
    let beside = paid(work.beside.way)?.checked_add(costs.of(&work.beside)?).ok_or(MoneyError::TooLarge)?;
    let sum = Sum {
        seconds: work.seconds,
        unrated_seconds: if rate.is_none() { work.seconds } else { 0 },
        work: work.revenue,
        fees: Decimal::ZERO,
        cost: paid(work.seconds)?.checked_add(beside).ok_or(MoneyError::TooLarge)?,
        beside,
        goodwill: work.goodwill,
    };
    Ok(Cell {
        customer: work.customer,
        contract: work.contract,
        asset: work.asset,
        asset_class: work.asset_class.clone(),
        technician: Some(work.technician),
        ticket: Some(work.ticket),
        month: work.day.first_of_month(),
        sum,
    })
}

/// The rate of the person on the day, or else the house's.
fn rate(work: &Work, rates: &[Rate]) -> Option<Decimal> {
    let latest = |whose: Option<UserId>| {
        let valid = rates.iter().filter(|r| r.technician == whose && r.from <= work.day);
        valid.max_by_key(|r| r.from).map(|r| r.per_hour)
    };
    latest(Some(work.technician)).or_else(|| latest(None))
}

/// A fee by months, in proportion to days; the parts sum to it.
fn by_month(fee: &Fee) -> Result<Vec<(Date, Decimal)>, MoneyError> {
    let mut months: BTreeMap<Date, u32> = BTreeMap::new();
    let mut day = fee.days.start;
    loop {
        *months.entry(day.first_of_month()).or_default() += 1;
        match day.tomorrow() {
            Ok(next) if next < fee.days.end => day = next,
            _ => break,
        }
    }
    let weights: Vec<Decimal> = months.values().map(|days| Decimal::from(*days)).collect();
    Ok(months.into_keys().zip(split(fee.net, &weights)?).collect())
}

/// The sums of cells by whatever names them.
pub fn by<K: Ord>(cells: &[Cell], key: impl Fn(&Cell) -> K) -> BTreeMap<K, Sum> {
    let mut sums: BTreeMap<K, Sum> = BTreeMap::new();
    for cell in cells {
        sums.entry(key(cell)).or_default().add(&cell.sum);
    }
    sums
}

/// The sum of all cells.
#[must_use]
pub fn total(cells: &[Cell]) -> Sum {
    by(cells, |_| ()).remove(&()).unwrap_or_default()
}
