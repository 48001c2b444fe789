//! Drafts: assembled from charges and reviewers' decisions, always current (B1 to B3a).
//!
//! [`assemble`] is the only way to a draft and [`Draft::issue`] the only way from it to a document, so that preview
//! and issue are one function (B3a).

mod canonical;
mod document;
mod merge;
mod sheet;

pub use canonical::LineKeyError;
pub use document::{Document, DocumentLine, IssueRefusal};
pub use sheet::Sheet;

use crate::charge::{Charge, LineKey};
use crate::entry::DraftKey;
use crate::profile::{Layout, LineOrder};
use crate::quantity::Quantity;
use crate::review::{Action, Conflict, Discount, Review, Seen, Verdict};
use crate::terms::Period;
use crate::vat::{Totals, Vat, totals};
use kontor_ids::TimeEntryId;
use kontor_money::{Amount, Currency, MoneyError, percent};
use std::collections::{BTreeMap, BTreeSet};

/// What others know of a charge: words and tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What the customer reads.
    pub text: String,
    /// The ticket's number; empty for none.
    pub ticket_number: String,
    /// The customer's cost center; empty for none.
    pub cost_center: String,
    /// VAT of the service day.
    pub vat: Vat,
    /// The technician's wish for goodwill; empty for none. It decides nothing (T1).
    pub goodwill_wish: String,
    /// The site it was done at or for; empty for none.
    pub site: String,
    /// The contract that decided its first part; empty for none.
    pub contract: String,
    /// The customer's order number; empty for none (BT-13).
    pub order_number: String,
    /// What was done, such as `support`; empty for what is no work.
    pub activity: String,
}

impl Facts {
    /// Nothing but the tax.
    #[must_use]
    pub const fn of(vat: Vat) -> Self {
        let none = String::new;
        Self {
            text: none(),
            ticket_number: none(),
            cost_center: none(),
            vat,
            goodwill_wish: none(),
            site: none(),
            contract: none(),
            order_number: none(),
            activity: none(),
        }
    }
}

/// What a draft is assembled from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftInput {
    /// Which draft.
    pub key: DraftKey,
    /// Its currency.
    pub currency: Currency,
    /// Charges that belong to it, moved-in ones included.
    pub charges: Vec<(Charge, Facts)>,
    /// Entries that wait for a decision (C2).
    pub waiting: Vec<TimeEntryId>,
    /// Decisions on its lines.
    pub reviews: Vec<Review>,
    /// Goodwill on one line above this needs a second person; `None` for no limit.
    pub goodwill_limit: Option<Amount>,
    /// How its lines look.
    pub layout: Layout,
    /// The customer's cost centers; empty where any is taken as it is.
    pub cost_centers: BTreeSet<String>,
}

/// Goodwill on a line (BG-27).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// What is given, greater than zero.
    pub amount: Amount,
    /// Percent of the line, where it was given so.
    pub percent: Option<kontor_money::Decimal>,
    /// Why.
    pub reason: String,
    /// Whether the line stands on the invoice.
    pub shown: bool,
}

/// A line of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    /// Which.
    pub key: LineKey,
    /// What it was made of.
    pub charge: Charge,
    /// Words and tax; the text as reworded.
    pub facts: Facts,
    /// The quantity on paper.
    pub quantity: Quantity,
    /// Net price for the quantity's base, as repriced.
    pub price: Amount,
    /// Net before goodwill and repricing: the list value (R8b).
    pub list_net: Amount,
    /// Goodwill.
    pub allowance: Option<Allowance>,
    /// round2(quantity x price / base) less the allowance (BT-131).
    pub net: Amount,
}

/// A line that left the draft, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// The line.
    pub key: LineKey,
    /// Held back or moved.
    pub action: Action,
    /// Why.
    pub reason: String,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which.
    pub key: DraftKey,
    /// Its lines by service day, start and key.
    pub lines: Vec<DraftLine>,
    /// Lines that left it.
    pub kept_out: Vec<KeptOut>,
    /// Entries that wait for a decision.
    pub waiting: Vec<TimeEntryId>,
    /// What has to be looked at before it can be issued.
    pub conflicts: Vec<Conflict>,
    /// Net, VAT and gross.
    pub totals: Totals,
    /// What was given: list value less net, where that is above zero (N3).
    pub goodwill: Amount,
    /// Billed less worked seconds: what rounding adds (R2).
    pub uplift_seconds: i64,
    /// How its lines look on the document.
    pub layout: Layout,
}

