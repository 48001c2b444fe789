//! Stand-ins for the services that billing asks and hears.
//!
//! They are no mocks of behaviour: contract and identity answer the RPCs that billing asks, behind the same guarded door
//! as every service, and all tell events through a real feed in a schema of their own.

use axum::Router;
use axum::extract::Request as HttpRequest;
use kontor_access::Caller;
use kontor_ids::{QuotaId, RandomIds, TenantId, Uuid};
use kontor_postgres::Schema;
use kontor_proto::contract::v1::{
    BatchGetCustomersRequest, BatchGetCustomersResponse, BatchResolveTermsRequest, BatchResolveTermsResponse,
    Coverage, Customer, Decision, RatedSpan, RatingTerms, ResolveTermsRequest, ResolveTermsResponse,
};
use kontor_proto::identity::v1::{GetUserRequest, User, UserAdded};
use kontor_proto::types::v1::Band;
use kontor_service::{Kit, Parts, Service, StartError};
use kontor_status::Problem;
use prost::{Message, Name};
use sqlx::migrate::Migrator;
use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use tonic::service::Routes;
use tonic::{Request, Response, Status};

/// No tables but those that every service has.
static NO_TABLES: Migrator = Migrator::DEFAULT;

/// The kit that a stand-in was built with, for the tests to speak through.
#[derive(Clone, Default)]
pub struct Voice(Arc<OnceLock<Kit>>);

impl Voice {
    fn give(&self, kit: &Kit) {
        let _first_one_stays = self.0.set(kit.clone());
    }

