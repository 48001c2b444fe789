//! What an entry would cost right now, by the code that rates it (R10).

use crate::entry::Entry;
use crate::fold::{Ground, allocate_refs};
use crate::ledger::Level;
use crate::rating::{PortionKind, RatedEntry, RatingError};
use crate::terms::{RoundingMode, Seconds};
use kontor_ids::QuotaId;
use kontor_money::{Amount, MoneyError};
use std::collections::BTreeMap;

/// A quote. Nothing of it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The entry as it would be rated.
    pub rated: RatedEntry,
    /// What it would add to the customer's invoices, net: entries after it that it displaces included.
    pub adds: Amount,
    /// Net price of the next increment; of the next minute where nothing is rounded.
    pub next_increment: Amount,
    /// What would be left in the customer's quotas.
    pub levels: BTreeMap<QuotaId, Level>,
    /// What capture must refuse (R6).
    pub refusal: Option<Refused>,
}

/// A quota refuses to be overdrawn (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("quota {quota} lacks {missing} seconds for this entry, shorten it or extend the quota")]
pub struct Refused {
    /// The quota.
    pub quota: QuotaId,
    /// Seconds it cannot cover.
    pub missing: Seconds,
}

/// Quotes an entry beside those that are open.
///
/// # Errors
/// As [`crate::allocate`].
pub fn quote(new: &Entry, open: &[Entry], ground: &Ground) -> Result<Quote, RatingError> {
    let money = |source: MoneyError| RatingError::Money { entry: new.id, source };
    let others = || open.iter().filter(|e| e.id != new.id);
    let without = allocate_refs(others(), ground)?.net(ground.currency).map_err(money)?;
    let with = allocate_refs(others().chain([new]), ground)?;
    let total = with.net(ground.currency).map_err(money)?;
    let adds = total.minus(without).map_err(money)?;
    let Some(rated) = with.entry(new.id).cloned() else {
        return Err(money(MoneyError::BadBase));
    };
    let longer = extended(new, rated.billable);
    let next = allocate_refs(others().chain([&longer]), ground)?.net(ground.currency).map_err(money)?;
    let refusal = rated.portions.iter().find_map(|p| match p.kind {
        PortionKind::Refused { quota } => Some(Refused { quota, missing: p.seconds }),
        _ => None,
    });
    Ok(Quote { rated, adds, next_increment: next.minus(total).map_err(money)?, levels: with.levels, refusal })
}

/// What capture must refuse: seconds that a quota cannot cover once this entry stands beside the open ones, be it of the
/// entry itself or of one that it displaces (R6, R8, I4). Nothing where it fits.
///
/// # Errors
/// As [`crate::allocate`].
pub fn newly_refused(new: &Entry, open: &[Entry], ground: &Ground) -> Result<Option<Refused>, RatingError> {
    let others = || open.iter().filter(|e| e.id != new.id);
    let refused = |rated: &RatedEntry| {
        let refused = rated.portions.iter().filter_map(|p| match p.kind {
            PortionKind::Refused { quota } => Some(Refused { quota, missing: p.seconds }),
            _ => None,
        });
        refused.reduce(|sum, more| Refused { missing: sum.missing + more.missing, ..sum })
    };
    let before = allocate_refs(others(), ground)?;
    let before: BTreeMap<_, _> =
        before.rated.iter().filter_map(|r| Some((r.entry, refused(r)?.missing))).collect();
    let after = allocate_refs(others().chain([new]), ground)?;
    Ok(after.rated.iter().find_map(|rated| {
        let now = refused(rated)?;
        let more = now.missing.saturating_sub(before.get(&rated.entry).copied().unwrap_or_default());
        (more > 0).then_some(Refused { missing: more, ..now })
    }))
}

/// The entry, longer by what rounding gave away already and one increment more.
fn extended(entry: &Entry, billable: Seconds) -> Entry {
    let mut longer = entry.clone();
    let worked = entry.worked();
    if let Some(span) = longer.spans.last_mut() {
        let increment = match span.terms.as_ref().map(|t| t.rounding) {
            Some(r) if r.mode != RoundingMode::None => Seconds::from(r.increment.max(1)),
            _ => 60,
        };
        span.seconds += billable.saturating_sub(worked) + increment;
    }
    longer
}
