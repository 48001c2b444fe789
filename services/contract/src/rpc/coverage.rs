//! `CoverageService`.

use crate::queries::callers;
use crate::queries::facts::{self, Shelf};
use crate::store::contracts;
use crate::wire::coverage::{self, Asked};
use crate::wire::{accept, values};
use kontor_access::Caller;
use kontor_contract_domain::master::Activity;
use kontor_contract_domain::{Channel, Priority, Question, Verdict, Violations, resolve, resolve_span};
use kontor_ids::{CalendarId, ContractId, SlaPolicyId};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::coverage_service_server::CoverageService;
use kontor_service::Kit;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// The longest work that is rated in one piece: 31 days.
const LONGEST_WORK: u32 = 31 * 86_400;

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
        let verdict = resolve(&facts, &asked.question);
        Ok(if sees_prices(caller) { verdict } else { verdict.without_prices() })
    }
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
        let question =
            wire::ResolveCoverageRequest { at: None, ..request.question.clone().unwrap_or_default() };
        let start = request.start.as_ref().and_then(|start| values::instant("start", start, &mut v));
        v.require(request.start.is_some(), "start", "give the first instant of the work");
        let asked = coverage::parse(&question, "question.", start.unwrap_or_default(), &mut v);
        let length = values::seconds("duration", request.duration.as_ref(), &mut v);
        let fits = length.is_some_and(|seconds| (1..=LONGEST_WORK).contains(&seconds));
        let named = v.iter().any(|violation| violation.field == "duration");
        v.require(fits || named, "duration", "give 1 second to 31 days");
        let only = match request.only_contract.as_str() {
            "" => None,
            name => v.take("only_contract", ContractId::from_resource_name(name)),
        };
        let (asked, seconds) = accept(v, length.map(|seconds| (asked, seconds)))?;
        let mut facts = facts::load(self.kit.db(), caller.tenant(), &self.shelf, &asked).await?;
        // Someone decided by which contract, or by none (C2).
        facts.contracts.retain(|contract| !request.list_price && only.is_none_or(|only| contract.id == only));
        let spans = resolve_span(&facts, &asked.question, asked.question.at, seconds);
        let spans = spans.into_iter().map(coverage::span).collect();
        Ok(Response::new(wire::ResolveTermsResponse { spans }))
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
        let mut matches = Vec::new();
        for found in callers::find(&mut tx, &query).await? {
            let question = Question {
                contact: found.contact,
                asset: found.asset,
                site: None,
                activity: Activity::support(),
                channel: Channel::Remote,
                priority: Priority::Normal,
                at: now,
            };
            let asked = Asked { customer: found.customer, question };
            let verdict = self.verdict(&caller, &asked).await?;
            matches.push(wire::CallerMatch { coverage: Some(coverage::print(verdict)), ..found.shown });
        }
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
        v.require(request.calendar_version >= 0, "calendar_version", "give a version, or 0 for the newest");
        let (calendar, policy) = accept(v, calendar.zip(policy))?;
        let mut tx = self.tx(&caller).await?;
        let calendar = contracts::get_calendar(&mut tx, calendar, request.calendar_version).await?;
        let policy = contracts::get_policy(&mut tx, policy).await?;
        let stretch = wire::CalendarStretch {
            version: calendar.version,
            valid_from: None,
            definition: calendar.definition.clone(),
        };
        Ok(Response::new(wire::ServiceLevel {
            calendar_definition: calendar.definition,
            calendar_version: calendar.version,
            targets: policy.targets,
            pause_on_vendor: policy.pause_on_vendor,
            sla_policy_version: 1,
            calendar_stretches: vec![stretch],
        }))
    }
}
