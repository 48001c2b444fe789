//! From a draft to what is issued, and to its exact mirror (B3a, B4, B5, B5a).

use super::{Draft, DraftLine, Outcome};
use crate::charge::LineKey;
use crate::quantity::Quantity;
use crate::terms::Period;
use crate::vat::{Totals, Vat, VatGroup};
use kontor_money::{Amount, Decimal};

/// A line of an issued document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLine {
    /// 1, 2, 3 ...
    pub position: u32,
    /// The draft's line it was.
    pub key: LineKey,
    /// What stands on it.
    pub text: String,
    /// The ticket's number; empty for none.
    pub ticket_number: String,
    /// The customer's cost center; empty for none (BT-133).
    pub cost_center: String,
    /// The days of the service.
    pub service: Period,
    /// The quantity on paper.
    pub quantity: Quantity,
    /// Net price for the quantity's base; never below zero (BR-27).
    pub price: Amount,
    /// What was given (BT-136); zero for nothing.
    pub allowance: Amount,
    /// Percent of it, where given so (BT-138).
    pub allowance_percent: Option<Decimal>,
    /// Why.
    pub allowance_reason: String,
    /// round2(quantity x price / base) - allowance (BT-131).
    pub net: Amount,
    /// Category and rate.
    pub vat: Vat,
    /// The customer's order number; empty for none (BT-13).
    pub order_number: String,
    /// The draft's lines that it holds (B2).
    pub keys: Vec<LineKey>,
}

/// What is issued: it takes a number and never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its lines.
    pub lines: Vec<DocumentLine>,
    /// Net, VAT and gross: those of the draft.
    pub totals: Totals,
    /// The days of the service (BG-14).
    pub period: Period,
    /// The lines of the draft that it settles, hidden ones included.
    pub settles: Vec<LineKey>,
    /// [`Outcome::Invoice`] or [`Outcome::UsageStatement`] (B5a).
    pub outcome: Outcome,
}

/// Why a draft is not issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueRefusal {
    /// Charges changed since it was shown (B3a).
    #[error("the draft changed since it was shown, look at it again and issue with its current etag")]
    Changed,
    /// Decisions wait for someone.
    #[error("the draft has {0} conflicts, decide about each of them first")]
    Conflicts(usize),
    /// There is nothing in it, or more is given back than charged (B5a).
    #[error("the draft would become neither an invoice nor a usage statement: {0:?}")]
    NoInvoice(Outcome),
    /// A price below zero cannot stand on an invoice.
    #[error("a line's price is below zero, reprice or hold back the line")]
    NegativePrice,
}

impl Draft {
    /// What is issued: exactly what was shown (B3a).
    ///
    /// `shown` is the etag of what the reviewer saw; `digest` makes an etag of [`Draft::canonical`].
    ///
    /// # Errors
    /// When the draft changed since, has conflicts, holds nothing, or gives back more than it charges (B5a).
    pub fn issue<D: PartialEq>(
        &self,
        shown: &D,
        digest: impl FnOnce(&[u8]) -> D,
    ) -> Result<Document, IssueRefusal> {
        if digest(&self.canonical()) != *shown {
            return Err(IssueRefusal::Changed);
        }
        if !self.conflicts.is_empty() {
            return Err(IssueRefusal::Conflicts(self.conflicts.len()));
        }
        match self.outcome() {
            Outcome::Invoice | Outcome::UsageStatement => {}
            other => return Err(IssueRefusal::NoInvoice(other)),
        }
        if self.lines.iter().any(|l| l.price.value().is_sign_negative()) {
            return Err(IssueRefusal::NegativePrice);
        }
        Ok(self.document())
    }

    /// The document as it would be issued.
    #[must_use]
    pub fn document(&self) -> Document {
        let visible = self.lines.iter().filter(|l| l.allowance.as_ref().is_none_or(|a| a.shown));
        let lines = super::merge::lines(visible, self.layout.detail);
        let lines = lines.into_iter().zip(1..).map(|(line, position)| DocumentLine { position, ..line });
        let lines = lines.collect();
        Document {
            lines,
            totals: self.totals.clone(),
            period: self.service_period(),
            settles: self.lines.iter().map(|l| l.key.clone()).collect(),
            outcome: self.outcome(),
        }
    }
}

/// A line as it stands on paper, its position still open.
pub(super) fn printed(line: &DraftLine) -> DocumentLine {
    let zero = Amount::zero(line.net.currency());
    DocumentLine {
        position: 0,
        key: line.key.clone(),
        text: line.facts.text.clone(),
        ticket_number: line.facts.ticket_number.clone(),
        cost_center: line.facts.cost_center.clone(),
        service: line.charge.service,
        quantity: line.quantity,
        price: line.price,
        allowance: line.allowance.as_ref().map_or(zero, |a| a.amount),
        allowance_percent: line.allowance.as_ref().and_then(|a| a.percent),
        allowance_reason: line.allowance.as_ref().map_or_else(String::new, |a| a.reason.clone()),
        net: line.net,
        vat: line.facts.vat,
        order_number: line.facts.order_number.clone(),
        keys: vec![line.key.clone()],
    }
}

impl Document {
    /// Its exact negative (type 384): quantities, allowances and totals negated, prices as they were (B5).
    #[must_use]
    pub fn mirror(&self) -> Self {
        let line = |l: &DocumentLine| DocumentLine {
            quantity: l.quantity.negated(),
            allowance: l.allowance.negated(),
            net: l.net.negated(),
            ..l.clone()
        };
        let group = |g: &VatGroup| VatGroup { vat: g.vat, net: g.net.negated(), tax: g.tax.negated() };
        let totals = &self.totals;
        Self {
            lines: self.lines.iter().map(line).collect(),
            totals: Totals {
                net: totals.net.negated(),
                groups: totals.groups.iter().map(group).collect(),
                tax: totals.tax.negated(),
                gross: totals.gross.negated(),
            },
            period: self.period,
            settles: self.settles.clone(),
            outcome: self.outcome,
        }
    }
}
