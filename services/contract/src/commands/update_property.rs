//! Changes what belongs to a customer: contacts, sites, assets and directives.

use super::fresh;
use crate::store::history::{Cause, attribute};
use crate::store::{assets, contacts, customers, directives, sites};
use crate::wire::values::etag;
use kontor_access::Caller;
use kontor_contract_domain::master::{Asset, Contact, Directive, Site};
use kontor_ids::{AssetId, ContactId, CustomerId, DirectiveId, SiteId, Uuid};
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Refuses a change of what is no longer so, or of whose it is.
fn unmoved(seen: (i64, Uuid), given: (&str, CustomerId), noun: &str) -> Result<()> {
    let ((version, customer), (given_etag, given_customer)) = (seen, given);
    if etag(version) != given_etag {
        return Err(Problem::etag_mismatch());
    }
    if customer == given_customer.uuid() {
        return Ok(());
    }
    let owner = CustomerId::from_uuid(customer).resource_name();
    Err(Problem::field(format!("{noun}.customer"), format!("it belongs to {owner} and stays there")))
}

pub(crate) async fn update_contact(
    kit: &Kit,
    caller: &Caller,
    request: &wire::UpdateContactRequest,
    id: ContactId,
    contact: Contact,
) -> Result<wire::Contact> {
    let mut fresh = fresh!(kit, caller, "UpdateContact", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    // The customer first, as everyone does: who merges holds it.
    let owner = CustomerId::from_uuid(contacts::get(tx, id).await?.customer_id);
    customers::touch(tx, owner).await?;
    let row = contacts::lock(tx, id).await?;
    let seen = request.contact.as_ref().map_or("", |contact| &contact.etag);
    unmoved((row.version, row.customer_id), (seen, contact.customer), "contact")?;
    attribute(tx, caller, now, Cause::Update).await?;
    contacts::save(tx, &[(id, contact)], now).await?;
    let shown = contacts::get(tx, id).await?.print()?;
    fresh.finish(shown).await
}

pub(crate) async fn update_site(
    kit: &Kit,
    caller: &Caller,
    request: &wire::UpdateSiteRequest,
    id: SiteId,
    site: Site,
) -> Result<wire::Site> {
    let mut fresh = fresh!(kit, caller, "UpdateSite", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    // The customer first, as everyone does: who merges holds it.
    let owner = CustomerId::from_uuid(sites::get(tx, id).await?.customer_id);
    customers::touch(tx, owner).await?;
    let row = sites::lock(tx, id).await?;
    let seen = request.site.as_ref().map_or("", |site| &site.etag);
    unmoved((row.version, row.customer_id), (seen, site.customer), "site")?;
    attribute(tx, caller, now, Cause::Update).await?;
    sites::save(tx, &[(id, site)], now).await?;
    let shown = sites::get(tx, id).await?.print();
    fresh.finish(shown).await
}

pub(crate) async fn update_asset(
    kit: &Kit,
    caller: &Caller,
    request: &wire::UpdateAssetRequest,
    id: AssetId,
    asset: Asset,
) -> Result<wire::Asset> {
    let mut fresh = fresh!(kit, caller, "UpdateAsset", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    // The customer first, as everyone does: who merges holds it.
    let owner = CustomerId::from_uuid(assets::get(tx, id).await?.customer_id);
    customers::touch(tx, owner).await?;
    let row = assets::lock(tx, id).await?;
    let seen = request.asset.as_ref().map_or("", |asset| &asset.etag);
    unmoved((row.version, row.customer_id), (seen, asset.customer), "asset")?;
    attribute(tx, caller, now, Cause::Update).await?;
    assets::save(tx, &[(id, asset)], now).await?;
    let shown = assets::get(tx, id).await?.print();
    fresh.finish(shown).await
}

pub(crate) async fn update_directive(
    kit: &Kit,
    caller: &Caller,
    request: &wire::UpdateDirectiveRequest,
    id: DirectiveId,
    directive: Directive,
) -> Result<wire::Directive> {
    let mut fresh = fresh!(kit, caller, "UpdateDirective", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    // The customer first, as everyone does: who merges holds it.
    let owner = CustomerId::from_uuid(directives::get(tx, id).await?.customer_id);
    customers::touch(tx, owner).await?;
    let row = directives::lock(tx, id).await?;
    let seen = request.directive.as_ref().map_or("", |directive| &directive.etag);
    unmoved((row.version, row.customer_id), (seen, directive.customer), "directive")?;
    attribute(tx, caller, now, Cause::Update).await?;
    directives::save(tx, &[(id, directive)], now).await?;
    let shown = directives::get(tx, id).await?.print()?;
    fresh.finish(shown).await
}
