//! Who buys, asked of the contract service, and the VAT that follows from it (B6).

use crate::store::profiles;
use jiff::civil::Date;
use kontor_billing_domain::vat::{Buyer as Place, Supply, Vat, vat};
use kontor_ids::{CustomerId, TenantId};
use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
use kontor_proto::contract::v1::{Customer, GetCustomerRequest};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};

/// The member states of the union beside Germany, ISO 3166-1; Greece is also written EL.
const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Reads a customer, as billing itself: whoever may see drafts may see on whom they are made out. What is told is kept
/// for the lists of drafts.
pub(crate) async fn ask(kit: &Kit, contract: &Peer, tenant: TenantId, id: CustomerId) -> Result<Customer> {
    let mut client = CustomerServiceClient::new(contract.on_own_behalf(tenant));
    let request = GetCustomerRequest { name: id.resource_name() };
    let customer = client.get_customer(request).await.map_err(Problem::from)?.into_inner();
    let mut tx = kit.db().tenant(tenant).await?;
    if profiles::known_buyer(&mut tx, id).await?.as_ref() != Some(&customer) {
        profiles::remember_buyer(&mut tx, id, &customer).await?;
        tx.commit().await?;
    }
    Ok(customer)
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
