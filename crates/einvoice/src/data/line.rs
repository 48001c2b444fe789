//! Lines, allowances and charges.

use super::{Period, text};
use crate::codes::VatCategory;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// BG-25, one line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineData {
    /// BT-126, unique in the invoice; left out it is the position, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// BT-127, e.g. ticket, technician and times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// BT-128, the ticket number, readable by machines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// BT-129, not zero, at most six decimal places; negative only to take back.
    #[serde(with = "text::decimal")]
    pub quantity: Decimal,
    /// BT-130, one of [`crate::UNITS`].
    pub unit: String,
    /// BT-146, net price of `base_quantity` units, not negative, at most six decimal places.
    #[serde(with = "text::decimal")]
    pub price: Decimal,
    /// BT-149, above zero; left out it is 1. An hourly price of minutes has 60.
    #[serde(default, with = "text::decimal_option", skip_serializing_if = "Option::is_none")]
    pub base_quantity: Option<Decimal>,
    /// BT-151, VAT category.
    #[serde(default)]
    pub category: VatCategory,
    /// BT-152, VAT rate in percent; 0 in every category but S.
    #[serde(default, with = "text::decimal")]
    pub rate: Decimal,
    /// BG-27, reductions, e.g. goodwill with its reason (B5a).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowances: Vec<LineAllowance>,
    /// BG-28, surcharges, e.g. for work at night.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<LineAllowance>,
    /// BG-26, service period of the line; inside the period of the invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// BT-133, the buyer's cost center; one per line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_center: Option<String>,
    /// BT-132, the line of the buyer's order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_line: Option<String>,
    /// BT-153, what was supplied.
    pub name: String,
    /// BT-154, the description of the supply that the law asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// BT-155, the seller's article number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller_item_id: Option<String>,
    /// BG-32, further attributes such as technician, from, to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
}

/// BG-32, an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// BT-160, its name.
    pub name: String,
    /// BT-161, its value.
    pub value: String,
}

/// By how much an allowance reduces or a charge increases. In JSON `{"percent": "50"}` or `{"amount": "12.30"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reduction {
    /// Percent of the basis (BT-138, BT-143, BT-94, BT-101), at most four decimal places.
    Percent(#[serde(with = "text::decimal")] Decimal),
    /// An amount (BT-136, BT-141, BT-92, BT-99), two decimal places.
    Amount(#[serde(with = "text::decimal")] Decimal),
}

/// BG-27 or BG-28, an allowance or charge of a line. The basis of a percentage is quantity x price, rounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineAllowance {
    /// By how much.
    pub value: Reduction,
    /// BT-139/144, why.
    pub reason: String,
    /// BT-140/145, the reason as a code, e.g. `95` discount, `64` special agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
}

/// BG-20 or BG-21, an allowance or charge of the document. The basis of a percentage is the sum of the lines of
/// the same VAT category and rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentAllowance {
    /// By how much.
    pub value: Reduction,
    /// BT-97/104, why.
    pub reason: String,
    /// BT-98/105, the reason as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// BT-95/102, VAT category; a line must have the same.
    #[serde(default)]
    pub category: VatCategory,
    /// BT-96/103, VAT rate in percent; a line must have the same.
    #[serde(default, with = "text::decimal")]
    pub rate: Decimal,
}