/// What a draft would become (B5a).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nothing: it has no lines.
    Nothing,
    /// A usage statement: there is nothing to pay.
    UsageStatement,
    /// An invoice.
    Invoice,
    /// More is given back than charged: it waits for the next period, or becomes a credit of an invoice.
    Credit,
}

/// Assembles a draft. The order of charges and decisions given does not matter.
///
/// # Errors
/// When currencies differ or a sum is too large.
pub fn assemble(input: &DraftInput) -> Result<Draft, MoneyError> {
    let mut reviews: BTreeMap<&LineKey, Vec<&Review>> = BTreeMap::new();
    for review in &input.reviews {
        reviews.entry(&review.line).or_default().push(review);
    }
    let (mut lines, mut kept_out, mut conflicts) = (Vec::new(), Vec::new(), Vec::new());
    let mut goodwill = Amount::zero(input.currency);
    for (charge, facts) in sorted(&input.charges, input.layout.order) {
        let mut own = reviews.remove(&charge.key).unwrap_or_default();
        own.sort_by_key(|r| r.at);
        let verdict = Verdict::of(own.into_iter());
        conflicts.extend(changed(charge, verdict));
        if let Some(place) = verdict.place.filter(|r| leaves(&r.action, &input.key)) {
            let (action, reason) = (place.action.clone(), place.reason.clone());
            kept_out.push(KeptOut { key: charge.key.clone(), action, reason });
            continue;
        }
        let line = line(charge, facts, verdict, &mut conflicts)?;
        let given = line.list_net.minus(line.net)?;
        if given.value() > rust_decimal::Decimal::ZERO {
            goodwill = goodwill.plus(given)?;
            conflicts.extend(second_person(&line, verdict, given, input.goodwill_limit));
        }
        let center = &line.facts.cost_center;
        if !center.is_empty() && !input.cost_centers.is_empty() && !input.cost_centers.contains(center) {
            conflicts.push(Conflict::UnknownCostCenter { line: line.key.clone() });
        }
        lines.push(line);
    }
    conflicts.extend(reviews.into_iter().filter_map(|(key, mut own)| {
        own.sort_by_key(|r| r.at);
        let counts = Verdict::of(own.into_iter()).all().next().is_some();
        counts.then(|| Conflict::Gone { line: key.clone() })
    }));
    let totals = totals(input.currency, lines.iter().map(|l| (l.facts.vat, l.net)))?;
    let uplift = lines.iter().map(|l| seconds(l.charge.seconds) - seconds(l.charge.worked)).sum();
    let mut waiting = input.waiting.clone();
    waiting.sort_unstable();
    let key = input.key.clone();
    let (uplift_seconds, layout) = (uplift, input.layout);
    Ok(Draft { key, lines, kept_out, waiting, conflicts, totals, goodwill, uplift_seconds, layout })
}

fn seconds(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn sorted(charges: &[(Charge, Facts)], order: LineOrder) -> Vec<(&Charge, &Facts)> {
    let mut sorted: Vec<_> = charges.iter().map(|(c, f)| (c, f)).collect();
    let first = |facts: &'_ Facts| match order {
        LineOrder::Day => String::new(),
        LineOrder::Ticket => facts.ticket_number.clone(),
        LineOrder::CostCenter => facts.cost_center.clone(),
    };
    sorted.sort_by_cached_key(|(c, f)| (first(f), c.service.start, c.start, c.key.clone()));
    sorted
}

fn changed<'a>(charge: &'a Charge, verdict: Verdict<'a>) -> impl Iterator<Item = Conflict> + 'a {
    let now = Seen::of(charge);
    let differing = verdict.all().find(move |r| r.seen != now);
    differing.map(|r| Conflict::Changed { line: charge.key.clone(), seen: r.seen, now }).into_iter()
}

