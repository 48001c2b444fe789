//! The arithmetic of an invoice (domain.md B6; einvoice.md section 4).

use crate::codes::VatCategory;
use crate::data::{DocumentAllowance, InvoiceData, LineAllowance, LineData, Reduction};
use crate::problem::Findings;
use kontor_money::{Amount, Currency, MoneyError, percent, price};
use rust_decimal::Decimal;

/// An allowance or charge with its amounts. Its reason is that of the data at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// BT-136/141/92/99, by how much; never more than the basis.
    pub amount: Amount,
    /// BT-137/142/93/100 and BT-138/143/94/101, basis and percentage, when it is a percentage.
    pub share: Option<(Amount, Decimal)>,
}

/// What one line comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineSum {
    pub(crate) gross: Amount,
    pub(crate) allowances: Vec<Reckoned>,
    pub(crate) charges: Vec<Reckoned>,
    pub(crate) net: Amount,
}

/// BG-23, the VAT of one category and rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatGroup {
    /// BT-118, category.
    pub category: VatCategory,
    /// BT-119, rate in percent.
    pub rate: Decimal,
    /// BT-116, sum of the lines, allowances and charges of this category and rate.
    pub basis: Amount,
    /// BT-117, rounded once for the group, never per line.
    pub tax: Amount,
    /// BT-121, why no VAT is charged, as a code.
    pub reason_code: Option<String>,
    /// BT-120, why no VAT is charged, in words.
    pub reason: Option<String>,
}

/// BG-22, the totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// BT-106, sum of the line nets.
    pub lines: Amount,
    /// BT-107, sum of the document allowances.
    pub allowances: Amount,
    /// BT-108, sum of the document charges.
    pub charges: Amount,
    /// BT-109, without VAT.
    pub net: Amount,
    /// BT-110, VAT.
    pub tax: Amount,
    /// BT-112, with VAT.
    pub gross: Amount,
    /// BT-113, already paid.
    pub prepaid: Amount,
    /// BT-115, to be paid.
    pub payable: Amount,
}

/// Everything that is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reckoning {
    pub(crate) lines: Vec<LineSum>,
    pub(crate) allowances: Vec<Reckoned>,
    pub(crate) charges: Vec<Reckoned>,
    pub(crate) vat: Vec<VatGroup>,
    pub(crate) totals: Totals,
}

/// Computes the whole invoice; what cannot be computed is reported by its field.
pub(crate) fn reckon(data: &InvoiceData, findings: &mut Findings) -> Option<Reckoning> {
    let lines: Vec<Option<LineSum>> =
        data.lines.iter().enumerate().map(|(i, entry)| line(i, entry, data.currency, findings)).collect();
    let lines: Vec<LineSum> = lines.into_iter().collect::<Option<_>>()?;
    match document(data, lines, findings) {
        Ok(reckoning) => reckoning,
        Err(error) => {
            findings.add("lines", format!("{error}, split the invoice"));
            None
        }
    }
}

fn line(i: usize, data: &LineData, currency: Currency, findings: &mut Findings) -> Option<LineSum> {
    let field = format!("lines[{i}]");
    let result = price(data.quantity, data.price, data.base_quantity.unwrap_or(Decimal::ONE))
        .and_then(|gross| Amount::new(gross, currency))
        .and_then(|gross| line_sum(data, gross));
    match result {
        Ok(sum) => {
            let reduced = total(currency, &sum.allowances)
                .is_ok_and(|all| all.value().abs() <= sum.gross.value().abs());
            findings.unless(reduced, format!("{field}.allowances"), "more than the line itself, reduce them");
            Some(sum)
        }
        Err(MoneyError::BadBase) => {
            findings.add(format!("{field}.base_quantity"), "must be above zero");
            None
        }
        Err(error) => {
            findings.add(field, format!("{error}, check quantity, price and the amounts of allowances"));
            None
        }
    }
}

fn line_sum(data: &LineData, gross: Amount) -> Result<LineSum, MoneyError> {
    let each = |list: &[LineAllowance]| {
        list.iter().map(|entry| reduction(entry.value, gross)).collect::<Result<Vec<_>, _>>()
    };
    let (allowances, charges) = (each(&data.allowances)?, each(&data.charges)?);
    let net = gross.minus(total(gross.currency(), &allowances)?)?.plus(total(gross.currency(), &charges)?)?;
    Ok(LineSum { gross, allowances, charges, net })
}

fn reduction(value: Reduction, basis: Amount) -> Result<Reckoned, MoneyError> {
    match value {
        Reduction::Percent(share) => {
            let amount = Amount::new(percent(basis.value(), share)?, basis.currency())?;
            Ok(Reckoned { amount, share: Some((basis, share.normalize())) })
        }
        Reduction::Amount(amount) => {
            Ok(Reckoned { amount: Amount::new(amount, basis.currency())?, share: None })
        }
    }
}

