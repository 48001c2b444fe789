//! From when to when something holds (C3).

use crate::Violations;
use jiff::civil::Date;
use kontor_ids::ContractId;
use std::collections::BTreeMap;

/// Days from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first day.
    pub start: Date,
    /// The first day that no longer belongs to it; nothing for open-ended.
    pub end: Option<Date>,
}

impl Validity {
    /// Whether a day belongs to it.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day < end)
    }

    /// Whether it shares a day with another.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.end.is_none_or(|end| other.start < end) && other.end.is_none_or(|end| self.start < end)
    }

    pub(crate) fn check(&self, field: &str, violations: &mut Violations) {
        let ordered = self.end.is_none_or(|end| self.start < end);
        violations.require(ordered, format!("{field}.end"), "give a day after start, or none for open-ended");
    }
}

/// What adding a version does to the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The version, by its place in the slice given, that now ends where the new one begins.
    pub closes: Option<usize>,
}

/// Places a new version among those of its contract: a preceding open-ended one ends where it begins (C3).
///
/// # Errors
/// When it overlaps any other.
pub fn place_version(existing: &[Validity], new: &Validity) -> Result<Placement, Violations> {
    let mut violations = Violations::new();
    new.check("terms.valid", &mut violations);
    let closes = existing.iter().position(|v| v.end.is_none() && v.start < new.start);
    for (i, other) in existing.iter().enumerate() {
        if Some(i) != closes && other.overlaps(new) {
            let end = other.end.map_or_else(|| "open end".to_owned(), |end| end.to_string());
            violations.add(
                "terms.valid",
                format!("choose other days: version {} holds from {} to {end}", i + 1, other.start),
            );
        }
    }
    violations.finish(Placement { closes })
}

/// Refuses a fall-through that leads back to the contract itself (C5). `others` is where each contract of the
/// customer falls through to.
///
/// # Errors
/// When `target` is no contract of the customer or leads back.
pub fn check_fall_through(
    contract: ContractId,
    target: ContractId,
    others: &BTreeMap<ContractId, Option<ContractId>>,
) -> Result<(), Violations> {
    let mut violations = Violations::new();
    let mut at = Some(target);
    // As many steps as there are contracts: a ring among the others ends here too.
    for _ in 0..=others.len() {
        let Some(here) = at else { break };
        if here == contract {
            violations
                .add("contract.fall_through", "choose another: this one leads back to the contract itself");
            break;
        }
        let Some(next) = others.get(&here) else {
            violations.add("contract.fall_through", "choose a contract of the same customer");
            break;
        };
        at = *next;
    }
    violations.finish(())
}
