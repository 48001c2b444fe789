//! Seller, buyer and place of delivery.

use crate::codes::{VatCategory, is_country, is_scheme};
use crate::data::{Address, Contact, Endpoint, InvoiceData, Party};
use crate::leitweg::leitweg_is_valid;
use crate::problem::Findings;

pub(super) fn check(data: &InvoiceData, findings: &mut Findings) {
    party("seller", &data.seller, findings);
    party("buyer", &data.buyer, findings);
    seller(data, findings);
    buyer(data, findings);
    if let Some(place) = &data.deliver_to {
        findings.unless(!place.name.is_empty(), "deliver_to.name", "missing, name who received it (BT-70)");
        address("deliver_to.address", &place.address, findings);
    }
}

fn party(side: &str, party: &Party, findings: &mut Findings) {
    findings.unless(!party.name.is_empty(), format!("{side}.name"), "missing, give the full legal name");
    address(&format!("{side}.address"), &party.address, findings);
    endpoint(side, &party.endpoint, findings);
    if let Some(vat_id) = &party.vat_id {
        let text = "must be a VAT id with its country prefix, such as DE123456789";
        findings.unless(is_vat_id(vat_id), format!("{side}.vat_id"), text);
    }
}

fn address(field: &str, address: &Address, findings: &mut Findings) {
    findings.unless(!address.city.is_empty(), format!("{field}.city"), "missing, give the city");
    findings.unless(
        !address.post_code.is_empty(),
        format!("{field}.post_code"),
        "missing, give the post code",
    );
    let text = "must be a country code of two capital letters, such as DE";
    findings.unless(is_country(&address.country), format!("{field}.country"), text);
}

fn endpoint(side: &str, endpoint: &Endpoint, findings: &mut Findings) {
    let Endpoint { scheme, id } = endpoint;
    let field = |name: &str| format!("{side}.endpoint.{name}");
    if id.is_empty() {
        return findings.add(field("id"), "missing, give the e-mail address or the Leitweg-ID for invoices");
    }
    findings.unless(is_scheme(scheme), field("scheme"), "unknown, use EM for e-mail, 0204 for a Leitweg-ID");
    let good = match scheme.as_str() {
        "EM" => email_is_valid(id),
        "0204" => leitweg_is_valid(id),
        _ => !id.contains(char::is_whitespace),
    };
    findings.unless(good, field("id"), format!("is no valid address of scheme {scheme}, check its digits"));
}

fn seller(data: &InvoiceData, findings: &mut Findings) {
    let seller = &data.seller;
    match &seller.contact {
        Some(contact) => complete_contact("seller.contact", contact, findings),
        None => {
            findings.add("seller.contact", "missing, name whom the buyer may ask, with telephone and e-mail")
        }
    }
    let outside = data.lines.iter().any(|line| line.category == VatCategory::O);
    if seller.vat_id.is_none() && seller.tax_number.is_none() {
        findings.add("seller.vat_id", "missing, give the VAT id or the tax number");
    } else if seller.vat_id.is_none() && seller.id.is_none() && seller.registration.is_none() {
        let text = "missing, a seller without VAT id needs a register number or an id (BR-CO-26)";
        findings.add("seller.registration", text);
    }
    if outside && (seller.vat_id.is_some() || data.buyer.vat_id.is_some()) {
        let text =
            "must be left out when nothing is subject to VAT (category O), give the tax number (BR-O-02)";
        findings.add(if seller.vat_id.is_some() { "seller.vat_id" } else { "buyer.vat_id" }, text);
    }
}

fn buyer(data: &InvoiceData, findings: &mut Findings) {
    let buyer = &data.buyer;
    findings.unless(
        buyer.tax_number.is_none(),
        "buyer.tax_number",
        "belongs to the seller only, leave it out",
    );
    findings.unless(
        buyer.legal_info.is_none(),
        "buyer.legal_info",
        "belongs to the seller only, leave it out",
    );
    if let Some(Contact { name, phone, email }) = &buyer.contact {
        findings.unless(!name.is_empty(), "buyer.contact.name", "missing, name the contact or leave it out");
        let text = "must have at least three digits";
        findings.unless(phone.is_empty() || phone_is_valid(phone), "buyer.contact.phone", text);
        findings.unless(
            email.is_empty() || email_is_valid(email),
            "buyer.contact.email",
            "is no e-mail address",
        );
    }
    if buyer.endpoint.scheme == "0204" {
        let text =
            "must be the Leitweg-ID of the buyer with right check digits, such as 04011000-1234512345-06";
        findings.unless(leitweg_is_valid(&data.buyer_reference), "buyer_reference", text);
    }
}

fn complete_contact(field: &str, contact: &Contact, findings: &mut Findings) {
    findings.unless(
        !contact.name.is_empty(),
        format!("{field}.name"),
        "missing, name a person or department",
    );
    findings.unless(
        phone_is_valid(&contact.phone),
        format!("{field}.phone"),
        "must have at least three digits (BR-DE-27)",
    );
    findings.unless(
        email_is_valid(&contact.email),
        format!("{field}.email"),
        "is no e-mail address (BR-DE-28)",
    );
}

/// Whether a telephone number has at least three digits (BR-DE-27).
#[must_use]
pub fn phone_is_valid(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 3
}

/// Whether a mail address has one `@` with at least two characters on each side, no white space, no dot beside the `@`
/// or at the ends (BR-DE-28).
#[must_use]
pub fn email_is_valid(text: &str) -> bool {
    let mut sides = text.split('@');
    let (Some(local), Some(domain), None) = (sides.next(), sides.next(), sides.next()) else { return false };
    [local, domain].iter().all(|side| {
        side.chars().count() >= 2
            && !side.starts_with('.')
            && !side.ends_with('.')
            && !side.contains(char::is_whitespace)
    })
}

fn is_vat_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_at_checked(2) else { return false };
    let known = is_country(country) || country == "EL" || country == "XI";
    let body = (2..=13).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"+*.".contains(&b));
    let german = country != "DE" || (rest.len() == 9 && rest.bytes().all(|b| b.is_ascii_digit()));
    known && body && german
}

/// Whether it is a country code of ISO 3166-1 alpha-2, in capital letters.
#[must_use]
pub fn country_is_known(text: &str) -> bool {
    is_country(text)
}
