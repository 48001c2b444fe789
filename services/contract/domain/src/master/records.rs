//! The records of master data.

use super::{AssetClass, CountryCode, CustomerNumber, Language, LeitwegId, MailAddress, Phone, VatId};
use crate::words::Severity;
use crate::{Text, Violations};
use kontor_ids::{CustomerId, DirectiveId, SiteId, UserId};
use kontor_money::{Amount, Currency};

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

/// A customer as it came in.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each field is explained at the field of the same name of Customer")]
pub struct CustomerInput {
    pub number: String,
    pub display_name: String,
    pub address: Option<AddressInput>,
    pub vat_id: String,
    pub leitweg_id: String,
    pub buyer_reference: String,
    pub invoice_email: String,
    /// Nothing for the default of 14.
    pub payment_days: Option<i64>,
    pub suspended: bool,
    pub account_agent: Option<UserId>,
    pub account_deputy: Option<UserId>,
    pub language_code: String,
    pub note: String,
}

/// A customer of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The house's number for it.
    pub number: CustomerNumber,
    /// Its name, 1 to 200 characters.
    pub display_name: String,
    /// Where its invoices go.
    pub address: Address,
    /// Its VAT id.
    pub vat_id: Option<VatId>,
    /// Its routing id; makes XRechnung the invoice format.
    pub leitweg_id: Option<LeitwegId>,
    /// The reference it wants on invoices (BT-10), at most 100 characters; empty for none.
    pub buyer_reference: String,
    /// Where electronic invoices go (BT-49).
    pub invoice_email: MailAddress,
    /// Days until an invoice is due, 0 to 120.
    pub payment_days: u8,
    /// Whether its account is on hold (C9).
    pub suspended: bool,
    /// Its first contact person in the house.
    pub account_agent: Option<UserId>,
    /// The deputy.
    pub account_deputy: Option<UserId>,
    /// The language of its documents.
    pub language: Language,
    /// Notes for agents, at most 5000 characters.
    pub note: String,
}

impl Customer {
    /// Reads a customer.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `customer`.
    pub fn parse(input: &CustomerInput) -> Result<Self, Violations> {
        let mut v = Violations::new();
        let number = v.take("customer.number", input.number.parse());
        let display_name = v.text("customer.display_name", &input.display_name, 1, 200);
        let address = match &input.address {
            Some(address) => Some(Address::parse(address, "customer.address", &mut v)),
            None => {
                v.add("customer.address", "give street, postal_code and city");
                None
            }
        };
        let vat_id = v.optional("customer.vat_id", &input.vat_id);
        let leitweg_id = v.optional("customer.leitweg_id", &input.leitweg_id);
        let buyer_reference = v.text("customer.buyer_reference", &input.buyer_reference, 0, 100);
        let invoice_email = v.take("customer.invoice_email", input.invoice_email.trim().parse());
        let payment_days = u8::try_from(input.payment_days.unwrap_or(14)).ok().filter(|days| *days <= 120);
        v.require(payment_days.is_some(), "customer.payment_days", "give 0 to 120 days");
        let language = v.optional("customer.language_code", &input.language_code).unwrap_or_default();
        let note = v.text("customer.note", &input.note, 0, 5000);
        let same = input.account_agent.is_some() && input.account_agent == input.account_deputy;
        v.require(!same, "customer.account_deputy", "choose another person than account_agent");
        let (Some(number), Some(address), Some(invoice_email), Some(payment_days)) =
            (number, address, invoice_email, payment_days)
        else {
            return Err(v);
        };
        v.finish(Self {
            number,
            display_name,
            address,
            vat_id,
            leitweg_id,
            buyer_reference,
            invoice_email,
            payment_days,
            suspended: input.suspended,
            account_agent: input.account_agent,
            account_deputy: input.account_deputy,
            language,
            note,
        })
    }
}

/// Whether a contact may order billable work (C8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderRight {
    /// Without limit.
    Unlimited,
    /// Up to a net amount.
    Limited(Amount),
    /// Not at all.
    None,
}

impl OrderRight {
    /// Whether work of this net price may be ordered; free work always. Another currency than the limit's may
    /// not, since nobody agreed on a rate.
    #[must_use]
    pub fn allows(self, net: Amount) -> bool {
        net.is_zero()
            || match self {
                Self::Unlimited => true,
                Self::Limited(limit) => net.currency() == limit.currency() && net.value() <= limit.value(),
                Self::None => false,
            }
    }

    /// In words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Unlimited => Text::new("darf unbegrenzt beauftragen", "may order without limit"),
            Self::Limited(limit) => Text::new(
                format!("darf bis {limit} netto beauftragen"),
                format!("may order up to {limit} net"),
            ),
            Self::None => Text::new("darf nicht beauftragen", "may not order billable work"),
        }
    }
}

/// A contact as it came in.
#[derive(Debug, Clone)]
pub struct ContactInput {
    /// Whose.
    pub customer: CustomerId,
    /// The person's name.
    pub display_name: String,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// What the person may order.
    pub order_right: OrderRight,
}

