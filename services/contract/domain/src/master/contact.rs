//! Contacts and what they may order.

use super::{MailAddress, Phone, RecordNumber};
use crate::{Text, Violations};
use kontor_ids::CustomerId;
use kontor_money::{Amount, Currency};

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
    /// The house's number for it; empty for one made from its id.
    pub number: String,
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
    /// The house's number for it; nothing for one made from its id.
    pub number: Option<RecordNumber>,
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
            number: v.optional("contact.number", &input.number),
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
