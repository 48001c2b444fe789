//! Fees that come every period (R9).
//!
//! Periods are calendar months, quarters and years. A period that is not covered in full is prorated by day: the
//! quantity on paper is days, the price is for all days of the period, so that what is printed multiplies out.

#[cfg(test)]
mod tests;

use crate::lots::add_months;
use crate::quantity::{Quantity, Unit};
use crate::terms::{Period, Recurrence};
use jiff::civil::Date;
use kontor_ids::ContractId;
use kontor_money::{Amount, Decimal, MoneyError};
use std::collections::BTreeMap;

/// Names a fee across the versions of a contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeeKey {
    /// The contract.
    pub contract: ContractId,
    /// What stands on the invoice.
    pub name: String,
}

/// A fee while its terms hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeStretch {
    /// Which fee.
    pub key: FeeKey,
    /// Net amount for one whole period.
    pub amount: Amount,
    /// The period; `Once` is billed in full on its first day.
    pub every: Recurrence,
    /// Whether it is billed at the period's beginning instead of its end.
    pub in_advance: bool,
    /// For how many it is paid, such as seats: at least one; `amount` is for one.
    pub count: u32,
    /// Whether a part of a period costs its share by days; otherwise each begun period counts in full.
    pub by_day: bool,
    /// The first day it holds.
    pub from: Date,
    /// The first day it no longer holds; `None` for open-ended.
    pub until: Option<Date>,
}

/// A fee for one period, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeCharge {
    /// Which fee.
    pub key: FeeKey,
    /// The whole period.
    pub period: Period,
    /// The days it is charged for.
    pub covered: Period,
    /// Pieces (months, years) or days on paper.
    pub quantity: Quantity,
    /// Net price for the quantity's base.
    pub price: Amount,
    /// Net amount; below zero only where it gives back what was invoiced.
    pub net: Amount,
    /// The day it falls due: the draft it goes to.
    pub due: Date,
    /// 0 for the fee itself; n where it settles the difference to the n charges of its period that were invoiced.
    pub settling: u32,
}

/// What an invoice holds of a fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoicedFee {
    /// Which fee.
    pub key: FeeKey,
    /// The whole period.
    pub period: Period,
    /// What it came to before goodwill.
    pub list_net: Amount,
    /// What the customer did not have to pay of it: goodwill, and what was credited since.
    pub given: Amount,
}

/// The charges that fall due on or before `through`, in order of (due, fee, day).
///
/// Stretches of the same fee that meet and charge the same are one: a new version of a contract that leaves a fee as it
/// was does not cut it.
///
/// # Errors
/// When an amount is too large.
pub fn fees(stretches: &[FeeStretch], through: Date) -> Result<Vec<FeeCharge>, MoneyError> {
    let mut charges = Vec::new();
    for stretch in joined(stretches) {
        let Some(months) = stretch.every.months() else {
            let day = Period { start: stretch.from, end: stretch.from };
            if stretch.from <= through {
                charges.push(whole(&stretch, day, Unit::Piece, stretch.from)?);
            }
            continue;
        };
        let mut start = period_start(stretch.from, months);
        while start <= through && stretch.until.is_none_or(|end| start < end) {
            let period = Period { start, end: add_months(start, months) };
            if period.days() == 0 {
                break;
            }
            charges.extend(charge(&stretch, period)?.filter(|c| c.due <= through));
            start = period.end;
        }
    }
    charges.sort_by(|a, b| (a.due, &a.key, a.covered).cmp(&(b.due, &b.key, b.covered)));
    Ok(charges)
}

fn joined(stretches: &[FeeStretch]) -> Vec<FeeStretch> {
    let mut sorted = stretches.to_vec();
    sorted.sort_by(|a, b| (&a.key, a.from).cmp(&(&b.key, b.from)));
    let mut joined: Vec<FeeStretch> = Vec::with_capacity(sorted.len());
    for stretch in sorted {
        match joined.last_mut() {
            Some(last)
                if last.until == Some(stretch.from)
                    && FeeStretch { from: last.from, until: stretch.until, ..stretch.clone() }
                        == (FeeStretch { until: stretch.until, ..last.clone() }) =>
            {
                last.until = stretch.until;
            }
            _ => joined.push(stretch),
        }
    }
    joined
}

fn period_start(day: Date, months: i32) -> Date {
    let month = i32::from(day.month()) - 1;
    add_months(day.first_of_month(), -(month % months))
}

