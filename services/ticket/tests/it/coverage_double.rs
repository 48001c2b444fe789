//! A stand-in for the contract service, for coverage alone: these tests hold the ticket service, not the resolution of
//! coverage. Whoever asks gets one verdict with deadlines an hour and four hours after the instant asked about.

use kontor_proto::contract::v1::coverage_service_server::{CoverageService, CoverageServiceServer};
use kontor_proto::contract::v1::*;
use kontor_proto::types::v1::{Decimal, Money};
use kontor_service::{Kit, Parts, Service, StartError};
use kontor_status::Problem;
use tonic::service::Routes;
use tonic::{Request, Response, Status};

/// The stand-in; its settings are the directives that it names.
pub struct CoverageDouble;

#[derive(Clone)]
struct Verdicts(Vec<Directive>);

impl Service for CoverageDouble {
    const NAME: &'static str = "contract";
    const PEERS: &'static [&'static str] = &[];
    type Settings = Vec<Directive>;

    /// No tables but those that every service has: its feed can be told of.
    fn schema() -> Option<kontor_postgres::Schema> {
        static NOTHING: sqlx::migrate::Migrator = sqlx::migrate::Migrator::DEFAULT;
        Some(kontor_postgres::Schema { name: Self::NAME, migrator: &NOTHING })
    }

    fn settings(_: &mut kontor_config::Reader) -> Option<Vec<Directive>> {
        Some(Vec::new())
    }

    async fn build(kit: Kit, directives: Vec<Directive>) -> Result<Parts, StartError> {
        let routes = Routes::default().add_service(CoverageServiceServer::new(Verdicts(directives)));
        Ok(Parts::guarded(&kit, routes))
    }
}

#[tonic::async_trait]
impl CoverageService for Verdicts {
    async fn resolve_coverage(
        &self,
        request: Request<ResolveCoverageRequest>,
    ) -> Result<Response<Coverage>, Status> {
        let question = request.into_inner();
        // A customer whose id is nil is unknown.
        if question.customer.ends_with("00000000-0000-0000-0000-000000000000") {
            return Err(Problem::NotFound(question.customer).into());
        }
        let at = question.at.expect("tickets tell when they were reported");
        let later = |seconds| Some(prost_types::Timestamp { seconds: at.seconds + seconds, ..at });
        Ok(Response::new(Coverage {
            decision: Decision::Included.into(),
            contract_number: "W-1017".into(),
            per_hour: Some(Money {
                currency_code: "EUR".into(),
                amount: Some(Decimal { value: "95.00".into() }),
            }),
            deadlines: Some(SlaDeadlines { response: later(3600), resolution: later(4 * 3600) }),
            directives: self.0.clone(),
            calendar: "calendars/01890a5d-ac96-774b-bcce-b302099a8057".into(),
            calendar_version: 3,
            sla_policy: "slaPolicies/01890a5d-ac96-774b-bcce-b302099a8057".into(),
            ..Coverage::default()
        }))
    }

    async fn resolve_terms(
        &self,
        _: Request<ResolveTermsRequest>,
    ) -> Result<Response<ResolveTermsResponse>, Status> {
        Err(Status::unimplemented("not part of the stand-in"))
    }

    /// Finds the records whose names are the query, such as `customers/… contacts/…`; one match.
    async fn lookup_caller(
        &self,
        request: Request<LookupCallerRequest>,
    ) -> Result<Response<LookupCallerResponse>, Status> {
        let query = request.into_inner().query;
        let named = |of: &str| query.split(' ').find(|word| word.starts_with(of)).map(str::to_owned);
        let Some(customer) = named("customers/") else { return Ok(Response::new(Default::default())) };
        let contact = named("contacts/").map(|name| Contact { name, ..Contact::default() });
        let asset = named("assets/").map(|name| Asset { name, ..Asset::default() });
        let customer = Some(Customer { name: customer, ..Customer::default() });
        let found = CallerMatch { customer, contact, asset, ..CallerMatch::default() };
        Ok(Response::new(LookupCallerResponse { matches: vec![found.clone(), found] }))
    }

    async fn get_service_level(
        &self,
        _: Request<GetServiceLevelRequest>,
    ) -> Result<Response<ServiceLevel>, Status> {
        Err(Status::unimplemented("not part of the stand-in"))
    }

    async fn batch_resolve_coverage(
        &self,
        _: Request<BatchResolveCoverageRequest>,
    ) -> Result<Response<BatchResolveCoverageResponse>, Status> {
        Err(Status::unimplemented("not part of the stand-in"))
    }

    async fn batch_resolve_terms(
        &self,
        _: Request<BatchResolveTermsRequest>,
    ) -> Result<Response<BatchResolveTermsResponse>, Status> {
        Err(Status::unimplemented("not part of the stand-in"))
    }
}
