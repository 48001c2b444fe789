//! How an invoice is paid.

use super::text;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// BG-16 and BT-20, payment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The means of payment.
    pub means: PaymentMeans,
    /// BT-83, the text by which the payment is recognised; left out it is the invoice number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remittance: Option<String>,
    /// BT-20, payment terms in words; no line may begin with `#`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// BT-20, agreed discounts for early payment, written in the syntax of XRechnung. They never change the totals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skonto: Vec<Skonto>,
}

/// BT-81, the means of payment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PaymentMeans {
    /// BG-17, a transfer to the seller's account: code 58 (SEPA) in euros, 30 in another currency.
    Transfer(Account),
    /// BG-19, a SEPA direct debit, code 59.
    DirectDebit {
        /// BT-89, the mandate.
        mandate: String,
        /// BT-90, the seller's creditor identifier.
        creditor_id: String,
        /// BT-91, the buyer's account.
        debtor_iban: String,
    },
    /// Cash, code 10.
    Cash,
    /// An online payment service, code 68.
    Online,
    /// Settled against other claims, code 97.
    Netting,
    /// Not defined, code 1.
    #[default]
    Undefined,
}

impl PaymentMeans {
    /// The UNTDID 4461 code for an invoice in euros or not.
    #[must_use]
    pub const fn code(&self, in_euros: bool) -> &'static str {
        match self {
            Self::Transfer(_) if in_euros => "58",
            Self::Transfer(_) => "30",
            Self::DirectDebit { .. } => "59",
            Self::Cash => "10",
            Self::Online => "68",
            Self::Netting => "97",
            Self::Undefined => "1",
        }
    }
}

/// BG-17, an account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// BT-84, IBAN.
    pub iban: String,
    /// BT-86, BIC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bic: Option<String>,
    /// BT-85, the owner of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A discount for early payment (Skonto).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skonto {
    /// Days from the date of issue, 1 to 365.
    pub days: u16,
    /// Percent of the amount, above 0 and below 100, at most two decimal places.
    #[serde(with = "text::decimal")]
    pub percent: Decimal,
    /// The amount it is taken from, including VAT, when that is not the whole invoice.
    #[serde(default, with = "text::decimal_option", skip_serializing_if = "Option::is_none")]
    pub base: Option<Decimal>,
}
