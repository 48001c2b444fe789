//! `CoverageService`.

use crate::queries::facts::{self, Shelf};
use crate::queries::{callers, drafts};
use crate::store::levels;
use crate::wire::accept;
use crate::wire::coverage::{self, Asked};
use kontor_access::Caller;
use kontor_contract_domain::{Verdict, Violations, resolve};
use kontor_ids::{CalendarId, SlaPolicyId};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::coverage_service_server::CoverageService;
use kontor_service::Kit;
use kontor_status::Problem;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Resolves what covers what.
pub(crate) struct Coverages {
    kit: Kit,
    shelf: Arc<Shelf>,
}

impl Coverages {
    pub(crate) const fn new(kit: Kit, shelf: Arc<Shelf>) -> Self {
        Self { kit, shelf }
    }

    async fn tx(&self, caller: &Caller) -> kontor_status::Result<TenantTx> {
        Ok(self.kit.db().tenant(caller.tenant()).await?)
    }

    async fn verdict(&self, caller: &Caller, asked: &Asked) -> kontor_status::Result<Verdict> {
        let facts = facts::load(self.kit.db(), caller.tenant(), &self.shelf, asked).await?;
        Ok(shown_to(caller, resolve(&facts, &asked.question)))
    }

    /// The verdicts for many questions, judged in one snapshot.
    async fn verdicts(&self, caller: &Caller, asked: &[Asked]) -> kontor_status::Result<Vec<Verdict>> {
        let facts = facts::load_all(self.kit.db(), caller.tenant(), &self.shelf, asked).await?;
        let verdict = |asked: &Asked| {
            let facts = facts.get(&asked.customer);
            let facts = facts.ok_or_else(|| Problem::NotFound(asked.customer.resource_name()))?;
            Ok(shown_to(caller, resolve(facts, &asked.question)))
        };
        asked.iter().map(verdict).collect()
    }
}

/// The verdict as a caller may see it.
fn shown_to(caller: &Caller, verdict: Verdict) -> Verdict {
    if sees_prices(caller) { verdict } else { verdict.without_prices() }
}

/// Whether a caller may see prices.
fn sees_prices(caller: &Caller) -> bool {
    caller.is_service() || caller.may("quote.read") || caller.may("billing.read")
}

#[tonic::async_trait]
impl CoverageService for Coverages {
    async fn resolve_coverage(
        &self,
        request: Request<wire::ResolveCoverageRequest>,
    ) -> Result<Response<wire::Coverage>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let asked = coverage::parse(&request, "", self.kit.clock().now(), &mut v);
        let asked = accept(v, Some(asked))?;
        Ok(Response::new(coverage::print(self.verdict(&caller, &asked).await?)))
    }

    async fn resolve_terms(
        &self,
        request: Request<wire::ResolveTermsRequest>,
    ) -> Result<Response<wire::ResolveTermsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let work = coverage::parse_work(&request, "", &mut v);
        let work = accept(v, Some(work))?;
        let facts = facts::load(self.kit.db(), caller.tenant(), &self.shelf, &work.asked).await?;
        Ok(Response::new(work.answer(&facts)))
    }

    async fn batch_resolve_coverage(
        &self,
        request: Request<wire::BatchResolveCoverageRequest>,
    ) -> Result<Response<wire::BatchResolveCoverageResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let now = self.kit.clock().now();
        let mut v = Violations::new();
        coverage::many("requests", request.requests.len(), &mut v);
        let items = request.requests.iter().enumerate().take(coverage::MOST);
        let asked = items.map(|(i, item)| coverage::parse(item, &format!("requests[{i}]."), now, &mut v));
        let asked: Vec<Asked> = asked.collect();
        let asked = accept(v, Some(asked))?;
        let coverages = self.verdicts(&caller, &asked).await?;
        let coverages = coverages.into_iter().map(coverage::print).collect();
        Ok(Response::new(wire::BatchResolveCoverageResponse { coverages }))
    }

    async fn batch_resolve_terms(
        &self,
        request: Request<wire::BatchResolveTermsRequest>,
    ) -> Result<Response<wire::BatchResolveTermsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let answer = drafts::resolve(&self.kit, &self.shelf, &caller, &request).await?;
        Ok(Response::new(answer))
    }

    async fn lookup_caller(
        &self,
        request: Request<wire::LookupCallerRequest>,
    ) -> Result<Response<wire::LookupCallerResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let query = v.text("query", &request.query, 2, 100);
        accept(v, Some(()))?;
        let (mut tx, now) = (self.tx(&caller).await?, self.kit.clock().now());
        let found = callers::find(&mut tx, &query).await?;
        let asked: Vec<Asked> = found.iter().map(|found| found.asked(now)).collect();
        let verdicts = match asked.is_empty() {
            true => Vec::new(),
            false => self.verdicts(&caller, &asked).await?,
        };
        let matches = found.into_iter().zip(verdicts).map(|(found, verdict)| wire::CallerMatch {
            coverage: Some(coverage::print(verdict)),
            ..found.shown
        });
        let matches = matches.collect();
        Ok(Response::new(wire::LookupCallerResponse { matches }))
    }

    async fn get_service_level(
        &self,
        request: Request<wire::GetServiceLevelRequest>,
    ) -> Result<Response<wire::ServiceLevel>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let calendar = v.take("calendar", CalendarId::from_resource_name(&request.calendar));
        let policy = v.take("sla_policy", SlaPolicyId::from_resource_name(&request.sla_policy));
        let newest = "give a version, or 0 for the newest";
        v.require(request.calendar_version >= 0, "calendar_version", newest);
        v.require(request.sla_policy_version >= 0, "sla_policy_version", newest);
        let (calendar, policy) = accept(v, calendar.zip(policy))?;
        let mut tx = self.tx(&caller).await?;
        let version = if request.calendar_version == 0 { i32::MAX } else { request.calendar_version };
        let below = version.saturating_add(1);
        let mut versions = levels::calendar_versions(&mut tx, calendar, below, i64::MAX).await?;
        let policy = levels::get_policy(&mut tx, policy, request.sla_policy_version).await?.print(policy)?;
        versions.reverse();
        let newest = versions.last().filter(|newest| version == i32::MAX || newest.version == version);
        let newest = newest.ok_or_else(|| Problem::NotFound(calendar.resource_name()))?;
        Ok(Response::new(wire::ServiceLevel {
            calendar_definition: newest.definition.clone(),
            calendar_version: newest.version,
            targets: policy.targets,
            pause_on_vendor: policy.pause_on_vendor,
            sla_policy_version: policy.version,
            calendar_stretches: versions.into_iter().map(levels::CalendarRow::stretch).collect(),
        }))
    }
}
