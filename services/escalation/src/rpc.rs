//! Requests in, answers out.

pub(crate) mod by_hand;
pub(crate) mod notifications;
pub(crate) mod on_call;
mod parse;
mod parse_policy;

use crate::commands::{acknowledge_firing, create_policy};
use crate::levels::Levels;
use crate::queries::{
    get_clocks, get_policy, get_proof_sheet, list_firings, list_policies, summarize_clocks,
};
use kontor_access::Caller;
use kontor_proto::escalation::v1::escalation_service_server::EscalationService;
use kontor_proto::escalation::v1::{
    AcknowledgeFiringRequest, CreateEscalationPolicyRequest, EscalationPolicy, Firing, GetClocksRequest,
    GetClocksResponse, GetEscalationPolicyRequest, GetProofSheetRequest, ListEscalationPoliciesRequest,
    ListEscalationPoliciesResponse, ListFiringsRequest, ListFiringsResponse, ProofSheet,
    SummarizeClocksRequest, SummarizeClocksResponse,
};
use kontor_service::Kit;
use tonic::{Request, Response, Status};

/// The RPCs.
pub(crate) struct EscalationRpc {
    kit: Kit,
    levels: Levels,
}

impl EscalationRpc {
    pub(crate) const fn new(kit: Kit, levels: Levels) -> Self {
        Self { kit, levels }
    }
}

#[tonic::async_trait]
impl EscalationService for EscalationRpc {
    async fn get_clocks(
        &self,
        request: Request<GetClocksRequest>,
    ) -> Result<Response<GetClocksResponse>, Status> {
        let caller = Caller::of(&request)?;
        let ticket = parse::ticket(request.get_ref())?;
        Ok(Response::new(get_clocks::run((&self.kit, &self.levels), &caller, ticket).await?))
    }

    async fn get_proof_sheet(
        &self,
        request: Request<GetProofSheetRequest>,
    ) -> Result<Response<ProofSheet>, Status> {
        let caller = Caller::of(&request)?;
        let (ticket, kind) = parse::sheet(request.get_ref())?;
        Ok(Response::new(get_proof_sheet::run((&self.kit, &self.levels), &caller, ticket, kind).await?))
    }

    async fn create_escalation_policy(
        &self,
        request: Request<CreateEscalationPolicyRequest>,
    ) -> Result<Response<EscalationPolicy>, Status> {
        let caller = Caller::of(&request)?;
        let policy = parse_policy::policy(request.get_ref())?;
        Ok(Response::new(create_policy::run(&self.kit, &caller, policy, request.get_ref()).await?))
    }

    async fn get_escalation_policy(
        &self,
        request: Request<GetEscalationPolicyRequest>,
    ) -> Result<Response<EscalationPolicy>, Status> {
        let caller = Caller::of(&request)?;
        let id = parse_policy::name(request.get_ref())?;
        Ok(Response::new(get_policy::run(&self.kit, &caller, id).await?))
    }

    async fn list_escalation_policies(
        &self,
        request: Request<ListEscalationPoliciesRequest>,
    ) -> Result<Response<ListEscalationPoliciesResponse>, Status> {
        let caller = Caller::of(&request)?;
        let size = parse::page_size(request.get_ref().page_size)?;
        let page = (size, request.get_ref().page_token.as_str());
        Ok(Response::new(list_policies::run(&self.kit, &caller, page).await?))
    }

    async fn list_firings(
        &self,
        request: Request<ListFiringsRequest>,
    ) -> Result<Response<ListFiringsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let page = parse::page(request.into_inner())?;
        Ok(Response::new(list_firings::run(&self.kit, &caller, &page).await?))
    }

    async fn acknowledge_firing(
        &self,
        request: Request<AcknowledgeFiringRequest>,
    ) -> Result<Response<Firing>, Status> {
        let caller = Caller::of(&request)?;
        let id = parse::firing(request.get_ref())?;
        let service = (&self.kit, &self.levels);
        Ok(Response::new(acknowledge_firing::run(service, &caller, id, request.get_ref()).await?))
    }

    async fn summarize_clocks(
        &self,
        request: Request<SummarizeClocksRequest>,
    ) -> Result<Response<SummarizeClocksResponse>, Status> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(summarize_clocks::run(&self.kit, &caller).await?))
    }
}
