//! Every refusal names its field.

use crate::data::{
    Account, Exemption, InvoiceData, LineAllowance, LineData, Note, PaymentMeans, Period, Preceding,
    Reduction, Skonto,
};
use crate::samples::plain;
use crate::{DocumentKind, Invoice, SMALL_BUSINESS, VatCategory};
use jiff::civil::date;
use rust_decimal::dec;

type Spoil = fn(&mut InvoiceData);

/// What is spoilt, and the field that must be named.
const CASES: &[(&str, Spoil)] = &[
    ("number", |data| data.number = "R 1".to_owned()),
    ("number", |data| data.number = "9".repeat(37)),
    ("buyer_reference", |data| data.buyer_reference = "  ".to_owned()),
    ("currency", |data| data.currency = "JPY".parse().unwrap()),
    ("due_date", |data| data.due_date = Some(date(2027, 1, 1))),
    ("notes[0].text", |data| data.notes = vec![Note { subject: None, text: "#AAI#x".to_owned() }]),
    ("period", |data| data.period = None),
    ("lines[0].period", |data| {
        data.lines[0].period = Some(Period { start: date(2026, 12, 31), end: date(2027, 1, 1) });
    }),
    ("preceding", |data| data.kind = DocumentKind::Credit),
    ("prepaid", |data| data.prepaid = dec!(-1)),
    ("seller.name", |data| data.seller.name.clear()),
    ("seller.address.city", |data| data.seller.address.city.clear()),
    ("buyer.address.city", |data| data.buyer.address.city.clear()),
    ("buyer.address.post_code", |data| data.buyer.address.post_code.clear()),
    ("buyer.address.country", |data| data.buyer.address.country = "de".to_owned()),
    ("buyer.endpoint.id", |data| data.buyer.endpoint.id.clear()),
    ("buyer.endpoint.scheme", |data| data.buyer.endpoint.scheme = "XX".to_owned()),
    ("buyer_reference", |data| data.buyer.endpoint = endpoint("0204", "04011000-1234512345-06")),
    ("buyer.endpoint.id", |data| data.buyer.endpoint = endpoint("0204", "04011000-1234512345-07")),
    ("seller.contact", |data| data.seller.contact = None),
    ("seller.contact.phone", |data| data.seller.contact.as_mut().unwrap().phone = "12".to_owned()),
    ("seller.contact.email", |data| data.seller.contact.as_mut().unwrap().email = "a@b".to_owned()),
    ("seller.vat_id", |data| {
        data.seller.vat_id = None;
        data.seller.tax_number = None;
    }),
    ("seller.registration", |data| {
        data.seller.vat_id = None;
        data.seller.registration = None;
        data.seller.id = None;
    }),
    ("seller.vat_id", |data| data.seller.vat_id = Some("DE12345678".to_owned())),
    ("payment.means.transfer.iban", |data| data.payment.means = transfer("DE75512108001245126198", None)),
    ("payment.means.transfer.bic", |data| {
        data.payment.means = transfer("DE75512108001245126199", Some("SOGE"))
    }),
    ("payment.terms", |data| data.payment.terms = Some("#SKONTO#TAGE=7#".to_owned())),
    ("payment.skonto[0].percent", |data| {
        data.payment.skonto = vec![Skonto { days: 7, percent: dec!(0), base: None }];
    }),
    ("lines", |data| data.lines.clear()),
    ("lines", |data| data.lines[0].price = dec!(0)),
    ("lines", |data| data.lines[0].quantity = dec!(-1)),
    ("lines[0].unit", |data| data.lines[0].unit = "STD".to_owned()),
    ("lines[0].price", |data| data.lines[0].price = dec!(-1)),
    ("lines[0].quantity", |data| data.lines[0].quantity = dec!(0)),
    ("lines[0].base_quantity", |data| data.lines[0].base_quantity = Some(dec!(0))),
    ("lines[0].name", |data| data.lines[0].name.clear()),
    ("lines[0].rate", |data| data.lines[0].rate = dec!(0)),
    ("lines[0].rate", |data| data.lines[0].category = VatCategory::E),
    ("lines[0].allowances", |data| {
        data.lines[0].allowances = vec![allowance(Reduction::Amount(dec!(95.01)), "x")]
    }),
    ("lines[0].allowances[0].reason", |data| {
        data.lines[0].allowances = vec![allowance(Reduction::Percent(dec!(5)), " ")];
    }),
    ("lines[1].id", |data| {
        data.lines[0].id = Some("2".to_owned());
        data.lines.push(LineData { id: None, ..data.lines[0].clone() });
    }),
    ("exemptions", |data| untaxed(data, VatCategory::E)),
    ("buyer.vat_id", |data| untaxed(data, VatCategory::AE)),
    ("deliver_to", |data| untaxed(data, VatCategory::K)),
    ("seller.vat_id", |data| untaxed(data, VatCategory::O)),
    ("exemptions[0].category", |data| {
        let reason = SMALL_BUSINESS.to_owned();
        data.exemptions = vec![Exemption { category: VatCategory::S, code: None, reason }];
    }),
];

