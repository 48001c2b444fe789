//! The electronic invoice as business terms of EN 16931 and XRechnung 3.0.
//!
//! [`InvoiceData`] is what a person or a program states: parties, lines, prices, allowances. [`Invoice::new`]
//! computes every derived amount (domain.md B6) and refuses, field by field and all at once, what the official
//! rules would refuse. The resulting [`Invoice`] is immutable; [`to_ubl`], [`to_cii`] and the PDF are pure
//! functions of it, so they cannot disagree.
//!
//! Business terms are named in the documentation of each field (`BT-1`, `BG-14`). Amounts are exact decimals and
//! rounded only by `kontor-money`; `-0.00` cannot occur.
//!
//! ```
//! let sample = kontor_einvoice::samples::plain();
//! let invoice = kontor_einvoice::Invoice::new(sample)?;
//! assert_eq!(invoice.totals().payable.to_string(), "113.05 EUR");
//! assert!(kontor_einvoice::to_ubl(&invoice).contains("<cbc:PayableAmount currencyID=\"EUR\">113.05<"));
//! # Ok::<(), kontor_einvoice::Problems>(())
//! ```
#![forbid(unsafe_code)]

mod check;
mod cii;
mod codes;
mod data;
mod invoice;
mod leitweg;
mod problem;
mod reckon;
pub mod samples;
mod tax;
#[cfg(test)]
mod tests;
mod tidy;
mod ubl;
mod xml;

pub use check::{country_is_known, email_is_valid, phone_is_valid};
pub use cii::{Profile, to_cii};
pub use codes::{DocumentKind, UNITS, VatCategory};
pub use data::{
    Account, Address, Attachment, Attribute, Contact, DeliverTo, DocumentAllowance, Endpoint, Exemption,
    InvoiceData, LineAllowance, LineData, Note, Party, Payment, PaymentMeans, Period, Preceding, Reduction,
    Skonto,
};
pub use invoice::{Invoice, Line, SMALL_BUSINESS};
pub use leitweg::{bic_is_valid, iban_is_valid, leitweg_is_valid};
pub use problem::{Problem, Problems};
pub use reckon::{Reckoned, Totals, VatGroup};
pub use tax::{LeitwegId, TaxIdError, VatId};
pub use ubl::to_ubl;