fn charge(stretch: &FeeStretch, period: Period) -> Result<Option<FeeCharge>, MoneyError> {
    let covered = Period {
        start: period.start.max(stretch.from),
        end: stretch.until.map_or(period.end, |end| end.min(period.end)),
    };
    if covered.days() == 0 {
        return Ok(None);
    }
    // In arrears it falls due on the last day it covers, so that it lands in that period's draft.
    let last = covered.end.yesterday().unwrap_or(covered.start);
    let due = if stretch.in_advance { covered.start } else { last };
    if covered == period || !stretch.by_day {
        // Months times seats would be read as months: several are pieces.
        let unit = match stretch.every {
            _ if stretch.count > 1 => Unit::Piece,
            Recurrence::Monthly => Unit::Month,
            Recurrence::Yearly => Unit::Year,
            Recurrence::Quarterly | Recurrence::Once => Unit::Piece,
        };
        let charge = whole(stretch, period, unit, due)?;
        return Ok(Some(FeeCharge { covered, ..charge }));
    }
    let quantity = Quantity {
        value: Decimal::from(covered.days()) * Decimal::from(stretch.count),
        unit: Unit::Day,
        base: Decimal::from(period.days()),
    };
    let net = quantity.net(stretch.amount)?;
    Ok(Some(FeeCharge {
        key: stretch.key.clone(),
        period,
        covered,
        quantity,
        price: stretch.amount,
        net,
        due,
        settling: 0,
    }))
}

fn whole(stretch: &FeeStretch, period: Period, unit: Unit, due: Date) -> Result<FeeCharge, MoneyError> {
    let quantity = Quantity { unit, ..Quantity::pieces(i64::from(stretch.count)) };
    let net = quantity.net(stretch.amount)?;
    let key = stretch.key.clone();
    Ok(FeeCharge { key, period, covered: period, quantity, price: stretch.amount, net, due, settling: 0 })
}

/// What is still to be charged when some of it was invoiced.
///
/// A fee period that was invoiced with another amount than it should have, e.g. in advance of a contract that then
/// ended or changed, gives one settling charge of exactly the difference, below zero where it gives money back; it
/// falls due on `today`. Never more is given back than was paid: what was given as goodwill or credited before is
/// less to return. Invoiced periods that are right give nothing.
///
/// # Errors
/// When an amount is too large.
pub fn open_fees(
    wanted: &[FeeCharge],
    invoiced: &[InvoicedFee],
    today: Date,
) -> Result<Vec<FeeCharge>, MoneyError> {
    type Sides<'a> = (Vec<&'a FeeCharge>, Vec<&'a InvoicedFee>);
    let mut periods: BTreeMap<(&FeeKey, Period), Sides<'_>> = BTreeMap::new();
    for charge in wanted {
        periods.entry((&charge.key, charge.period)).or_default().0.push(charge);
    }
    for charge in invoiced {
        periods.entry((&charge.key, charge.period)).or_default().1.push(charge);
    }
    let mut open = Vec::new();
    for ((key, period), (wanted, invoiced)) in periods {
        let net = match invoiced.first() {
            None => {
                open.extend(wanted.into_iter().cloned());
                continue;
            }
            Some(sample) => difference(&wanted, &invoiced, Amount::zero(sample.list_net.currency()))?,
        };
        if !net.is_zero() {
            let back = net.value().is_sign_negative();
            let price = if back { net.negated() } else { net };
            let quantity = Quantity::pieces(if back { -1 } else { 1 });
            open.push(FeeCharge {
                key: key.clone(),
                period,
                covered: period,
                quantity,
                price,
                net,
                due: today,
                settling: u32::try_from(invoiced.len()).unwrap_or(u32::MAX),
            });
        }
    }
    open.sort_by(|a, b| (a.due, &a.key, a.covered).cmp(&(b.due, &b.key, b.covered)));
    Ok(open)
}

/// What is missing, or what is to be given back, of a period.
fn difference(wanted: &[&FeeCharge], invoiced: &[&InvoicedFee], zero: Amount) -> Result<Amount, MoneyError> {
    let wanted = wanted.iter().try_fold(zero, |sum, c| sum.plus(c.net))?;
    let had = invoiced.iter().try_fold(zero, |sum, c| sum.plus(c.list_net))?;
    let given = invoiced.iter().try_fold(zero, |sum, c| sum.plus(c.given))?;
    let net = wanted.minus(had)?;
    if net.value() >= Decimal::ZERO {
        return Ok(net);
    }
    let less = net.plus(given)?;
    Ok(if less.value() > Decimal::ZERO { zero } else { less })
}