fn total(currency: Currency, list: &[Reckoned]) -> Result<Amount, MoneyError> {
    Amount::sum(currency, list.iter().map(|entry| entry.amount))
}

fn document(
    data: &InvoiceData,
    lines: Vec<LineSum>,
    findings: &mut Findings,
) -> Result<Option<Reckoning>, MoneyError> {
    let mut groups = Groups { list: Vec::new(), currency: data.currency };
    for (entry, sum) in data.lines.iter().zip(&lines) {
        groups.add(entry.category, entry.rate, sum.net)?;
    }
    let before = Groups { list: groups.list.clone(), currency: data.currency };
    let mut each = |field: &str, list: &[DocumentAllowance]| -> Result<Vec<Reckoned>, MoneyError> {
        let mut done = Vec::with_capacity(list.len());
        for (i, entry) in list.iter().enumerate() {
            let Some(basis) = before.basis(entry.category, entry.rate) else {
                let text = "no line has this VAT category and rate, use those of a line";
                findings.add(format!("{field}[{i}].rate"), text);
                continue;
            };
            match reduction(entry.value, basis) {
                Ok(reckoned) => done.push(reckoned),
                Err(error) => findings.add(format!("{field}[{i}].value"), format!("{error}, give less")),
            }
        }
        Ok(done)
    };
    let (allowances, charges) = (each("allowances", &data.allowances)?, each("charges", &data.charges)?);
    if allowances.len() != data.allowances.len() || charges.len() != data.charges.len() {
        return Ok(None);
    }
    for (entry, sum) in data.allowances.iter().zip(&allowances) {
        groups.add(entry.category, entry.rate, sum.amount.negated())?;
    }
    for (entry, sum) in data.charges.iter().zip(&charges) {
        groups.add(entry.category, entry.rate, sum.amount)?;
    }
    let vat = groups.vat(data)?;
    let totals = totals(data, &lines, [&allowances, &charges], &vat)?;
    Ok(Some(Reckoning { lines, allowances, charges, vat, totals }))
}

fn totals(
    data: &InvoiceData,
    lines: &[LineSum],
    [allowances, charges]: [&[Reckoned]; 2],
    vat: &[VatGroup],
) -> Result<Totals, MoneyError> {
    let currency = data.currency;
    let (allowances, charges) = (total(currency, allowances)?, total(currency, charges)?);
    let lines = Amount::sum(currency, lines.iter().map(|line| line.net))?;
    let net = lines.minus(allowances)?.plus(charges)?;
    let tax = Amount::sum(currency, vat.iter().map(|group| group.tax))?;
    let gross = net.plus(tax)?;
    let prepaid = Amount::new(data.prepaid, currency)?;
    Ok(Totals { lines, allowances, charges, net, tax, gross, prepaid, payable: gross.minus(prepaid)? })
}

/// Sums by category and rate, in the order of first appearance.
struct Groups {
    list: Vec<(VatCategory, Decimal, Amount)>,
    currency: Currency,
}

impl Groups {
    fn add(&mut self, category: VatCategory, rate: Decimal, amount: Amount) -> Result<(), MoneyError> {
        match self.list.iter_mut().find(|(c, r, _)| *c == category && *r == rate) {
            Some((.., sum)) => *sum = sum.plus(amount)?,
            None => self.list.push((category, rate, Amount::zero(self.currency).plus(amount)?)),
        }
        Ok(())
    }

    fn basis(&self, category: VatCategory, rate: Decimal) -> Option<Amount> {
        self.list.iter().find(|(c, r, _)| *c == category && *r == rate).map(|(.., sum)| *sum)
    }

    fn vat(self, data: &InvoiceData) -> Result<Vec<VatGroup>, MoneyError> {
        let mut list = self.list;
        list.sort_by(|(a, p, _), (b, q, _)| a.cmp(b).then(q.cmp(p)));
        list.into_iter()
            .map(|(category, rate, basis)| {
                let (reason_code, reason) = exemption(data, category);
                let tax = Amount::new(percent(basis.value(), rate)?, self.currency)?;
                Ok(VatGroup { category, rate, basis, tax, reason_code, reason })
            })
            .collect()
    }
}

/// Code and text of why no VAT is charged: the stated one, else the standard one of the category.
fn exemption(data: &InvoiceData, category: VatCategory) -> (Option<String>, Option<String>) {
    let standard = category.standard_reason();
    match data.exemptions.iter().find(|exemption| exemption.category == category) {
        Some(own) => {
            let code = own.code.clone().or_else(|| standard.map(|(code, _)| code.to_owned()));
            (code, Some(own.reason.clone()))
        }
        None => (standard.map(|(code, _)| code.to_owned()), standard.map(|(_, text)| text.to_owned())),
    }
}
