//! Brings texts into the form in which they can be written: no empty elements (PEPPOL-EN16931-R008), no characters
//! that XML forbids, no line ends that UBL and CII readers would see differently.

use crate::data::{
    Account, Address, Attribute, Contact, DeliverTo, DocumentAllowance, InvoiceData, LineAllowance, LineData,
    Party, Payment, PaymentMeans, Period,
};
use rust_decimal::Decimal;

/// Trims all texts, drops empty optional ones, gives lines their ids and the invoice its period.
pub(crate) fn tidy(mut data: InvoiceData) -> InvoiceData {
    text(&mut data.number);
    text(&mut data.buyer_reference);
    for value in [
        &mut data.order_reference,
        &mut data.contract_reference,
        &mut data.project_reference,
        &mut data.cost_center,
    ] {
        optional(value);
    }
    for note in &mut data.notes {
        optional(&mut note.subject);
        text(&mut note.text);
    }
    data.notes.retain(|note| !note.text.is_empty());
    data.preceding.iter_mut().for_each(|earlier| text(&mut earlier.number));
    party(&mut data.seller);
    party(&mut data.buyer);
    if let Some(DeliverTo { name, address: place }) = &mut data.deliver_to {
        text(name);
        address(place);
    }
    payment(&mut data.payment);
    data.allowances.iter_mut().chain(&mut data.charges).for_each(document_allowance);
    data.lines.iter_mut().enumerate().for_each(|(i, entry)| line(i, entry));
    for exemption in &mut data.exemptions {
        optional(&mut exemption.code);
        text(&mut exemption.reason);
    }
    for file in &mut data.attachments {
        text(&mut file.id);
        optional(&mut file.description);
        text(&mut file.file_name);
    }
    number(&mut data.prepaid);
    if data.period.is_none() && data.delivery_date.is_none() {
        data.period = span(&data.lines);
    }
    data
}

/// The span of the line periods, when every line has one.
fn span(lines: &[LineData]) -> Option<Period> {
    let periods: Option<Vec<Period>> = lines.iter().map(|line| line.period).collect();
    let periods = periods?;
    Some(Period {
        start: periods.iter().map(|period| period.start).min()?,
        end: periods.iter().map(|period| period.end).max()?,
    })
}

fn text(value: &mut String) {
    let clean: String = value
        .replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\r' => '\n',
            '\n' => '\n',
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => ' ',
            c => c,
        })
        .collect();
    *value = clean.trim().to_owned();
}

fn optional(value: &mut Option<String>) {
    if let Some(inner) = value {
        text(inner);
    }
    if value.as_deref() == Some("") {
        *value = None;
    }
}

fn compact(value: &mut String) {
    value.retain(|c| !c.is_whitespace());
}

/// A decimal without trailing zeros and without a sign on zero.
fn number(value: &mut Decimal) {
    *value = value.normalize();
    if value.is_zero() {
        *value = Decimal::ZERO;
    }
}

fn party(party: &mut Party) {
    text(&mut party.name);
    for value in [
        &mut party.id,
        &mut party.registration,
        &mut party.vat_id,
        &mut party.tax_number,
        &mut party.legal_info,
    ] {
        optional(value);
    }
    if let Some(vat_id) = &mut party.vat_id {
        compact(vat_id);
    }
    address(&mut party.address);
    text(&mut party.endpoint.scheme);
    text(&mut party.endpoint.id);
    if let Some(Contact { name, phone, email }) = &mut party.contact {
        text(name);
        text(phone);
        text(email);
    }
}

fn address(address: &mut Address) {
    optional(&mut address.street);
    optional(&mut address.additional);
    text(&mut address.post_code);
    text(&mut address.city);
    text(&mut address.country);
}

fn payment(payment: &mut Payment) {
    optional(&mut payment.remittance);
    optional(&mut payment.terms);
    match &mut payment.means {
        PaymentMeans::Transfer(Account { iban, bic, name }) => {
            compact(iban);
            optional(bic);
            optional(name);
        }
        PaymentMeans::DirectDebit { mandate, creditor_id, debtor_iban } => {
            text(mandate);
            compact(creditor_id);
            compact(debtor_iban);
        }
        PaymentMeans::Cash | PaymentMeans::Online | PaymentMeans::Netting | PaymentMeans::Undefined => {}
    }
}

fn document_allowance(allowance: &mut DocumentAllowance) {
    text(&mut allowance.reason);
    optional(&mut allowance.reason_code);
    number(&mut allowance.rate);
}

fn line(index: usize, line: &mut LineData) {
    for value in [
        &mut line.id,
        &mut line.note,
        &mut line.object,
        &mut line.cost_center,
        &mut line.order_line,
        &mut line.description,
        &mut line.seller_item_id,
    ] {
        optional(value);
    }
    line.id.get_or_insert_with(|| (index + 1).to_string());
    text(&mut line.name);
    text(&mut line.unit);
    number(&mut line.quantity);
    number(&mut line.price);
    number(&mut line.rate);
    if let Some(base) = &mut line.base_quantity {
        number(base);
    }
    for LineAllowance { reason, reason_code, .. } in line.allowances.iter_mut().chain(&mut line.charges) {
        text(reason);
        optional(reason_code);
    }
    for Attribute { name, value } in &mut line.attributes {
        text(name);
        text(value);
    }
    line.attributes.retain(|attribute| !attribute.value.is_empty());
}
