//! Opening tickets.

use crate::desk::{ALL, Desk, fields, id, reason};
use kontor_proto::ticket::v1::ticket_service_client::TicketServiceClient;
use kontor_proto::ticket::v1::*;
use kontor_testkit::StatementCount;
use prost::Message as _;
use tonic::Code;

#[tokio::test]
async fn s6_the_deadlines_count_from_the_report() {
    let desk = Desk::open().await;
    let mut request = desk.request("printer smokes");
    let reported = prost_types::Timestamp { seconds: 1_772_440_200, nanos: 0 };
    request.ticket.as_mut().unwrap().report_time = Some(reported);
    let ticket = desk.client.clone().create_ticket(request).await.unwrap().into_inner();
    assert_eq!(ticket.number, "T-2026-000001");
    assert_eq!(ticket.state(), TicketState::New);
    assert_eq!(ticket.priority(), kontor_proto::types::v1::Priority::Normal);
    assert_eq!(ticket.response_due_time.unwrap().seconds, reported.seconds + 3600);
    assert_eq!(ticket.resolution_due_time.unwrap().seconds, reported.seconds + 4 * 3600);
    assert_eq!(ticket.clocks.len(), 2);
    assert_eq!((ticket.log_length, ticket.etag.as_str()), (1, "\"1\""));
    // The answer is what a reader sees.
    assert_eq!(desk.get(&ticket.name).await, ticket);
    desk.house.close().await;
}

#[tokio::test]
async fn n1_the_verdict_is_frozen_and_prices_are_for_those_who_may_see_them() {
    let desk = Desk::open().await;
    let ticket = desk.create("mail").await;
    assert_eq!(ticket.coverage.as_ref().unwrap().contract_number, "W-1017");
    assert_eq!(ticket.coverage.as_ref().unwrap().per_hour, None);
    let peer = desk.house.peer_as("ticket", &["ticket.read", "quote.read"]);
    let read =
        TicketServiceClient::new(peer).get_ticket(GetTicketRequest { name: ticket.name.clone() }).await;
    assert!(read.unwrap().into_inner().coverage.unwrap().per_hour.is_some());
    let mut owner = desk.house.database().owner().await;
    for sql in [
        "update ticket.verdicts set coverage = ''",
        "delete from ticket.verdicts",
        "truncate ticket.verdicts",
    ] {
        let refused = sqlx::query(sql).execute(&mut owner).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    desk.house.close().await;
}

#[tokio::test]
async fn numbers_count_in_each_house_and_a_replay_takes_none() {
    let desk = Desk::open().await;
    let request = desk.request("one");
    let first = desk.client.clone().create_ticket(request.clone()).await.unwrap().into_inner();
    let replay = desk.client.clone().create_ticket(request).await.unwrap().into_inner();
    assert_eq!(first, replay);
    assert_eq!(desk.create("two").await.number, "T-2026-000002");
    let other = desk.foreign().create_ticket(desk.request("three")).await.unwrap().into_inner();
    assert_eq!(other.number, "T-2026-000001");
    assert_eq!(desk.rows("select count(*)::text from ticket.tickets").await, ["3"]);
    desk.house.close().await;
}

#[tokio::test]
async fn x2_the_same_id_with_another_body_is_refused() {
    let desk = Desk::open().await;
    let request = desk.request("one");
    desk.client.clone().create_ticket(request.clone()).await.unwrap();
    let other = CreateTicketRequest { request_id: request.request_id, ..desk.request("two") };
    let refused = desk.client.clone().create_ticket(other).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "REQUEST_ID_REUSED"));
    assert_eq!(desk.rows("select count(*)::text from ticket.tickets").await, ["1"]);
    assert_eq!(desk.rows("select last::text from ticket.number_counters").await, ["1"]);
    desk.house.close().await;
}

