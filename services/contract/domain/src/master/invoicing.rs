//! Where invoices go electronically, in which form, and the account that they are paid from.

use super::{LeitwegId, MailAddress, VatId};
use crate::Violations;

/// Why a text is no such thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvoicingError {
    /// Not an IBAN, or its checksum says that a character is wrong.
    #[error("check the IBAN such as DE75 5121 0800 1245 1261 99: length and check digits must fit")]
    NotAnIban,
    /// Not a word for a profile.
    #[error("choose automatic, xrechnung or zugferd")]
    UnknownProfile,
}

/// A bank account by IBAN, without spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Iban(String);

impl Iban {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Iban {
    type Err = InvoicingError;
    fn from_str(text: &str) -> Result<Self, InvoicingError> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        compact.parse::<iban::Iban>().map_err(|_| InvoicingError::NotAnIban)?;
        Ok(Self(compact))
    }
}

/// Which form a customer's electronic invoices have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvoiceProfile {
    /// XRechnung where there is a Leitweg-ID, otherwise ZUGFeRD.
    #[default]
    Automatic,
    /// XRechnung; demands the buyer's reference (BR-DE-15).
    XRechnung,
    /// ZUGFeRD, a PDF with the invoice in it.
    Zugferd,
}

impl InvoiceProfile {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::XRechnung => "xrechnung",
            Self::Zugferd => "zugferd",
        }
    }
}

impl std::str::FromStr for InvoiceProfile {
    type Err = InvoicingError;
    fn from_str(text: &str) -> Result<Self, InvoicingError> {
        [Self::Automatic, Self::XRechnung, Self::Zugferd]
            .into_iter()
            .find(|profile| profile.as_str() == text)
            .ok_or(InvoicingError::UnknownProfile)
    }
}

/// An electronic address with its scheme (BT-49), such as `0204` and a Leitweg-ID.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ElectronicAddress {
    scheme: String,
    id: String,
}

impl ElectronicAddress {
    /// Reads an address; `field` is its path, such as `customer.electronic_address`. The schemes `EM` (mail), `0204`
    /// (Leitweg-ID) and `9930` (German VAT id) have their own form and checksum.
    pub fn parse(scheme: &str, id: &str, field: &str, violations: &mut Violations) -> Option<Self> {
        let (scheme, id) = (scheme.trim(), id.trim());
        let known = scheme == "EM" || (scheme.len() == 4 && scheme.bytes().all(|b| b.is_ascii_digit()));
        violations.require(
            known,
            format!("{field}.scheme"),
            "give a code of the list EAS: EM for mail, 0204 for a Leitweg-ID, 9930 for a German VAT id, 0088 for a GLN",
        );
        let at = format!("{field}.id");
        let id = match scheme {
            "EM" => violations.take(&at, id.parse().map(|mail: MailAddress| mail.as_str().to_owned())),
            "0204" => violations.take(&at, id.parse().map(|id: LeitwegId| id.as_str().to_owned())),
            "9930" => violations.take(&at, id.parse().map(|id: VatId| id.as_str().to_owned())),
            _ => {
                let before = violations.iter().count();
                let text = violations.text(&at, id, 1, 100);
                (violations.iter().count() == before).then_some(text)
            }
        };
        Some(Self { scheme: scheme.to_owned(), id: id? }).filter(|_| known)
    }

    /// Its scheme, a code of the list EAS.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The address itself.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}
