//! Adds what belongs to a customer: contacts, sites, assets and directives.

use super::fresh;
use crate::store::customers;
use crate::store::search::{self, Keys, Kind, Owner};
use crate::wire::coverage;
use kontor_access::Caller;
use kontor_contract_domain::master::{Asset, Contact, Directive, Site};
use kontor_ids::{AssetId, ContactId, SiteId};
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

pub(crate) async fn create_contact(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateContactRequest,
    contact: &Contact,
) -> Result<wire::Contact> {
    let mut fresh = fresh!(kit, caller, "CreateContact", request);
    let (id, now, tx) = (ContactId::new(kit.ids()), kit.clock().now(), fresh.tx());
    customers::touch(tx, contact.customer).await?;
    customers::insert_contact(tx, id, contact, now).await?;
    let mut keys = Keys::default();
    keys.words(&contact.display_name, Kind::Person);
    contact.phones.iter().for_each(|phone| keys.whole(phone.as_str(), Kind::Phone));
    contact.emails.iter().for_each(|email| keys.whole(email.as_str(), Kind::Mail));
    search::add(tx, Owner { customer: contact.customer, contact: Some(id), asset: None }, keys).await?;
    fresh.finish(customers::print_contact(id, contact)).await
}

pub(crate) async fn create_site(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateSiteRequest,
    site: &Site,
) -> Result<wire::Site> {
    let mut fresh = fresh!(kit, caller, "CreateSite", request);
    let (id, now, tx) = (SiteId::new(kit.ids()), kit.clock().now(), fresh.tx());
    customers::touch(tx, site.customer).await?;
    customers::insert_site(tx, id, site, now).await?;
    fresh.finish(customers::print_site(id, site)).await
}

pub(crate) async fn create_asset(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateAssetRequest,
    asset: &Asset,
) -> Result<wire::Asset> {
    let mut fresh = fresh!(kit, caller, "CreateAsset", request);
    let (id, now, tx) = (AssetId::new(kit.ids()), kit.clock().now(), fresh.tx());
    customers::touch(tx, asset.customer).await?;
    customers::insert_asset(tx, id, asset, now).await?;
    let mut keys = Keys::default();
    [&asset.display_name, &asset.serial_number, &asset.host_name]
        .iter()
        .for_each(|t| keys.whole(t, Kind::Asset));
    search::add(tx, Owner { customer: asset.customer, contact: None, asset: Some(id) }, keys).await?;
    fresh.finish(customers::print_asset(id, asset)).await
}

pub(crate) async fn create_directive(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateDirectiveRequest,
    directive: &Directive,
) -> Result<wire::Directive> {
    let mut fresh = fresh!(kit, caller, "CreateDirective", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    customers::touch(tx, directive.customer).await?;
    customers::insert_directive(tx, directive, now).await?;
    fresh.finish(coverage::directive(directive)).await
}
