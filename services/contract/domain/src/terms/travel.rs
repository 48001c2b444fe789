//! What trips cost (vocabulary: flat, time, distance).

use crate::Violations;
use kontor_ids::SiteId;
use kontor_money::Amount;
use rust_decimal::Decimal;

/// The longest distance one way that a zone may end at.
const FARTHEST: u32 = 20_000;

/// What a trip costs; the parts add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TravelZone {
    /// What people call it, 1 to 100 characters.
    pub display_name: String,
    /// The sites it is for; empty for any.
    pub sites: Vec<SiteId>,
    /// The longest distance one way in kilometres; nothing for any.
    pub up_to_km: Option<u32>,
    /// Net price of one trip, there and back.
    pub flat: Option<Amount>,
    /// Net price for 60 minutes on the way.
    pub per_hour: Option<Amount>,
    /// Net price of each kilometre driven.
    pub per_km: Option<Amount>,
}

impl TravelZone {
    /// Whether it is for trips to a site.
    #[must_use]
    pub fn serves(&self, site: Option<SiteId>) -> bool {
        self.sites.is_empty() || site.is_some_and(|site| self.sites.contains(&site))
    }

    /// Whether it takes every trip that `other` would.
    fn hides(&self, other: &Self) -> bool {
        let sites = self.sites.is_empty()
            || (!other.sites.is_empty() && other.sites.iter().all(|site| self.sites.contains(site)));
        let far = match (self.up_to_km, other.up_to_km) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(others)) => own >= others,
        };
        sites && far
    }
}

/// Refuses zones without a price and zones that no trip reaches.
pub(super) fn check(zones: &[TravelZone], v: &mut Violations) {
    v.require(zones.len() <= 50, "terms.travel_zones", "give at most 50 zones");
    for (i, zone) in zones.iter().enumerate().take(50) {
        let field = format!("terms.travel_zones[{i}]");
        v.text(&format!("{field}.display_name"), &zone.display_name, 1, 100);
        v.require(zone.sites.len() <= 500, format!("{field}.sites"), "give at most 500 sites");
        let near = zone.up_to_km.is_none_or(|km| (1..=FARTHEST).contains(&km));
        v.require(near, format!("{field}.up_to_km"), "give 1 to 20000 kilometres, or 0 for any");
        let parts = [("flat", zone.flat), ("per_hour", zone.per_hour), ("per_km", zone.per_km)];
        let any = parts.iter().any(|(_, part)| part.is_some());
        v.require(any, field.clone(), "give flat, per_hour or per_km; 0.00 for trips that cost nothing");
        for (name, part) in parts {
            let fits = part.is_none_or(|amount| amount.value() >= Decimal::ZERO);
            v.require(fits, format!("{field}.{name}"), "give an amount that is not negative");
        }
        if let Some(first) = zones[..i].iter().position(|earlier| earlier.hides(zone)) {
            let (n, m, own, other) = (i + 1, first + 1, &zone.display_name, &zones[first].display_name);
            v.add(
                field,
                format!("zone {n} '{own}' is never reached: zone {m} '{other}' takes all of its trips; put it first"),
            );
        }
    }
}
