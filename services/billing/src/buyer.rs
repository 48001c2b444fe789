//! Who buys, asked of the contract service, and the VAT that follows from it (B6).

use jiff::civil::Date;
use kontor_billing_domain::vat::{Buyer as Place, Supply, Vat, VatCategory, vat};
use kontor_ids::{CustomerId, TenantId};
use kontor_money::Decimal;
use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
use kontor_proto::contract::v1::{Customer, GetCustomerRequest};
use kontor_service::Peer;
use kontor_status::{Problem, Result};

/// For sums that do not depend on VAT.
pub(crate) const NO_VAT: Vat = Vat { category: VatCategory::OutOfScope, percent: Decimal::ZERO };

/// The member states of the union beside Germany, ISO 3166-1; Greece is also written EL.
const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Reads a customer, as billing itself: whoever may see drafts may see on whom they are made out.
pub(crate) async fn ask(contract: &Peer, tenant: TenantId, customer: CustomerId) -> Result<Customer> {
    let mut client = CustomerServiceClient::new(contract.on_own_behalf(tenant));
    let request = GetCustomerRequest { name: customer.resource_name() };
    Ok(client.get_customer(request).await.map_err(Problem::from)?.into_inner())
}

/// VAT of a service for this customer on a service day.
pub(crate) fn vat_of(customer: &Customer) -> impl Fn(Date) -> Vat + use<> {
    let country = customer.address.as_ref().map_or("", |a| a.country_code.as_str()).to_owned();
    let business = !customer.vat_id.is_empty();
    let place = if country.is_empty() || country == "DE" {
        Place::Domestic
    } else if UNION.contains(&country.as_str()) {
        Place::Union { business }
    } else {
        Place::ThirdCountry { business }
    };
    move |day| vat(false, place, Supply::Service, day)
}
