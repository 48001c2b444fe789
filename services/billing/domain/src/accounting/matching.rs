//! Which invoices an incoming payment is for (B8).

use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_ids::{CustomerId, InvoiceId};
use kontor_money::{Decimal, percent};

/// A discount for early payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skonto {
    /// Days from the date of issue.
    pub days: u16,
    /// Percent of the amount.
    pub percent: Decimal,
    /// The amount it is taken from, when that is not the whole invoice.
    pub base: Option<Decimal>,
}

/// An invoice that is not paid in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// Who owes.
    pub customer: CustomerId,
    /// When it was issued.
    pub issued: Date,
    /// Its total.
    pub gross: Decimal,
    /// What is still owed, above zero.
    pub open: Decimal,
    /// What was agreed for early payment.
    pub skonto: Vec<Skonto>,
}

impl OpenItem {
    /// The highest discount that a payment of this day may take; only of what nothing was paid for yet.
    #[must_use]
    pub fn discount(&self, paid: Date) -> Decimal {
        if self.open != self.gross {
            return Decimal::ZERO;
        }
        let within = |step: &&Skonto| {
            self.issued.checked_add(i32::from(step.days).days()).is_ok_and(|last| paid <= last)
        };
        let steps = self.skonto.iter().filter(within);
        let amounts = steps.filter_map(|step| percent(step.base.unwrap_or(self.gross), step.percent).ok());
        amounts.max().unwrap_or_default().min(self.open)
    }
}

/// A payment that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The day the bank booked it.
    pub booked: Date,
    /// How much, above zero.
    pub amount: Decimal,
    /// The payer's own reference; empty for none.
    pub end_to_end: String,
    /// What the payer wrote; empty for nothing.
    pub remittance: String,
    /// The customer whose account it came from, when that account paid before or has a mandate.
    pub payer: Option<CustomerId>,
}

/// What of a payment goes to an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The invoice.
    pub invoice: InvoiceId,
    /// The part of the payment.
    pub paid: Decimal,
    /// What is let off as discount for early payment.
    pub skonto: Decimal,
}

/// By what a payment was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// Invoice numbers in what the payer wrote.
    Number,
    /// The payer's account, and exactly the amount of one open invoice.
    AccountAndAmount,
    /// A person said so.
    Person,
}

/// Why nothing was matched; a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmatched {
    /// No open invoice is named, and account and amount do not tell.
    #[error("no open invoice is named, and account and amount name none")]
    NothingNamed,
    /// Invoices of more than one customer are named.
    #[error("invoices of more than one customer are named")]
    SeveralCustomers,
    /// More than one invoice of the payer has exactly this amount.
    #[error("more than one open invoice of the payer has this amount")]
    SeveralInvoices,
}

/// What a payment is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Who paid.
    pub customer: CustomerId,
    /// By what it was recognised.
    pub sign: Sign,
    /// The invoices, oldest first.
    pub shares: Vec<Share>,
    /// What is left: an overpayment, which stays the customer's.
    pub excess: Decimal,
}

/// Finds the invoices that a payment is for. Nothing is guessed: an amount alone names no invoice.
///
/// # Errors
/// [`Unmatched`] when a person has to decide.
pub fn recognise(payment: &Incoming, open: &[OpenItem]) -> Result<Matched, Unmatched> {
    let text = format!("{} {}", payment.end_to_end, payment.remittance);
    let named = named(&text, open);
    if let Some(first) = named.first() {
        if named.iter().any(|item| item.customer != first.customer) {
            return Err(Unmatched::SeveralCustomers);
        }
        return Ok(spread(payment, &named, Sign::Number));
    }
    let payer = payment.payer.ok_or(Unmatched::NothingNamed)?;
    let fits = |item: &&OpenItem| {
        item.customer == payer
            && (item.open == payment.amount || item.open - item.discount(payment.booked) == payment.amount)
    };
    let fitting: Vec<&OpenItem> = open.iter().filter(fits).collect();
    match fitting.len() {
        0 => Err(Unmatched::NothingNamed),
        1 => Ok(spread(payment, &fitting, Sign::AccountAndAmount)),
        _ => Err(Unmatched::SeveralInvoices),
    }
}

/// Spreads a payment over invoices of one customer, oldest first. A discount is let off only where the payment then
/// settles everything it is for to the cent.
#[must_use]
pub fn spread(payment: &Incoming, items: &[&OpenItem], sign: Sign) -> Matched {
    let mut items = items.to_vec();
    items.sort_by(|a, b| (a.issued, &a.number).cmp(&(b.issued, &b.number)));
    let discounts: Vec<Decimal> = items.iter().map(|item| item.discount(payment.booked)).collect();
    let reduced: Decimal = items.iter().zip(&discounts).map(|(item, discount)| item.open - discount).sum();
    let with_discount = reduced == payment.amount;
    let mut rest = payment.amount;
    let mut shares = Vec::new();
    for (item, discount) in items.iter().zip(discounts) {
        let skonto = if with_discount { discount } else { Decimal::ZERO };
        let paid = rest.min(item.open - skonto);
        if paid > Decimal::ZERO {
            shares.push(Share { invoice: item.invoice, paid, skonto });
            rest -= paid;
        }
    }
    let customer =
        items.first().map_or_else(|| CustomerId::from_uuid(kontor_ids::Uuid::nil()), |i| i.customer);
    Matched { customer, sign, shares, excess: rest }
}

/// The open invoices whose number stands in the text. Banks break lines anywhere, so spaces do not count.
fn named<'a>(text: &str, open: &'a [OpenItem]) -> Vec<&'a OpenItem> {
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let mut hits: Vec<(usize, usize, &OpenItem)> = Vec::new();
    for item in open {
        let number = item.number.to_uppercase();
        hits.extend(
            squeezed
                .match_indices(&number)
                .map(|(at, _)| (at, at + number.len(), item))
                .filter(|hit| stands_alone(&squeezed, text, hit.0, hit.1, &number)),
        );
    }
    // `E-1` within `RE-1` is not meant.
    let longer = |hit: &(usize, usize, &OpenItem)| {
        hits.iter().any(|other| other.0 <= hit.0 && hit.1 <= other.1 && other.1 - other.0 > hit.1 - hit.0)
    };
    let mut found: Vec<&OpenItem> = Vec::new();
    for hit in hits.iter().filter(|hit| !longer(hit)) {
        if !found.iter().any(|item| item.invoice == hit.2.invoice) {
            found.push(hit.2);
        }
    }
    found
}

/// Whether the number is not merely a part of a longer one.
fn stands_alone(squeezed: &str, text: &str, start: usize, end: usize, number: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let before = squeezed[..start].chars().next_back();
    let cut_in = digit(before) && number.starts_with(|c: char| c.is_ascii_digit());
    if cut_in {
        return false;
    }
    if !digit(squeezed[end..].chars().next()) {
        return true;
    }
    // A digit follows, perhaps after a space: then the text as it was written decides.
    let upper = text.to_uppercase();
    upper
        .match_indices(number)
        .any(|(at, _)| upper[at + number.len()..].chars().next().is_none_or(|next| !next.is_ascii_digit()))
}
