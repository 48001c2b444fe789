//! Customers as they came in.

use super::values;
use kontor_contract_domain::Violations;
use kontor_contract_domain::master::{AddressInput, Customer, CustomerInput, InvoiceProfile};
use kontor_ids::UserId;
use kontor_proto::contract::v1 as wire;

/// Reads a customer; nothing with everything that is wrong noted.
pub(crate) fn parse(customer: Option<&wire::Customer>, v: &mut Violations) -> Option<Customer> {
    let Some(customer) = customer else {
        v.add("customer", "give the customer");
        return None;
    };
    let read = UserId::from_resource_name;
    let input = CustomerInput {
        number: customer.number.clone(),
        display_name: customer.display_name.clone(),
        address: customer.address.as_ref().map(address),
        vat_id: customer.vat_id.clone(),
        leitweg_id: customer.leitweg_id.clone(),
        buyer_reference: customer.buyer_reference.clone(),
        invoice_email: customer.invoice_email.clone(),
        // The wire cannot tell 0 from nothing.
        payment_days: (customer.payment_days != 0).then_some(customer.payment_days.into()),
        suspended: customer.suspended,
        account_agent: values::optional_name("customer.account_agent", &customer.account_agent, read, v),
        account_deputy: values::optional_name("customer.account_deputy", &customer.account_deputy, read, v),
        language_code: customer.language_code.clone(),
        note: customer.note.clone(),
        electronic_address: customer.electronic_address.as_ref().map(|a| (a.scheme.clone(), a.id.clone())),
        invoice_profile: profile(customer.invoice_profile, v),
        iban: customer.iban.clone(),
    };
    super::keep(v, Customer::parse(&input))
}

fn profile(number: i32, v: &mut Violations) -> InvoiceProfile {
    match wire::InvoiceProfile::try_from(number) {
        Ok(wire::InvoiceProfile::Unspecified) => InvoiceProfile::Automatic,
        Ok(wire::InvoiceProfile::Xrechnung) => InvoiceProfile::XRechnung,
        Ok(wire::InvoiceProfile::Zugferd) => InvoiceProfile::Zugferd,
        Err(_) => {
            v.add("customer.invoice_profile", "choose xrechnung or zugferd, or leave it unset");
            InvoiceProfile::Automatic
        }
    }
}

/// An address as it came in.
pub(crate) fn address(address: &wire::PostalAddress) -> AddressInput {
    AddressInput {
        street: address.street.clone(),
        postal_code: address.postal_code.clone(),
        city: address.city.clone(),
        country_code: address.country_code.clone(),
    }
}
