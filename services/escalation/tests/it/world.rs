//! A house with a customer under contract, and what people do there.

use kontor_contract::Contract;
use kontor_escalation::Escalation;
use kontor_ids::{IdSource as _, RandomIds, TenantId, UserId};
use kontor_proto::contract::v1 as contract;
use kontor_proto::contract::v1::contract_service_client::ContractServiceClient;
use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
use kontor_proto::escalation::v1::escalation_service_client::EscalationServiceClient;
use kontor_proto::escalation::v1::notification_service_client::NotificationServiceClient;
use kontor_proto::escalation::v1::on_call_service_client::OnCallServiceClient;
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::ticket_service_client::TicketServiceClient;
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1 as types;
use kontor_service::{Fleet, FleetMember, Peer, Service as _, environment_of_one_process};
use kontor_testkit::TestHouse;
use kontor_ticket::Ticket as TicketServer;

pub const ALL: [&str; 10] = [
    "self.write",
    "customer.read",
    "customer.write",
    "contract.read",
    "contract.write",
    "coverage.read",
    "ticket.read",
    "ticket.write",
    "ticket.import",
    "escalation.write",
];

pub const HOUR: i64 = 3600;

/// Mo-Fr 08-17 in Berlin; normal: response 2 h, update 4 h, resolution 8 h; critical: half an hour, none, 2 h.
pub struct World {
    pub house: TestHouse,
    pub customer: String,
}

impl World {
    pub async fn open() -> Self {
        let names = ["identity", "contract", "escalation", "billing", "ticket"];
        let mut house = TestHouse::open(&names).await;
        house.launch::<Contract>(()).await;
        house.launch::<TicketServer>(()).await;
        house.launch::<Escalation>(()).await;
        let mut world = Self { house, customer: String::new() };
        world.customer = world.customer("10001").await;
        world.sign_contract().await;
        world
    }

    /// The same with a policy.
    pub async fn guarded(steps: Vec<Step>) -> Self {
        let world = Self::open().await;
        let request = policy("Standard", steps);
        world.escalation().create_escalation_policy(request).await.unwrap();
        world
    }

    pub fn peer(&self, service: &'static str) -> Peer {
        self.house.peer_as(service, &ALL)
    }

    pub fn tickets(&self) -> TicketServiceClient<Peer> {
        TicketServiceClient::new(self.peer("ticket"))
    }

    pub fn escalation(&self) -> EscalationServiceClient<Peer> {
        EscalationServiceClient::new(self.peer("escalation"))
    }

    pub fn on_call(&self) -> OnCallServiceClient<Peer> {
        OnCallServiceClient::new(self.peer("escalation"))
    }

    /// A person's inbox.
    pub fn inbox(&self, user: UserId) -> NotificationServiceClient<Peer> {
        let permissions = ["ticket.read", "self.write"];
        NotificationServiceClient::new(self.house.peer_of(
            "escalation",
            self.house.tenant(),
            user,
            &permissions,
        ))
    }

    /// What is in a person's inbox, oldest first.
    pub async fn told(&self, user: UserId) -> Vec<Notification> {
        let request = ListNotificationsRequest { page_size: 200, ..Default::default() };
        let mut all = self.inbox(user).list_notifications(request).await.unwrap().into_inner().notifications;
        all.reverse();
        all
    }

    pub async fn team(&self, name: &str, members: &[UserId], lead: Option<UserId>) {
        let team = Team {
            display_name: name.into(),
            members: members.iter().map(|id| id.resource_name()).collect(),
            lead: lead.map(|id| id.resource_name()).unwrap_or_default(),
        };
        let request = SetTeamRequest { team: Some(team), request_id: id() };
        self.on_call().set_team(request).await.unwrap();
    }

    /// A person of another house with the same permissions.
    pub fn stranger(&self) -> EscalationServiceClient<Peer> {
        let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
        EscalationServiceClient::new(self.house.peer_of("escalation", tenant, user, &ALL))
    }

    /// Another replica of the service, at the same database and the same clock.
    pub async fn replica(&self) -> Fleet {
        let (mut environment, signers) =
            environment_of_one_process(&["identity", "contract", "escalation", "ticket"]).unwrap();
        environment.clock = self.house.fleet().environment().clock.clone();
        let mut fleet = Fleet::new(environment, signers);
        let database = Some(self.house.database().options(Escalation::NAME));
        fleet.launch::<Escalation>(FleetMember { database, settings: () }).await.unwrap();
        fleet
    }

