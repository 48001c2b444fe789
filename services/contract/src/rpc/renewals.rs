//! `RenewalService`.

use crate::queries::level_lists as lists;
use kontor_access::Caller;
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::renewal_service_server::RenewalService;
use kontor_service::Kit;
use tonic::{Request, Response, Status};

/// Keeps an eye on notice and renewal.
pub(crate) struct Renewals {
    kit: Kit,
}

impl Renewals {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl RenewalService for Renewals {
    async fn list_decisions(
        &self,
        request: Request<wire::ListDecisionsRequest>,
    ) -> Result<Response<wire::ListDecisionsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(lists::decisions(&self.kit, &caller, &request).await?))
    }
}
