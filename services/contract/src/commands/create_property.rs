//! Adds what belongs to a customer: contacts, sites, assets and directives.

use super::fresh;
use crate::store::history::{Cause, attribute};
use crate::store::{assets, contacts, customers, directives, sites};
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
    contact: Contact,
) -> Result<wire::Contact> {
    let mut fresh = fresh!(kit, caller, "CreateContact", request);
    let (id, now, tx) = (ContactId::new(kit.ids()), kit.clock().now(), fresh.tx());
    customers::touch(tx, contact.customer).await?;
    attribute(tx, caller, now, Cause::Create).await?;
    contacts::save(tx, &[(id, contact)], now).await?;
    let shown = contacts::get(tx, id).await?.print()?;
    fresh.finish(shown).await
}

pub(crate) async fn create_site(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateSiteRequest,
    site: Site,
) -> Result<wire::Site> {
    let mut fresh = fresh!(kit, caller, "CreateSite", request);
    let (id, now, tx) = (SiteId::new(kit.ids()), kit.clock().now(), fresh.tx());
    customers::touch(tx, site.customer).await?;
    attribute(tx, caller, now, Cause::Create).await?;
    sites::save(tx, &[(id, site)], now).await?;
    let shown = sites::get(tx, id).await?.print();
    fresh.finish(shown).await
}

pub(crate) async fn create_asset(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateAssetRequest,
    asset: Asset,
) -> Result<wire::Asset> {
    let mut fresh = fresh!(kit, caller, "CreateAsset", request);
    let (id, now, tx) = (AssetId::new(kit.ids()), kit.clock().now(), fresh.tx());
    customers::touch(tx, asset.customer).await?;
    attribute(tx, caller, now, Cause::Create).await?;
    assets::save(tx, &[(id, asset)], now).await?;
    let shown = assets::get(tx, id).await?.print();
    fresh.finish(shown).await
}

pub(crate) async fn create_directive(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateDirectiveRequest,
    directive: Directive,
) -> Result<wire::Directive> {
    let mut fresh = fresh!(kit, caller, "CreateDirective", request);
    let (id, now, tx) = (directive.id, kit.clock().now(), fresh.tx());
    customers::touch(tx, directive.customer).await?;
    attribute(tx, caller, now, Cause::Create).await?;
    directives::save(tx, &[(id, directive)], now).await?;
    let shown = directives::get(tx, id).await?.print()?;
    fresh.finish(shown).await
}
