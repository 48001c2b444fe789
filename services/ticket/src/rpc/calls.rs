//! `CallService`.

use super::Answer;
use crate::queries::lookup_call;
use kontor_access::Caller;
use kontor_proto::ticket::v1 as wire;
use kontor_proto::ticket::v1::call_service_server::CallService;
use kontor_service::{Kit, Peer, StartError};
use kontor_status::Violations;
use tonic::{Request, Response};

/// The service's RPCs.
pub(crate) struct Calls {
    kit: Kit,
    contract: Peer,
}

impl Calls {
    /// # Errors
    /// When contract is not among the peers.
    pub(crate) fn new(kit: Kit) -> Result<Self, StartError> {
        let contract = kit.peer("contract")?;
        Ok(Self { kit, contract })
    }
}

#[tonic::async_trait]
impl CallService for Calls {
    async fn lookup_call(
        &self,
        request: Request<wire::LookupCallRequest>,
    ) -> Answer<wire::LookupCallResponse> {
        let caller = Caller::of(&request)?;
        let mut v = Violations::new();
        let query = v.text("query", &request.get_ref().query, 2, 100);
        v.finish()?;
        Ok(Response::new(lookup_call::run(&self.kit, &self.contract, &caller, query).await?))
    }
}
