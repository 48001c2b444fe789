//! What the ticket service hears, read from real feeds. The tellers below have nothing but a feed: they stand where
//! escalation and billing will, so that any event can be told at will.

use crate::coverage_double::CoverageDouble;
use crate::desk::{ALL, Desk, id};
use kontor_ids::{CustomerId, IdSource as _, RandomIds};
use kontor_outbox::publish;
use kontor_postgres::{Db, Schema};
use kontor_proto::billing::v1::{EntryRated, InvoiceCancelled, InvoiceIssued, ReminderIssued};
use kontor_proto::escalation::v1::{Action, ClockMoved, Firing, StepFired};
use kontor_proto::ticket::v1::ticket_service_client::TicketServiceClient;
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1::LocalizedText;
use kontor_service::{Kit, Parts, Service, StartError};
use kontor_testkit::TestHouse;
use prost::{Message, Name};
use sqlx::migrate::Migrator;
use tonic::service::Routes;

static NOTHING: Migrator = Migrator::DEFAULT;

macro_rules! teller {
    ($name:ident, $schema:literal) => {
        struct $name;

        impl Service for $name {
            const NAME: &'static str = $schema;
            const PEERS: &'static [&'static str] = &[];
            type Settings = ();

            fn schema() -> Option<Schema> {
                Some(Schema { name: $schema, migrator: &NOTHING })
            }

            fn settings(_: &mut kontor_config::Reader) -> Option<()> {
                Some(())
            }

            async fn build(kit: Kit, (): ()) -> Result<Parts, StartError> {
                Ok(Parts::guarded(&kit, Routes::default()))
            }
        }
    };
}

teller!(Escalation, "escalation");
teller!(Billing, "billing");

struct Fixture {
    desk: Desk,
    escalation: Db,
    billing: Db,
}

impl Fixture {
    async fn open() -> Self {
        let mut house = TestHouse::open(&["contract", "escalation", "billing", "ticket", "identity"]).await;
        house.launch::<CoverageDouble>(Vec::new()).await;
        house.launch::<Escalation>(()).await;
        house.launch::<Billing>(()).await;
        house.launch::<kontor_ticket::Ticket>(()).await;
        let db = |schema| Db::new(&house.database().options(schema)).unwrap();
        let (escalation, billing) = (db("escalation"), db("billing"));
        let client = TicketServiceClient::new(house.peer_as("ticket", &ALL));
        let customer = CustomerId::new(&RandomIds).resource_name();
        Self { desk: Desk { house, client, customer }, escalation, billing }
    }

    async fn tell<M: Message + Name>(&self, db: &Db, event: &M) {
        let mut tx = db.tenant(self.desk.house.tenant()).await.unwrap();
        publish(&mut tx, RandomIds.uuid(), 1, event).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn close(self) {
        self.escalation.close().await;
        self.billing.close().await;
        self.desk.house.close().await;
    }
}

fn at(seconds: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: 1_772_442_000 + seconds, nanos: 0 })
}

#[tokio::test]
async fn s4_the_ticket_shows_its_clocks_as_escalation_tells_them() {
    let f = Fixture::open().await;
    let ticket = f.desk.create("one").await;
    let clock = |kind: ClockKind, state: ClockState, due_time| ClockMoved {
        ticket: ticket.name.clone(),
        clock: Some(ClockView { kind: kind.into(), state: state.into(), due_time }),
    };
    f.tell(&f.escalation, &clock(ClockKind::Response, ClockState::Met, None)).await;
    f.tell(&f.escalation, &clock(ClockKind::Resolution, ClockState::Paused, None)).await;
    f.tell(&f.escalation, &clock(ClockKind::Update, ClockState::Running, at(60))).await;
    let shown = async || f.desk.get(&ticket.name).await.clocks.len() == 3;
    f.desk.house.eventually("the clocks", shown).await;
    let now = f.desk.get(&ticket.name).await;
    let states: Vec<_> = now.clocks.iter().map(|c| (c.kind(), c.state(), c.due_time)).collect();
    let expected = [
        (ClockKind::Response, ClockState::Met, None),
        (ClockKind::Update, ClockState::Running, at(60)),
        (ClockKind::Resolution, ClockState::Paused, None),
    ];
    assert_eq!(states, expected);
    assert_eq!((now.response_due_time, now.resolution_due_time), (None, None));
    // Nothing was done to the ticket: no version, no entry.
    assert_eq!((now.log_length, now.etag), (1, ticket.etag));
    // What is due first stands first: the other ticket's response is due in an hour.
    f.desk.create("two").await;
    let list = f.desk.client.clone().list_tickets(ListTicketsRequest::default()).await.unwrap().into_inner();
    assert_eq!(list.tickets[0].name, ticket.name);
    f.close().await;
}

