//! From what is posted to what should be, without an edit (R5a, R8).

use super::{Account, Posting, Relation, Step, Transfer};
use kontor_ids::TransferId;
use std::collections::{BTreeMap, BTreeSet};

/// The transfers that turn the ledger `existing` into one that holds exactly `wanted`.
///
/// What stands on both sides stays untouched, so that rating the same input anew asks for nothing. What raises a lot
/// comes before what lowers one, so that no lot falls below zero on the way to a state in which none is. A pending posting that is wanted as posted is posted; one no longer wanted is voided, so
/// each ends exactly once (I5).
#[must_use]
pub fn diff(existing: &[Transfer], wanted: &[Posting]) -> Vec<Step> {
    let mut standing: BTreeMap<Posting, Vec<TransferId>> = BTreeMap::new();
    for (posting, id) in standing_of(existing) {
        standing.entry(posting).or_default().push(id);
    }
    let missing = unmatched(&mut standing, wanted);
    let mut posts = Vec::new();
    let mut fresh = Vec::new();
    for posting in missing {
        let held = Posting { pending: true, ..posting };
        match standing.get_mut(&held).filter(|_| !posting.pending).and_then(Vec::pop) {
            Some(id) => posts.push(Step { posting, relation: Relation::Posts(id) }),
            None => fresh.push(Step { posting, relation: Relation::New }),
        }
    }
    let back = standing.into_iter().flat_map(|(p, ids)| ids.into_iter().map(move |id| take_back(p, id)));
    fresh.sort_by_key(|s| (s.posting.kind, s.posting.date, s.posting));
    let (raising, lowering): (Vec<Step>, Vec<Step>) = back.chain(fresh).partition(raises);
    raising.into_iter().chain(posts).chain(lowering).collect()
}

/// Whether a lot holds more after it.
fn raises(step: &Step) -> bool {
    match step.relation {
        Relation::Voids(_) => true,
        _ => matches!(step.posting.debit, Account::Lot(_)),
    }
}

/// What is posted or held and was not taken back.
fn standing_of(existing: &[Transfer]) -> impl Iterator<Item = (Posting, TransferId)> + '_ {
    let ended: BTreeSet<TransferId> = existing
        .iter()
        .filter_map(|t| match t.step.relation {
            Relation::New => None,
            Relation::Reverses(id) | Relation::Posts(id) | Relation::Voids(id) => Some(id),
        })
        .collect();
    existing
        .iter()
        .filter(move |t| {
            matches!(t.step.relation, Relation::New | Relation::Posts(_)) && !ended.contains(&t.id)
        })
        .map(|t| (t.step.posting, t.id))
}

fn unmatched(standing: &mut BTreeMap<Posting, Vec<TransferId>>, wanted: &[Posting]) -> Vec<Posting> {
    let mut missing = Vec::new();
    for posting in wanted {
        if standing.get_mut(posting).and_then(Vec::pop).is_none() {
            missing.push(*posting);
        }
    }
    missing
}

fn take_back(posting: Posting, id: TransferId) -> Step {
    if posting.pending {
        Step { posting, relation: Relation::Voids(id) }
    } else {
        let swapped = Posting { debit: posting.credit, credit: posting.debit, ..posting };
        Step { posting: swapped, relation: Relation::Reverses(id) }
    }
}
