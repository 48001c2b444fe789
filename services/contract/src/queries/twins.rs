//! What was merged, by all its names.

use kontor_ids::{AssetId, ContactId, Uuid};
use kontor_proto::contract::v1 as wire;
use std::collections::{BTreeMap, BTreeSet};

/// Names of the same thing: what was merged, and what it was merged into. Terms never change, so that they may name
/// either.
pub(super) struct Twins(BTreeMap<Uuid, BTreeSet<Uuid>>);

impl Twins {
    pub(super) fn new(merged: &[(Uuid, Uuid)]) -> Self {
        let mut same: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
        for (loser, winner) in merged {
            same.entry(*winner).or_insert_with(|| BTreeSet::from([*winner])).insert(*loser);
        }
        let each = same.values().flat_map(|all| all.iter().map(|id| (*id, all.clone())));
        Self(each.collect())
    }

    /// Adds to terms all other names of what their rules name.
    pub(super) fn complete_all(&self, terms: &mut wire::Terms) {
        terms.rules.iter_mut().for_each(|rule| {
            self.complete(&mut rule.assets, AssetId::COLLECTION);
            self.complete(&mut rule.contacts, ContactId::COLLECTION);
        });
    }

    /// Adds to a list of names all others of the same things.
    fn complete(&self, names: &mut Vec<String>, collection: &str) {
        if self.0.is_empty() {
            return;
        }
        let id = |name: &String| name.rsplit('/').next().and_then(|id| id.parse::<Uuid>().ok());
        let known: BTreeSet<Uuid> = names.iter().filter_map(id).collect();
        let others = known.iter().filter_map(|id| self.0.get(id)).flatten().filter(|id| !known.contains(id));
        let others: BTreeSet<&Uuid> = others.collect();
        names.extend(others.into_iter().map(|id| format!("{collection}/{id}")));
    }
}
