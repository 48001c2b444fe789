//! The RPCs of debits: parse, call, print.

use super::Answer;
use crate::commands::{create_debit_run, create_mandate, set_debit_settings};
use crate::queries::debits as read;
use kontor_access::Caller;
use kontor_proto::billing::v1::debit_service_server::DebitService;
use kontor_proto::billing::v1::{
    CreateDebitRunRequest, CreateMandateRequest, DebitFile, DebitRun, DebitSettings, GetDebitFileRequest,
    GetDebitSettingsRequest, GetPaymentTermsRequest, ListDebitRunsRequest, ListDebitRunsResponse,
    ListMandatesRequest, ListMandatesResponse, Mandate, PaymentTerms, RevokeMandateRequest,
    SetDebitSettingsRequest, SetPaymentTermsRequest,
};
use kontor_service::Kit;
use tonic::{Request, Response};

pub(crate) struct DebitRpc {
    kit: Kit,
}

impl DebitRpc {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl DebitService for DebitRpc {
    async fn get_debit_settings(&self, request: Request<GetDebitSettingsRequest>) -> Answer<DebitSettings> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::settings(&self.kit, &caller).await?))
    }

    async fn set_debit_settings(&self, request: Request<SetDebitSettingsRequest>) -> Answer<DebitSettings> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_debit_settings::set(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn create_mandate(&self, request: Request<CreateMandateRequest>) -> Answer<Mandate> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(create_mandate::create(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn revoke_mandate(&self, request: Request<RevokeMandateRequest>) -> Answer<Mandate> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(create_mandate::revoke(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_mandates(&self, request: Request<ListMandatesRequest>) -> Answer<ListMandatesResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::mandates(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn create_debit_run(&self, request: Request<CreateDebitRunRequest>) -> Answer<DebitRun> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(create_debit_run::create(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_debit_runs(&self, request: Request<ListDebitRunsRequest>) -> Answer<ListDebitRunsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::runs(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_debit_file(&self, request: Request<GetDebitFileRequest>) -> Answer<DebitFile> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::file(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_payment_terms(&self, request: Request<GetPaymentTermsRequest>) -> Answer<PaymentTerms> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(read::terms(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn set_payment_terms(&self, request: Request<SetPaymentTermsRequest>) -> Answer<PaymentTerms> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_debit_settings::terms(&self.kit, &caller, request.into_inner()).await?))
    }
}
