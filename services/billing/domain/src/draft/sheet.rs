//! All that is open of a customer, and how it falls into drafts (B1, B2, B3).
//!
//! An entry stays together: where one of its lines is held back, moved or given another cost center, all of them are,
//! so that an entry is always on one invoice as a whole (R5a freezes it as a whole).

use super::{DraftInput, Facts};
use crate::charge::{Charge, LineKey};
use crate::entry::DraftKey;
use crate::fees::FeeKey;
use crate::profile::Profile;
use crate::review::{Action, Review, Seen};
use crate::terms::Period;
use jiff::civil::Date;
use kontor_ids::{CustomerId, TimeEntryId};
use kontor_money::{Amount, Currency};
use std::collections::{BTreeMap, BTreeSet};

/// What is open of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Who is billed.
    pub customer: CustomerId,
    /// In which currency.
    pub currency: Currency,
    /// How the customer wants it.
    pub profile: Profile,
    /// The charges, each with the day that places it: of the service, or when a fee falls due.
    pub charges: Vec<(Date, Charge, Facts)>,
    /// Entries that wait for a decision.
    pub waiting: Vec<(Date, TimeEntryId, Facts)>,
    /// Decisions on lines that are on no standing invoice. None that was refused by a second person.
    pub reviews: Vec<Review>,
    /// Goodwill on one line above this needs a second person.
    pub goodwill_limit: Option<Amount>,
    /// The customer's cost centers; empty where any is taken as it is.
    pub cost_centers: BTreeSet<String>,
}

/// What is placed together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Whole<'a> {
    Entry(TimeEntryId),
    Fee(&'a FeeKey, Period),
    Line(&'a LineKey),
}

fn whole(key: &LineKey) -> Whole<'_> {
    match key {
        LineKey::Work { entry, .. } | LineKey::Extra { entry, .. } => Whole::Entry(*entry),
        LineKey::Fee { fee, period, .. } => Whole::Fee(fee, *period),
        other => Whole::Line(other),
    }
}

/// What was decided about a whole.
#[derive(Default)]
struct Decided<'a> {
    place: Option<&'a Review>,
    cost_center: Option<&'a str>,
    lines: Vec<&'a Review>,
}

impl Sheet {
    /// What each draft is assembled from. A line that left its draft is named there as kept out.
    #[must_use]
    pub fn inputs(&self) -> BTreeMap<DraftKey, DraftInput> {
        let decided = self.decided();
        let mut inputs = BTreeMap::new();
        let mut places: BTreeMap<Whole<'_>, DraftKey> = BTreeMap::new();
        let known: BTreeSet<&LineKey> = self.charges.iter().map(|(_, charge, _)| &charge.key).collect();
        for (day, charge, facts) in &self.charges {
            let whole = whole(&charge.key);
            let decided = decided.get(&whole);
            let mut facts = facts.clone();
            if let Some(cost_center) = decided.and_then(|d| d.cost_center) {
                cost_center.clone_into(&mut facts.cost_center);
            }
            let home = self.profile.home(self.customer, *day, charge.ticket, &facts);
            let place = decided.and_then(|d| d.place);
            let last = place.map_or_else(|| home.clone(), |review| self.moved(&home, review));
            if let Some(review) = place.filter(|_| last != home) {
                let input = self.input(&mut inputs, &home);
                // Where it goes is decided whatever it comes to: it is no conflict that it changed.
                let (line, seen) = (charge.key.clone(), Seen::of(charge));
                input.reviews.push(Review { line, seen, ..review.clone() });
                input.charges.push((charge.clone(), facts.clone()));
            }
            let input = self.input(&mut inputs, &last);
            let own = decided.into_iter().flat_map(|d| &d.lines).filter(|r| r.line == charge.key);
            input.reviews.extend(own.map(|r| (*r).clone()));
            input.charges.push((charge.clone(), facts));
            places.insert(whole, last);
        }
        // What was decided about a line that is there no more shows where the rest of it is.
        for (whole, decided) in &decided {
            let Some(key) = places.get(whole) else { continue };
            let gone = decided.lines.iter().filter(|r| !known.contains(&r.line));
            self.input(&mut inputs, key).reviews.extend(gone.map(|r| (*r).clone()));
        }
        for (day, entry, facts) in &self.waiting {
            let home = self.profile.home(self.customer, *day, None, facts);
            self.input(&mut inputs, &home).waiting.push(*entry);
        }
        inputs
    }

    fn input<'m>(
        &self,
        inputs: &'m mut BTreeMap<DraftKey, DraftInput>,
        key: &DraftKey,
    ) -> &'m mut DraftInput {
        inputs.entry(key.clone()).or_insert_with(|| self.empty(key.clone()))
    }

    /// A draft with nothing on it.
    #[must_use]
    pub fn empty(&self, key: DraftKey) -> DraftInput {
        DraftInput {
            key,
            currency: self.currency,
            charges: Vec::new(),
            waiting: Vec::new(),
            reviews: Vec::new(),
            goodwill_limit: self.goodwill_limit,
            layout: self.profile.layout,
            cost_centers: self.cost_centers.clone(),
        }
    }

    fn moved(&self, home: &DraftKey, review: &Review) -> DraftKey {
        match &review.action {
            Action::MoveTo(target) => target.clone(),
            // Drafts of no period wait for none: what is held back of them goes to the month of that day.
            Action::HoldBack { until } if home.period == Period::ALWAYS => {
                DraftKey { period: Period::month_of(*until), ..home.clone() }
            }
            Action::HoldBack { until } if home.period.start < *until => {
                DraftKey { period: self.profile.period(*until, None), ..home.clone() }
            }
            _ => home.clone(),
        }
    }

    fn decided(&self) -> BTreeMap<Whole<'_>, Decided<'_>> {
        let mut reviews: Vec<_> = self.reviews.iter().collect();
        reviews.sort_by_key(|r| r.at);
        let mut all: BTreeMap<Whole<'_>, Decided<'_>> = BTreeMap::new();
        for review in reviews {
            let decided = all.entry(whole(&review.line)).or_default();
            match &review.action {
                Action::HoldBack { .. } | Action::MoveTo(_) => decided.place = Some(review),
                Action::CostCenter(center) => decided.cost_center = Some(center),
                Action::Restore => {
                    decided.place = None;
                    decided.cost_center = None;
                    decided.lines.push(review);
                }
                _ => decided.lines.push(review),
            }
        }
        all
    }
}
