//! Invoices made up for tests, demonstrations and the check against the official rules.
//!
//! All are a function of a seed: the same seed gives the same invoices, byte for byte.

mod cases;
mod chance;

use crate::codes::VatCategory;
use crate::data::{
    Account, Address, Contact, Endpoint, InvoiceData, LineData, Party, Payment, PaymentMeans, Period,
};
use crate::invoice::Invoice;
use jiff::civil::{Date, date};
use rust_decimal::{Decimal, dec};

/// A made-up invoice with a name that says what it shows.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Lower-case, words joined by `-`, unique; fit for a file name.
    pub name: String,
    /// The invoice.
    pub invoice: Invoice,
}

/// `count` random invoices and one for each special case: every VAT category, allowances and charges, credit,
/// cancellation, cost centers, direct debit, attachments, 1,000 lines.
#[must_use]
pub fn sample_invoices(seed: u64, count: usize) -> Vec<Sample> {
    let mut samples = cases::special();
    samples.extend(chance::random(seed, count));
    samples
}

/// The smallest plain invoice: one hour at 95.00, 19 % VAT, 113.05 in total.
#[must_use]
pub fn plain() -> InvoiceData {
    InvoiceData {
        number: "R-2027-000001".to_owned(),
        issue_date: ISSUED,
        due_date: Some(date(2027, 2, 15)),
        buyer_reference: "K10042".to_owned(),
        period: Some(JANUARY),
        seller: seller(),
        buyer: buyer("Musterkunde AG", "Marktplatz 7", "53111", "Bonn"),
        payment: transfer(),
        lines: vec![hour("Technikerstunde Remote", dec!(1))],
        ..InvoiceData::default()
    }
}

const ISSUED: Date = date(2027, 2, 1);
const JANUARY: Period = Period { start: date(2027, 1, 1), end: date(2027, 1, 31) };

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

fn seller() -> Party {
    Party {
        name: "Systemhaus Beispiel GmbH".to_owned(),
        id: text("L-7001"),
        registration: text("HRB 12345"),
        vat_id: text("DE123456789"),
        tax_number: text("214/5800/1234"),
        legal_info: text("Amtsgericht Köln, HRB 12345, Geschäftsführung: Jana Beispiel"),
        address: address("Werkstraße 1", "50667", "Köln", "DE"),
        endpoint: Endpoint { scheme: "EM".to_owned(), id: "rechnung@systemhaus.example".to_owned() },
        contact: Some(Contact {
            name: "Rechnungsstelle".to_owned(),
            phone: "+49 221 1234560".to_owned(),
            email: "rechnung@systemhaus.example".to_owned(),
        }),
    }
}

fn buyer(name: &str, street: &str, post_code: &str, city: &str) -> Party {
    Party {
        name: name.to_owned(),
        id: text("K10042"),
        address: address(street, post_code, city, "DE"),
        endpoint: Endpoint { scheme: "EM".to_owned(), id: "eingang@kunde.example".to_owned() },
        ..Party::default()
    }
}

fn address(street: &str, post_code: &str, city: &str, country: &str) -> Address {
    Address {
        street: text(street),
        additional: None,
        post_code: post_code.to_owned(),
        city: city.to_owned(),
        country: country.to_owned(),
    }
}

fn transfer() -> Payment {
    let account = Account {
        iban: "DE75512108001245126199".to_owned(),
        bic: text("SOGEDEFFXXX"),
        name: text("Systemhaus Beispiel GmbH"),
    };
    Payment { means: PaymentMeans::Transfer(account), remittance: None, terms: None, skonto: Vec::new() }
}

fn hour(name: &str, hours: Decimal) -> LineData {
    LineData {
        quantity: hours,
        unit: "HUR".to_owned(),
        price: dec!(95),
        category: VatCategory::S,
        rate: dec!(19),
        name: name.to_owned(),
        ..LineData::default()
    }
}