    /// Tells the house's subscribers something about a thing.
    pub async fn tell<M: Message + Name>(&self, tenant: TenantId, aggregate: Uuid, version: i64, event: &M) {
        let mut tx = self.0.get().unwrap().db().tenant(tenant).await.unwrap();
        kontor_outbox::publish(&mut tx, aggregate, version, event).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// What was agreed with a customer: activity `support` draws from the quotas, `maintenance` is included, `unclear` is
/// undecided, all else is billed.
#[derive(Clone, Default)]
pub struct Agreement {
    pub contract: String,
    pub version: String,
    pub terms: RatingTerms,
}

type Shelf<T> = Arc<Mutex<HashMap<(TenantId, String), T>>>;

/// What the stand-in for contract knows, and the voice that tells of it.
#[derive(Clone, Default)]
pub struct ContractDesk {
    customers: Shelf<Customer>,
    agreements: Shelf<Agreement>,
    classes: Shelf<String>,
    away: Arc<AtomicBool>,
    pub voice: Voice,
}

impl ContractDesk {
    /// A customer is there from now on, or is like this from now on.
    pub fn put(&self, tenant: TenantId, customer: Customer) {
        self.customers.lock().unwrap().insert((tenant, customer.name.clone()), customer);
    }

    /// An asset is of this class from now on.
    pub fn classify(&self, tenant: TenantId, asset: &str, class: &str) {
        self.classes.lock().unwrap().insert((tenant, asset.to_owned()), class.to_owned());
    }

    /// This is agreed with a customer from now on.
    pub fn agree(&self, tenant: TenantId, customer: &str, agreement: Agreement) {
        self.agreements.lock().unwrap().insert((tenant, customer.to_owned()), agreement);
    }

    /// What is agreed with a customer is worded otherwise from now on.
    pub fn reword(&self, tenant: TenantId, customer: &str, word: impl FnOnce(&mut RatingTerms)) {
        word(&mut self.agreements.lock().unwrap().get_mut(&(tenant, customer.to_owned())).unwrap().terms);
    }

    /// The contract by which a customer's work is agreed.
    pub fn agreed(&self, tenant: TenantId, customer: &str) -> String {
        self.agreements.lock().unwrap()[&(tenant, customer.to_owned())].contract.clone()
    }

    /// From now on nobody answers at this desk, or somebody does again.
    pub fn leave(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    fn customers(
        &self,
        request: &Request<BatchGetCustomersRequest>,
    ) -> Result<Response<BatchGetCustomersResponse>, Status> {
        if self.away.load(Ordering::SeqCst) {
            return Err(Problem::Unavailable("contract".to_owned()).into());
        }
        let tenant = Caller::of(request)?.tenant();
        let customers = self.customers.lock().unwrap();
        let found = request.get_ref().names.iter().map(|name| {
            let found = customers.get(&(tenant, name.clone())).cloned();
            found.ok_or_else(|| Status::from(Problem::NotFound(name.clone())))
        });
        Ok(Response::new(BatchGetCustomersResponse { customers: found.collect::<Result<_, _>>()? }))
    }

    fn terms(&self, request: Request<ResolveTermsRequest>) -> Result<Response<ResolveTermsResponse>, Status> {
        let tenant = Caller::of(&request)?.tenant();
        let ResolveTermsRequest { question, start, duration, only_contract, list_price } =
            request.into_inner();
        let question = question.unwrap();
        let key = (tenant, question.customer.clone());
        let found = self.agreements.lock().unwrap().get(&key).cloned();
        let Agreement { contract, version, terms } =
            found.ok_or_else(|| Status::from(Problem::NotFound(key.1)))?;
        let decision = match question.activity.as_str() {
            "support" => Decision::Quota,
            "maintenance" => Decision::Included,
            // Someone may have decided by which contract, or by none.
            "unclear" if list_price => Decision::NotCovered,
            "unclear" if only_contract == contract => Decision::Billable,
            "unclear" | "priceless" => Decision::Undecided,
            _ => Decision::Billable,
        };
        let undecided = decision == Decision::Undecided;
        let coverage = Coverage {
            decision: decision.into(),
            candidates: if undecided { vec![contract.clone()] } else { Vec::new() },
            contract,
            contract_version: version,
            rule: 1,
            band: Band::Service.into(),
            ..Coverage::default()
        };
        let terms = (!undecided).then_some(terms);
        let span = RatedSpan { start, duration, coverage: Some(coverage), terms };
        let class = self.classes.lock().unwrap().get(&(tenant, question.asset)).cloned();
        Ok(Response::new(ResolveTermsResponse { spans: vec![span], asset_class: class.unwrap_or_default() }))
    }
}

impl ContractDesk {
    /// Under a draft `support` draws from its quotas, or is billed where it has none; all else stays as agreed. The
    /// draft's price and rounding count.
    fn batch(
        &self,
        request: Request<BatchResolveTermsRequest>,
    ) -> Result<Response<BatchResolveTermsResponse>, Status> {
        let (metadata, extensions, asked) = request.into_parts();
        let mut draft = asked.draft.unwrap_or_default().terms.unwrap_or_default();
        for quota in draft.quotas.iter_mut().filter(|quota| quota.name.is_empty()) {
            quota.name = QuotaId::new(&RandomIds).resource_name();
        }
        let mut responses = Vec::new();
        for question in asked.requests {
            let one = Request::from_parts(metadata.clone(), extensions.clone(), question);
            let mut response = self.terms(one)?.into_inner();
            for span in &mut response.spans {
                let Some(terms) = &mut span.terms else { continue };
                let coverage = span.coverage.get_or_insert_default();
                if coverage.decision() == Decision::Quota && draft.quotas.is_empty() {
                    coverage.decision = Decision::Billable.into();
                }
                terms.quotas.clone_from(&draft.quotas);
                terms.rounding = draft.rounding;
                terms.per_hour = draft.prices.first().and_then(|price| price.per_hour.clone());
            }
            responses.push(response);
        }
        let draft_time_zone = "Europe/Berlin".to_owned();
        Ok(Response::new(BatchResolveTermsResponse { responses, draft: Some(draft), draft_time_zone }))
    }
}

/// The stand-in for contract.
pub struct ContractStandIn;

impl Service for ContractStandIn {
    const NAME: &'static str = "contract";
    const PEERS: &'static [&'static str] = &[];
    type Settings = ContractDesk;

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &NO_TABLES })
    }

    fn settings(_: &mut kontor_config::Reader) -> Option<ContractDesk> {
        None
    }

    async fn build(kit: Kit, desk: ContractDesk) -> Result<Parts, StartError> {
        desk.voice.give(&kit);
        let asked = desk.clone();
        let customers = move |request| std::future::ready(asked.customers(&request));
        let many = desk.clone();
        let batch = move |request| std::future::ready(many.batch(request));
        let terms = move |request| std::future::ready(desk.terms(request));
        let path = "/kontor.contract.v1.CustomerService/BatchGetCustomers";
        let router = answering(Router::new(), path, customers);
        let router = answering(router, "/kontor.contract.v1.CoverageService/ResolveTerms", terms);
        let router = answering(router, "/kontor.contract.v1.CoverageService/BatchResolveTerms", batch);
        Ok(Parts::guarded(&kit, Routes::from(router)))
    }
}

