//! Pages of what belongs to a customer (X4).

use super::lists::{cut, size};
use crate::store::{assets, contacts, directives, sites};
use crate::wire::values;
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_ids::{CustomerId, Uuid};
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

/// What is asked for: whose, and how many at most.
fn asked(customer: &str, page_size: i32) -> Result<(CustomerId, i64)> {
    let mut v = Violations::new();
    let size = size(page_size, &mut v);
    let (read, nothing) = (CustomerId::from_resource_name, CustomerId::from_uuid);
    let customer = values::name("customer", customer, read, nothing, &mut v);
    crate::wire::accept(v, Some((customer, size)))
}

pub(crate) async fn contacts(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListContactsRequest,
) -> Result<wire::ListContactsResponse> {
    let (customer, size) = asked(&request.customer, request.page_size)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListContacts", request.customer.as_str()];
    let after: String = kit.seal().open(&binding, &request.page_token)?.unwrap_or_default();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = contacts::list(&mut tx, customer, &after, size + 1).await?;
    let next = cut(&mut rows, size, |row| row.number.clone());
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let contacts = rows.into_iter().map(contacts::ContactRow::print).collect::<Result<_>>()?;
    Ok(wire::ListContactsResponse { contacts, next_page_token: next.unwrap_or_default() })
}

pub(crate) async fn sites(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListSitesRequest,
) -> Result<wire::ListSitesResponse> {
    let (customer, size) = asked(&request.customer, request.page_size)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListSites", request.customer.as_str()];
    let after: String = kit.seal().open(&binding, &request.page_token)?.unwrap_or_default();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = sites::list(&mut tx, customer, &after, size + 1).await?;
    let next = cut(&mut rows, size, |row| row.number.clone());
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let sites = rows.into_iter().map(sites::SiteRow::print).collect();
    Ok(wire::ListSitesResponse { sites, next_page_token: next.unwrap_or_default() })
}

pub(crate) async fn assets(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListAssetsRequest,
) -> Result<wire::ListAssetsResponse> {
    let (customer, size) = asked(&request.customer, request.page_size)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListAssets", request.customer.as_str()];
    let after: String = kit.seal().open(&binding, &request.page_token)?.unwrap_or_default();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = assets::list(&mut tx, customer, &after, size + 1).await?;
    let next = cut(&mut rows, size, |row| row.number.clone());
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let assets = rows.into_iter().map(assets::AssetRow::print).collect();
    Ok(wire::ListAssetsResponse { assets, next_page_token: next.unwrap_or_default() })
}

pub(crate) async fn directives(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListDirectivesRequest,
) -> Result<wire::ListDirectivesResponse> {
    let (customer, size) = asked(&request.customer, request.page_size)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListDirectives", request.customer.as_str()];
    let after: Uuid = kit.seal().open(&binding, &request.page_token)?.unwrap_or_default();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = directives::list(&mut tx, customer, after, size + 1).await?;
    let next = cut(&mut rows, size, |row| row.id);
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let directives = rows.into_iter().map(directives::DirectiveRow::print).collect::<Result<_>>()?;
    Ok(wire::ListDirectivesResponse { directives, next_page_token: next.unwrap_or_default() })
}
