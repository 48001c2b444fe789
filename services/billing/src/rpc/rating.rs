//! `RatingService`.

use crate::commands::{decide_entry, hold_quota, void_hold};
use crate::queries::decisions;
use kontor_access::Caller;
use kontor_proto::billing::v1::rating_service_server::RatingService;
use kontor_proto::billing::v1::{
    DecideEntryRequest, EntryDecision, Hold, HoldQuotaRequest, ListEntryDecisionsRequest,
    ListEntryDecisionsResponse, VoidHoldRequest,
};
use kontor_service::{Kit, Peer};
use tonic::{Request, Response, Status};

pub(crate) struct RatingRpc {
    kit: Kit,
    contract: Peer,
}

impl RatingRpc {
    pub(crate) const fn new(kit: Kit, contract: Peer) -> Self {
        Self { kit, contract }
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl RatingService for RatingRpc {
    async fn decide_entry(&self, request: Request<DecideEntryRequest>) -> Answer<EntryDecision> {
        let caller = Caller::of(&request)?;
        let decided = decide_entry::decide(&self.kit, &self.contract, &caller, request.into_inner()).await?;
        Ok(Response::new(decided))
    }

    async fn list_entry_decisions(
        &self,
        request: Request<ListEntryDecisionsRequest>,
    ) -> Answer<ListEntryDecisionsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(decisions::list(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn hold_quota(&self, request: Request<HoldQuotaRequest>) -> Answer<Hold> {
        let caller = Caller::of(&request)?;
        let hold = hold_quota::hold(&self.kit, &self.contract, &caller, request.into_inner()).await?;
        Ok(Response::new(hold))
    }

    async fn void_hold(&self, request: Request<VoidHoldRequest>) -> Answer<Hold> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(void_hold::void(&self.kit, &caller, request.into_inner()).await?))
    }
}
