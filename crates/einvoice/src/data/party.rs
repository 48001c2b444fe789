//! Seller, buyer and place of delivery.

use serde::{Deserialize, Serialize};

/// BG-4 or BG-7, a party. Fields marked seller or buyer only are refused on the other side.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// BT-27/44, the full legal name.
    pub name: String,
    /// BT-29/46, an identifier without scheme, e.g. the supplier or customer number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// BT-30/47, the number in the trade register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
    /// BT-31/48, the VAT id with country prefix, without spaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<String>,
    /// BT-32, the tax number; seller only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_number: Option<String>,
    /// BT-33, further legal information such as managing directors; seller only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_info: Option<String>,
    /// BG-5/8, the postal address.
    pub address: Address,
    /// BT-34/49, the electronic address; mandatory in XRechnung.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// BG-6/9, the person or department to talk to; mandatory for the seller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// BG-5, BG-8, a postal address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// BT-35/50/75, street and house number, or post-office box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// BT-36/51/76, a second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional: Option<String>,
    /// BT-38/53/78, the post code.
    pub post_code: String,
    /// BT-37/52/77, the city.
    pub city: String,
    /// BT-40/55/80, ISO 3166-1 alpha-2.
    pub country: String,
}

/// BT-34, BT-49, an electronic address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The scheme (EAS): `EM` e-mail, `0204` Leitweg-ID, `9930` German VAT id.
    pub scheme: String,
    /// The address in that scheme.
    pub id: String,
}

/// BG-6, BG-9, whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// BT-41/56, person or department.
    pub name: String,
    /// BT-42/57, telephone, at least three digits.
    #[serde(default)]
    pub phone: String,
    /// BT-43/58, e-mail.
    #[serde(default)]
    pub email: String,
}

/// BG-13, where the goods went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliverTo {
    /// BT-70, the name there.
    pub name: String,
    /// BG-15, the address.
    pub address: Address,
}