fn leaves(action: &Action, draft: &DraftKey) -> bool {
    match action {
        Action::HoldBack { until } => draft.period.start < *until,
        Action::MoveTo(target) => target != draft,
        _ => false,
    }
}

fn line(
    charge: &Charge,
    facts: &Facts,
    verdict: Verdict<'_>,
    conflicts: &mut Vec<Conflict>,
) -> Result<DraftLine, MoneyError> {
    let price = match verdict.price.map(|r| &r.action) {
        Some(Action::Reprice(price)) => *price,
        _ => charge.price,
    };
    let full = charge.quantity.net(price)?;
    let mut facts = facts.clone();
    if let Some(Action::Reword(text)) = verdict.text.map(|r| &r.action) {
        facts.text.clone_from(text);
    }
    let allowance = match verdict.goodwill {
        Some(review) => allowance(&charge.key, full, review, conflicts)?,
        None => None,
    };
    let net = allowance.as_ref().map_or(Ok(full), |a| full.minus(a.amount))?;
    Ok(DraftLine {
        key: charge.key.clone(),
        charge: charge.clone(),
        facts,
        quantity: charge.quantity,
        price,
        list_net: charge.list_net,
        allowance,
        net,
    })
}

fn allowance(
    key: &LineKey,
    full: Amount,
    review: &Review,
    conflicts: &mut Vec<Conflict>,
) -> Result<Option<Allowance>, MoneyError> {
    let zero = Amount::zero(full.currency());
    let hundred = rust_decimal::dec!(100);
    let (amount, rate, shown) = match &review.action {
        Action::Waive { shown } => (full, Some(hundred), *shown),
        Action::Discount(Discount::Amount(amount)) => (zero.plus(*amount)?, None, true),
        Action::Discount(Discount::Percent(rate)) => {
            (Amount::new(percent(full.value(), *rate)?, full.currency())?, Some(*rate), true)
        }
        _ => return Ok(None),
    };
    // Goodwill gives at most the line, and never takes.
    let most = full.value().max(zero.value());
    let cut = amount.value().clamp(zero.value(), most);
    if cut != amount.value() {
        conflicts.push(Conflict::Exceeds { line: key.clone() });
    }
    if cut.is_zero() {
        return Ok(None);
    }
    let percent = rate.filter(|_| cut == amount.value());
    let amount = Amount::new(cut, full.currency())?;
    Ok(Some(Allowance { amount, percent, reason: review.reason.clone(), shown }))
}

fn second_person(
    line: &DraftLine,
    verdict: Verdict<'_>,
    goodwill: Amount,
    limit: Option<Amount>,
) -> Option<Conflict> {
    let above = limit.is_some_and(|limit| goodwill.value() > limit.value());
    let agreed = |r: &Review| r.approved_by.is_some_and(|second| second != r.by);
    let alone = [verdict.goodwill, verdict.price].into_iter().flatten().any(|r| !agreed(r));
    (above && alone).then(|| Conflict::NeedsSecondPerson { line: line.key.clone(), goodwill })
}

impl Draft {
    /// What it would become.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.lines.is_empty() {
            Outcome::Nothing
        } else if self.totals.gross.is_zero() {
            Outcome::UsageStatement
        } else if self.totals.gross.value().is_sign_negative() {
            Outcome::Credit
        } else {
            Outcome::Invoice
        }
    }

    /// The days its lines were done on, within or around its period (BG-14 must hold them all).
    #[must_use]
    pub fn service_period(&self) -> Period {
        let own = (self.key.period != Period::ALWAYS).then_some(self.key.period);
        let start = self.lines.iter().map(|l| l.charge.service.start).min();
        let end = self.lines.iter().map(|l| l.charge.service.end).max();
        Period {
            start: own.map(|p| p.start).into_iter().chain(start).min().unwrap_or(self.key.period.start),
            end: own.map(|p| p.end).into_iter().chain(end).max().unwrap_or(self.key.period.end),
        }
    }
}
