//! From a document to the business terms of an invoice (EN 16931).

use crate::language::{self, said};
use crate::wire::debit::Agreed;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_billing_domain::vat::VatCategory as Category;
use kontor_billing_domain::{Document, DocumentLine};
use kontor_documents::Language;
use kontor_einvoice::{
    Account, Address, Contact, DocumentKind, Endpoint, InvoiceData, LineAllowance, LineData, Party, Payment,
    PaymentMeans, Period, Reduction, VatCategory,
};
use kontor_proto::billing::v1::{BillingProfile, SellerProfile};
use kontor_proto::contract::v1::{Customer, PostalAddress};

/// Days until an invoice is due where the customer has no other.
const DEFAULT_PAYMENT_DAYS: i32 = 14;

/// The day by which it is to be paid.
pub(crate) fn due_date(buyer: &Customer, issued: Date) -> Date {
    let days = if buyer.payment_days > 0 { buyer.payment_days } else { DEFAULT_PAYMENT_DAYS };
    issued.checked_add(days.days()).unwrap_or(issued)
}

/// The business terms of a document under its number.
pub(crate) fn terms(
    number: &str,
    issued: Date,
    document: &Document,
    (seller, buyer): (&SellerProfile, &Customer),
    (wishes, agreed): (&BillingProfile, &Agreed),
) -> InvoiceData {
    let cost_center = common(document, |line| &line.cost_center);
    let last = document.period.end.yesterday().unwrap_or(document.period.start);
    let due = due_date(buyer, issued);
    InvoiceData {
        number: number.to_owned(),
        kind: DocumentKind::Invoice,
        issue_date: issued,
        due_date: Some(due),
        buyer_reference: buyer_reference(buyer, cost_center.as_deref(), wishes),
        order_reference: common(document, |line| &line.order_number),
        cost_center,
        period: Some(Period { start: document.period.start, end: last }),
        seller: seller_party(seller),
        buyer: buyer_party(buyer),
        payment: payment(seller, agreed, due, language::of(Some(buyer))),
        lines: document.lines.iter().map(line).collect(),
        ..InvoiceData::default()
    }
}

/// A debit by mandate, or a transfer that may be rewarded for coming early.
fn payment(seller: &SellerProfile, agreed: &Agreed, due: Date, language: Language) -> Payment {
    let day = language::day(due, language);
    if let Some(debit) = &agreed.debit {
        let terms = said(language, "Einzug per SEPA-Lastschrift ab", "Collected by SEPA direct debit from");
        let terms = Some(format!("{terms} {day}"));
        return Payment { means: debit.clone(), terms, ..Payment::default() };
    }
    let account =
        Account { iban: seller.iban.clone(), bic: some(&seller.bic), name: Some(seller.legal_name.clone()) };
    Payment {
        means: PaymentMeans::Transfer(account),
        terms: Some(format!(
            "{} {day}",
            said(language, "Zahlbar ohne Abzug bis", "Payable without deduction by")
        )),
        skonto: agreed.skonto.clone(),
        ..Payment::default()
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What all lines say alike.
fn common(document: &Document, of: impl Fn(&DocumentLine) -> &String) -> Option<String> {
    let first = of(document.lines.first()?);
    document.lines.iter().all(|line| of(line) == first).then(|| some(first)).flatten()
}

/// BT-10: the Leitweg-ID of an authority, what the customer wants for the cost center or at all, or its number.
fn buyer_reference(buyer: &Customer, cost_center: Option<&str>, wishes: &BillingProfile) -> String {
    let own = wishes.cost_centers.iter().find(|c| Some(c.code.as_str()) == cost_center);
    let own = own.map(|c| &c.buyer_reference);
    let wishes = [Some(&buyer.leitweg_id), own, Some(&buyer.buyer_reference), Some(&buyer.number)];
    wishes.into_iter().flatten().find(|text| !text.is_empty()).cloned().unwrap_or_default()
}

fn address(address: Option<&PostalAddress>) -> Address {
    let address = address.cloned().unwrap_or_default();
    Address {
        street: some(&address.street),
        additional: None,
        post_code: address.postal_code,
        city: address.city,
        country: if address.country_code.is_empty() { "DE".to_owned() } else { address.country_code },
    }
}

/// The seller as a party of documents.
pub(crate) fn seller_party(seller: &SellerProfile) -> Party {
    Party {
        name: seller.legal_name.clone(),
        // Without a VAT id something else has to identify it (BR-CO-26).
        id: some(&seller.tax_number).filter(|_| seller.vat_id.is_empty()),
        registration: some(&seller.registration),
        vat_id: some(&seller.vat_id),
        tax_number: some(&seller.tax_number),
        address: address(seller.address.as_ref()),
        endpoint: Endpoint { scheme: "EM".to_owned(), id: seller.contact_email.clone() },
        contact: Some(Contact {
            name: seller.contact_name.clone(),
            phone: seller.contact_phone.clone(),
            email: seller.contact_email.clone(),
        }),
        ..Party::default()
    }
}

fn buyer_party(buyer: &Customer) -> Party {
    Party {
        name: buyer.display_name.clone(),
        id: some(&buyer.number),
        vat_id: some(&buyer.vat_id),
        address: address(buyer.address.as_ref()),
        endpoint: Endpoint { scheme: "EM".to_owned(), id: buyer.invoice_email.clone() },
        ..Party::default()
    }
}

fn line(line: &DocumentLine) -> LineData {
    let last = line.service.end.yesterday().unwrap_or(line.service.start).max(line.service.start);
    let day = line.service.start.strftime("%d.%m.%Y");
    let ticket = some(&line.ticket_number).map(|number| format!("Ticket {number}, {day}"));
    let order = some(&line.order_number).map(|number| format!("Bestellung {number}"));
    let said: Vec<String> = ticket.into_iter().chain(order).collect();
    LineData {
        id: Some(line.position.to_string()),
        note: some(&said.join(", ")),
        quantity: line.quantity.value,
        unit: line.quantity.unit.code().to_owned(),
        price: line.price.value(),
        base_quantity: Some(line.quantity.base),
        category: category(line.vat.category),
        rate: line.vat.percent,
        allowances: allowance(line).into_iter().collect(),
        period: Some(Period { start: line.service.start, end: last }),
        cost_center: some(&line.cost_center),
        name: if line.text.is_empty() { "Leistung".to_owned() } else { line.text.clone() },
        ..LineData::default()
    }
}

fn allowance(line: &DocumentLine) -> Option<LineAllowance> {
    let value = match line.allowance_percent {
        Some(percent) => Reduction::Percent(percent),
        None => Reduction::Amount(line.allowance.value()),
    };
    // 95: discount.
    let reason_code = Some("95".to_owned());
    (!line.allowance.is_zero()).then(|| LineAllowance {
        value,
        reason: line.allowance_reason.clone(),
        reason_code,
    })
}

const fn category(category: Category) -> VatCategory {
    match category {
        Category::Standard => VatCategory::S,
        Category::Zero => VatCategory::Z,
        Category::Exempt => VatCategory::E,
        Category::ReverseCharge => VatCategory::AE,
        Category::IntraCommunity => VatCategory::K,
        Category::Export => VatCategory::G,
        Category::OutOfScope => VatCategory::O,
    }
}
