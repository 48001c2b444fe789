//! Setting who sells.

use crate::store::seller;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_einvoice::{VatId, bic_is_valid, country_is_known, email_is_valid, iban_is_valid, phone_is_valid};
use kontor_idempotency::{Begun, begin};
use kontor_proto::billing::v1::{SellerProfile, SetSellerProfileRequest};
use kontor_service::Kit;
use kontor_status::{Result, Violations};

pub(crate) async fn set(
    kit: &Kit,
    caller: &Caller,
    request: SetSellerProfileRequest,
) -> Result<SellerProfile> {
    let profile = request.profile.clone().unwrap_or_default();
    check(&profile, &request.request_id)?;
    match begin(kit.db(), caller, "SetSellerProfile", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            seller::set(fresh.tx(), &profile, caller.principal().uuid(), kit.clock().now()).await?;
            fresh.finish(profile).await
        }
    }
}

/// All that an invoice needs of the seller, told when it is entered and not at month's end: what is accepted here is
/// never refused when an invoice is issued.
fn check(profile: &SellerProfile, request_id: &str) -> Result<()> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, request_id);
    wrong.text("profile.legal_name", &profile.legal_name, 1, 200);
    let address = profile.address.clone().unwrap_or_default();
    wrong.text("profile.address.street", &address.street, 1, 200);
    wrong.text("profile.address.postal_code", &address.postal_code, 1, 20);
    wrong.text("profile.address.city", &address.city, 1, 100);
    let country = address.country_code.as_str();
    let known = country.is_empty() || country_is_known(country);
    wrong.require(known, "profile.address.country_code", "give a country of ISO 3166-1 such as DE");
    tax_ids(&mut wrong, profile);
    wrong.text("profile.contact_name", &profile.contact_name, 1, 200);
    let phone = wrong.text("profile.contact_phone", &profile.contact_phone, 0, 50);
    let remedy = "give a phone number with at least three digits (BR-DE-27)";
    wrong.require(phone_is_valid(&phone), "profile.contact_phone", remedy);
    let mail = wrong.text("profile.contact_email", &profile.contact_email, 0, 200);
    wrong.require(email_is_valid(&mail), "profile.contact_email", "give a mail address (BR-DE-28)");
    wrong.require(iban_is_valid(&profile.iban), "profile.iban", "its checksum is wrong, correct the iban");
    let bic = profile.bic.is_empty() || bic_is_valid(&profile.bic);
    wrong.require(bic, "profile.bic", "give 8 or 11 characters such as BYLADEM1001, or leave it");
    if let Err(error) = kontor_billing_domain::number::check_prefix(&profile.number_prefix) {
        wrong.add("profile.number_prefix", error.to_string());
    }
    let statements = &profile.usage_statement_prefix;
    if let Err(error) = kontor_billing_domain::number::check_prefix(statements) {
        wrong.add("profile.usage_statement_prefix", error.to_string());
    }
    let differs = statement_prefix(profile) != profile.number_prefix;
    let remedy = "choose another than profile.number_prefix: invoices are numbered without gaps";
    wrong.require(differs, "profile.usage_statement_prefix", remedy);
    wrong.finish()
}

/// One of VAT id and tax number; a VAT id as its country writes it.
fn tax_ids(wrong: &mut Violations, profile: &SellerProfile) {
    let number = wrong.text("profile.tax_number", &profile.tax_number, 0, 30);
    wrong.text("profile.registration", &profile.registration, 0, 100);
    if profile.vat_id.is_empty() {
        wrong.require(!number.is_empty(), "profile.vat_id", "give the vat id or the tax number");
    } else if let Some(id) = wrong.take("profile.vat_id", profile.vat_id.parse::<VatId>()) {
        let compact = id.as_str() == profile.vat_id;
        wrong.require(compact, "profile.vat_id", "write it without blanks, dots and hyphens");
    }
}

/// What the numbers of usage statements begin with (B5a).
pub(crate) fn statement_prefix(profile: &SellerProfile) -> &str {
    if profile.usage_statement_prefix.is_empty() { "LN-" } else { &profile.usage_statement_prefix }
}
