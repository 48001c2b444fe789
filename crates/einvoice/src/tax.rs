//! Tax ids and the routing id of public buyers, with their checksums: what is demanded where master data is entered.

use crate::leitweg::remainder_97;

/// Why a text is no such id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaxIdError {
    /// The country is not known.
    #[error("begin with the country code of an EU member, XI, GB, CH or NO, such as DE136695976")]
    UnknownCountry,
    /// The rest does not have the country's form.
    #[error("a VAT id of {country} has the form {form}")]
    WrongForm {
        /// The country's prefix.
        country: &'static str,
        /// `9` stands for a digit, `A` for a letter, `X` for either.
        form: &'static str,
    },
    /// The check digit says that a digit is wrong.
    #[error("check the digits: the check digit does not fit")]
    WrongChecksum,
    /// Not a Leitweg-ID at all.
    #[error(
        "give a Leitweg-ID such as 04011000-1234512345-06: 2 to 12 digits, up to 30 of A-Z 0-9, two check digits"
    )]
    NotALeitwegId,
}

/// The forms of VAT ids: `9` is a digit, `A` a letter, `X` either, all else itself; `|` separates choices.
const FORMS: &[(&str, &str)] = &[
    ("AT", "U99999999"),
    ("BE", "9999999999"),
    ("BG", "999999999|9999999999"),
    ("CHE", "999999999|999999999MWST|999999999TVA|999999999IVA"),
    ("CY", "99999999A"),
    ("CZ", "99999999|999999999|9999999999"),
    ("DE", "999999999"),
    ("DK", "99999999"),
    ("EE", "999999999"),
    ("EL", "999999999"),
    ("ES", "X9999999X"),
    ("FI", "99999999"),
    ("FR", "XX999999999"),
    ("GB", "999999999|999999999999"),
    ("HR", "99999999999"),
    ("HU", "99999999"),
    ("IE", "9X99999A|9999999AA"),
    ("IT", "99999999999"),
    ("LT", "999999999|999999999999"),
    ("LU", "99999999"),
    ("LV", "99999999999"),
    ("MT", "99999999"),
    ("NL", "999999999B99"),
    ("NO", "999999999|999999999MVA"),
    ("PL", "9999999999"),
    ("PT", "999999999"),
    ("RO", "99|999|9999|99999|999999|9999999|99999999|999999999|9999999999"),
    ("SE", "999999999999"),
    ("SI", "99999999"),
    ("SK", "9999999999"),
    ("XI", "999999999|999999999999"),
];

/// A VAT id without spaces, dots and hyphens, such as `DE136695976` (BT-31, BT-48).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VatId(String);

impl VatId {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for VatId {
    type Err = TaxIdError;
    fn from_str(text: &str) -> Result<Self, TaxIdError> {
        let text: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
        let (country, forms) =
            FORMS.iter().find(|(country, _)| text.starts_with(country)).ok_or(TaxIdError::UnknownCountry)?;
        let rest = &text[country.len()..];
        if !forms.split('|').any(|form| has_form(rest, form)) {
            return Err(TaxIdError::WrongForm { country, form: forms });
        }
        if *country == "DE" && !german_checksum_fits(rest) {
            return Err(TaxIdError::WrongChecksum);
        }
        Ok(Self(text))
    }
}

fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(byte, wanted)| match wanted {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_uppercase(),
            b'X' => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            literal => byte == literal,
        })
}

/// ISO 7064 MOD 11,10 over nine digits, the last being the check digit.
fn german_checksum_fits(digits: &str) -> bool {
    let mut product = 10;
    let mut all = digits.bytes().map(|b| u32::from(b - b'0'));
    let check = all.next_back();
    for digit in all {
        let sum = match (digit + product) % 10 {
            0 => 10,
            sum => sum,
        };
        product = 2 * sum % 11;
    }
    check == Some((11 - product) % 10)
}

/// The routing id of a public buyer; it makes XRechnung the invoice format (BT-10).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LeitwegId(String);

impl LeitwegId {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for LeitwegId {
    type Err = TaxIdError;
    fn from_str(text: &str) -> Result<Self, TaxIdError> {
        let mut parts: Vec<&str> = text.split('-').collect();
        let check = parts.pop().unwrap_or_default();
        let coarse = parts.first().copied().unwrap_or_default();
        let fine = parts.get(1).copied();
        let shaped = (1..=2).contains(&parts.len())
            && check.len() == 2
            && check.bytes().all(|b| b.is_ascii_digit())
            && matches!(coarse.len(), 2 | 3 | 5 | 8 | 9 | 12)
            && coarse.bytes().all(|b| b.is_ascii_digit())
            && fine.is_none_or(|fine| {
                (1..=30).contains(&fine.len())
                    && fine.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            });
        if !shaped {
            return Err(TaxIdError::NotALeitwegId);
        }
        if remainder_97(text) != 1 {
            return Err(TaxIdError::WrongChecksum);
        }
        Ok(Self(text.to_owned()))
    }
}
