//! The RPCs of review.

use super::Answer;
use crate::commands::{change_line, judge_change, split_draft};
use crate::queries::changes;
use kontor_access::Caller;
use kontor_proto::billing::v1::review_service_server::ReviewService;
use kontor_proto::billing::v1::{
    ApproveLineChangeRequest, ChangeLineRequest, Draft, LineChange, ListLineChangesRequest,
    ListLineChangesResponse, RejectLineChangeRequest, SplitDraftRequest, SplitDraftResponse,
};
use kontor_service::{Kit, Peer};
use tonic::{Request, Response};

pub(crate) struct ReviewRpc {
    kit: Kit,
    contract: Peer,
}

impl ReviewRpc {
    pub(crate) const fn new(kit: Kit, contract: Peer) -> Self {
        Self { kit, contract }
    }
}

#[tonic::async_trait]
impl ReviewService for ReviewRpc {
    async fn change_line(&self, request: Request<ChangeLineRequest>) -> Answer<Draft> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        Ok(Response::new(change_line::change(&self.kit, &self.contract, &caller, request).await?))
    }

    async fn split_draft(&self, request: Request<SplitDraftRequest>) -> Answer<SplitDraftResponse> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        Ok(Response::new(split_draft::split(&self.kit, &self.contract, &caller, request).await?))
    }

    async fn list_line_changes(
        &self,
        request: Request<ListLineChangesRequest>,
    ) -> Answer<ListLineChangesResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(changes::list(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn approve_line_change(&self, request: Request<ApproveLineChangeRequest>) -> Answer<LineChange> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(judge_change::approve(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn reject_line_change(&self, request: Request<RejectLineChangeRequest>) -> Answer<LineChange> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(judge_change::reject(&self.kit, &caller, request.into_inner()).await?))
    }
}
