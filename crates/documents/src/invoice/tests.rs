//! What people see agrees with what machines read.

use super::{Edition, Letter, invoice_pdf};
use crate::figures::money;
use crate::font::Faces;
use crate::house::HouseStyle;
use crate::length::{HEIGHT, WIDTH};
use crate::sheet::{Mark, Sheet};
use crate::words::Language;
use jiff::Timestamp;
use kontor_einvoice::samples::{Sample, sample_invoices};
use kontor_einvoice::{Invoice, Profile};

const EDITION: Edition =
    Edition { language: Language::German, profile: Profile::En16931, at: Timestamp::UNIX_EPOCH };

fn compose(invoice: &Invoice, language: Language) -> Vec<Sheet> {
    Letter::new(invoice, language, &HouseStyle::default(), &Faces::default()).compose()
}

fn texts(sheet: &Sheet) -> Vec<&str> {
    let mut texts = Vec::new();
    for mark in sheet.marks() {
        if let Mark::Text { text, .. } = mark {
            texts.push(text.as_str());
        }
    }
    texts
}

fn sample(name: &str) -> Invoice {
    sample_invoices(1, 0).into_iter().find(|sample| sample.name == name).expect("a sample").invoice
}

#[test]
fn b7_nothing_is_drawn_beside_the_paper() {
    let faces = Faces::default();
    for Sample { name, invoice } in sample_invoices(3, 20) {
        for (i, sheet) in compose(&invoice, Language::English).iter().enumerate() {
            for mark in sheet.marks() {
                let (right, bottom) = match mark {
                    Mark::Text { x, y, style, text } => (x + faces.width(text, style.weight, style.size), *y),
                    Mark::Area { x, y, width, height, .. } | Mark::Logo { x, y, width, height } => {
                        (x + width, y + height)
                    }
                };
                assert!(right <= WIDTH && bottom <= HEIGHT, "{name}, page {}: {mark:?}", i + 1);
            }
        }
    }
}

#[test]
fn b7_every_line_and_total_of_the_electronic_invoice_is_shown() {
    for Sample { name, invoice } in sample_invoices(5, 20) {
        let sheets = compose(&invoice, Language::German);
        let shown: Vec<&str> = sheets.iter().flat_map(texts).collect();
        let has = |text: &str| shown.iter().any(|shown| shown.contains(text));
        for line in invoice.lines() {
            assert!(has(&money(line.net, Language::German)), "{name}: line {}", line.id());
        }
        for group in invoice.vat() {
            assert!(has(&money(group.basis, Language::German)), "{name}: {group:?}");
            if let Some(reason) = &group.reason {
                assert!(has(reason), "{name}: {reason}");
            }
        }
        let totals = invoice.totals();
        for amount in [totals.net, totals.tax, totals.gross, totals.payable] {
            assert!(has(&money(amount, Language::German)), "{name}: {amount}");
        }
    }
}

#[test]
fn b7_sums_are_carried_over_page_breaks() {
    let invoice = sample("1000-lines");
    let sheets = compose(&invoice, Language::German);
    assert!(sheets.len() > 10, "{} pages", sheets.len());
    let carried = |sheet: &Sheet, last: bool| {
        let texts = texts(sheet);
        let mut places =
            texts.iter().enumerate().filter(|(_, text)| **text == "Übertrag").map(|(i, _)| i + 1);
        let at = if last { places.next_back() } else { places.next() }?;
        texts.get(at).map(|value| (*value).to_owned())
    };
    let mut breaks = 0;
    // the last page may hold nothing but the totals
    let table = |sheet: &Sheet| texts(sheet).contains(&"Leistung");
    for pair in sheets.windows(2).filter(|pair| table(&pair[1])) {
        let (end, start) = (carried(&pair[0], true), carried(&pair[1], false));
        assert!(end.is_some());
        assert_eq!(end, start);
        breaks += 1;
    }
    assert!(breaks >= sheets.len() - 2, "{breaks} sums on {} pages", sheets.len());
    let page = format!("Seite {0} von {0}", sheets.len());
    assert!(sheets.last().is_some_and(|sheet| texts(sheet).contains(&page.as_str())));
    let heads = sheets.iter().filter(|sheet| texts(sheet).contains(&"Leistung")).count();
    assert!(heads >= sheets.len() - 1, "the head of the table is repeated: {heads}");
}

