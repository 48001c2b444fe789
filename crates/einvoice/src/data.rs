//! What is stated of an invoice, before anything is computed. This is also its JSON form.
//!
//! In JSON, decimals are strings (`"79.17"`), dates are `YYYY-MM-DD`, file contents are Base64; optional fields may
//! be left out; an unknown field is an error.

mod line;
mod party;
mod payment;
pub(crate) mod text;

pub use line::{Attribute, DocumentAllowance, LineAllowance, LineData, Reduction};
pub use party::{Address, Contact, DeliverTo, Endpoint, Party};
pub use payment::{Account, Payment, PaymentMeans, Skonto};

use crate::codes::{DocumentKind, VatCategory};
use jiff::civil::Date;
use kontor_money::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An invoice as it is stated; every amount that can be derived is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceData {
    /// BT-1, the invoice number: 1 to 36 of `A-Z a-z 0-9 _ $ & % * + - /`, so that it is also a DATEV document field.
    pub number: String,
    /// BT-3, the kind of document.
    #[serde(default)]
    pub kind: DocumentKind,
    /// BT-2, the date of issue.
    pub issue_date: Date,
    /// BT-9, the day by which payment is due; not before the date of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Date>,
    /// BT-5, the currency of all amounts, `EUR` unless said otherwise.
    #[serde(default)]
    pub currency: Currency,
    /// BT-10, the buyer's reference: the Leitweg-ID of an authority, otherwise e.g. the customer number. Mandatory.
    #[serde(default)]
    pub buyer_reference: String,
    /// BG-1, notes to the whole document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// BT-72, the day on which the supply was completed, when there is one such day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_date: Option<Date>,
    /// BG-14, the service period. Left out it becomes the span of the line periods, if every line has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// BT-13, the buyer's order number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_reference: Option<String>,
    /// BT-12, the number of the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_reference: Option<String>,
    /// BT-11, the number of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_reference: Option<String>,
    /// BT-19, the buyer's cost center of the whole invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_center: Option<String>,
    /// BG-3, the invoices that this document cancels, credits or continues.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preceding: Vec<Preceding>,
    /// BG-4, the seller.
    pub seller: Party,
    /// BG-7, the buyer.
    pub buyer: Party,
    /// BG-13, where the goods went; mandatory for intra-community supplies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver_to: Option<DeliverTo>,
    /// BG-16, how it is paid.
    pub payment: Payment,
    /// BG-20, reductions of the whole document, one per VAT category and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowances: Vec<DocumentAllowance>,
    /// BG-21, surcharges on the whole document, one per VAT category and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<DocumentAllowance>,
    /// BG-25, the lines in the order in which they are shown; at least one.
    pub lines: Vec<LineData>,
    /// BT-113, what was already paid, including VAT; two decimal places.
    #[serde(default, with = "text::decimal")]
    pub prepaid: Decimal,
    /// BT-120/121, reasons why no VAT is charged; mandatory for category E, optional replacement of the standard
    /// text for AE, K, G and O.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exemptions: Vec<Exemption>,
    /// BG-24, files that go with the invoice, such as the service report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// BG-1, a note.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// BT-21, UNTDID 4451: `AAI` general, `REG` legal, `PMT` payment; three capital letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// BT-22, the text; must not begin with `#`, which would read as a subject in UBL.
    pub text: String,
}

/// BG-14 or BG-26, a span of days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// BT-73 or BT-134, the first day.
    pub start: Date,
    /// BT-74 or BT-135, the last day; not before the first.
    pub end: Date,
}

/// BG-3, an earlier invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preceding {
    /// BT-25, its number.
    pub number: String,
    /// BT-26, its date of issue.
    pub issue_date: Date,
}

/// BT-120/121, why no VAT is charged in one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// The category it belongs to: E, AE, K, G or O.
    pub category: VatCategory,
    /// BT-121, a VATEX code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// BT-120, the text as the law words it, in German.
    pub reason: String,
}

/// BG-24, a file that goes with the invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// BT-122, its number.
    pub id: String,
    /// BT-123, what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// BT-125, its file name, unique in the invoice.
    pub file_name: String,
    /// BT-125, its type: PDF, PNG, JPEG, CSV, XLSX or ODS.
    pub mime_type: String,
    /// BT-125, its bytes; Base64 in JSON.
    #[serde(with = "text::base64")]
    pub content: Vec<u8>,
}
