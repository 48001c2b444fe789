//! A customer's book as though nothing were invoiced, by what is agreed and by a draft (N6).

use super::Book;
use super::lots::{paid, schedule_of};
use crate::store::entries::StoredEntry;
use crate::wire::entry::{entry, outfit};
use crate::wire::terms::Version;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_billing_domain::what_if::{Sides, Tally, spread, tally};
use kontor_billing_domain::{Entry, FeeStretch, Ground, Outfit, Period, allocate, extras, fees};
use kontor_money::Currency;
use kontor_proto::contract::v1::ResolveTermsResponse;
use kontor_status::{Problem, Result};
use std::collections::{BTreeMap, BTreeSet};

/// One side of a comparison.
pub(crate) struct Side {
    versions: Vec<Version>,
    entries: Vec<Entry>,
    outfits: Vec<Outfit>,
}

impl Book {
    /// The work of the period that is compared: all that stands, invoiced or not, in the fold's order.
    pub(crate) fn work_of(&self, period: Period) -> Vec<&StoredEntry> {
        let day = |stored: &StoredEntry| stored.entry.service_date;
        let mut work: Vec<_> =
            self.standing(period.end).filter(|stored| day(stored) >= period.start).collect();
        work.sort_by_key(|stored| stored.entry.order());
        work
    }

    fn standing(&self, end: Date) -> impl Iterator<Item = &StoredEntry> {
        self.entries.iter().filter(move |stored| !stored.withdrawn && stored.entry.service_date < end)
    }

    /// What is agreed. Earlier work counts as well: it drew from the same quotas.
    pub(crate) fn side_now(&self, period: Period) -> Side {
        Side {
            versions: self.versions.clone(),
            entries: self.standing(period.end).map(|stored| stored.entry.clone()).collect(),
            outfits: self.standing(period.end).filter_map(|stored| stored.outfit.clone()).collect(),
        }
    }

    /// The draft from the period's first day on: what it replaces ends there. `cuts` are the draft's answers for
    /// [`Book::work_of`], in its order.
    pub(crate) fn side_then(
        &self,
        period: Period,
        draft: Version,
        (cuts, alone): (&[ResolveTermsResponse], bool),
    ) -> Result<Side> {
        let mut versions = self.versions.clone();
        versions.retain_mut(|version| {
            if alone || version.contract == draft.contract {
                version.until = Some(version.until.map_or(period.start, |end| end.min(period.start)));
            }
            version.until.is_none_or(|end| version.from < end)
        });
        versions.push(draft);
        let earlier = || self.standing(period.start);
        let mut side = Side {
            versions,
            entries: earlier().map(|stored| stored.entry.clone()).collect(),
            outfits: earlier().filter_map(|stored| stored.outfit.clone()).collect(),
        };
        for (stored, cut) in self.work_of(period).into_iter().zip(cuts) {
            let again = entry(&stored.saved, cut)?;
            side.outfits.extend(outfit(&again, &stored.saved, cut)?);
            side.entries.push(again);
        }
        Ok(side)
    }

    /// Rates a side and sums it up by month.
    pub(crate) fn tally(&self, side: &Side, period: Period) -> Result<BTreeMap<Date, Tally>> {
        let last = period.end.yesterday().map_err(Problem::internal)?;
        let ground = Ground {
            lots: schedule_of(&side.versions, last)?,
            tickets: self.tickets.lives.clone(),
            merged: self.tickets.merged.clone(),
            ..Ground::empty(Currency::EUR, last)
        };
        let allocation = allocate(&side.entries, &ground).map_err(Problem::internal)?;
        let extras = extras(&side.outfits, &BTreeSet::new()).map_err(Problem::internal)?;
        let stretches: Vec<FeeStretch> =
            side.versions.iter().map(Version::fees).collect::<Result<Vec<_>>>()?.concat();
        // What is paid in arrears falls due after the days it is for.
        let through = period.end.checked_add(400.days()).unwrap_or(Date::MAX);
        let fees = fees(&spread(&stretches, period), through).map_err(Problem::internal)?;
        let lots: Vec<_> =
            paid(&side.versions, last)?.into_iter().map(|paid| (paid.lot.from, paid.price)).collect();
        let sides = Sides {
            allocation: &allocation,
            extras: &extras,
            fees: &fees,
            lots: &lots,
            currency: Currency::EUR,
        };
        tally(sides, period).map_err(Problem::internal)
    }
}
