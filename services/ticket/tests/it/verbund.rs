//! One house takes another's calls (N10): two houses and a third at one real service.

mod agreements;
mod handing;
mod isolation;
mod settling;

use crate::desk::{Desk, id};
use kontor_ids::{RandomIds, TenantId, UserId};
use kontor_proto::contract::v1::Directive;
use kontor_proto::ticket::v1::ticket_service_client::TicketServiceClient;
use kontor_proto::ticket::v1::verbund_service_client::VerbundServiceClient;
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1::{Decimal, Money};
use kontor_service::Peer;

type Client = VerbundServiceClient<Peer>;

const MAY: [&str; 5] = ["ticket.read", "ticket.write", "coverage.read", "verbund.read", "verbund.write"];
/// Nights and weekends, in Munich.
const NIGHTS: &str = "Europe/Berlin; DE-BY; Mo-Fr 18:00-07:00; Sa,Su 00:00-24:00; PH 00:00-24:00";
const HOUR: i64 = 3600;

/// Who asks.
#[derive(Debug, Clone, Copy)]
struct House {
    tenant: TenantId,
    user: UserId,
}

impl House {
    fn found() -> Self {
        Self { tenant: TenantId::new(&RandomIds), user: UserId::new(&RandomIds) }
    }

    fn name(self) -> String {
        self.tenant.resource_name()
    }
}

/// A house that gives, at whose desk tickets are opened; one that takes; and one that has nothing to do with them. It is
/// Monday, half past ten in the evening in Munich.
struct Houses {
    desk: Desk,
    giver: House,
    taker: House,
    third: House,
}

impl Houses {
    async fn open() -> Self {
        Self::with_directives(Vec::new()).await
    }

    async fn with_directives(directives: Vec<Directive>) -> Self {
        let desk = Desk::with_directives(directives).await;
        desk.house.clock().set("2026-03-02T21:30:00Z".parse().unwrap());
        let giver = House { tenant: desk.house.tenant(), user: desk.house.user() };
        Self { desk, giver, taker: House::found(), third: House::found() }
    }

    fn now(&self) -> i64 {
        kontor_clock::Clock::now(self.desk.house.clock()).as_second()
    }

    /// The service as a house sees it, now.
    fn at(&self, house: House) -> Client {
        VerbundServiceClient::new(self.desk.house.peer_of("ticket", house.tenant, house.user, &MAY))
    }

    fn tickets(&self, house: House) -> TicketServiceClient<Peer> {
        TicketServiceClient::new(self.desk.house.peer_of("ticket", house.tenant, house.user, &MAY))
    }

    fn terms(&self) -> VerbundAgreement {
        VerbundAgreement {
            title: "Nachtdienst Süd".into(),
            taker: self.taker.name(),
            hours: NIGHTS.into(),
            may_resolve: true,
            wind_up: Some(prost_types::Duration { seconds: HOUR, nanos: 0 }),
            price_per_call: Some(euro("12.50")),
            price_per_minute: Some(euro("0.95")),
            ..VerbundAgreement::default()
        }
    }

    async fn offer(&self, terms: VerbundAgreement) -> VerbundAgreement {
        let request = OfferAgreementRequest { agreement: Some(terms), request_id: id() };
        self.at(self.giver).offer_agreement(request).await.unwrap().into_inner()
    }

    /// Offered and accepted.
    async fn agree(&self, terms: VerbundAgreement) -> VerbundAgreement {
        let name = self.offer(terms).await.name;
        let request = AcceptAgreementRequest { name, request_id: id() };
        self.at(self.taker).accept_agreement(request).await.unwrap().into_inner()
    }

    async fn create(&self, subject: &str) -> Ticket {
        let request = self.desk.request(subject);
        self.tickets(self.giver).create_ticket(request).await.unwrap().into_inner()
    }

    async fn hand_over(&self, ticket: &str) -> Handover {
        self.at(self.giver).hand_over_ticket(hand(ticket)).await.unwrap().into_inner()
    }

    /// A ticket that is handed over and taken.
    async fn taken(&self, subject: &str) -> (Ticket, Handover) {
        let ticket = self.create(subject).await;
        let name = self.hand_over(&ticket.name).await.name;
        let request = TakeHandoverRequest { name, request_id: id() };
        let handover = self.at(self.taker).take_handover(request).await.unwrap().into_inner();
        (ticket, handover)
    }

    /// A call out that lasted so long and is done now.
    fn call(&self, name: &str, seconds: i64) -> LogHandoverWorkRequest {
        let time = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
        LogHandoverWorkRequest {
            name: name.into(),
            kind: LogKind::CallOut.into(),
            text: "Rückruf, Druckerdienst neu gestartet".into(),
            start_time: time(self.now() - seconds),
            end_time: time(self.now()),
            public: true,
            request_id: id(),
        }
    }

    async fn work(&self, name: &str, seconds: i64) -> Handover {
        self.desk.house.clock().advance(seconds);
        let request = self.call(name, seconds);
        self.at(self.taker).log_handover_work(request).await.unwrap().into_inner()
    }

    async fn list(&self, house: House, side: HandoverSide) -> Vec<Handover> {
        let request = ListHandoversRequest { side: side.into(), ..Default::default() };
        self.at(house).list_handovers(request).await.unwrap().into_inner().handovers
    }

    async fn steps(&self, house: House, name: &str) -> Vec<HandoverStep> {
        let request = ListHandoverStepsRequest { name: name.into(), ..Default::default() };
        self.at(house).list_handover_steps(request).await.unwrap().into_inner().steps
    }

    async fn settlement(&self, house: House, agreement: &str, month: i32) -> Settlement {
        let request = GetSettlementRequest { name: agreement.into(), year: 2026, month };
        self.at(house).get_settlement(request).await.unwrap().into_inner()
    }
}

fn euro(value: &str) -> Money {
    Money { currency_code: "EUR".into(), amount: Some(Decimal { value: value.into() }) }
}

fn hand(ticket: &str) -> HandOverTicketRequest {
    let note = "bitte vor 6 Uhr anrufen".into();
    HandOverTicketRequest { name: ticket.into(), note, request_id: id(), ..Default::default() }
}
