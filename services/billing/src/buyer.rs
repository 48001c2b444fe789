//! Who buys, asked of the contract service, and the VAT that follows from it (B6).

use crate::store::profiles;
use jiff::civil::Date;
use kontor_billing_domain::vat::{Buyer as Place, Supply, Vat, vat};
use kontor_ids::{CustomerId, TenantId, Uuid};
use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
use kontor_proto::contract::v1::{BatchGetCustomersRequest, Customer};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};
use std::collections::{BTreeMap, BTreeSet};

/// The member states of the union beside Germany, ISO 3166-1; Greece is also written EL.
const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Reads a customer, as billing itself: whoever may see drafts may see on whom they are made out. What is told is kept
/// for the lists of drafts.
pub(crate) async fn ask(kit: &Kit, contract: &Peer, tenant: TenantId, id: CustomerId) -> Result<Customer> {
    let customer = ask_all(kit, contract, tenant, &BTreeSet::from([id])).await?.remove(&id);
    customer.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// As [`ask`] for several, at most 200.
pub(crate) async fn ask_all(
    kit: &Kit,
    contract: &Peer,
    tenant: TenantId,
    ids: &BTreeSet<CustomerId>,
) -> Result<BTreeMap<CustomerId, Customer>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut client = CustomerServiceClient::new(contract.on_own_behalf(tenant));
    let names = ids.iter().map(|id| id.resource_name()).collect();
    let told = client.batch_get_customers(BatchGetCustomersRequest { names }).await.map_err(Problem::from)?;
    let told: BTreeMap<_, _> = ids.iter().copied().zip(told.into_inner().customers).collect();
    let mut tx = kit.db().tenant(tenant).await?;
    let known: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let known = profiles::known_buyers(&mut tx, &known).await?;
    let news: Vec<_> = told.iter().filter(|(id, customer)| known.get(id) != Some(customer)).collect();
    for (id, customer) in &news {
        profiles::remember_buyer(&mut tx, **id, customer).await?;
    }
    if !news.is_empty() {
        tx.commit().await?;
    }
    Ok(told)
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
