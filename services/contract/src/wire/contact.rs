//! Contacts as they came in.

use super::values;
use kontor_contract_domain::Violations;
use kontor_contract_domain::master::{Contact, ContactInput, OrderRight};
use kontor_ids::CustomerId;
use kontor_proto::contract::v1 as wire;
use kontor_status::Result;

/// Reads a contact.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn parse(contact: Option<&wire::Contact>) -> Result<Contact> {
    let mut v = Violations::new();
    let Some(contact) = contact else {
        v.add("contact", "give the contact");
        return Err(super::refusal(v));
    };
    let (read, nothing) = (CustomerId::from_resource_name, CustomerId::from_uuid);
    let input = ContactInput {
        customer: values::name("contact.customer", &contact.customer, read, nothing, &mut v),
        display_name: contact.display_name.clone(),
        phones: contact.phones.clone(),
        emails: contact.emails.clone(),
        order_right: order_right(contact, &mut v),
        number: contact.number.clone(),
    };
    let parsed = super::keep(&mut v, Contact::parse(&input));
    super::accept(v, parsed)
}

fn order_right(contact: &wire::Contact, v: &mut Violations) -> OrderRight {
    let right = wire::OrderRight::try_from(contact.order_right);
    if right != Ok(wire::OrderRight::Limited) && contact.order_limit.is_some() {
        v.add("contact.order_limit", "leave it unset, or set order_right to limited");
    }
    match right {
        Ok(wire::OrderRight::Unspecified | wire::OrderRight::Unlimited) => OrderRight::Unlimited,
        Ok(wire::OrderRight::None) => OrderRight::None,
        Ok(wire::OrderRight::Limited) => {
            let limit = values::money("contact.order_limit", contact.order_limit.as_ref(), v);
            limit.map_or(OrderRight::Unlimited, OrderRight::Limited)
        }
        Err(_) => {
            v.add("contact.order_right", "choose unlimited, limited or none");
            OrderRight::None
        }
    }
}
