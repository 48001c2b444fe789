//! The RPCs of runs and credits.

use super::Answer;
use crate::commands::{continue_issue_run, create_issue_run, credit_invoice};
use crate::queries::issue_runs;
use kontor_access::Caller;
use kontor_proto::billing::v1::issue_service_server::IssueService;
use kontor_proto::billing::v1::{
    ContinueIssueRunRequest, CreateIssueRunRequest, CreditInvoiceRequest, GetIssueRunRequest, Invoice,
    IssueRun,
};
use kontor_service::{Kit, Peer};
use tonic::{Request, Response};

pub(crate) struct IssueRpc {
    kit: Kit,
    contract: Peer,
}

impl IssueRpc {
    pub(crate) const fn new(kit: Kit, contract: Peer) -> Self {
        Self { kit, contract }
    }
}

#[tonic::async_trait]
impl IssueService for IssueRpc {
    async fn create_issue_run(&self, request: Request<CreateIssueRunRequest>) -> Answer<IssueRun> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(create_issue_run::create(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn continue_issue_run(&self, request: Request<ContinueIssueRunRequest>) -> Answer<IssueRun> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        Ok(Response::new(continue_issue_run::go_on(&self.kit, &self.contract, &caller, request).await?))
    }

    async fn get_issue_run(&self, request: Request<GetIssueRunRequest>) -> Answer<IssueRun> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(issue_runs::get(&self.kit, &caller, &request.into_inner().name).await?))
    }

    async fn credit_invoice(&self, request: Request<CreditInvoiceRequest>) -> Answer<Invoice> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(credit_invoice::credit(&self.kit, &caller, request.into_inner()).await?))
    }
}
