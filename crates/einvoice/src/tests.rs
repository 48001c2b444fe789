//! The rules of the invoice as a whole.

mod properties;
mod refusals;

use crate::data::{InvoiceData, LineAllowance, LineData, Note, Reduction};
use crate::samples::{plain, sample_invoices};
use crate::{DocumentKind, Invoice, Profile, VatCategory, to_cii, to_ubl};
use jiff::civil::date;
use rust_decimal::dec;

fn line(quantity: rust_decimal::Decimal, price: rust_decimal::Decimal) -> LineData {
    LineData { quantity, price, ..plain().lines.remove(0) }
}

#[test]
fn b6_goodwill_of_half_an_odd_amount() {
    let half = LineAllowance {
        value: Reduction::Percent(dec!(50)),
        reason: "Teilkulanz".to_owned(),
        reason_code: Some("95".to_owned()),
    };
    let minutes = LineData {
        unit: "MIN".to_owned(),
        base_quantity: Some(dec!(60)),
        allowances: vec![half],
        ..line(dec!(50), dec!(95))
    };
    let invoice = Invoice::new(InvoiceData { lines: vec![minutes], ..plain() }).unwrap();
    let line = invoice.lines().next().unwrap();
    assert_eq!(line.gross.value(), dec!(79.17));
    assert_eq!(line.allowances[0].amount.value(), dec!(39.59));
    assert_eq!(line.net.value(), dec!(39.58));
}

#[test]
fn b6_vat_is_rounded_once_per_rate_and_not_per_line() {
    // 3 x 0.33 at 19 %: per line 3 x 0.06 = 0.18, per group 0.99 x 19 % = 0.1881
    let lines = vec![line(dec!(1), dec!(0.33)); 3];
    let invoice = Invoice::new(InvoiceData { lines, ..plain() }).unwrap();
    assert_eq!(invoice.vat().len(), 1);
    assert_eq!(invoice.totals().tax.value(), dec!(0.19));
    assert_eq!(invoice.totals().gross.value(), dec!(1.18));
}

#[test]
fn b5_a_cancellation_refers_to_its_invoice_and_keeps_prices() {
    let original = Invoice::new(plain()).unwrap();
    let mirror = original.mirrored("S-1", date(2027, 2, 3), "Falsche Anschrift").unwrap();
    let data = mirror.data();
    assert_eq!(data.kind, DocumentKind::Cancellation);
    assert_eq!(data.preceding[0].number, original.data().number);
    assert_eq!(data.preceding[0].issue_date, original.data().issue_date);
    assert_eq!(data.lines[0].price, original.data().lines[0].price);
    assert_eq!(data.lines[0].quantity, dec!(-1));
    let note = Note { subject: Some("AAI".to_owned()), text: "Falsche Anschrift".to_owned() };
    assert_eq!(data.notes.first(), Some(&note));
    assert!(mirror.mirrored("S-2", date(2027, 2, 4), "zurück").is_err(), "a cancellation is not cancelled");
    assert!(original.mirrored("S-1", date(2027, 1, 31), "zu früh").is_err());
}

#[test]
fn b7_no_document_has_an_empty_element_or_a_negative_zero() {
    for sample in sample_invoices(11, 60) {
        for xml in [to_ubl(&sample.invoice), to_cii(&sample.invoice, Profile::En16931)] {
            assert!(!xml.contains("-0.00<") && !xml.contains(">-0<"), "{}", sample.name);
            assert!(!xml.contains("></") && !xml.contains("/>"), "{}", sample.name);
        }
    }
}

#[test]
fn b7_skonto_is_written_in_the_syntax_of_xrechnung() {
    let samples = sample_invoices(1, 0);
    let invoice = &samples.iter().find(|sample| sample.name == "skonto").unwrap().invoice;
    let terms = "Zahlbar innerhalb von 30 Tagen ohne Abzug.\n#SKONTO#TAGE=7#PROZENT=3.00#\n\
                 #SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=100.00#\n<";
    assert!(to_ubl(invoice).contains(terms));
    assert!(to_cii(invoice, Profile::Xrechnung).contains(terms));
}

#[test]
fn b7_the_json_form_comes_back_and_refuses_numbers_for_money() {
    for sample in sample_invoices(7, 30) {
        let json = serde_json::to_string(sample.invoice.data()).unwrap();
        let data: InvoiceData = serde_json::from_str(&json).unwrap();
        assert_eq!(Invoice::new(data).unwrap(), sample.invoice, "{}", sample.name);
    }
    let json = serde_json::to_string(&plain()).unwrap();
    assert!(json.contains(r#""price":"95""#) && json.contains(r#""issue_date":"2027-02-01""#), "{json}");
    let number = json.replace(r#""price":"95""#, r#""price":95"#);
    assert!(serde_json::from_str::<InvoiceData>(&number).is_err());
    let unknown = json.replacen('{', r#"{"nummer":"1","#, 1);
    assert!(serde_json::from_str::<InvoiceData>(&unknown).is_err());
}

#[test]
fn b7_samples_repeat_by_seed_and_show_every_category() {
    let (first, again) = (sample_invoices(9, 25), sample_invoices(9, 25));
    let names: std::collections::HashSet<&str> = first.iter().map(|sample| sample.name.as_str()).collect();
    assert_eq!(names.len(), first.len());
    assert!(first.iter().zip(&again).all(|(a, b)| to_ubl(&a.invoice) == to_ubl(&b.invoice)));
    for category in ["S", "Z", "E", "AE", "K", "G", "O"] {
        let shown = first
            .iter()
            .flat_map(|sample| sample.invoice.vat())
            .any(|group| group.category.code() == category);
        assert!(shown, "{category}");
    }
    assert_eq!(VatCategory::AE.standard_reason().unwrap().1, "Steuerschuldnerschaft des Leistungsempfängers");
}
