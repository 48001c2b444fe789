use super::*;
use crate::spoilt::{is_about, oddities, places, spoilt};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn b7_terms_become_all_three_forms() {
    let json = serde_json::to_vec(&kontor_einvoice::samples::plain()).unwrap();
    let rendered = |form| render(&json, form, Timestamp::UNIX_EPOCH).unwrap();
    assert!(rendered(Form::Pdf).starts_with(b"%PDF-"));
    for form in [Form::Ubl, Form::Cii] {
        assert!(String::from_utf8(rendered(form)).unwrap().contains("R-2027-000001"));
    }
}

/// What is said about a document, line by line.
fn told(document: &Value) -> Vec<String> {
    let answer = render(document.to_string().as_bytes(), Form::Ubl, Timestamp::UNIX_EPOCH);
    answer.err().map_or_else(Vec::new, |error| error.to_string().lines().map(str::to_owned).collect())
}

/// Documents of all kinds, small ones.
fn documents() -> Vec<Value> {
    let samples = kontor_einvoice::samples::sample_invoices(1, 0).into_iter();
    let small = samples.filter(|s| s.invoice.data().lines.len() < 8);
    small.map(|s| serde_json::to_value(s.invoice.data()).unwrap()).collect()
}

#[test]
fn b7_whatever_is_wrong_in_a_document_is_told_by_the_path_of_its_field() {
    let (mut seen, mut refused) = (BTreeSet::new(), 0);
    for good in documents() {
        assert!(told(&good).is_empty());
        let mut all = places(&good);
        all.retain(|(path, _)| seen.insert(path.clone()));
        for (path, pointer) in &all {
            for odd in oddities() {
                let lines = told(&spoilt(&good, pointer, Some(&odd)));
                // The sign of a line also decides about the sign of the whole, which is the kind of the document.
                let whole = |line: &String| line.starts_with("lines: the total is ");
                let named = lines.iter().any(|line| is_about(line, path) || whole(line));
                assert!(lines.is_empty() || named, "{path} = {odd}: {lines:#?}");
                refused += usize::from(!lines.is_empty());
            }
        }
    }
    assert!(
        seen.len() > 150 && refused > 1_500,
        "too little was tried: {} places, {refused} refused",
        seen.len()
    );
}

#[test]
fn b7_what_is_missing_or_unknown_in_a_document_is_told_by_its_path() {
    let good = serde_json::to_value(kontor_einvoice::samples::plain()).unwrap();
    let required = [
        "number",
        "issue_date",
        "seller",
        "seller.name",
        "seller.address",
        "seller.address.city",
        "buyer.address.country",
        "payment",
        "payment.means",
        "lines",
        "lines[0].quantity",
        "lines[0].unit",
        "lines[0].price",
        "lines[0].name",
    ];
    let all = places(&good);
    for wanted in required {
        let (path, pointer) = all.iter().find(|(path, _)| path == wanted).unwrap();
        let lines = told(&spoilt(&good, pointer, None));
        assert!(
            lines.iter().all(|line| line.starts_with(&format!("{path}: "))) && lines.len() == 1,
            "{path}: {lines:?}"
        );
    }
    for (place, path) in
        [("", "colour"), ("/seller/address", "seller.address.colour"), ("/lines/0", "lines[0].colour")]
    {
        let mut bad = good.clone();
        bad.pointer_mut(place).unwrap()["colour"] = json!("red");
        let lines = told(&bad);
        assert!(lines[0].starts_with(&format!("{path}: unknown field")), "{lines:?}");
    }
    for nothing in [json!(null), json!([]), json!("x"), json!(1)] {
        assert!(told(&nothing)[0].starts_with("the document: "), "{:?}", told(&nothing));
    }
    assert!(told(&json!({}))[0].starts_with("number: "));
    let whole = good.to_string();
    for broken in ["", "{", "nonsense", &format!("{whole}{{}}"), "\u{feff}{}"] {
        let error = render(broken.as_bytes(), Form::Ubl, Timestamp::UNIX_EPOCH).unwrap_err().to_string();
        assert!(error.starts_with("the document: "), "{error}");
    }
}