#[tokio::test]
async fn e6_every_firing_is_in_the_log_with_its_cause() {
    let f = Fixture::open().await;
    let ticket = f.desk.create("one").await;
    let resolve = ResolveTicketRequest { name: ticket.name.clone(), solution: "s".into(), request_id: id() };
    f.desk.client.clone().resolve_ticket(resolve).await.unwrap();
    let close = CloseTicketRequest { name: ticket.name.clone(), request_id: id() };
    f.desk.client.clone().close_ticket(close).await.unwrap();
    let fired = StepFired {
        ticket: ticket.name.clone(),
        firing: Some(Firing { actions: vec![Action::MoveToLevel2.into()], ..Firing::default() }),
        text: Some(LocalizedText { de: "Reaktionszeit zu 75 % verbraucht".into(), en: "75 %".into() }),
        fire_time: at(5),
    };
    f.tell(&f.escalation, &fired).await;
    let logged = async || f.desk.log(&ticket.name).await.len() == 4;
    f.desk.house.eventually("the firing", logged).await;
    let log = f.desk.log(&ticket.name).await;
    assert_eq!((log[3].kind(), log[3].actor.as_str()), (LogKind::Escalation, "escalation"));
    assert_eq!((log[3].text.as_str(), log[3].event_time), ("Reaktionszeit zu 75 % verbraucht", at(5)));
    let now = f.desk.get(&ticket.name).await;
    assert_eq!((now.level, now.log_length), (2, 4));
    let events = f.desk.events(&ticket.name).await;
    let told = TicketLogged::decode(events[3].payload.as_slice()).unwrap();
    assert_eq!((told.sequence, told.responds, &told.log_digest), (4, false, &log[3].digest));
    f.close().await;
}

#[tokio::test]
async fn an_invoice_is_remarked_on_each_of_its_tickets_and_unknown_events_pass() {
    let f = Fixture::open().await;
    let (one, two, other) =
        (f.desk.create("1").await.name, f.desk.create("2").await.name, f.desk.create("3").await.name);
    f.tell(&f.billing, &EntryRated::default()).await;
    let issued = InvoiceIssued {
        number: "R-2026-0001".into(),
        tickets: vec![two.clone(), one.clone()],
        ..InvoiceIssued::default()
    };
    f.tell(&f.billing, &issued).await;
    let cancelled = InvoiceCancelled {
        cancellation_number: "R-2026-0002".into(),
        tickets: vec![one.clone()],
        ..InvoiceCancelled::default()
    };
    f.tell(&f.billing, &cancelled).await;
    let reminded = ReminderIssued {
        number: "MA-2026-000001".into(),
        level: 2,
        tickets: vec![one.clone()],
        ..ReminderIssued::default()
    };
    f.tell(&f.billing, &reminded).await;
    let logged = async || f.desk.log(&one).await.len() == 4;
    f.desk.house.eventually("the remarks", logged).await;
    let log = f.desk.log(&one).await;
    assert_eq!(
        (log[1].kind(), log[1].text.as_str()),
        (LogKind::BillingRemark, "Abgerechnet mit Rechnung R-2026-0001")
    );
    assert_eq!(log[2].text, "Rechnung storniert mit R-2026-0002");
    assert_eq!(log[3].text, "Zahlung angemahnt, Stufe 2 (MA-2026-000001)", "B8");
    assert_eq!(f.desk.log(&two).await.len(), 2);
    assert_eq!(f.desk.log(&other).await.len(), 1);
    assert_eq!(f.desk.rows("select reason from ticket.parked_event").await, Vec::<String>::new());
    f.close().await;
}