#[tokio::test]
async fn x6_all_wrong_fields_are_named_at_once() {
    let desk = Desk::open().await;
    let ticket = Ticket {
        customer: "contacts/1".into(),
        contact: "x".into(),
        subject: " ".into(),
        priority: 77,
        assignee: "users/x".into(),
        external_key: "k".repeat(201),
        report_time: Some(prost_types::Timestamp { seconds: 4_000_000_000, nanos: 0 }),
        ..Ticket::default()
    };
    let request = CreateTicketRequest { ticket: Some(ticket), channel: 9, ..Default::default() };
    let refused = desk.client.clone().create_ticket(request).await.unwrap_err();
    let mut named = fields(&refused);
    named.sort();
    let expected = [
        "channel",
        "request_id",
        "ticket.assignee",
        "ticket.contact",
        "ticket.customer",
        "ticket.external_key",
        "ticket.priority",
        "ticket.report_time",
        "ticket.subject",
    ];
    assert_eq!(named, expected);
    desk.house.close().await;
}

#[tokio::test]
async fn an_unknown_customer_and_a_taken_key_are_refused() {
    let desk = Desk::open().await;
    let mut request = desk.request("one");
    request.ticket.as_mut().unwrap().customer = "customers/00000000-0000-0000-0000-000000000000".into();
    assert_eq!(desk.client.clone().create_ticket(request).await.unwrap_err().code(), Code::NotFound);
    let mut request = desk.request("one");
    request.ticket.as_mut().unwrap().external_key = "INC1".into();
    desk.client.clone().create_ticket(request.clone()).await.unwrap();
    let again = CreateTicketRequest { request_id: id(), ..request };
    let refused = desk.client.clone().create_ticket(again.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::AlreadyExists);
    // Another house's key is no matter of ours (I19).
    assert!(desk.foreign().create_ticket(again).await.is_ok());
    desk.house.close().await;
}

#[tokio::test]
async fn k3_the_first_entry_and_the_event_come_with_the_ticket() {
    let desk = Desk::open().await;
    let mut request = desk.request("mail");
    request.ticket.as_mut().unwrap().description = "nobody can send".into();
    let ticket = desk.client.clone().create_ticket(request).await.unwrap().into_inner();
    let log = desk.log(&ticket.name).await;
    assert_eq!((log.len(), log[0].sequence, log[0].kind()), (1, 1, LogKind::Opened));
    assert_eq!(log[0].text, "mail\n\nnobody can send");
    assert_eq!(log[0].actor, desk.house.user().resource_name());
    let events = desk.events(&ticket.name).await;
    assert_eq!(
        (events.len(), events[0].version, events[0].kind.as_str()),
        (1, 1, "kontor.ticket.v1.TicketOpened")
    );
    let opened = TicketOpened::decode(events[0].payload.as_slice()).unwrap();
    assert_eq!((opened.number, opened.ticket), (ticket.number, ticket.name));
    assert_eq!(opened.log_digest, log[0].digest);
    assert_eq!((opened.calendar_version, opened.sla_policy.is_empty()), (3, false));
    desk.house.close().await;
}

#[tokio::test]
async fn a_create_costs_one_statement() {
    let desk = Desk::open().await;
    desk.create("warm").await;
    let count = StatementCount::begin();
    let mut least = usize::MAX;
    for _ in 0..10 {
        crate::desk::quiet(&count).await;
        desk.create("counted").await;
        least = least.min(count.take());
    }
    assert_eq!(least, 1);
    drop(count);
    desk.house.close().await;
}

#[tokio::test]
async fn without_the_permission_nothing_is_opened() {
    let desk = Desk::open().await;
    let peer = desk.house.peer_as("ticket", &["ticket.read"]);
    let refused = TicketServiceClient::new(peer).create_ticket(desk.request("x")).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    // The verdict is asked for on the caller's behalf: who may not ask for it cannot open a ticket.
    let peer = desk.house.peer_as("ticket", &ALL[..2]);
    let refused = TicketServiceClient::new(peer).create_ticket(desk.request("x")).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    desk.house.close().await;
}
