//! The lots of a customer: what the contracts grant, and what came about by itself and is settled (R5, R6, R9).

use super::Book;
use crate::wire::money::read_money;
use crate::wire::terms::{Version, quota as quota_terms, thresholds};
use jiff::civil::Date;
use kontor_billing_domain::ledger::{Account, Relation, TransferKind};
use kontor_billing_domain::lots::{LotKey, LotOrigin, QuotaStretch, schedule};
use kontor_billing_domain::{AutoLot, LineKey, Lot, Overage};
use kontor_ids::QuotaId;
use kontor_money::{Amount, Currency};
use kontor_proto::contract::v1::QuotaTerms;
use kontor_status::Result;
use std::collections::{BTreeMap, BTreeSet};

/// The lots that these versions grant and that begin by this day.
pub(super) fn schedule_of(versions: &[Version], horizon: Date) -> Result<Vec<Lot>> {
    let mut stretches: BTreeMap<QuotaId, Vec<QuotaStretch>> = BTreeMap::new();
    for version in versions {
        for stretch in version.quotas()? {
            stretches.entry(stretch.terms.quota).or_default().push(stretch);
        }
    }
    Ok(stretches.values().flat_map(|s| schedule(s, horizon)).collect())
}

/// The lots with a price of their own that begin by this day (R9).
pub(super) fn paid(versions: &[Version], until: Date) -> Result<Vec<AutoLot>> {
    let mut paid = Vec::new();
    if versions.iter().any(|v| v.terms.quotas.iter().any(|q| q.lot_price.is_some())) {
        for lot in schedule_of(versions, until)? {
            let terms = worded(versions, lot.key.quota, lot.from);
            if let Some(price) = terms.and_then(|t| t.lot_price.as_ref()) {
                paid.push(AutoLot { price: read_money(price)?, lot });
            }
        }
    }
    Ok(paid)
}

/// The terms of a quota that hold on a day: the newest that had begun.
fn worded(versions: &[Version], quota: QuotaId, day: Date) -> Option<&QuotaTerms> {
    let name = quota.resource_name();
    let begun = versions.iter().filter(|v| v.from <= day).rev();
    begun.flat_map(|v| &v.terms.quotas).find(|q| q.name == name)
}

impl Book {
    /// The lots that contracts grant and that begin by this day.
    pub(super) fn lots(&self, horizon: Date) -> Result<Vec<Lot>> {
        schedule_of(&self.versions, horizon)
    }

    /// The automatic lots that an invoice holds, or that invoiced work draws from: as they were granted, with what one
    /// costs (R5a). All others come about anew.
    pub(super) fn kept_lots(&self) -> Result<Vec<AutoLot>> {
        let invoiced = self.claimed.iter().filter_map(|line| match line.parse() {
            Ok(LineKey::Lot(key)) => Some(key),
            _ => None,
        });
        let frozen = self.entries.iter().filter_map(|e| e.frozen.as_ref());
        let drawn = frozen.flat_map(|f| &f.draws).filter_map(|draw| match draw.from {
            Account::Lot(key) => Some(key),
            _ => None,
        });
        let kept: BTreeSet<LotKey> =
            invoiced.chain(drawn).filter(|key| matches!(key.origin, LotOrigin::Auto(_))).collect();
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        // A lot may have been granted, taken back and granted anew: the last grant counts.
        let mut granted = BTreeMap::new();
        for transfer in self.transfers.iter().filter(|t| t.step.relation == Relation::New) {
            let posting = transfer.step.posting;
            if let (TransferKind::Grant, Account::Lot(key)) = (posting.kind, posting.debit) {
                granted.insert(key, (posting.amount, posting.date));
            }
        }
        let mut lots = Vec::new();
        for key in kept {
            let Some((amount, from)) = granted.get(&key).copied() else { continue };
            let lot = Lot { key, amount, from, expires: None, carry_cap: None };
            lots.push(AutoLot { lot, price: self.replenishing_price(key.quota, from)? });
        }
        Ok(lots)
    }

    /// Lots that are paid for and on no invoice: those of a period with a price of their own, from the day they begin,
    /// and kept ones whose work was invoiced without them.
    pub(super) fn paid_lots(&self) -> Result<Vec<AutoLot>> {
        let mut paid = self.kept_lots()?;
        paid.extend(self::paid(&self.versions, self.today)?);
        paid.retain(|p| !p.price.is_zero() && !self.claimed.contains(&LineKey::Lot(p.lot.key).to_string()));
        Ok(paid)
    }

    /// At which shares of a quota's use an event is told, in percent: by the newest terms that word it (R7).
    pub(crate) fn thresholds(&self, quota: QuotaId) -> Vec<u8> {
        self.quota_terms(quota, Date::MAX).map_or_else(|| thresholds(&QuotaTerms::default()), thresholds)
    }

    /// The terms of a quota that hold on a day.
    fn quota_terms(&self, quota: QuotaId, day: Date) -> Option<&QuotaTerms> {
        worded(&self.versions, quota, day)
    }

    fn replenishing_price(&self, quota: QuotaId, day: Date) -> Result<Amount> {
        let Some(terms) = self.quota_terms(quota, day) else { return Ok(Amount::zero(Currency::EUR)) };
        Ok(match quota_terms(terms)?.overage {
            Overage::Replenish { price, .. } => price,
            _ => Amount::zero(Currency::EUR),
        })
    }
}
