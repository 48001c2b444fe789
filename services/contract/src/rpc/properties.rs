//! `PropertyService`.

use crate::commands;
use crate::queries::properties;
use crate::store::{assets, contacts, directives, sites};
use crate::wire::{accept, contact, property, values, with_request_id};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_ids::{AssetId, ContactId, DirectiveId, IdError, SiteId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::property_service_server::PropertyService;
use kontor_proto::contract::v1::{self as wire};
use kontor_service::Kit;
use kontor_status::Problem;
use tonic::{Request, Response, Status};

/// Keeps what belongs to customers.
pub(crate) struct Properties {
    kit: Kit,
}

impl Properties {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }

    async fn tx(&self, caller: &Caller) -> kontor_status::Result<TenantTx> {
        Ok(self.kit.db().tenant(caller.tenant()).await?)
    }
}

/// Reads the one name of a request.
fn asked<T>(name: &str, read: fn(&str) -> Result<T, IdError>) -> kontor_status::Result<T> {
    let mut v = Violations::new();
    let id = v.take("name", read(name));
    accept(v, id)
}

/// How a name is read, and what stands for one that cannot be.
type Naming<I> = (fn(&str) -> Result<I, IdError>, fn(Uuid) -> I);

/// What is wrong with name and etag of a change, beside what is wrong with the rest of it.
fn change<I, T>(
    (noun, name, etag): (&str, &str, &str),
    (read, nothing): Naming<I>,
    parsed: kontor_status::Result<T>,
) -> kontor_status::Result<(I, T)> {
    let mut v = Violations::new();
    let id = values::name(&format!("{noun}.name"), name, read, nothing, &mut v);
    v.require(!etag.is_empty(), format!("{noun}.etag"), "give the etag that was read");
    match parsed {
        Err(Problem::Invalid(more)) => {
            more.into_iter().for_each(|wrong| v.add(wrong.field, wrong.remedy));
            accept(v, None)
        }
        parsed => {
            let value = parsed?;
            accept(v, Some((id, value)))
        }
    }
}

#[tonic::async_trait]
impl PropertyService for Properties {
    async fn get_contact(
        &self,
        request: Request<wire::GetContactRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let id = asked(&request.name, ContactId::from_resource_name)?;
        Ok(Response::new(contacts::get(&mut self.tx(&caller).await?, id).await?.print()?))
    }

    async fn update_contact(
        &self,
        request: Request<wire::UpdateContactRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = contact::parse(request.contact.as_ref());
        let (name, etag) =
            request.contact.as_ref().map_or(("", ""), |contact| (&contact.name, &contact.etag));
        let ids = (ContactId::from_resource_name as fn(&str) -> _, ContactId::from_uuid as fn(_) -> _);
        let changed = change(("contact", name, etag), ids, parsed);
        let (id, parsed) = with_request_id(&request.request_id, changed)?;
        Ok(Response::new(commands::update_contact(&self.kit, &caller, &request, id, parsed).await?))
    }

    async fn list_contacts(
        &self,
        request: Request<wire::ListContactsRequest>,
    ) -> Result<Response<wire::ListContactsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(properties::contacts(&self.kit, &caller, &request).await?))
    }

    async fn get_site(&self, request: Request<wire::GetSiteRequest>) -> Result<Response<wire::Site>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let id = asked(&request.name, SiteId::from_resource_name)?;
        Ok(Response::new(sites::get(&mut self.tx(&caller).await?, id).await?.print()))
    }

    async fn update_site(
        &self,
        request: Request<wire::UpdateSiteRequest>,
    ) -> Result<Response<wire::Site>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = property::site(request.site.as_ref());
        let (name, etag) = request.site.as_ref().map_or(("", ""), |site| (&site.name, &site.etag));
        let ids = (SiteId::from_resource_name as fn(&str) -> _, SiteId::from_uuid as fn(_) -> _);
        let changed = change(("site", name, etag), ids, parsed);
        let (id, parsed) = with_request_id(&request.request_id, changed)?;
        Ok(Response::new(commands::update_site(&self.kit, &caller, &request, id, parsed).await?))
    }

    async fn list_sites(
        &self,
        request: Request<wire::ListSitesRequest>,
    ) -> Result<Response<wire::ListSitesResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(properties::sites(&self.kit, &caller, &request).await?))
    }

    async fn get_asset(
        &self,
        request: Request<wire::GetAssetRequest>,
    ) -> Result<Response<wire::Asset>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let id = asked(&request.name, AssetId::from_resource_name)?;
        Ok(Response::new(assets::get(&mut self.tx(&caller).await?, id).await?.print()))
    }

    async fn update_asset(
        &self,
        request: Request<wire::UpdateAssetRequest>,
    ) -> Result<Response<wire::Asset>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = property::asset(request.asset.as_ref());
        let (name, etag) = request.asset.as_ref().map_or(("", ""), |asset| (&asset.name, &asset.etag));
        let ids = (AssetId::from_resource_name as fn(&str) -> _, AssetId::from_uuid as fn(_) -> _);
        let changed = change(("asset", name, etag), ids, parsed);
        let (id, parsed) = with_request_id(&request.request_id, changed)?;
        Ok(Response::new(commands::update_asset(&self.kit, &caller, &request, id, parsed).await?))
    }

    async fn list_assets(
        &self,
        request: Request<wire::ListAssetsRequest>,
    ) -> Result<Response<wire::ListAssetsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(properties::assets(&self.kit, &caller, &request).await?))
    }

    async fn get_directive(
        &self,
        request: Request<wire::GetDirectiveRequest>,
    ) -> Result<Response<wire::Directive>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let id = asked(&request.name, DirectiveId::from_resource_name)?;
        Ok(Response::new(directives::get(&mut self.tx(&caller).await?, id).await?.print()?))
    }

    async fn update_directive(
        &self,
        request: Request<wire::UpdateDirectiveRequest>,
    ) -> Result<Response<wire::Directive>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let id = request.directive.as_ref().and_then(|d| DirectiveId::from_resource_name(&d.name).ok());
        let id = id.unwrap_or_else(|| DirectiveId::from_uuid(values::NOTHING));
        let parsed = property::directive(id, request.directive.as_ref());
        let (name, etag) =
            request.directive.as_ref().map_or(("", ""), |directive| (&directive.name, &directive.etag));
        let ids = (DirectiveId::from_resource_name as fn(&str) -> _, DirectiveId::from_uuid as fn(_) -> _);
        let changed = change(("directive", name, etag), ids, parsed);
        let (id, parsed) = with_request_id(&request.request_id, changed)?;
        Ok(Response::new(commands::update_directive(&self.kit, &caller, &request, id, parsed).await?))
    }

    async fn list_directives(
        &self,
        request: Request<wire::ListDirectivesRequest>,
    ) -> Result<Response<wire::ListDirectivesResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(properties::directives(&self.kit, &caller, &request).await?))
    }
}
