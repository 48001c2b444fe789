//! Charges: what drafts are assembled from (B1).

use crate::explanation::Step;
use crate::extras::ExtraKind;
use crate::fees::{FeeCharge, FeeKey};
use crate::fold::AutoLot;
use crate::lots::LotKey;
use crate::quantity::{Quantity, Unit};
use crate::rating::{PortionKind, RatedEntry};
use crate::terms::{Period, Seconds};
use jiff::Timestamp;
use kontor_ids::{TicketId, TimeEntryId, Uuid};
use kontor_money::{Amount, Decimal, MoneyError};

/// Names a line across re-ratings, so that what a reviewer decided finds it again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKey {
    /// A portion of an entry.
    Work {
        /// The entry.
        entry: TimeEntryId,
        /// The index of its span.
        span: u32,
        /// How it is covered.
        kind: PortionKind,
    },
    /// A fee.
    Fee {
        /// Which.
        fee: FeeKey,
        /// For which period.
        period: Period,
        /// For which of its days.
        covered: Period,
    },
    /// What settles a fee that changed after it was invoiced.
    Settling {
        /// Which.
        fee: FeeKey,
        /// The period.
        period: Period,
        /// How many charges of the period are on invoices: the next difference is another line.
        number: u32,
    },
    /// What comes with an entry beside its time: the way, a material.
    Extra {
        /// The entry.
        entry: TimeEntryId,
        /// Which part.
        kind: ExtraKind,
    },
    /// A lot that was granted automatically.
    Lot(LotKey),
    /// Anything else that is billed, such as materials.
    Item(Uuid),
}

/// A charge: a line before goodwill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Which line it is.
    pub key: LineKey,
    /// Billable seconds; 0 for what is no work.
    pub seconds: Seconds,
    /// Worked seconds of the entry, on its first portion; else 0.
    pub worked: Seconds,
    /// The quantity on paper (R3).
    pub quantity: Quantity,
    /// Net price for the quantity's base; zero for what is included or drawn from credit (B5a).
    pub price: Amount,
    /// round2(quantity x price / base): the list value before goodwill (R8b).
    pub list_net: Amount,
    /// What it would cost at the contract's price.
    pub worth: Amount,
    /// The days of the service; `end` is exclusive.
    pub service: Period,
    /// When the work began.
    pub start: Option<Timestamp>,
    /// The ticket.
    pub ticket: Option<TicketId>,
    /// The ordered steps.
    pub explanation: Vec<Step>,
}

/// The charges of rated entries, and the entries that wait for a decision and are not charged (C2).
///
/// # Errors
/// When an amount is too large.
pub fn of_entries(rated: &[RatedEntry]) -> Result<(Vec<Charge>, Vec<TimeEntryId>), MoneyError> {
    let (mut charges, mut waiting) = (Vec::with_capacity(rated.len()), Vec::new());
    for entry in rated {
        if entry.waits() {
            waiting.push(entry.entry);
        } else {
            of_entry(entry, &mut charges)?;
        }
    }
    Ok((charges, waiting))
}

fn of_entry(rated: &RatedEntry, charges: &mut Vec<Charge>) -> Result<(), MoneyError> {
    let day = rated.service_date;
    for (i, portion) in rated.portions.iter().enumerate() {
        let quantity = portion.quantity();
        let price = portion.per_hour.unwrap_or(Amount::zero(rated.net.currency()));
        charges.push(Charge {
            key: LineKey::Work {
                entry: rated.entry,
                span: u32::try_from(portion.span).unwrap_or(u32::MAX),
                kind: portion.kind,
            },
            seconds: portion.seconds,
            worked: if i == 0 { rated.worked } else { 0 },
            quantity,
            price,
            list_net: quantity.net(price)?,
            worth: portion.worth,
            service: Period { start: day, end: day.tomorrow().unwrap_or(day) },
            start: Some(rated.start),
            ticket: Some(rated.ticket),
            explanation: rated.explanation.clone(),
        });
    }
    Ok(())
}

impl From<&FeeCharge> for Charge {
    fn from(fee: &FeeCharge) -> Self {
        let (name, period, number) = (fee.key.clone(), fee.period, fee.settling);
        let key = match number {
            0 => LineKey::Fee { fee: name, period, covered: fee.covered },
            number => LineKey::Settling { fee: name, period, number },
        };
        Self::plain(key, fee.quantity, fee.price, fee.net, fee.covered)
    }
}

impl From<&AutoLot> for Charge {
    fn from(auto: &AutoLot) -> Self {
        let from = auto.lot.from;
        let service = Period { start: from, end: from.tomorrow().unwrap_or(from) };
        Self::plain(LineKey::Lot(auto.lot.key), Quantity::pieces(1), auto.price, auto.price, service)
    }
}

impl Charge {
    /// Anything else that is billed: so many pieces at a price.
    ///
    /// # Errors
    /// When the amount is too large.
    pub fn item(id: Uuid, count: Decimal, price: Amount, service: Period) -> Result<Self, MoneyError> {
        let quantity = Quantity { value: count.normalize(), unit: Unit::Piece, base: Decimal::ONE };
        Ok(Self::plain(LineKey::Item(id), quantity, price, quantity.net(price)?, service))
    }

    const fn plain(key: LineKey, quantity: Quantity, price: Amount, net: Amount, service: Period) -> Self {
        Self {
            key,
            seconds: 0,
            worked: 0,
            quantity,
            price,
            list_net: net,
            worth: net,
            service,
            start: None,
            ticket: None,
            explanation: Vec::new(),
        }
    }
}
