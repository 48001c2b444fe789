//! The RPCs of the preview.

use super::Answer;
use crate::commands::check_drafts;
use crate::commands::{create_review_mark, mark_draft};
use crate::queries::{drafts, marks, preview};
use kontor_access::Caller;
use kontor_proto::billing::v1::preview_service_server::PreviewService;
use kontor_proto::billing::v1::{
    CheckDraftsRequest, CheckDraftsResponse, CreateReviewMarkRequest, DraftDifference, DraftMarks,
    GetDraftDifferenceRequest, ListReviewMarksRequest, ListReviewMarksResponse, MarkDraftRequest, ReviewMark,
    SearchDraftsRequest, SearchDraftsResponse,
};
use kontor_service::{Kit, Peer};
use tonic::{Request, Response};

pub(crate) struct PreviewRpc {
    kit: Kit,
    contract: Peer,
}

impl PreviewRpc {
    pub(crate) const fn new(kit: Kit, contract: Peer) -> Self {
        Self { kit, contract }
    }
}

#[tonic::async_trait]
impl PreviewService for PreviewRpc {
    async fn search_drafts(&self, request: Request<SearchDraftsRequest>) -> Answer<SearchDraftsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(preview::search(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_draft_difference(
        &self,
        request: Request<GetDraftDifferenceRequest>,
    ) -> Answer<DraftDifference> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        Ok(Response::new(drafts::difference(&self.kit, &self.contract, &caller, request).await?))
    }

    async fn check_drafts(&self, request: Request<CheckDraftsRequest>) -> Answer<CheckDraftsResponse> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        Ok(Response::new(check_drafts::check(&self.kit, &self.contract, &caller, request).await?))
    }

    async fn create_review_mark(&self, request: Request<CreateReviewMarkRequest>) -> Answer<ReviewMark> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(create_review_mark::create(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_review_marks(
        &self,
        request: Request<ListReviewMarksRequest>,
    ) -> Answer<ListReviewMarksResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(marks::list(&self.kit, &caller).await?))
    }

    async fn mark_draft(&self, request: Request<MarkDraftRequest>) -> Answer<DraftMarks> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(mark_draft::mark(&self.kit, &caller, request.into_inner()).await?))
    }
}
