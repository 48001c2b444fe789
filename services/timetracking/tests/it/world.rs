//! A house in which tests work.

use crate::billing_stand_in::{BillingDesk, BillingStandIn};
use crate::record_stand_in::{AssetDesk, RecordStandIn};
use crate::stand_ins::Voice;
use crate::ticket_stand_in::{TicketDesk, TicketStandIn};
use futures::StreamExt as _;
use kontor_ids::{ContactId, CustomerId, IdSource as _, RandomIds, TenantId, TicketId, UserId};
use kontor_proto::event::v1::feed_service_client::FeedServiceClient;
use kontor_proto::event::v1::{Event, ReadEventsRequest};
use kontor_proto::ticket::v1::{Ticket, TicketState};
use kontor_proto::timetracking::v1::time_service_client::TimeServiceClient;
use kontor_proto::timetracking::v1::*;
use kontor_proto::types::v1::Priority;
use kontor_service::Peer;
use kontor_status::{Problem, Reason};
use kontor_testkit::TestHouse;
use kontor_timetracking::Timetracking;
use prost::Message as _;
use tonic::{Response, Status};

pub type Client = TimeServiceClient<Peer>;

/// What those hold who work on tickets; they see no prices.
pub const AT_WORK: [&str; 3] = ["ticket.read", "time.read", "time.write"];
/// The same with prices.
pub const WITH_PRICES: [&str; 4] = ["ticket.read", "time.read", "time.write", "quote.read"];

/// The clock of the house stands at this second when it opens.
pub const NINE: i64 = 1_772_442_000;

pub struct World {
    pub house: TestHouse,
    pub tickets: TicketDesk,
    pub billing: BillingDesk,
    /// The contract service's voice.
    pub records: Voice,
    pub assets: AssetDesk,
}

impl World {
    pub async fn open() -> Self {
        let mut house = TestHouse::open(&["contract", "ticket", "billing", "timetracking"]).await;
        let (tickets, billing, assets) =
            (TicketDesk::default(), BillingDesk::default(), AssetDesk::default());
        house.launch::<RecordStandIn>(assets.clone()).await;
        house.launch::<TicketStandIn>(tickets.clone()).await;
        house.launch::<BillingStandIn>(billing.clone()).await;
        house.launch::<Timetracking>(()).await;
        Self { house, tickets, billing, records: assets.voice.clone(), assets }
    }

    /// The house's person at work. Contexts age: ask again after the clock was moved.
    pub fn client(&self) -> Client {
        TimeServiceClient::new(self.house.peer_as("timetracking", &AT_WORK))
    }

    pub fn client_with(&self, permissions: &[&str]) -> Client {
        TimeServiceClient::new(self.house.peer_as("timetracking", permissions))
    }

    /// Another person of the house.
    pub fn colleague(&self, user: UserId) -> Client {
        TimeServiceClient::new(self.house.peer_of("timetracking", self.house.tenant(), user, &AT_WORK))
    }

    /// Someone of another house.
    pub fn foreigner(&self) -> Client {
        let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
        TimeServiceClient::new(self.house.peer_of("timetracking", tenant, user, &AT_WORK))
    }

    /// A ticket that only the ticket service knows: no event told of it.
    pub fn ticket(&self) -> Ticket {
        self.ticket_of(self.house.tenant())
    }

    pub fn ticket_of(&self, tenant: TenantId) -> Ticket {
        let ticket = Ticket {
            name: TicketId::new(&RandomIds).resource_name(),
            number: "T-2026-000042".into(),
            customer: CustomerId::new(&RandomIds).resource_name(),
            contact: ContactId::new(&RandomIds).resource_name(),
            subject: "Drucker druckt nicht".into(),
            priority: Priority::High.into(),
            state: TicketState::InProgress.into(),
            log_length: 3,
            ..Ticket::default()
        };
        self.tickets.put(tenant, ticket.clone());
        ticket
    }

    /// An entry of `seconds` that began so many seconds after nine.
    pub fn request(&self, ticket: &str, after_nine: i64, seconds: i64) -> CreateTimeEntryRequest {
        let entry = TimeEntry {
            ticket: ticket.into(),
            start_time: Some(prost_types::Timestamp { seconds: NINE + after_nine, nanos: 0 }),
            duration: Some(prost_types::Duration { seconds, nanos: 0 }),
            text: "Toner getauscht".into(),
            ..TimeEntry::default()
        };
        CreateTimeEntryRequest { entry: Some(entry), request_id: id() }
    }

