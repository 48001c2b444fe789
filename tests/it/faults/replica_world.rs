//! Contract and ticket service on a network, and processes of the escalation service beside them.

use kontor_access::{Issuer, Keyring, Signer, Verifier};
use kontor_cluster::{Cluster, ClusterOptions};
use kontor_contract::Contract;
use kontor_escalation::Escalation;
use kontor_identity::Identity;
use kontor_ids::{IdSource as _, RandomIds, TenantId, UserId};
use kontor_postgres::migrate;
use kontor_proto::access::v1::RequestContext;
use kontor_proto::contract::v1 as contract;
use kontor_proto::contract::v1::contract_service_client::ContractServiceClient;
use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
use kontor_proto::escalation::v1 as escalation;
use kontor_proto::escalation::v1::escalation_service_client::EscalationServiceClient;
use kontor_proto::ticket::v1 as ticket;
use kontor_proto::ticket::v1::ticket_service_client::TicketServiceClient;
use kontor_proto::types::v1 as types;
use kontor_service::{
    Environment, Fleet, FleetMember, Peer, Service, Serving, database_options, environment_of_one_process,
    serve_grpc,
};
use kontor_ticket::Ticket;
use sqlx::{Connection as _, PgConnection};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const DATABASE: &str = "kontor";
const NAMES: [&str; 6] = ["identity", "contract", "ticket", "escalation", "billing", "gateway"];
/// 32 bytes.
const PAGE_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const PERMISSIONS: [&str; 7] = [
    "customer.write",
    "contract.read",
    "contract.write",
    "coverage.read",
    "ticket.read",
    "ticket.write",
    "escalation.write",
];
/// Steps fall due at seconds 4 to 15 of a clock of 16 seconds.
const TARGET: i64 = 16;
const STEPS: i64 = 12;

/// A process of the escalation service; killed when it is dropped.
pub(super) struct Replica(Child);

impl Replica {
    pub(super) fn kill(&mut self) {
        // One that has ended is as good as killed.
        let _ended = self.0.kill();
        let _status = self.0.wait();
    }

    pub(super) fn freeze(&self) {
        self.signal("-STOP");
    }

    pub(super) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.0.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.kill();
    }
}

/// An installation in which the escalation service runs as processes of its own.
pub(super) struct World {
    base: PathBuf,
    cluster: Cluster,
    fleet: Fleet,
    doors: Vec<(&'static str, Serving)>,
    signers: BTreeMap<&'static str, Signer>,
    escalation_key: String,
    keyring: String,
    tenant: TenantId,
    user: UserId,
    customer: OnceLock<String>,
}

impl World {
    pub(super) async fn open() -> Self {
        let base = std::env::temp_dir().join(format!("kontor-replicas-{}", RandomIds.uuid().simple()));
        let folder = base.clone();
        let start = move || Cluster::start(ClusterOptions::durable(folder));
        let cluster = tokio::task::spawn_blocking(start).await.unwrap().unwrap_or_else(|e| panic!("{e}"));
        cluster.create_database(DATABASE).unwrap();
        for schema in kontor::house::schemas() {
            migrate(&cluster.admin_url(DATABASE), schema).await.unwrap_or_else(|e| panic!("{e}"));
        }
        let keys = NAMES.map(|name| (name, Issuer::generate().unwrap()));
        let issuers = keys.clone().map(|(name, key)| (name, Issuer::new(name, &key).unwrap()));
        let keyring = issuers.each_ref().map(|(_, issuer)| issuer.public_entry()).join(",");
        let signers: BTreeMap<_, _> =
            issuers.into_iter().map(|(name, issuer)| (name, Signer::new(issuer))).collect();
        let (mut environment, _) = environment_of_one_process(&NAMES).unwrap();
        environment.verifier = Verifier::new(keyring.parse::<Keyring>().unwrap());
        let mut world = Self {
            base,
            cluster,
            fleet: Fleet::new(environment, signers.clone()),
            doors: Vec::new(),
            signers,
            escalation_key: keys[3].1.clone(),
            keyring,
            tenant: TenantId::new(&RandomIds),
            user: UserId::new(&RandomIds),
            customer: OnceLock::new(),
        };
        world.launch::<Identity>(()).await;
        world.launch::<Contract>(()).await;
        world.launch::<Ticket>(()).await;
        world
    }

