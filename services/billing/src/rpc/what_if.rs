//! `WhatIfService`.

use super::Answer;
use crate::queries::what_if;
use kontor_access::Caller;
use kontor_proto::billing::v1::what_if_service_server::WhatIfService;
use kontor_proto::billing::v1::{CompareTermsRequest, TermsComparison};
use kontor_service::{Kit, Peer};
use tonic::{Request, Response};

pub(crate) struct WhatIfRpc {
    kit: Kit,
    contract: Peer,
}

impl WhatIfRpc {
    pub(crate) const fn new(kit: Kit, contract: Peer) -> Self {
        Self { kit, contract }
    }
}

#[tonic::async_trait]
impl WhatIfService for WhatIfRpc {
    async fn compare_terms(&self, request: Request<CompareTermsRequest>) -> Answer<TermsComparison> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(what_if::compare(&self.kit, &self.contract, &caller, request.into_inner()).await?))
    }
}