#[test]
fn b7_the_same_input_gives_the_same_bytes() {
    let style = HouseStyle::default();
    let make = || invoice_pdf(&sample("attachment"), EDITION, &style).unwrap();
    let first = make();
    assert_eq!(first, make());
    let later = Edition { at: Timestamp::from_second(1_800_000_000).unwrap(), ..EDITION };
    assert_ne!(first, invoice_pdf(&sample("attachment"), later, &style).unwrap());
}

#[test]
fn b7_the_electronic_invoice_and_the_attachment_are_inside() {
    let pdf = invoice_pdf(&sample("attachment"), EDITION, &HouseStyle::default()).unwrap();
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    let root = document.catalog().unwrap();
    let files = root.get_deref(b"AF", &document).unwrap().as_array().unwrap();
    assert_eq!(files.len(), 2);
    let has = |needle: &[u8]| pdf.windows(needle.len()).any(|window| window == needle);
    assert!(has(b"<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>"));
    assert!(has(b"/Alternative") && has(b"/Supplement"));
}

#[test]
fn b5_a_credit_is_never_called_gutschrift() {
    let sheets = compose(&sample("credit"), Language::German);
    let shown: Vec<&str> = sheets.iter().flat_map(texts).collect();
    assert!(shown.iter().any(|text| text.starts_with("Rechnungskorrektur R-")));
    assert!(!shown.iter().any(|text| text.contains("Gutschrift")));
    assert!(shown.contains(&"zur Rechnung R-2027-000001 vom 01.02.2027"));
}

#[test]
fn b7_a_logo_must_be_a_picture() {
    let style = HouseStyle { logo: Some(b"GIF89a".to_vec()), ..HouseStyle::default() };
    let error = invoice_pdf(&sample("plain"), EDITION, &style).unwrap_err();
    assert!(error.to_string().starts_with("logo: "), "{error}");
}

#[test]
fn b7_the_epc_code_asks_for_what_is_due() {
    let payload = |name| crate::epc_payload(&sample(name));
    let text = "BCD\n002\n1\nSCT\nSOGEDEFFXXX\nSystemhaus Beispiel GmbH\nDE75512108001245126199\nEUR100\n\n\nR-2027-000017";
    assert_eq!(payload("remainder").as_deref(), Some(text));
    for name in ["direct-debit", "swiss-francs", "credit", "plain-cancelled"] {
        assert_eq!(payload(name), None, "{name}");
    }
}

#[test]
fn b7_the_houses_texts_are_shown_and_stay_on_the_paper() {
    let faces = Faces::default();
    let style = HouseStyle {
        header: "Kopfzeile ".repeat(30),
        intro: "Einleitung ".repeat(60),
        closing: "Schluss ".repeat(90),
        footer: vec!["Fuß ".repeat(60); 3],
        ..HouseStyle::default()
    };
    for Sample { name, invoice } in sample_invoices(3, 10) {
        let sheets = Letter::new(&invoice, Language::German, &style, &faces).compose();
        let shown: String = sheets.iter().flat_map(texts).collect();
        for text in ["Kopfzeile", "Einleitung", "Schluss"] {
            assert!(shown.contains(text), "{name}: {text}");
        }
        for mark in sheets.iter().flat_map(Sheet::marks) {
            if let Mark::Text { x, y, style, text } = mark {
                assert!(
                    x + faces.width(text, style.weight, style.size) <= WIDTH && *y <= HEIGHT,
                    "{name}: {text}"
                );
            }
        }
    }
}

#[test]
fn b7_a_logo_stands_in_the_archived_document_and_what_is_no_picture_is_refused() {
    let logo = include_bytes!("../../examples/logo.png").to_vec();
    let style = HouseStyle { logo: Some(logo), ..HouseStyle::default() };
    let invoice = sample("plain");
    let with = invoice_pdf(&invoice, EDITION, &style).expect("PDF/A takes the logo");
    let without = invoice_pdf(&invoice, EDITION, &HouseStyle::default()).expect("an invoice");
    assert!(with.len() > without.len());
    let broken = HouseStyle { logo: Some(b"\x89PNG but no more".to_vec()), ..HouseStyle::default() };
    assert!(matches!(invoice_pdf(&invoice, EDITION, &broken), Err(crate::RenderError::Logo)));
}
