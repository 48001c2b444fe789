//! Histories of other systems.

use crate::desk::{Desk, fields, id, note};
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1::Priority;
use prost::Message as _;

const REPORTED: i64 = 1_456_700_000;

fn at(minutes: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: REPORTED + 60 * minutes, nanos: 0 })
}

fn request(desk: &Desk) -> ImportTicketRequest {
    let ticket = Ticket {
        customer: desk.customer.clone(),
        subject: "mail server".into(),
        external_key: "INC0000045".into(),
        report_time: at(0),
        team: "group 56".into(),
        ..Ticket::default()
    };
    let changes = vec![
        ImportedChange {
            event_time: at(10),
            state: TicketState::InProgress.into(),
            actor: "Resolver 4".into(),
            response: true,
            note: "called".into(),
            ..Default::default()
        },
        ImportedChange { event_time: at(20), priority: Priority::High.into(), ..Default::default() },
        ImportedChange {
            event_time: at(30),
            team: "group 70".into(),
            assignee: "R 5".into(),
            ..Default::default()
        },
        ImportedChange { event_time: at(40), state: TicketState::Closed.into(), ..Default::default() },
    ];
    ImportTicketRequest { ticket: Some(ticket), changes, request_id: id() }
}

#[tokio::test]
async fn k3_a_history_comes_over_whole_with_its_times() {
    let desk = Desk::open().await;
    let answer = desk.client.clone().import_ticket(request(&desk)).await.unwrap().into_inner();
    assert!(!answer.existed);
    let ticket = answer.ticket.unwrap();
    assert_eq!(ticket.number, "T-2016-000001");
    assert_eq!(
        (ticket.state(), ticket.priority(), ticket.log_length),
        (TicketState::Closed, Priority::High, 6)
    );
    assert_eq!(desk.get(&ticket.name).await, ticket);
    let log = desk.log(&ticket.name).await;
    let kinds: Vec<_> = log.iter().map(LogEntry::kind).collect();
    let expected = [
        LogKind::Opened,
        LogKind::Note,
        LogKind::StateChange,
        LogKind::PriorityChange,
        LogKind::Assignment,
        LogKind::StateChange,
    ];
    assert_eq!(kinds, expected);
    let times: Vec<_> = log.iter().map(|e| (e.event_time.unwrap().seconds - REPORTED) / 60).collect();
    assert_eq!(times, [0, 10, 10, 20, 30, 40]);
    assert_eq!((log[1].actor.as_str(), log[4].text.as_str()), ("Resolver 4", "R 5"));
    let events = desk.events(&ticket.name).await;
    assert_eq!(events.iter().map(|e| e.version).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    let heard = TicketLogged::decode(events[1].payload.as_slice()).unwrap();
    assert!(heard.responds);
    assert_eq!((heard.event_time, &heard.log_digest), (at(10), &log[1].digest));
    let closed = TicketStateChanged::decode(events[5].payload.as_slice()).unwrap();
    assert_eq!((closed.event_time, closed.to_state()), (at(40), TicketState::Closed));
    // The chain goes on where the import ended.
    let next =
        desk.client.clone().add_log_entry(note(&ticket.name, "taken over")).await.unwrap().into_inner();
    assert_eq!(next.sequence, 7);
    desk.house.close().await;
}

#[tokio::test]
async fn the_external_key_makes_an_import_idempotent() {
    let desk = Desk::open().await;
    let first = desk.client.clone().import_ticket(request(&desk)).await.unwrap().into_inner();
    let again = desk.client.clone().import_ticket(request(&desk)).await.unwrap().into_inner();
    assert!(again.existed);
    assert_eq!(again.ticket, first.ticket);
    assert_eq!(desk.rows("select count(*)::text from ticket.tickets").await, ["1"]);
    assert_eq!(desk.rows("select last::text from ticket.number_counters").await, ["1"]);
    let foreign = desk.foreign().import_ticket(request(&desk)).await.unwrap().into_inner();
    assert!(!foreign.existed);
    desk.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imports_of_one_key_at_once_store_one_ticket() {
    let desk = Desk::open().await;
    let import = || {
        let (mut client, request) = (desk.client.clone(), request(&desk));
        async move { client.import_ticket(request).await.unwrap().into_inner() }
    };
    let answers = futures::future::join_all((0..6).map(|_| import())).await;
    assert_eq!(answers.iter().filter(|a| !a.existed).count(), 1);
    let names: std::collections::BTreeSet<_> = answers.into_iter().map(|a| a.ticket.unwrap().name).collect();
    assert_eq!(names.len(), 1);
    desk.house.close().await;
}

#[tokio::test]
async fn a_long_history_comes_over_in_one_go() {
    let desk = Desk::open().await;
    let mut long = request(&desk);
    long.changes = (0..1000)
        .map(|n| ImportedChange { event_time: at(n), note: format!("step {n}"), ..Default::default() })
        .collect();
    let ticket = desk.client.clone().import_ticket(long).await.unwrap().into_inner().ticket.unwrap();
    assert_eq!(ticket.log_length, 1001);
    desk.house.close().await;
}

#[tokio::test]
async fn x6_wrong_changes_are_named() {
    let desk = Desk::open().await;
    let mut bad = request(&desk);
    bad.ticket.as_mut().unwrap().external_key.clear();
    bad.ticket.as_mut().unwrap().report_time = None;
    bad.changes =
        vec![ImportedChange { state: 42, priority: 42, team: "t".repeat(101), ..Default::default() }];
    let mut named = fields(&desk.client.clone().import_ticket(bad).await.unwrap_err());
    named.sort();
    let expected = [
        "changes[0].event_time",
        "changes[0].priority",
        "changes[0].state",
        "changes[0].team",
        "ticket.external_key",
        "ticket.report_time",
    ];
    assert_eq!(named, expected);
    let mut early = request(&desk);
    early.changes[0].event_time = at(-1);
    assert_eq!(fields(&desk.client.clone().import_ticket(early).await.unwrap_err()), ["changes.event_time"]);
    desk.house.close().await;
}
