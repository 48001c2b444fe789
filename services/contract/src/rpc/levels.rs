//! `LevelService`.

use crate::commands;
use crate::queries::level_lists as lists;
use crate::store::levels;
use crate::wire::{accept, policy, with_request_id};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_ids::{PriceListId, SlaPolicyId};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::level_service_server::LevelService;
use kontor_service::Kit;
use kontor_status::Problem;
use tonic::{Request, Response, Status};

/// Keeps calendars, policies and price lists through their versions.
pub(crate) struct Levels {
    kit: Kit,
}

impl Levels {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl LevelService for Levels {
    async fn add_calendar_version(
        &self,
        request: Request<wire::AddCalendarVersionRequest>,
    ) -> Result<Response<wire::Calendar>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let change = with_request_id(&request.request_id, policy::parse_calendar_version(&request))?;
        Ok(Response::new(commands::add_calendar_version(&self.kit, &caller, &request, &change).await?))
    }

    async fn list_calendars(
        &self,
        request: Request<wire::ListCalendarsRequest>,
    ) -> Result<Response<wire::ListCalendarsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(lists::calendars(&self.kit, &caller, &request).await?))
    }

    async fn list_calendar_versions(
        &self,
        request: Request<wire::ListCalendarVersionsRequest>,
    ) -> Result<Response<wire::ListCalendarVersionsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(lists::calendar_versions(&self.kit, &caller, &request).await?))
    }

    async fn add_policy_version(
        &self,
        request: Request<wire::AddPolicyVersionRequest>,
    ) -> Result<Response<wire::SlaPolicy>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let (id, policy) = with_request_id(&request.request_id, policy::parse_policy_version(&request))?;
        let saved = commands::add_policy_version(&self.kit, &caller, &request, (id, &policy)).await?;
        Ok(Response::new(saved))
    }

    async fn get_sla_policy(
        &self,
        request: Request<wire::GetSlaPolicyRequest>,
    ) -> Result<Response<wire::SlaPolicy>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = v.take("name", SlaPolicyId::from_resource_name(&request.name));
        v.require(request.version >= 0, "version", "give a version, or 0 for the newest");
        let id = accept(v, id)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(Problem::from)?;
        Ok(Response::new(levels::get_policy(&mut tx, id, request.version).await?.print(id)?))
    }

    async fn list_sla_policies(
        &self,
        request: Request<wire::ListSlaPoliciesRequest>,
    ) -> Result<Response<wire::ListSlaPoliciesResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(lists::policies(&self.kit, &caller, &request).await?))
    }

    async fn get_price_list(
        &self,
        request: Request<wire::GetPriceListRequest>,
    ) -> Result<Response<wire::PriceList>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = v.take("name", PriceListId::from_resource_name(&request.name));
        let id = accept(v, id)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(Problem::from)?;
        Ok(Response::new(levels::get_price_list(&mut tx, id).await?.print()?))
    }

    async fn list_price_lists(
        &self,
        request: Request<wire::ListPriceListsRequest>,
    ) -> Result<Response<wire::ListPriceListsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(lists::price_lists(&self.kit, &caller, &request).await?))
    }
}