fn endpoint(scheme: &str, id: &str) -> crate::Endpoint {
    crate::Endpoint { scheme: scheme.to_owned(), id: id.to_owned() }
}

fn transfer(iban: &str, bic: Option<&str>) -> PaymentMeans {
    PaymentMeans::Transfer(Account { iban: iban.to_owned(), bic: bic.map(str::to_owned), name: None })
}

fn allowance(value: Reduction, reason: &str) -> LineAllowance {
    LineAllowance { value, reason: reason.to_owned(), reason_code: None }
}

fn untaxed(data: &mut InvoiceData, category: VatCategory) {
    data.lines[0].category = category;
    data.lines[0].rate = dec!(0);
}

#[test]
fn b7_every_refusal_names_its_field_and_reads_well() {
    Invoice::new(plain()).expect("the unspoilt invoice is fine");
    for (i, (field, spoil)) in CASES.iter().enumerate() {
        let mut data = plain();
        spoil(&mut data);
        let problems = Invoice::new(data).expect_err(&format!("case {i} ({field}) must be refused")).0;
        assert!(problems.iter().any(|problem| problem.field == *field), "case {i} ({field}): {problems:?}");
        for problem in &problems {
            let text = &problem.text;
            assert!(!text.ends_with('.') && !text.starts_with(char::is_uppercase), "case {i}: {text}");
        }
    }
}

#[test]
fn b7_all_problems_come_at_once() {
    let mut data = plain();
    data.buyer_reference.clear();
    data.buyer.address.city.clear();
    data.lines[0].unit = "PCE".to_owned();
    let problems = Invoice::new(data).unwrap_err();
    assert_eq!(problems.0.len(), 3, "{problems}");
}

#[test]
fn b5_a_negative_credit_and_a_positive_cancellation_are_refused() {
    let preceding = vec![Preceding { number: "R-1".to_owned(), issue_date: date(2027, 1, 1) }];
    for (kind, quantity) in [(DocumentKind::Credit, dec!(-1)), (DocumentKind::Cancellation, dec!(1))] {
        let mut data = InvoiceData { kind, preceding: preceding.clone(), ..plain() };
        data.lines[0].quantity = quantity;
        let problems = Invoice::new(data.clone()).unwrap_err();
        assert_eq!(problems.0.len(), 1, "{problems}");
        data.lines[0].quantity = -quantity;
        Invoice::new(data).unwrap();
    }
}

#[test]
fn b5a_a_total_of_nothing_is_no_invoice() {
    let mut data = plain();
    data.lines[0].allowances = vec![allowance(Reduction::Percent(dec!(100)), "Kulanz")];
    let problems = Invoice::new(data).unwrap_err();
    assert!(problems.to_string().contains("usage statement"), "{problems}");
}
