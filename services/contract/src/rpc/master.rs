//! `MasterService`.

use crate::commands;
use crate::queries::{history, search};
use crate::wire::{merge, with_request_id};
use kontor_access::Caller;
use kontor_ids::{AssetId, ContactId, CustomerId};
use kontor_proto::contract::v1::master_service_server::MasterService;
use kontor_proto::contract::v1::{self as wire};
use kontor_service::Kit;
use tonic::{Request, Response, Status};

/// Looks after master data as a whole.
pub(crate) struct Master {
    kit: Kit,
}

impl Master {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl MasterService for Master {
    async fn search_records(
        &self,
        request: Request<wire::SearchRecordsRequest>,
    ) -> Result<Response<wire::SearchRecordsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(search::records(&self.kit, &caller, &request).await?))
    }

    async fn list_history(
        &self,
        request: Request<wire::ListHistoryRequest>,
    ) -> Result<Response<wire::ListHistoryResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(history::list(&self.kit, &caller, &request).await?))
    }

    async fn merge_customer(
        &self,
        request: Request<wire::MergeCustomerRequest>,
    ) -> Result<Response<wire::Customer>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let texts = (request.name.as_str(), request.into.as_str(), request.etag.as_str());
        let parsed = merge::parse(texts, CustomerId::from_resource_name, CustomerId::from_uuid);
        let parsed = with_request_id(&request.request_id, parsed)?;
        Ok(Response::new(commands::merge_customer(&self.kit, &caller, &request, parsed).await?))
    }

    async fn merge_contact(
        &self,
        request: Request<wire::MergeContactRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let texts = (request.name.as_str(), request.into.as_str(), request.etag.as_str());
        let parsed = merge::parse(texts, ContactId::from_resource_name, ContactId::from_uuid);
        let parsed = with_request_id(&request.request_id, parsed)?;
        Ok(Response::new(commands::merge_contact(&self.kit, &caller, &request, parsed).await?))
    }

    async fn merge_asset(
        &self,
        request: Request<wire::MergeAssetRequest>,
    ) -> Result<Response<wire::Asset>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let texts = (request.name.as_str(), request.into.as_str(), request.etag.as_str());
        let parsed = merge::parse(texts, AssetId::from_resource_name, AssetId::from_uuid);
        let parsed = with_request_id(&request.request_id, parsed)?;
        Ok(Response::new(commands::merge_asset(&self.kit, &caller, &request, parsed).await?))
    }
}