    async fn launch<S: Service>(&mut self, settings: S::Settings) {
        let url = self.cluster.url_for("nobody", DATABASE);
        let database = S::schema().map(|schema| database_options(schema.name, &url, None, 10));
        let launched = self.fleet.launch::<S>(FleetMember { database, settings }).await;
        launched.unwrap_or_else(|e| panic!("{e}"));
        let stop = self.fleet.environment().stop.clone();
        let door = serve_grpc("127.0.0.1:0", self.fleet.door(S::NAME).unwrap(), stop).await;
        self.doors.push((S::NAME, door.unwrap_or_else(|e| panic!("{e}"))));
    }

    /// Another process.
    pub(super) fn replica(&self) -> Replica {
        let mut command = Command::new(env!("CARGO_BIN_EXE_escalation-replica"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).env_clear();
        command.env("KONTOR_CONTEXT_KEY", &self.escalation_key).env("KONTOR_KEYRING", &self.keyring);
        command.env("KONTOR_PAGE_KEY", PAGE_KEY);
        command.env("KONTOR_DATABASE_URL", self.cluster.url_for("nobody", DATABASE));
        command.env("KONTOR_DATABASE_CONNECTIONS", "4");
        command.env("KONTOR_LISTEN", "127.0.0.1:0").env("KONTOR_ADMIN_LISTEN", "127.0.0.1:0");
        for (name, door) in &self.doors {
            command.env(format!("KONTOR_PEER_{}", name.to_uppercase()), format!("http://{}", door.address));
        }
        Replica(command.spawn().unwrap())
    }

    fn peer(&self, service: &'static str) -> Peer {
        self.peer_in(&self.fleet, service)
    }

    /// A service of a fleet as a person of the house sees it.
    fn peer_in(&self, fleet: &Fleet, service: &'static str) -> Peer {
        let context = RequestContext {
            tenant_id: self.tenant.to_string(),
            principal: self.user.resource_name(),
            display_name: "Test Person".to_owned(),
            permissions: PERMISSIONS.map(str::to_owned).to_vec(),
            language_code: "de".to_owned(),
            ..RequestContext::default()
        };
        let now = fleet.environment().clock.now();
        fleet.peer(service, "gateway").unwrap().with_context(self.signers["gateway"].sign(context, now))
    }

    /// A customer under contract and a policy whose steps guard its clocks; tells how many.
    pub(super) async fn guard(&self) -> usize {
        self.customer.set(self.sign_contract().await).unwrap();
        let steps = (0..STEPS).map(|number| escalation::Step {
            kind: ticket::ClockKind::Response.into(),
            offset: Some(seconds(number - STEPS)),
            actions: vec![escalation::Action::NotifyTeam.into()],
            ..Default::default()
        });
        let policy = escalation::EscalationPolicy {
            display_name: "Standard".into(),
            steps: steps.collect(),
            ..Default::default()
        };
        // Nobody knows where the processes listen: one that ends with this writes it down.
        let environment = Environment { stop: CancellationToken::new(), ..self.fleet.environment().clone() };
        let mut scribe = Fleet::new(environment, self.signers.clone());
        let url = self.cluster.url_for("nobody", DATABASE);
        let database = Some(database_options(Escalation::NAME, &url, None, 2));
        let launched = scribe.launch::<Escalation>(FleetMember { database, settings: () }).await;
        launched.unwrap_or_else(|e| panic!("{e}"));
        let request = escalation::CreateEscalationPolicyRequest { policy: Some(policy), request_id: id() };
        let mut client = EscalationServiceClient::new(self.peer_in(&scribe, Escalation::NAME));
        client.create_escalation_policy(request).await.unwrap();
        drop(client);
        scribe.stop().await;
        usize::try_from(STEPS).unwrap()
    }

    /// A ticket of the customer.
    pub(super) async fn ticket(&self, number: usize) {
        let ticket = ticket::Ticket {
            customer: self.customer.get().unwrap().clone(),
            subject: format!("Störung {number}"),
            ..Default::default()
        };
        let request =
            ticket::CreateTicketRequest { ticket: Some(ticket), request_id: id(), ..Default::default() };
        TicketServiceClient::new(self.peer("ticket")).create_ticket(request).await.unwrap();
    }

    async fn sign_contract(&self) -> String {
        let customer = contract::Customer {
            number: "10001".into(),
            display_name: "Muster GmbH".into(),
            address: Some(contract::PostalAddress {
                street: "Hauptstr. 1".into(),
                postal_code: "80331".into(),
                city: "München".into(),
                country_code: String::new(),
            }),
            invoice_email: "rechnung@example.com".into(),
            ..Default::default()
        };
        let request = contract::CreateCustomerRequest { customer: Some(customer), request_id: id() };
        let mut customers = CustomerServiceClient::new(self.peer("contract"));
        let customer = customers.create_customer(request).await.unwrap().into_inner().name;
        let mut client = ContractServiceClient::new(self.peer("contract"));
        let calendar = contract::Calendar {
            display_name: "Immer".into(),
            definition: "Europe/Berlin; 24/7".into(),
            ..Default::default()
        };
        let request = contract::CreateCalendarRequest { calendar: Some(calendar), request_id: id() };
        let calendar = client.create_calendar(request).await.unwrap().into_inner().name;
        let target = contract::SlaTarget {
            priority: types::Priority::Normal.into(),
            response: Some(seconds(TARGET)),
            ..Default::default()
        };
        let policy = contract::SlaPolicy {
            display_name: "Standard".into(),
            targets: vec![target],
            ..Default::default()
        };
        let request = contract::CreateSlaPolicyRequest { policy: Some(policy), request_id: id() };
        let sla_policy = client.create_sla_policy(request).await.unwrap().into_inner().name;
        let contract = contract::Contract {
            number: "W-1".into(),
            customer: customer.clone(),
            display_name: "Wartung".into(),
            ..Default::default()
        };
        let request = contract::CreateContractRequest {
            contract: Some(contract),
            terms: Some(terms(calendar, sla_policy)),
            request_id: id(),
        };
        client.create_contract(request).await.unwrap();
        customer
    }

    /// A number that a statement gives to the owner.
    pub(super) async fn count(&self, sql: &'static str) -> i64 {
        let mut owner = PgConnection::connect(&self.cluster.admin_url(DATABASE)).await.unwrap();
        sqlx::query_scalar(sql).fetch_one(&mut owner).await.unwrap()
    }

    /// Waits until all that escalation has to tell is told, at most 20 s.
    pub(super) async fn told(&self) {
        for _ in 0..200 {
            if self.count("select count(*) from escalation.pending").await == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the feed did not drain");
    }

    pub(super) async fn close(self) {
        self.fleet.stop().await;
        let cluster = self.cluster;
        tokio::task::spawn_blocking(move || cluster.stop()).await.unwrap().unwrap();
        std::fs::remove_dir_all(&self.base).unwrap();
    }
}

fn terms(calendar: String, sla_policy: String) -> contract::Terms {
    let amount = Some(types::Decimal { value: "120.00".into() });
    let per_hour = Some(types::Money { currency_code: "EUR".into(), amount });
    let rule = contract::CoverageRule {
        display_name: "everything".into(),
        decision: contract::Decision::Billable.into(),
        ..Default::default()
    };
    let start = Some(types::Date { year: 2010, month: 1, day: 1 });
    contract::Terms {
        valid: Some(types::DateRange { start, end: None }),
        calendar,
        sla_policy,
        rules: vec![rule],
        prices: vec![contract::Price { per_hour, ..Default::default() }],
        rounding: Some(contract::Rounding { increment_seconds: 900, ..Default::default() }),
        ..Default::default()
    }
}

fn id() -> String {
    RandomIds.uuid().to_string()
}

fn seconds(seconds: i64) -> prost_types::Duration {
    prost_types::Duration { seconds, nanos: 0 }
}
