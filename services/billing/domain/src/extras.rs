//! What comes with work beside its time (T1): the way to the customer, and what was used there.
//!
//! A trip is priced by the zone of the entry's frozen terms: the flat fee once for each visit, time on the way and
//! kilometres for each entry. Materials have a price of their own. What no price is agreed for is never billed at zero
//! silently: its entry is shown as waiting (C2).

use crate::charge::{Charge, LineKey};
use crate::explanation::Step;
use crate::quantity::{Quantity, Unit};
use crate::terms::{Localized, Period, Seconds};
use crate::text;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_ids::{TicketId, TimeEntryId};
use kontor_money::{Amount, Decimal, MoneyError};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Which part of what comes with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExtraKind {
    /// The flat fee of a visit.
    Flat,
    /// Time on the way.
    Way,
    /// Kilometres driven.
    Kilometres,
    /// The material at this place, from 0.
    Material(u32),
}

impl fmt::Display for ExtraKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flat => f.write_str("flat"),
            Self::Way => f.write_str("way"),
            Self::Kilometres => f.write_str("km"),
            Self::Material(n) => write!(f, "material-{n}"),
        }
    }
}

impl ExtraKind {
    /// Reads what was written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "flat" => Some(Self::Flat),
            "way" => Some(Self::Way),
            "km" => Some(Self::Kilometres),
            other => other.strip_prefix("material-")?.parse().ok().map(Self::Material),
        }
    }
}

/// What a trip costs; a part without a price is not charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TravelZone {
    /// What people call it.
    pub name: String,
    /// The longest distance one way in kilometres; 0 for any.
    pub up_to_km: u32,
    /// Net price of one trip, there and back.
    pub flat: Option<Amount>,
    /// Net price for 60 minutes on the way.
    pub per_hour: Option<Amount>,
    /// Net price of each kilometre.
    pub per_km: Option<Amount>,
}

/// The way to the customer and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Travel {
    /// The zone of the flat fee, such as `zone_1`; empty for no flat fee.
    pub zone: String,
    /// What tells visits apart.
    pub visit: String,
    /// Seconds on the way.
    pub seconds: Seconds,
    /// Kilometres driven.
    pub kilometres: u32,
    /// The zones of the terms, in order.
    pub zones: Vec<TravelZone>,
}

/// Something that was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// What the customer reads.
    pub text: String,
    /// How much, greater than zero.
    pub quantity: Decimal,
    /// Of what.
    pub unit: Unit,
    /// Net price of one unit; none where none was given.
    pub price: Option<Amount>,
}

/// What comes with one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outfit {
    /// The entry.
    pub entry: TimeEntryId,
    /// The day it counts for.
    pub service_date: Date,
    /// When the work began.
    pub start: Timestamp,
    /// Its ticket.
    pub ticket: TicketId,
    /// The way.
    pub travel: Option<Travel>,
    /// The materials in the order they were typed.
    pub materials: Vec<Material>,
}

/// What comes with work, priced.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extras {
    /// The charges, in the order of entries and parts, with the text of each line.
    pub charges: Vec<(Charge, Localized)>,
    /// Entries with something that no price is agreed for.
    pub unpriced: BTreeSet<TimeEntryId>,
}

impl Travel {
    /// The zone that prices it: the one that is named, else the first whose distance suffices.
    #[must_use]
    pub fn zone(&self) -> Option<&TravelZone> {
        let named = self.zones.iter().find(|zone| !self.zone.is_empty() && slug(&zone.name) == self.zone);
        let one_way = self.kilometres.div_ceil(2);
        let near = || self.zones.iter().find(|zone| zone.up_to_km == 0 || zone.up_to_km >= one_way);
        named.or_else(|| if self.zone.is_empty() || self.kilometres > 0 { near() } else { None })
    }
}

/// A zone's name as capture writes it: `Zone 1` is `zone_1`.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}

