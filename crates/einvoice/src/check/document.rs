//! The head of the document and its total.

use super::{fits, places};
use crate::codes::{DocumentKind, is_currency, is_mime_type};
use crate::data::{InvoiceData, Note, Period};
use crate::problem::Findings;
use crate::reckon::Reckoning;
use kontor_money::Amount;
use std::cmp::Ordering;
use std::collections::HashSet;

pub(super) fn check(data: &InvoiceData, findings: &mut Findings) {
    let number_good = fits(&data.number, 36)
        && data.number.bytes().all(|b| b.is_ascii_alphanumeric() || b"_$&%*+-/".contains(&b));
    findings.unless(number_good, "number", "must be 1 to 36 of A-Z a-z 0-9 _ $ & % * + - /");
    let text = "is not supported, use EUR or another currency with two decimal places";
    findings.unless(is_currency(data.currency.code()), "currency", text);
    let text = "missing, give the Leitweg-ID of an authority, otherwise the customer number (BT-10)";
    findings.unless(!data.buyer_reference.is_empty(), "buyer_reference", text);
    if let Some(due) = data.due_date {
        findings.unless(
            due >= data.issue_date,
            "due_date",
            "before the date of issue, use that date or a later one",
        );
    }
    data.notes.iter().enumerate().for_each(|(i, entry)| note(i, entry, findings));
    service_date(data, findings);
    preceding(data, findings);
    attachments(data, findings);
    findings.unless(places(data.prepaid, 2), "prepaid", "must have at most two decimal places");
    let prepaid_good = data.kind == DocumentKind::Cancellation || !data.prepaid.is_sign_negative();
    findings.unless(prepaid_good, "prepaid", "must not be negative");
    if let Err(error) = Amount::new(data.prepaid, data.currency) {
        findings.add("prepaid", format!("{error}, give what was really paid"));
    }
}

fn note(i: usize, note: &Note, findings: &mut Findings) {
    let subject_good = note
        .subject
        .as_deref()
        .is_none_or(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()));
    findings.unless(
        subject_good,
        format!("notes[{i}].subject"),
        "must be three capital letters such as AAI or REG",
    );
    findings.unless(!note.text.starts_with('#'), format!("notes[{i}].text"), "must not begin with #");
}

fn service_date(data: &InvoiceData, findings: &mut Findings) {
    let text =
        "missing, give the service period, a delivery date, or a period on every line (§ 14 (4) no. 6 UStG)";
    findings.unless(data.period.is_some() || data.delivery_date.is_some(), "period", text);
    if let Some(period) = data.period {
        findings.unless(period.start <= period.end, "period.end", "before the start, swap the dates");
        for (i, line) in data.lines.iter().enumerate() {
            let inside = |inner: Period| period.start <= inner.start && inner.end <= period.end;
            let text = "outside the period of the invoice, widen that one (BG-14)";
            findings.unless(line.period.is_none_or(inside), format!("lines[{i}].period"), text);
        }
    }
}

fn preceding(data: &InvoiceData, findings: &mut Findings) {
    let needed = data.kind != DocumentKind::Invoice;
    let text = "missing, name the invoice that this document corrects (BG-3)";
    findings.unless(!needed || !data.preceding.is_empty(), "preceding", text);
    for (i, earlier) in data.preceding.iter().enumerate() {
        findings.unless(
            !earlier.number.is_empty(),
            format!("preceding[{i}].number"),
            "missing, give its number",
        );
        let text = "after the date of issue of this document, check it";
        findings.unless(earlier.issue_date <= data.issue_date, format!("preceding[{i}].issue_date"), text);
        let text = "is this document itself, give the number of the earlier one";
        findings.unless(earlier.number != data.number, format!("preceding[{i}].number"), text);
    }
}

fn attachments(data: &InvoiceData, findings: &mut Findings) {
    let mut names = HashSet::new();
    for (i, file) in data.attachments.iter().enumerate() {
        let field = |name: &str| format!("attachments[{i}].{name}");
        findings.unless(!file.id.is_empty(), field("id"), "missing, number the attachment (BT-122)");
        let reserved = ["factur-x.xml", "xrechnung.xml"].contains(&file.file_name.to_lowercase().as_str());
        let good = !file.file_name.is_empty() && !file.file_name.contains(['/', '\\', '\n']) && !reserved;
        findings.unless(
            good,
            field("file_name"),
            "must be a plain file name, not that of the electronic invoice",
        );
        let unique = names.insert(file.file_name.to_lowercase());
        findings.unless(unique, field("file_name"), "occurs twice, rename one (BR-DE-22)");
        let text = "must be PDF, PNG, JPEG, CSV, XLSX or ODS";
        findings.unless(is_mime_type(&file.mime_type), field("mime_type"), text);
        findings.unless(
            !file.content.is_empty(),
            field("content"),
            "missing, embed the file or leave it out",
        );
    }
}

pub(super) fn check_total(data: &InvoiceData, reckoning: &Reckoning, findings: &mut Findings) {
    let sign = reckoning.totals.gross.value().cmp(&rust_decimal::Decimal::ZERO);
    match (data.kind, sign) {
        (DocumentKind::Invoice | DocumentKind::Credit, Ordering::Greater)
        | (DocumentKind::Cancellation, Ordering::Less) => {}
        (DocumentKind::Invoice, Ordering::Equal) => {
            findings.add("lines", "the total is 0.00, send a usage statement instead of an invoice (B5a)");
        }
        (DocumentKind::Invoice, Ordering::Less) => {
            findings.add("lines", "the total is negative, issue a credit (381) with positive amounts");
        }
        (DocumentKind::Credit, _) => {
            findings.add("lines", "a credit (381) must have a positive total, issue an invoice instead (B5)");
        }
        (DocumentKind::Cancellation, _) => {
            findings.add("lines", "a cancellation (384) must be the negative of an invoice (B5)");
        }
    }
}
