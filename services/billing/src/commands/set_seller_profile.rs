//! Setting who sells.

use crate::store::seller;
use crate::wire::parse;
use kontor_access::Caller;
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

/// All that an invoice needs of the seller, told when it is entered and not at month's end.
fn check(profile: &SellerProfile, request_id: &str) -> Result<()> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, request_id);
    wrong.text("profile.legal_name", &profile.legal_name, 1, 200);
    let address = profile.address.clone().unwrap_or_default();
    wrong.text("profile.address.street", &address.street, 1, 200);
    wrong.text("profile.address.postal_code", &address.postal_code, 1, 20);
    wrong.text("profile.address.city", &address.city, 1, 100);
    let country = address.country_code.as_str();
    let two_letters =
        country.is_empty() || (country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()));
    wrong.require(two_letters, "profile.address.country_code", "give two capital letters such as DE");
    let taxed = !profile.vat_id.is_empty() || !profile.tax_number.is_empty();
    wrong.require(taxed, "profile.vat_id", "give the vat id or the tax number");
    let vat_id = &profile.vat_id;
    let formed = vat_id.is_empty()
        || (4..=15).contains(&vat_id.len()) && vat_id.bytes().all(|b| b.is_ascii_alphanumeric());
    wrong.require(formed, "profile.vat_id", "give a vat id such as DE123456789");
    wrong.text("profile.contact_name", &profile.contact_name, 1, 200);
    let digits = profile.contact_phone.bytes().filter(u8::is_ascii_digit).count();
    wrong.require(
        digits >= 3,
        "profile.contact_phone",
        "give a phone number with at least three digits (BR-DE-27)",
    );
    let mail = profile.contact_email.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'));
    wrong.require(mail, "profile.contact_email", "give a mail address (BR-DE-28)");
    wrong.require(
        profile.iban.parse::<iban::Iban>().is_ok(),
        "profile.iban",
        "its checksum is wrong, correct the iban",
    );
    if let Err(error) = kontor_billing_domain::number::check_prefix(&profile.number_prefix) {
        wrong.add("profile.number_prefix", error.to_string());
    }
    wrong.finish()
}
