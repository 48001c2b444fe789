//! A house with a desk at which tests work.

use crate::coverage_double::CoverageDouble;
use kontor_ids::{CustomerId, IdSource as _, RandomIds, TenantId, UserId, Uuid};
use kontor_postgres::Db;
use kontor_proto::contract::v1::Directive;
use kontor_proto::event::v1::Event;
use kontor_proto::ticket::v1::link_service_client::LinkServiceClient;
use kontor_proto::ticket::v1::ticket_service_client::TicketServiceClient;
use kontor_proto::ticket::v1::*;
use kontor_service::Peer;
use kontor_testkit::{StatementCount, TestHouse};
use kontor_ticket::Ticket as TicketServer;
use tonic::Status;
use tonic_types::StatusExt as _;

pub type Client = TicketServiceClient<Peer>;

pub const ALL: [&str; 4] = ["ticket.read", "ticket.write", "ticket.import", "coverage.read"];

pub struct Desk {
    pub house: TestHouse,
    pub client: Client,
    pub customer: String,
}

impl Desk {
    pub async fn open() -> Self {
        Self::with_directives(Vec::new()).await
    }

    pub async fn with_directives(directives: Vec<Directive>) -> Self {
        let mut house = TestHouse::open(&["contract", "escalation", "billing", "ticket", "identity"]).await;
        house.launch::<CoverageDouble>(directives).await;
        house.launch::<TicketServer>(()).await;
        let client = TicketServiceClient::new(house.peer_as("ticket", &ALL));
        Self { house, client, customer: CustomerId::new(&RandomIds).resource_name() }
    }

    /// A desk in another house, at the same services.
    pub fn foreign(&self) -> Client {
        let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
        TicketServiceClient::new(self.house.peer_of("ticket", tenant, user, &ALL))
    }

    /// A new context, for when the clock was moved.
    pub fn again(&self) -> Client {
        TicketServiceClient::new(self.house.peer_as("ticket", &ALL))
    }

    /// The desk's links, merges and splits.
    pub fn links(&self) -> LinkServiceClient<Peer> {
        LinkServiceClient::new(self.house.peer_as("ticket", &ALL))
    }

    /// The same at a desk in another house.
    pub fn foreign_links(&self) -> LinkServiceClient<Peer> {
        let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
        LinkServiceClient::new(self.house.peer_of("ticket", tenant, user, &ALL))
    }

    pub fn request(&self, subject: &str) -> CreateTicketRequest {
        let ticket = Ticket { customer: self.customer.clone(), subject: subject.into(), ..Ticket::default() };
        CreateTicketRequest { ticket: Some(ticket), request_id: id(), ..CreateTicketRequest::default() }
    }

    pub async fn create(&self, subject: &str) -> Ticket {
        self.client.clone().create_ticket(self.request(subject)).await.unwrap().into_inner()
    }

    pub async fn get(&self, name: &str) -> Ticket {
        self.again().get_ticket(GetTicketRequest { name: name.into() }).await.unwrap().into_inner()
    }

    pub async fn log(&self, name: &str) -> Vec<LogEntry> {
        let request = ListLogEntriesRequest { name: name.into(), page_size: 200, ..Default::default() };
        self.again().list_log_entries(request).await.unwrap().into_inner().entries
    }

    /// All rows that a statement gives to the owner, as text.
    pub async fn rows(&self, sql: &'static str) -> Vec<String> {
        let mut owner = self.house.database().owner().await;
        sqlx::query_scalar(sql).fetch_all(&mut owner).await.unwrap()
    }

    /// The contract service tells something about a thing.
    pub async fn told_by_contract<M: prost::Message + prost::Name>(
        &self,
        thing: Uuid,
        version: i64,
        event: &M,
    ) {
        let db = Db::new(&self.house.database().options("contract")).unwrap();
        let mut tx = db.tenant(self.house.tenant()).await.unwrap();
        kontor_outbox::publish(&mut tx, thing, version, event).await.unwrap();
        tx.commit().await.unwrap();
        db.close().await;
    }

    /// The events of a ticket, in order.
    pub async fn events(&self, name: &str) -> Vec<Event> {
        let mut owner = self.house.database().owner().await;
        let sql = "select version, kind, payload from ticket.event_log where aggregate_id = $1::uuid
                   union all select version, kind, payload from ticket.pending where aggregate_id = $1::uuid
                   order by version";
        let id = name.trim_start_matches("tickets/");
        let rows: Vec<(i64, String, Vec<u8>)> =
            sqlx::query_as(sql).bind(id).fetch_all(&mut owner).await.unwrap();
        let event = |(version, kind, payload)| Event { version, kind, payload, ..Event::default() };
        rows.into_iter().map(event).collect()
    }
}

pub fn id() -> String {
    RandomIds.uuid().to_string()
}

pub fn note(name: &str, text: &str) -> AddLogEntryRequest {
    entry(name, LogKind::Note, text)
}

pub fn entry(name: &str, kind: LogKind, text: &str) -> AddLogEntryRequest {
    let entry = LogEntry { kind: kind.into(), text: text.into(), ..LogEntry::default() };
    AddLogEntryRequest { name: name.into(), entry: Some(entry), request_id: id() }
}

/// The reason of a refusal.
pub fn reason(status: &Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

/// The fields that a refusal names.
pub fn fields(status: &Status) -> Vec<String> {
    let details = status.get_details_bad_request().map(|details| details.field_violations);
    details.unwrap_or_default().into_iter().map(|v| v.field).collect()
}

/// Waits until the tasks beside the requests, which count too, are likely to rest. Take the least of several counts:
/// that is the request's own.
pub async fn quiet(count: &StatementCount) {
    tokio::time::sleep(std::time::Duration::from_millis(60)).await;
    let _of_others = count.take();
}
