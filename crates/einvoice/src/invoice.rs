//! The finished invoice.

use crate::check;
use crate::codes::DocumentKind;
use crate::data::{Exemption, InvoiceData, LineAllowance, LineData, Note, Preceding, Reduction};
use crate::problem::{Findings, Problem, Problems};
use crate::reckon::{LineSum, Reckoned, Reckoning, Totals, VatGroup, reckon};
use crate::tidy::tidy;
use jiff::civil::Date;
use kontor_money::Amount;
use rust_decimal::Decimal;

/// The reason of exemption (BT-120) of a small business, for [`Exemption::reason`].
pub const SMALL_BUSINESS: &str = "Steuerfrei für Kleinunternehmer (§ 19 UStG)";

/// An invoice that is complete, computed and within the rules. It cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    data: InvoiceData,
    reckoning: Reckoning,
}

/// One line with its amounts.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// What was stated.
    pub data: &'a LineData,
    /// Quantity x price / base quantity, rounded.
    pub gross: Amount,
    /// Amounts of `data.allowances`, in their order.
    pub allowances: &'a [Reckoned],
    /// Amounts of `data.charges`, in their order.
    pub charges: &'a [Reckoned],
    /// BT-131, `gross` less allowances plus charges.
    pub net: Amount,
}

impl Line<'_> {
    /// BT-126, the id of the line.
    #[must_use]
    pub fn id(&self) -> &str {
        self.data.id.as_deref().unwrap_or_default()
    }
}

impl Invoice {
    /// Computes the invoice (B6) and checks it against EN 16931 and XRechnung.
    ///
    /// Texts are trimmed and empty optional ones dropped; lines without id are numbered; without a period and a
    /// delivery date the period becomes the span of the line periods.
    ///
    /// # Errors
    /// Everything that the official rules would refuse, each bound to its field.
    pub fn new(data: InvoiceData) -> Result<Self, Problems> {
        let data = tidy(data);
        let mut findings = Findings::default();
        check::stated(&data, &mut findings);
        let reckoning = reckon(&data, &mut findings);
        if let Some(reckoning) = &reckoning {
            check::computed(&data, reckoning, &mut findings);
        }
        findings.finish()?;
        let reckoning = reckoning.expect("an invoice that cannot be computed has a finding");
        Ok(Self { data, reckoning })
    }

    /// What was stated, tidied.
    #[must_use]
    pub const fn data(&self) -> &InvoiceData {
        &self.data
    }

    /// The lines with their amounts, in the stated order.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Line<'_>> + Clone {
        self.data.lines.iter().zip(&self.reckoning.lines).map(|(data, sum)| {
            let LineSum { gross, allowances, charges, net } = sum;
            Line { data, gross: *gross, allowances, charges, net: *net }
        })
    }

    /// BG-20, amounts of the document allowances, in the order of `data().allowances`.
    #[must_use]
    pub fn allowances(&self) -> &[Reckoned] {
        &self.reckoning.allowances
    }

    /// BG-21, amounts of the document charges, in the order of `data().charges`.
    #[must_use]
    pub fn charges(&self) -> &[Reckoned] {
        &self.reckoning.charges
    }

    /// BG-23, VAT by category and rate: each pair once, by category, higher rates first.
    #[must_use]
    pub fn vat(&self) -> &[VatGroup] {
        &self.reckoning.vat
    }

    /// BG-22, the totals.
    #[must_use]
    pub const fn totals(&self) -> &Totals {
        &self.reckoning.totals
    }

    /// BT-83, the text by which a payment is recognised.
    #[must_use]
    pub fn remittance(&self) -> &str {
        self.data.payment.remittance.as_deref().unwrap_or(&self.data.number)
    }

    /// The cancellation of this invoice (B5): type 384, every quantity and amount the exact negative, prices as they
    /// were, referring to this invoice. `reason` becomes its first note.
    ///
    /// # Errors
    /// When this is not an invoice (380), or `number` or `date` are unfit.
    pub fn mirrored(&self, number: &str, date: Date, reason: &str) -> Result<Self, Problems> {
        if self.data.kind != DocumentKind::Invoice {
            let text = "only an invoice (380) can be cancelled, issue a new invoice instead";
            return Err(Problems(vec![Problem { field: "kind".to_owned(), text: text.to_owned() }]));
        }
        if date < self.data.issue_date {
            let text = "before the date of the invoice it cancels, use that date or a later one";
            return Err(Problems(vec![Problem { field: "issue_date".to_owned(), text: text.to_owned() }]));
        }
        let mut data = self.data.clone();
        data.number = number.to_owned();
        data.issue_date = date;
        data.kind = DocumentKind::Cancellation;
        data.due_date = None;
        data.payment.terms = None;
        data.payment.skonto.clear();
        data.payment.remittance = None;
        data.preceding =
            vec![Preceding { number: self.data.number.clone(), issue_date: self.data.issue_date }];
        data.notes.insert(0, Note { subject: Some("AAI".to_owned()), text: reason.to_owned() });
        data.lines.iter_mut().for_each(negate_line);
        for allowance in data.allowances.iter_mut().chain(&mut data.charges) {
            negate(&mut allowance.value);
        }
        data.prepaid = -data.prepaid;
        Self::new(data)
    }

    /// The stated reason of exemption of one category, when the seller gave one.
    #[must_use]
    pub fn exemption(&self, category: crate::VatCategory) -> Option<&Exemption> {
        self.data.exemptions.iter().find(|exemption| exemption.category == category)
    }
}

/// A percentage stays: its basis is negated, and so is its amount, because rounding is symmetric.
fn negate(value: &mut Reduction) {
    if let Reduction::Amount(amount) = value {
        *amount = negated(*amount);
    }
}

fn negate_line(line: &mut LineData) {
    line.quantity = negated(line.quantity);
    for LineAllowance { value, .. } in line.allowances.iter_mut().chain(&mut line.charges) {
        negate(value);
    }
}

fn negated(value: Decimal) -> Decimal {
    if value.is_zero() { value } else { -value }
}
