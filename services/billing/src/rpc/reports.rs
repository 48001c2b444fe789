//! The RPCs of reports: parse, call, print.

use super::Answer;
use crate::commands::{set_cost_rates, set_goodwill_budget, set_internal_rate};
use crate::queries::{effort, report_files, reports};
use kontor_access::Caller;
use kontor_proto::billing::v1::report_service_server::ReportService;
use kontor_proto::billing::v1::{
    BookkeepingEffort, CostRates, GetBookkeepingEffortRequest, GetCostRatesRequest, GetGoodwillRequest,
    GetProfitabilityFileRequest, GetProfitabilityRequest, GetQuotaForecastRequest, GetTicketMarginRequest,
    Goodwill, GoodwillBudget, InternalRate, ListInternalRatesRequest, ListInternalRatesResponse, ProfitRow,
    Profitability, QuotaForecast, ReportFile, SetCostRatesRequest, SetGoodwillBudgetRequest,
    SetInternalRateRequest,
};
use kontor_service::Kit;
use tonic::{Request, Response};

pub(crate) struct ReportRpc {
    kit: Kit,
}

impl ReportRpc {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

#[tonic::async_trait]
impl ReportService for ReportRpc {
    async fn set_internal_rate(&self, request: Request<SetInternalRateRequest>) -> Answer<InternalRate> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_internal_rate::set(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn list_internal_rates(
        &self,
        request: Request<ListInternalRatesRequest>,
    ) -> Answer<ListInternalRatesResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(reports::rates(&self.kit, &caller).await?))
    }

    async fn set_cost_rates(&self, request: Request<SetCostRatesRequest>) -> Answer<CostRates> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_cost_rates::set(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_cost_rates(&self, request: Request<GetCostRatesRequest>) -> Answer<CostRates> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(reports::costs(&self.kit, &caller).await?))
    }

    async fn get_profitability(&self, request: Request<GetProfitabilityRequest>) -> Answer<Profitability> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(reports::profitability(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_profitability_file(
        &self,
        request: Request<GetProfitabilityFileRequest>,
    ) -> Answer<ReportFile> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(report_files::profitability(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_ticket_margin(&self, request: Request<GetTicketMarginRequest>) -> Answer<ProfitRow> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(reports::ticket(&self.kit, &caller, &request.into_inner().ticket).await?))
    }

    async fn set_goodwill_budget(
        &self,
        request: Request<SetGoodwillBudgetRequest>,
    ) -> Answer<GoodwillBudget> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(set_goodwill_budget::set(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_goodwill(&self, request: Request<GetGoodwillRequest>) -> Answer<Goodwill> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(reports::goodwill(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_bookkeeping_effort(
        &self,
        request: Request<GetBookkeepingEffortRequest>,
    ) -> Answer<BookkeepingEffort> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(effort::bookkeeping(&self.kit, &caller, request.into_inner()).await?))
    }

    async fn get_quota_forecast(&self, request: Request<GetQuotaForecastRequest>) -> Answer<QuotaForecast> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(reports::quota(&self.kit, &caller, &request.into_inner().quota).await?))
    }
}
