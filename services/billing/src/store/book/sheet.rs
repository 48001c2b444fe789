//! A customer's book as drafts: what is open, how it falls apart, what each draft shows (B1, B2).

use super::Book;
use crate::language::{self, said};
use crate::wire;
use jiff::civil::Date;
use kontor_billing_domain::profile::Profile;
use kontor_billing_domain::vat::Vat;
use kontor_billing_domain::{
    Allocation, Charge, Draft, DraftKey, Facts, FeeKey, LineKey, Period, Sheet, assemble, charge,
};
use kontor_documents::Language;
use kontor_ids::{ContractId, TicketId, TimeEntryId};
use kontor_money::Currency;
use kontor_status::{Problem, Result};
use std::collections::BTreeMap;

impl Book {
    /// How the customer wants to be billed.
    pub(crate) fn profile(&self) -> Profile {
        wire::profile::profile(&self.wishes)
    }

    /// All that is open.
    pub(crate) fn sheet(&self, allocation: &Allocation, vat: impl Fn(Date) -> Vat) -> Result<Sheet> {
        let (mut work, mut waiting) = charge::of_entries(&allocation.rated).map_err(Problem::internal)?;
        let mut extras = self.extras(allocation)?;
        // What no price is agreed for waits, and all of its entry with it (C2): once a part of an entry is invoiced it
        // is locked, and the rest could never be billed any more.
        waiting.extend(extras.unpriced.iter().copied());
        let priced = |charge: &Charge| match &charge.key {
            LineKey::Work { entry, .. } | LineKey::Extra { entry, .. } => !extras.unpriced.contains(entry),
            _ => true,
        };
        work.retain(priced);
        let beside = std::mem::take(&mut extras.charges);
        extras.charges = beside.into_iter().filter(|(charge, _)| priced(charge)).collect();
        let entries: BTreeMap<_, _> = self.entries.iter().map(|e| (e.entry.id, e)).collect();
        let of_entry = |id: &TimeEntryId, day: Date| {
            let none = Facts::of(vat(day));
            let Some(stored) = entries.get(id) else { return none };
            let contract = stored.entry.spans.first().and_then(|s| s.coverage.contract);
            Facts {
                text: stored.saved.text.clone(),
                ticket_number: stored.saved.ticket_number.clone(),
                cost_center: stored.saved.cost_center.clone(),
                goodwill_wish: stored.saved.goodwill_reason.clone(),
                site: stored.saved.site.clone(),
                contract: contract.map(ContractId::resource_name).unwrap_or_default(),
                order_number: self.order_number(stored.entry.ticket),
                activity: stored.saved.activity.clone(),
                ..none
            }
        };
        let language = language::of(self.buyer.as_ref());
        let lots = allocation.auto_lots.iter().map(|lot| (lot.lot.from, Charge::from(lot)));
        let mut charges: Vec<_> = work.into_iter().map(|c| (c.service.start, c)).chain(lots).collect();
        charges.extend(self.fees(self.today)?);
        let texts: BTreeMap<_, _> = extras
            .charges
            .iter()
            .map(|(c, text)| (c.key.clone(), said(language, &text.de, &text.en).clone()))
            .collect();
        charges.extend(extras.charges.into_iter().map(|(c, _)| (c.service.start, c)));
        let placed = charges.into_iter().map(|(day, charge)| {
            let none = Facts::of(vat(charge.service.start));
            let facts = match &charge.key {
                LineKey::Work { entry, .. } => of_entry(entry, charge.service.start),
                LineKey::Extra { entry, .. } => Facts {
                    text: texts.get(&charge.key).cloned().unwrap_or_default(),
                    ..of_entry(entry, charge.service.start)
                },
                key => beside_work(key, language, none),
            };
            (day, charge, facts)
        });
        let day_of = |id: &TimeEntryId| entries.get(id).map_or(self.today, |e| e.entry.service_date);
        Ok(Sheet {
            customer: self.customer,
            currency: Currency::EUR,
            profile: self.profile(),
            charges: placed.collect(),
            waiting: waiting.iter().map(|id| (day_of(id), *id, of_entry(id, day_of(id)))).collect(),
            reviews: self
                .reviews
                .iter()
                .filter(|r| !r.refused && !self.claimed.contains(&r.review.line.to_string()))
                .map(|r| r.review.clone())
                .collect(),
            goodwill_limit: self.goodwill_limit,
            cost_centers: self.wishes.cost_centers.iter().map(|c| c.code.clone()).collect(),
        })
    }

    /// The draft as it is now: what is shown is what would be issued (B3a).
    pub(crate) fn draft(
        &self,
        allocation: &Allocation,
        key: &DraftKey,
        vat: impl Fn(Date) -> Vat,
    ) -> Result<Draft> {
        let sheet = self.sheet(allocation, vat)?;
        let input = sheet.inputs().remove(key).unwrap_or_else(|| sheet.empty(key.clone()));
        assemble(&input).map_err(Problem::internal)
    }

    /// All drafts that hold anything.
    pub(crate) fn drafts(&self, allocation: &Allocation, vat: impl Fn(Date) -> Vat) -> Result<Vec<Draft>> {
        let sheet = self.sheet(allocation, vat)?;
        sheet.inputs().values().map(|input| assemble(input).map_err(Problem::internal)).collect()
    }

    fn order_number(&self, ticket: TicketId) -> String {
        self.order_numbers.get(&ticket).cloned().unwrap_or_default()
    }
}

/// What stands on a line that is of no entry.
fn beside_work(key: &LineKey, language: Language, none: Facts) -> Facts {
    let of_fee =
        |fee: &FeeKey, text: String| Facts { text, contract: fee.contract.resource_name(), ..none.clone() };
    match key {
        LineKey::Fee { fee, .. } => of_fee(fee, fee.name.clone()),
        LineKey::Settling { fee, period, .. } => of_fee(fee, settling(&fee.name, *period, language)),
        LineKey::Lot(_) | LineKey::Item(_) => {
            Facts { text: said(language, "Kontingent", "Quota").to_owned(), ..none }
        }
        LineKey::Work { .. } | LineKey::Extra { .. } => none,
    }
}

/// What stands on the line that settles a fee.
fn settling(fee: &str, period: Period, language: Language) -> String {
    let last = period.end.yesterday().unwrap_or(period.end);
    let [start, last] = [period.start, last].map(|day| language::day(day, language));
    match language {
        Language::German => format!("{fee}, Ausgleich für {start} bis {last}"),
        Language::English => format!("{fee}, settlement for {start} to {last}"),
    }
}
