//! `EndingService`.

use crate::commands::{self, Ending};
use crate::wire::{accept, values, with_request_id};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_ids::ContractId;
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::ending_service_server::EndingService;
use kontor_service::Kit;
use tonic::{Request, Response, Status};

/// Ends contracts.
pub(crate) struct Endings {
    kit: Kit,
}

impl Endings {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl EndingService for Endings {
    async fn end_contract(
        &self,
        request: Request<wire::EndContractRequest>,
    ) -> Result<Response<wire::Contract>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = v.take("name", ContractId::from_resource_name(&request.name));
        v.require(request.end.is_some(), "end", "give the first day on which the contract no longer holds");
        let end = values::optional_day("end", request.end.as_ref(), &mut v);
        let reason = v.text("reason", &request.reason, 1, 2000);
        v.require(!request.etag.is_empty(), "etag", "give the etag that was read");
        let parsed = accept(v, id.zip(end));
        let (id, end) = with_request_id(&request.request_id, parsed)?;
        let ending = Ending { end, reason };
        Ok(Response::new(commands::end_contract(&self.kit, &caller, &request, id, ending).await?))
    }
}
