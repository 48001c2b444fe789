//! What EN 16931, XRechnung and the rules of the house refuse, field by field.

mod document;
mod line;
mod party;
mod payment;
mod vat;

pub use party::{country_is_known, email_is_valid, phone_is_valid};

use crate::data::InvoiceData;
use crate::problem::Findings;
use crate::reckon::Reckoning;
use rust_decimal::Decimal;

/// Checks what was stated.
pub(crate) fn stated(data: &InvoiceData, findings: &mut Findings) {
    document::check(data, findings);
    party::check(data, findings);
    payment::check(data, findings);
    line::check(data, findings);
    vat::check(data, findings);
}

/// Checks what was computed: the sign of the total against the kind of document (B5, B5a).
pub(crate) fn computed(data: &InvoiceData, reckoning: &Reckoning, findings: &mut Findings) {
    document::check_total(data, reckoning, findings);
    vat::check_groups(reckoning, findings);
}

/// Whether a text has 1 to `limit` characters.
fn fits(text: &str, limit: usize) -> bool {
    !text.is_empty() && text.chars().count() <= limit
}

/// Whether a decimal has at most `places` places.
fn places(value: Decimal, places: u32) -> bool {
    value.normalize().scale() <= places
}
