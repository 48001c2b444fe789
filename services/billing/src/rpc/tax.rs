//! The RPCs of tax audits: parse, call, print.

use super::Answer;
use crate::queries::tax;
use kontor_access::Caller;
use kontor_proto::billing::v1::tax_service_server::TaxService;
use kontor_proto::billing::v1::{
    GetProcedureDescriptionRequest, GetTaxIndexRequest, GetTaxTableRequest, ProcedureDescription, TaxIndex,
    TaxTablePage,
};
use kontor_service::Kit;
use tonic::{Request, Response};

pub(crate) struct TaxRpc {
    kit: Kit,
}

impl TaxRpc {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl TaxService for TaxRpc {
    async fn get_tax_index(&self, request: Request<GetTaxIndexRequest>) -> Answer<TaxIndex> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(tax::index(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_tax_table(&self, request: Request<GetTaxTableRequest>) -> Answer<TaxTablePage> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(tax::table(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_procedure_description(
        &self,
        request: Request<GetProcedureDescriptionRequest>,
    ) -> Answer<ProcedureDescription> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(tax::describe(&self.kit, &caller, request.into_inner()).await?))
    }
}
