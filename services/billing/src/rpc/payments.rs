//! The RPCs of payments: parse, call, print.

use super::Answer;
use crate::commands::{assign_payment, import_statement, record_payment};
use crate::queries::{open_items, payments};
use kontor_access::Caller;
use kontor_proto::billing::v1::payment_service_server::PaymentService;
use kontor_proto::billing::v1::{
    AssignPaymentRequest, ImportStatementRequest, ImportStatementResponse, ListOpenItemsRequest,
    ListOpenItemsResponse, ListPaymentsRequest, ListPaymentsResponse, Payment, RecordPaymentRequest,
};
use kontor_service::Kit;
use tonic::{Request, Response};

pub(crate) struct PaymentRpc {
    kit: Kit,
}

impl PaymentRpc {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl PaymentService for PaymentRpc {
    async fn record_payment(&self, request: Request<RecordPaymentRequest>) -> Answer<Payment> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(record_payment::record(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn import_statement(
        &self,
        request: Request<ImportStatementRequest>,
    ) -> Answer<ImportStatementResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(import_statement::import(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn assign_payment(&self, request: Request<AssignPaymentRequest>) -> Answer<Payment> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(assign_payment::assign(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_payments(&self, request: Request<ListPaymentsRequest>) -> Answer<ListPaymentsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(payments::list(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_open_items(&self, request: Request<ListOpenItemsRequest>) -> Answer<ListOpenItemsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(open_items::list(&self.kit, &caller, request.into_inner()).await?))
    }
}