    pub async fn customer(&self, number: &str) -> String {
        let customer = contract::Customer {
            number: number.into(),
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
        let mut client = CustomerServiceClient::new(self.peer("contract"));
        client.create_customer(request).await.unwrap().into_inner().name
    }

    async fn sign_contract(&self) {
        let mut client = ContractServiceClient::new(self.peer("contract"));
        let calendar = contract::Calendar {
            display_name: "Büro".into(),
            definition: "Europe/Berlin; Mo-Fr 08:00-17:00".into(),
            ..Default::default()
        };
        let request = contract::CreateCalendarRequest { calendar: Some(calendar), request_id: id() };
        let calendar = client.create_calendar(request).await.unwrap().into_inner().name;
        let target =
            |priority: types::Priority, response, update: Option<i64>, resolution| contract::SlaTarget {
                priority: priority.into(),
                response: Some(seconds(response)),
                update: update.map(seconds),
                resolution: Some(seconds(resolution)),
            };
        let policy = contract::SlaPolicy {
            display_name: "Standard".into(),
            targets: vec![
                target(types::Priority::Normal, 2 * HOUR, Some(4 * HOUR), 8 * HOUR),
                target(types::Priority::Critical, HOUR / 2, None, 2 * HOUR),
            ],
            ..Default::default()
        };
        let request = contract::CreateSlaPolicyRequest { policy: Some(policy), request_id: id() };
        let sla_policy = client.create_sla_policy(request).await.unwrap().into_inner().name;
        let start = Some(types::Date { year: 2010, month: 1, day: 1 });
        let rule = contract::CoverageRule {
            display_name: "everything".into(),
            decision: contract::Decision::Billable.into(),
            ..Default::default()
        };
        let amount = Some(types::Decimal { value: "120.00".into() });
        let per_hour = Some(types::Money { currency_code: "EUR".into(), amount });
        let terms = contract::Terms {
            valid: Some(types::DateRange { start, end: None }),
            calendar,
            sla_policy,
            rules: vec![rule],
            prices: vec![contract::Price { per_hour, ..Default::default() }],
            rounding: Some(contract::Rounding { increment_seconds: 900, ..Default::default() }),
            ..Default::default()
        };
        let contract = contract::Contract {
            number: "W-1017".into(),
            customer: self.customer.clone(),
            display_name: "Wartung".into(),
            ..Default::default()
        };
        let request = contract::CreateContractRequest {
            contract: Some(contract),
            terms: Some(terms),
            request_id: id(),
        };
        client.create_contract(request).await.unwrap();
    }

    /// A ticket of the customer; waits until its clocks run.
    pub async fn ticket(&self, subject: &str) -> String {
        let name = self.report(Ticket { subject: subject.into(), ..Ticket::default() }).await;
        self.heard().await;
        name
    }

    pub async fn report(&self, ticket: Ticket) -> String {
        let customer =
            if ticket.customer.is_empty() { self.customer.clone() } else { ticket.customer.clone() };
        let ticket = Some(Ticket { customer, ..ticket });
        let request = CreateTicketRequest { ticket, request_id: id(), ..Default::default() };
        self.tickets().create_ticket(request).await.unwrap().into_inner().name
    }

    /// Waits until escalation has heard all that the ticket service told.
    pub async fn heard(&self) {
        let told = "select (select count(*) from ticket.pending) = 0
            and coalesce((select max(pos) from ticket.event_log), 0)
              = coalesce((select pos from escalation.cursor where consumer = 'escalation.ticket'), 0)";
        self.holds("escalation hears of tickets", told).await;
    }

    /// Waits until a statement gives true to the owner.
    pub async fn holds(&self, what: &str, sql: &'static str) {
        let holds = || async {
            let mut owner = self.house.database().owner().await;
            sqlx::query_scalar::<_, bool>(sql).fetch_one(&mut owner).await.unwrap()
        };
        self.house.eventually(what, holds).await;
    }

    /// A number that a statement gives to the owner.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut owner = self.house.database().owner().await;
        sqlx::query_scalar(sql).fetch_one(&mut owner).await.unwrap()
    }

    /// Several rounds of every sweeper and consumer.
    pub async fn rest(&self) {
        tokio::time::sleep(std::time::Duration::from_millis(1_300)).await;
    }

    /// Sets the clock to a time in Berlin in March 2026, before summer time.
    pub fn at(&self, day: i8, hour: i8, minute: i8) {
        self.house.clock().set(berlin(day, hour, minute));
    }

    pub async fn clock(&self, ticket: &str, kind: ClockKind) -> Clock {
        let request = GetClocksRequest { ticket: ticket.into() };
        let clocks = self.escalation().get_clocks(request).await.unwrap().into_inner().clocks;
        clocks.into_iter().find(|clock| clock.kind() == kind).unwrap()
    }

    pub async fn firings(&self, ticket: &str) -> Vec<Firing> {
        let request = ListFiringsRequest { ticket: ticket.into(), page_size: 200, ..Default::default() };
        let mut firings = self.escalation().list_firings(request).await.unwrap().into_inner().firings;
        firings.reverse();
        firings
    }

    /// Waits for so many firings of a ticket and gives them, oldest first.
    pub async fn fired(&self, ticket: &str, count: usize) -> Vec<Firing> {
        let what = format!("{count} firings");
        self.house.eventually(&what, || async { self.firings(ticket).await.len() >= count }).await;
        self.firings(ticket).await
    }
}

pub fn berlin(day: i8, hour: i8, minute: i8) -> jiff::Timestamp {
    let wall = jiff::civil::date(2026, 3, day).at(hour, minute, 0, 0);
    jiff::tz::TimeZone::get("Europe/Berlin").unwrap().to_timestamp(wall).unwrap()
}

pub fn wire(at: jiff::Timestamp) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: at.as_second(), nanos: 0 })
}

pub fn id() -> String {
    RandomIds.uuid().to_string()
}

pub fn seconds(seconds: i64) -> prost_types::Duration {
    prost_types::Duration { seconds, nanos: 0 }
}

pub fn step(kind: ClockKind, percent: i32, repeat: Option<i64>) -> Step {
    let actions = vec![Action::NotifyTeam.into()];
    Step { kind: kind.into(), percent, actions, repeat_every: repeat.map(seconds), ..Step::default() }
}

pub fn policy(display_name: &str, steps: Vec<Step>) -> CreateEscalationPolicyRequest {
    let policy = EscalationPolicy { display_name: display_name.into(), steps, ..EscalationPolicy::default() };
    CreateEscalationPolicyRequest { policy: Some(policy), request_id: id() }
}
