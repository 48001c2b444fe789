//! Postal addresses.

use super::CountryCode;
use crate::Violations;

/// A postal address as it came in.
#[derive(Debug, Clone, Default)]
pub struct AddressInput {
    /// Street and house number.
    pub street: String,
    /// Post code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// Empty for Germany.
    pub country_code: String,
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Street and house number, 1 to 200 characters.
    pub street: String,
    /// Post code, 1 to 20 characters; five digits in Germany.
    pub postal_code: String,
    /// City, 1 to 100 characters.
    pub city: String,
    /// The country.
    pub country: CountryCode,
}

impl Address {
    /// Reads an address; `field` is its path, such as `customer.address`.
    pub fn parse(input: &AddressInput, field: &str, violations: &mut Violations) -> Self {
        let country =
            violations.optional(&format!("{field}.country_code"), &input.country_code).unwrap_or_default();
        let postal_field = format!("{field}.postal_code");
        let postal_code = violations.text(&postal_field, &input.postal_code, 1, 20);
        let german = postal_code.len() == 5 && postal_code.bytes().all(|b| b.is_ascii_digit());
        if country == CountryCode::DE && !postal_code.is_empty() && !german {
            violations.add(postal_field, "a German post code has five digits");
        }
        Self {
            street: violations.text(&format!("{field}.street"), &input.street, 1, 200),
            postal_code,
            city: violations.text(&format!("{field}.city"), &input.city, 1, 100),
            country,
        }
    }
}