    pub async fn create(&self, ticket: &str, after_nine: i64, seconds: i64) -> TimeEntry {
        let request = self.request(ticket, after_nine, seconds);
        self.client().create_time_entry(request).await.unwrap().into_inner()
    }

    pub async fn get(&self, name: &str) -> TimeEntry {
        let request = GetTimeEntryRequest { name: name.into() };
        self.client().get_time_entry(request).await.unwrap().into_inner()
    }

    pub async fn list(&self) -> Vec<TimeEntry> {
        let request = ListTimeEntriesRequest::default();
        self.client().list_time_entries(request).await.unwrap().into_inner().entries
    }

    /// What others heard of an entry, by version.
    pub async fn heard(&self, entry: &str) -> Vec<TimeEntrySaved> {
        let id = entry.rsplit('/').next().unwrap();
        let events = self.events().await.into_iter().filter(|event| event.aggregate_id == id);
        let read = |event: Event| TimeEntrySaved::decode(event.payload.as_slice()).unwrap();
        let heard: Vec<TimeEntrySaved> = events.map(read).collect();
        assert!(heard.iter().zip(1..).all(|(event, n)| event.version == n && event.entry == entry));
        heard
    }

    /// Waits until billing's word about an entry has arrived.
    pub async fn becomes(&self, entry: &str, state: BillingState) {
        let there = || async { self.get(entry).await.billing_state == i32::from(state) };
        self.house.eventually("the billing state", there).await;
    }

    /// Waits until so much is known of a ticket: number, priority, state, version.
    pub async fn known(&self, ticket: &str, expected: (&str, &str, &str, i32)) {
        let mut owner = self.house.database().owner().await;
        let id = TicketId::from_resource_name(ticket).unwrap().uuid();
        let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
        loop {
            let read = "select number, priority, state, version from timetracking.tickets where id = $1";
            let row: Option<(String, String, String, i32)> =
                sqlx::query_as(read).bind(id).fetch_optional(&mut owner).await.unwrap();
            let known = row.as_ref().map(|row| (row.0.as_str(), row.1.as_str(), row.2.as_str(), row.3));
            if known == Some(expected) {
                return;
            }
            assert!(std::time::Instant::now() < end, "{known:?} is known, not {expected:?}");
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }

    /// The whole feed as billing reads it, once all that was committed has its position.
    async fn events(&self) -> Vec<Event> {
        let mut owner = self.house.database().owner().await;
        let read = "select (select count(*) from timetracking.pending), coalesce(max(pos), 0)
             from timetracking.event_log";
        let end = loop {
            let (waiting, end): (i64, i64) = sqlx::query_as(read).fetch_one(&mut owner).await.unwrap();
            if waiting == 0 {
                break end;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        };
        let peer = self.house.fleet().peer("timetracking", "billing").unwrap();
        let mut feed = FeedServiceClient::new(peer.on_own_behalf(self.house.tenant()));
        let mut events: Vec<Event> = Vec::new();
        while events.last().map_or(0, |event| event.pos) < end {
            let after_pos = events.last().map_or(0, |event| event.pos);
            let source = "timetracking".to_owned();
            let request = ReadEventsRequest { source, after_pos, ..ReadEventsRequest::default() };
            let stream = feed.read_events(request).await.unwrap().into_inner();
            events.extend(stream.map(Result::unwrap).collect::<Vec<_>>().await);
        }
        events
    }
}

pub fn id() -> String {
    RandomIds.uuid().to_string()
}

pub fn start(ticket: &str) -> StartTimerRequest {
    StartTimerRequest { ticket: ticket.into(), request_id: id(), ..StartTimerRequest::default() }
}

pub fn stop(text: &str) -> StopTimerRequest {
    StopTimerRequest { text: text.into(), request_id: id(), ..StopTimerRequest::default() }
}

/// Why it was refused.
pub fn reason<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> Reason {
    Problem::from(answer.unwrap_err()).reason()
}

/// The fields that are wrong.
pub fn wrong_fields<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> Vec<String> {
    use tonic_types::StatusExt as _;
    let details = answer.unwrap_err().get_details_bad_request().unwrap();
    details.field_violations.into_iter().map(|violation| violation.field).collect()
}