/// A person at a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Whose.
    pub customer: CustomerId,
    /// The person's name, 1 to 200 characters.
    pub display_name: String,
    /// Phone numbers, at most 20, none twice.
    pub phones: Vec<Phone>,
    /// Mail addresses, at most 20, none twice.
    pub emails: Vec<MailAddress>,
    /// What the person may order (C8).
    pub order_right: OrderRight,
}

impl Contact {
    /// Reads a contact.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `contact`.
    pub fn parse(input: &ContactInput) -> Result<Self, Violations> {
        let mut v = Violations::new();
        if let OrderRight::Limited(limit) = input.order_right {
            let fits = !limit.is_zero() && limit.value().is_sign_positive();
            v.require(fits, "contact.order_limit", "give an amount greater than zero");
            let euro = limit.currency() == Currency::EUR;
            v.require(euro, "contact.order_limit.currency_code", "give the limit in EUR");
        }
        let contact = Self {
            customer: input.customer,
            display_name: v.text("contact.display_name", &input.display_name, 1, 200),
            phones: list("contact.phones", &input.phones, &mut v),
            emails: list("contact.emails", &input.emails, &mut v),
            order_right: input.order_right,
        };
        v.finish(contact)
    }
}

fn list<T>(field: &str, texts: &[String], violations: &mut Violations) -> Vec<T>
where
    T: std::str::FromStr<Err: std::fmt::Display> + PartialEq,
{
    violations.require(texts.len() <= 20, field, "give at most 20");
    let mut values = Vec::new();
    for (i, text) in texts.iter().enumerate().take(20) {
        let path = format!("{field}[{i}]");
        if let Some(value) = violations.take(path.clone(), text.trim().parse::<T>()) {
            violations.require(!values.contains(&value), path, "remove it: it is given twice");
            values.push(value);
        }
    }
    values
}

/// A site as it came in.
#[derive(Debug, Clone)]
pub struct SiteInput {
    /// Whose.
    pub customer: CustomerId,
    /// Its name.
    pub display_name: String,
    /// Where it is.
    pub address: Option<AddressInput>,
}

/// A place where assets stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Whose.
    pub customer: CustomerId,
    /// Its name, 1 to 200 characters.
    pub display_name: String,
    /// Where it is.
    pub address: Option<Address>,
}

impl Site {
    /// Reads a site.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `site`.
    pub fn parse(input: &SiteInput) -> Result<Self, Violations> {
        let mut v = Violations::new();
        let site = Self {
            customer: input.customer,
            display_name: v.text("site.display_name", &input.display_name, 1, 200),
            address: input.address.as_ref().map(|address| Address::parse(address, "site.address", &mut v)),
        };
        v.finish(site)
    }
}

/// An asset as it came in.
#[derive(Debug, Clone)]
pub struct AssetInput {
    /// Whose.
    pub customer: CustomerId,
    /// What people call it.
    pub display_name: String,
    /// Its class.
    pub asset_class: String,
    /// Where it stands.
    pub site: Option<SiteId>,
    /// Its serial number.
    pub serial_number: String,
    /// Its host name.
    pub host_name: String,
}

/// A device, licence or other configuration item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Whose.
    pub customer: CustomerId,
    /// What people call it, 1 to 100 characters.
    pub display_name: String,
    /// Its class.
    pub class: AssetClass,
    /// Where it stands.
    pub site: Option<SiteId>,
    /// Its serial number, at most 100 characters; empty for none.
    pub serial_number: String,
    /// Its host name, at most 253 characters; empty for none.
    pub host_name: String,
}

impl Asset {
    /// Reads an asset.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `asset`.
    pub fn parse(input: &AssetInput) -> Result<Self, Violations> {
        let mut v = Violations::new();
        let display_name = v.text("asset.display_name", &input.display_name, 1, 100);
        let serial_number = v.text("asset.serial_number", &input.serial_number, 0, 100);
        let host_name = v.text("asset.host_name", &input.host_name, 0, 253);
        let Some(class) = v.take("asset.asset_class", input.asset_class.parse()) else {
            return Err(v);
        };
        v.finish(Self {
            customer: input.customer,
            display_name,
            class,
            site: input.site,
            serial_number,
            host_name,
        })
    }
}

/// A directive as it came in.
#[derive(Debug, Clone)]
pub struct DirectiveInput {
    /// Whose.
    pub customer: CustomerId,
    /// How urgently it speaks; nothing when the request said nothing.
    pub severity: Option<Severity>,
    /// What to do.
    pub text: String,
}

/// A rule how to treat a customer (C7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Which.
    pub id: DirectiveId,
    /// Whose.
    pub customer: CustomerId,
    /// How urgently it speaks.
    pub severity: Severity,
    /// What to do, 1 to 2000 characters.
    pub text: String,
}

impl Directive {
    /// Reads a directive that gets this id.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `directive`.
    pub fn parse(id: DirectiveId, input: &DirectiveInput) -> Result<Self, Violations> {
        let mut v = Violations::new();
        let text = v.text("directive.text", &input.text, 1, 2000);
        let Some(severity) = input.severity else {
            v.add("directive.severity", "choose info, caution or acknowledge");
            return Err(v);
        };
        v.finish(Self { id, customer: input.customer, severity, text })
    }
}