/// Prices what comes with these entries. `settled` are lines that stand on invoices; they give nothing. `outfits` hold
/// the invoiced entries, too: a visit whose flat fee is invoiced gives none again, whichever entry comes late.
///
/// A pure function of the set of outfits: their order changes nothing (R5a).
///
/// # Errors
/// When an amount is too large.
pub fn extras(outfits: &[Outfit], settled: &BTreeSet<LineKey>) -> Result<Extras, MoneyError> {
    let mut ordered: Vec<&Outfit> = outfits.iter().collect();
    ordered.sort_by_key(|o| (o.start, o.entry));
    let flats = flats(&ordered, settled);
    let mut extras = Extras::default();
    for outfit in ordered {
        if let Some(travel) = &outfit.travel {
            way(&mut extras, outfit, travel, flats.contains(&outfit.entry), settled)?;
        }
        for (material, n) in outfit.materials.iter().zip(0..) {
            used(&mut extras, outfit, material, ExtraKind::Material(n), settled)?;
        }
    }
    Ok(extras)
}

/// The entries that bear the flat fee of their visit: the first of each, unless it is invoiced.
fn flats(ordered: &[&Outfit], settled: &BTreeSet<LineKey>) -> BTreeSet<TimeEntryId> {
    let mut first: BTreeMap<&str, TimeEntryId> = BTreeMap::new();
    let mut paid: BTreeSet<&str> = BTreeSet::new();
    for outfit in ordered {
        let Some(travel) = outfit.travel.as_ref().filter(|travel| !travel.zone.is_empty()) else { continue };
        first.entry(&travel.visit).or_insert(outfit.entry);
        if settled.contains(&LineKey::Extra { entry: outfit.entry, kind: ExtraKind::Flat }) {
            paid.insert(&travel.visit);
        }
    }
    first.into_iter().filter(|(visit, _)| !paid.contains(visit)).map(|(_, entry)| entry).collect()
}

fn way(
    extras: &mut Extras,
    outfit: &Outfit,
    travel: &Travel,
    flat: bool,
    settled: &BTreeSet<LineKey>,
) -> Result<(), MoneyError> {
    if !flat && travel.seconds == 0 && travel.kilometres == 0 {
        return Ok(());
    }
    let Some(zone) = travel.zone() else {
        extras.unpriced.insert(outfit.entry);
        return Ok(());
    };
    let kilometres =
        Quantity { value: Decimal::from(travel.kilometres), unit: Unit::Kilometre, base: Decimal::ONE };
    let parts = [
        (flat, ExtraKind::Flat, Quantity::pieces(1), zone.flat, "Anfahrtspauschale", "flat travel fee"),
        (
            travel.seconds > 0,
            ExtraKind::Way,
            Quantity::of_seconds(travel.seconds),
            zone.per_hour,
            "Fahrtzeit",
            "time on the way",
        ),
        (travel.kilometres > 0, ExtraKind::Kilometres, kilometres, zone.per_km, "Kilometer", "kilometres"),
    ];
    for (due, kind, quantity, price, de, en) in parts {
        if let (true, Some(price)) = (due, price) {
            let name = &zone.name;
            let text = Localized { de: format!("{de}, {name}"), en: format!("{en}, {name}") };
            charge(extras, outfit, (kind, quantity, price), text, settled)?;
        }
    }
    Ok(())
}

fn used(
    extras: &mut Extras,
    outfit: &Outfit,
    material: &Material,
    kind: ExtraKind,
    settled: &BTreeSet<LineKey>,
) -> Result<(), MoneyError> {
    let Some(price) = material.price else {
        extras.unpriced.insert(outfit.entry);
        return Ok(());
    };
    let quantity = Quantity { value: material.quantity.normalize(), unit: material.unit, base: Decimal::ONE };
    let text = Localized { de: material.text.clone(), en: material.text.clone() };
    charge(extras, outfit, (kind, quantity, price), text, settled)
}

fn charge(
    extras: &mut Extras,
    outfit: &Outfit,
    (kind, quantity, price): (ExtraKind, Quantity, Amount),
    text: Localized,
    settled: &BTreeSet<LineKey>,
) -> Result<(), MoneyError> {
    let key = LineKey::Extra { entry: outfit.entry, kind };
    if settled.contains(&key) {
        return Ok(());
    }
    let net = quantity.net(price)?;
    let day = outfit.service_date;
    let charge = Charge {
        key,
        seconds: 0,
        worked: 0,
        quantity,
        price,
        list_net: net,
        worth: net,
        service: Period { start: day, end: day.tomorrow().unwrap_or(day) },
        start: Some(outfit.start),
        ticket: Some(outfit.ticket),
        explanation: vec![Step::Beside(text::beside(&text, quantity, price, net))],
    };
    extras.charges.push((charge, text));
    Ok(())
}

#[cfg(test)]
mod tests;
