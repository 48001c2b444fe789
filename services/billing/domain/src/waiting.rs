//! Why an entry waits, and what helps (C2, R6): never priced silently, at list price or at zero.

use crate::rating::{Doubt, PortionKind, RatedEntry};
use crate::terms::Localized;

/// Why an entry is on no invoice before someone acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Waits {
    /// Two contracts could cover it, or none decided.
    Coverage,
    /// No price is valid on its day.
    NoPrice,
    /// It should be drawn from a quota, but the terms name none.
    NoQuota,
    /// A quota refuses what it cannot cover.
    Refused,
    /// The way or a material that comes with it has no agreed price.
    Unpriced,
}

impl Waits {
    /// Why a rated entry waits: the first of its reasons; nothing where it does not.
    #[must_use]
    pub fn of(rated: &RatedEntry) -> Option<Self> {
        rated.portions.iter().find_map(|portion| match portion.kind {
            PortionKind::Undecided(Doubt::Coverage) => Some(Self::Coverage),
            PortionKind::Undecided(Doubt::NoPrice) => Some(Self::NoPrice),
            PortionKind::Undecided(Doubt::NoQuota) => Some(Self::NoQuota),
            PortionKind::Refused { .. } => Some(Self::Refused),
            _ => None,
        })
    }

    /// What whoever looks the draft over can do about it.
    #[must_use]
    pub fn remedy(self) -> Localized {
        let (de, en) = match self {
            Self::Coverage => (
                "Mehrere Verträge könnten gelten oder keiner entscheidet: den Vertrag oder die Preisliste wählen",
                "several contracts could cover it, or none decides: choose the contract or the list price",
            ),
            Self::NoPrice => (
                "An diesem Tag gilt kein Preis: eine Preisliste für den Tag anlegen oder den Vertrag wählen",
                "no price is valid on that day: add a price list for the day, or choose the contract",
            ),
            Self::NoQuota => (
                "Die Regel zieht von einem Kontingent, der Vertrag nennt keines: die Bedingungen berichtigen",
                "its rule draws from a quota and the contract names none: correct the terms",
            ),
            Self::Refused => (
                "Das Kontingent reicht nicht und darf nicht überzogen werden: als Mehrverbrauch berechnen oder aufstocken",
                "the quota does not suffice and may not be overdrawn: bill the rest as overage, or extend the quota",
            ),
            Self::Unpriced => (
                "Fahrt oder Material ohne vereinbarten Preis: den Preis in der Leistung nachtragen oder im Vertrag vereinbaren",
                "the way or a material has no agreed price: add it to the entry, or agree on it in the contract",
            ),
        };
        Localized { de: de.to_owned(), en: en.to_owned() }
    }
}
