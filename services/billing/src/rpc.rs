//! The RPCs: parse, call, print.

pub(crate) mod accounting;
pub(crate) mod debits;
pub(crate) mod issue;
pub(crate) mod payments;
pub(crate) mod preview;
pub(crate) mod profile;
pub(crate) mod rating;
pub(crate) mod reminders;
pub(crate) mod reports;
pub(crate) mod review;
pub(crate) mod styles;
pub(crate) mod tax;
pub(crate) mod what_if;

use crate::commands::{cancel_invoice, issue_draft, set_seller_profile, waive_line};
use crate::queries::{drafts, invoices, quotas, quote_work};
use crate::store::entries;
use kontor_access::Caller;
use kontor_ids::TimeEntryId;
use kontor_proto::billing::v1::billing_service_server::BillingService;
use kontor_proto::billing::v1::{
    CancelInvoiceRequest, Draft, GetDraftRequest, GetInvoiceDocumentRequest, GetInvoiceRequest,
    GetQuotaBalanceRequest, GetRatedEntryRequest, Invoice, InvoiceDocument, IssueDraftRequest,
    ListDraftsRequest, ListDraftsResponse, ListInvoicesRequest, ListInvoicesResponse, ListTransfersRequest,
    ListTransfersResponse, QuotaBalance, Quote, QuoteWorkRequest, RatedEntry, SellerProfile,
    SetSellerProfileRequest, WaiveLineRequest,
};
use kontor_service::{Kit, Peer};
use kontor_status::Problem;
use prost::Message as _;
use tonic::{Request, Response, Status};

pub(crate) struct BillingRpc {
    kit: Kit,
    contract: Peer,
}

impl BillingRpc {
    pub(crate) const fn new(kit: Kit, contract: Peer) -> Self {
        Self { kit, contract }
    }

    async fn rated(&self, caller: &Caller, name: &str) -> Result<RatedEntry, Problem> {
        let id = TimeEntryId::from_resource_name(name).map_err(|e| Problem::field("entry", e.to_string()))?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await?;
        let stored = entries::rated(&mut tx, id).await?.flatten();
        let bytes = stored.ok_or_else(|| Problem::NotFound(format!("the rating of {name}")))?;
        RatedEntry::decode(bytes.as_slice()).map_err(Problem::internal)
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl BillingService for BillingRpc {
    async fn quote_work(&self, request: Request<QuoteWorkRequest>) -> Answer<Quote> {
        let caller = Caller::of(&request)?;
        let quote = quote_work::quote_work(&self.kit, &self.contract, &caller, request.into_inner()).await?;
        Ok(Response::new(quote))
    }

    async fn get_rated_entry(&self, request: Request<GetRatedEntryRequest>) -> Answer<RatedEntry> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(self.rated(&caller, &request.into_inner().entry).await?))
    }

    async fn get_quota_balance(&self, request: Request<GetQuotaBalanceRequest>) -> Answer<QuotaBalance> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(quotas::balance(&self.kit, &caller, &request.into_inner().quota).await?))
    }

    async fn list_transfers(&self, request: Request<ListTransfersRequest>) -> Answer<ListTransfersResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(quotas::transfers(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn set_seller_profile(&self, request: Request<SetSellerProfileRequest>) -> Answer<SellerProfile> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_seller_profile::set(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_drafts(&self, request: Request<ListDraftsRequest>) -> Answer<ListDraftsResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(drafts::list(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_draft(&self, request: Request<GetDraftRequest>) -> Answer<Draft> {
        let caller = Caller::of(&request)?;
        let name = request.into_inner().name;
        Ok(Response::new(drafts::get(&self.kit, &self.contract, &caller, &name).await?))
    }

    async fn waive_line(&self, request: Request<WaiveLineRequest>) -> Answer<Draft> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(waive_line::waive(&self.kit, &self.contract, &caller, request.into_inner()).await?))
    }

    async fn issue_draft(&self, request: Request<IssueDraftRequest>) -> Answer<Invoice> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(issue_draft::issue(&self.kit, &self.contract, &caller, request.into_inner()).await?))
    }

    async fn get_invoice(&self, request: Request<GetInvoiceRequest>) -> Answer<Invoice> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(invoices::get(&self.kit, &caller, &request.into_inner().name).await?))
    }

    async fn list_invoices(&self, request: Request<ListInvoicesRequest>) -> Answer<ListInvoicesResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(invoices::list(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_invoice_document(
        &self,
        request: Request<GetInvoiceDocumentRequest>,
    ) -> Answer<InvoiceDocument> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(invoices::document(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn cancel_invoice(&self, request: Request<CancelInvoiceRequest>) -> Answer<Invoice> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(cancel_invoice::cancel(&self.kit, &caller, request.into_inner()).await?))
    }
}
