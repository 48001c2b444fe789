//! What comes with the work of a customer beside its time: the way, materials (T1).

use super::Book;
use kontor_billing_domain::{Allocation, Extras, LineKey, Outfit, Waits, extras};
use kontor_ids::TimeEntryId;
use kontor_status::{Problem, Result};
use std::collections::{BTreeMap, BTreeSet};

impl Book {
    /// What comes with the open entries, priced; nothing of entries that wait for a decision (C2) or approval (T6).
    pub(crate) fn extras(&self, allocation: &Allocation) -> Result<Extras> {
        let waiting: BTreeSet<TimeEntryId> =
            allocation.rated.iter().filter(|rated| rated.waits()).map(|rated| rated.entry).collect();
        let outfits: Vec<Outfit> = self
            .entries
            .iter()
            .filter(|e| e.frozen.is_some() || !e.withdrawn && !waiting.contains(&e.entry.id))
            .filter_map(|e| e.outfit.clone())
            .collect();
        if outfits.is_empty() {
            return Ok(Extras::default());
        }
        extras(&outfits, &self.settled()).map_err(Problem::internal)
    }

    /// Why entries wait (C2, R6).
    pub(crate) fn waits(&self, allocation: &Allocation) -> Result<BTreeMap<TimeEntryId, Waits>> {
        let unpriced = self.extras(allocation)?.unpriced.into_iter().map(|entry| (entry, Waits::Unpriced));
        let rated = allocation.rated.iter().filter_map(|rated| Some((rated.entry, Waits::of(rated)?)));
        Ok(unpriced.chain(rated).collect())
    }

    /// What an entry that does not stand would bring with it: the flat fee of its visit only where no other entry bears
    /// it.
    pub(crate) fn extras_of_new(&self, new: &Outfit) -> Result<Extras> {
        let others = self.entries.iter().filter(|e| e.frozen.is_some() || !e.withdrawn);
        let mut outfits: Vec<Outfit> = others.filter_map(|e| e.outfit.clone()).collect();
        outfits.retain(|outfit| outfit.entry != new.entry);
        let before = extras(&outfits, &self.settled()).map_err(Problem::internal)?;
        outfits.push(new.clone());
        let mut after = extras(&outfits, &self.settled()).map_err(Problem::internal)?;
        // The flat fee may move to it from another entry of the visit: that adds nothing.
        let paid = |entry: TimeEntryId| {
            let visit =
                |id| outfits.iter().find(|o| o.entry == id).and_then(|o| o.travel.as_ref()).map(|t| &t.visit);
            before.charges.iter().any(|(c, _)| match &c.key {
                LineKey::Extra { entry: other, kind: kontor_billing_domain::ExtraKind::Flat } => {
                    visit(*other) == visit(entry)
                }
                _ => false,
            })
        };
        after.charges.retain(|(charge, _)| match &charge.key {
            LineKey::Extra { entry, kind } => {
                *entry == new.entry && (*kind != kontor_billing_domain::ExtraKind::Flat || !paid(*entry))
            }
            _ => false,
        });
        after.unpriced.retain(|entry| *entry == new.entry);
        Ok(after)
    }

    fn settled(&self) -> BTreeSet<LineKey> {
        self.claimed.iter().filter_map(|line| line.parse().ok()).collect()
    }
}