/// The stand-in for timetracking: nothing but a voice.
pub struct TimeStandIn;

impl Service for TimeStandIn {
    const NAME: &'static str = "timetracking";
    const PEERS: &'static [&'static str] = &[];
    type Settings = Voice;

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &NO_TABLES })
    }

    fn settings(_: &mut kontor_config::Reader) -> Option<Voice> {
        None
    }

    async fn build(kit: Kit, voice: Voice) -> Result<Parts, StartError> {
        voice.give(&kit);
        Ok(Parts::guarded(&kit, Routes::from(Router::new())))
    }
}

/// The stand-in for the ticket service: nothing but a voice.
pub struct TicketStandIn;

impl Service for TicketStandIn {
    const NAME: &'static str = "ticket";
    const PEERS: &'static [&'static str] = &[];
    type Settings = Voice;

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &NO_TABLES })
    }

    fn settings(_: &mut kontor_config::Reader) -> Option<Voice> {
        None
    }

    async fn build(kit: Kit, voice: Voice) -> Result<Parts, StartError> {
        voice.give(&kit);
        Ok(Parts::guarded(&kit, Routes::from(Router::new())))
    }
}

/// Who the stand-in for identity knows, and the voice that tells of them.
#[derive(Clone, Default)]
pub struct IdentityDesk {
    people: Shelf<User>,
    pub voice: Voice,
}

impl IdentityDesk {
    /// A person of this name joins the house, and it is told.
    pub async fn hire(&self, tenant: TenantId, user: &str, display_name: &str) {
        let person = User { name: user.into(), display_name: display_name.into(), ..User::default() };
        self.people.lock().unwrap().insert((tenant, user.to_owned()), person);
        let added = UserAdded { user: user.into(), roles: Vec::new() };
        self.voice.tell(tenant, crate::world::uuid(user), 1, &added).await;
    }

    fn user(&self, request: &Request<GetUserRequest>) -> Result<Response<User>, Status> {
        let key = (Caller::of(request)?.tenant(), request.get_ref().name.clone());
        let found = self.people.lock().unwrap().get(&key).cloned();
        found.map(Response::new).ok_or_else(|| Problem::NotFound(key.1).into())
    }
}

/// The stand-in for identity.
pub struct IdentityStandIn;

impl Service for IdentityStandIn {
    const NAME: &'static str = "identity";
    const PEERS: &'static [&'static str] = &[];
    type Settings = IdentityDesk;

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &NO_TABLES })
    }

    fn settings(_: &mut kontor_config::Reader) -> Option<IdentityDesk> {
        None
    }

    async fn build(kit: Kit, desk: IdentityDesk) -> Result<Parts, StartError> {
        desk.voice.give(&kit);
        let user = move |request| std::future::ready(desk.user(&request));
        let router = answering(Router::new(), "/kontor.identity.v1.IdentityService/GetUser", user);
        Ok(Parts::guarded(&kit, Routes::from(router)))
    }
}

/// One RPC more.
fn answering<Q, A, F, W>(router: Router, path: &str, answer: F) -> Router
where
    Q: Message + Default + Send + Sync + 'static,
    A: Message + Default + Send + Sync + 'static,
    F: Fn(Request<Q>) -> W + Clone + Send + Sync + 'static,
    W: Future<Output = Result<Response<A>, Status>> + Send + 'static,
{
    let rpc = tower::service_fn(move |request: HttpRequest| {
        let answer = answer.clone();
        async move {
            let mut grpc = tonic::server::Grpc::new(tonic_prost::ProstCodec::<A, Q>::default());
            Ok::<_, Infallible>(grpc.unary(tower::service_fn(answer), request).await)
        }
    });
    router.route_service(path, rpc)
}
