//! Commands on tickets.

use crate::desk::{Desk, entry, fields, id, note, reason};
use kontor_ids::{DirectiveId, RandomIds, UserId};
use kontor_proto::contract::v1::{Directive, Severity};
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1::Priority;
use prost::Message as _;
use tonic::Code;

fn start(name: &str) -> StartTicketRequest {
    StartTicketRequest { name: name.into(), request_id: id() }
}

fn resolve(name: &str) -> ResolveTicketRequest {
    ResolveTicketRequest { name: name.into(), solution: "new toner".into(), request_id: id() }
}

#[tokio::test]
async fn k1_a_ticket_from_new_to_closed() {
    let desk = Desk::open().await;
    let name = desk.create("one").await.name;
    let mut client = desk.client.clone();
    let now = client.start_ticket(start(&name)).await.unwrap().into_inner();
    assert_eq!((now.state(), now.log_length), (TicketState::InProgress, 2));
    let hold = HoldTicketRequest {
        name: name.clone(),
        state: TicketState::Scheduled.into(),
        until: Some(prost_types::Timestamp { seconds: 1_772_500_000, nanos: 0 }),
        request_id: id(),
        ..Default::default()
    };
    let now = client.hold_ticket(hold).await.unwrap().into_inner();
    assert_eq!(now.state(), TicketState::Scheduled);
    let resume = ResumeTicketRequest { name: name.clone(), request_id: id() };
    assert_eq!(client.resume_ticket(resume).await.unwrap().into_inner().state(), TicketState::InProgress);
    let now = client.resolve_ticket(resolve(&name)).await.unwrap().into_inner();
    assert_eq!((now.state(), now.resolution_due_time), (TicketState::Resolved, None));
    let reopen = ReopenTicketRequest { name: name.clone(), reason: "again".into(), request_id: id() };
    assert_eq!(client.reopen_ticket(reopen).await.unwrap().into_inner().state(), TicketState::InProgress);
    client.resolve_ticket(resolve(&name)).await.unwrap();
    let close = CloseTicketRequest { name: name.clone(), request_id: id() };
    let now = client.close_ticket(close).await.unwrap().into_inner();
    assert_eq!((now.state(), now.log_length), (TicketState::Closed, 8));
    assert_eq!(desk.get(&name).await, now);
    let log = desk.log(&name).await;
    let moves: Vec<_> = log[1..].iter().map(|e| (e.from_state(), e.to_state())).collect();
    assert!(moves.windows(2).all(|pair| pair[0].1 == pair[1].0), "{moves:?}");
    assert_eq!(log[4].text, "new toner");
    desk.house.close().await;
}

#[tokio::test]
async fn k1_what_the_table_forbids_is_refused_and_changes_nothing() {
    let desk = Desk::open().await;
    let name = desk.create("one").await.name;
    let mut client = desk.client.clone();
    let close = CloseTicketRequest { name: name.clone(), request_id: id() };
    let refused = client.close_ticket(close.clone()).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "WRONG_STATE"));
    assert!(refused.message().contains("start"), "{}", refused.message());
    assert_eq!(desk.get(&name).await.log_length, 1);
    // The refusal is not stored: the same request succeeds once the state allows it.
    client.resolve_ticket(resolve(&name)).await.unwrap();
    assert_eq!(client.close_ticket(close).await.unwrap().into_inner().state(), TicketState::Closed);
    let visit = entry(&name, LogKind::Visit, "too late");
    assert_eq!(reason(&client.add_log_entry(visit).await.unwrap_err()), "WRONG_STATE");
    assert!(client.add_log_entry(note(&name, "a correction")).await.is_ok());
    desk.house.close().await;
}

#[tokio::test]
async fn c7_work_waits_for_the_acknowledgement() {
    let directive = |severity: Severity| Directive {
        name: DirectiveId::new(&RandomIds).resource_name(),
        severity: severity.into(),
        text: "call before you come".into(),
        ..Directive::default()
    };
    let all = [Severity::Info, Severity::Caution, Severity::Acknowledge].map(directive);
    let desk = Desk::with_directives(all.to_vec()).await;
    let ticket = desk.create("one").await;
    assert_eq!(ticket.unacknowledged_directives, [all[2].name.clone()]);
    let name = ticket.name;
    let mut client = desk.client.clone();
    let begin = start(&name);
    let refused = [
        client.start_ticket(begin.clone()).await.unwrap_err(),
        client.resolve_ticket(resolve(&name)).await.unwrap_err(),
        client.add_log_entry(entry(&name, LogKind::RemoteSession, "x")).await.unwrap_err(),
        client.add_log_entry(entry(&name, LogKind::Visit, "x")).await.unwrap_err(),
    ];
    for status in refused {
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::FailedPrecondition, "DIRECTIVE_UNACKNOWLEDGED")
        );
        assert!(status.message().contains(&all[2].name));
    }
    assert!(client.add_log_entry(entry(&name, LogKind::CallIn, "")).await.is_ok());
    let request =
        AcknowledgeDirectiveRequest { name: name.clone(), directive: all[2].name.clone(), request_id: id() };
    let now = client.acknowledge_directive(request.clone()).await.unwrap().into_inner();
    assert!(now.unacknowledged_directives.is_empty());
    assert_eq!(desk.log(&name).await[2].kind(), LogKind::DirectiveAcknowledgement);
    let again = AcknowledgeDirectiveRequest { request_id: id(), ..request };
    assert_eq!(reason(&client.acknowledge_directive(again).await.unwrap_err()), "WRONG_STATE");
    assert!(client.start_ticket(begin).await.is_ok());
    assert!(client.add_log_entry(entry(&name, LogKind::Visit, "x")).await.is_ok());
    desk.house.close().await;
}

#[tokio::test]
async fn assignment_and_priority_are_changed_logged_and_told() {
    let desk = Desk::open().await;
    let name = desk.create("one").await.name;
    let mut client = desk.client.clone();
    let user = UserId::new(&RandomIds).resource_name();
    let assign = AssignTicketRequest {
        name: name.clone(),
        assignee: user.clone(),
        team: "second-level".into(),
        request_id: id(),
    };
    let now = client.assign_ticket(assign.clone()).await.unwrap().into_inner();
    assert_eq!((now.assignee.as_str(), now.team.as_str()), (user.as_str(), "second-level"));
    assert_eq!(client.assign_ticket(assign).await.unwrap().into_inner(), now);
    let change = ChangePriorityRequest {
        name: name.clone(),
        priority: Priority::Critical.into(),
        reason: "all stand still".into(),
        request_id: id(),
    };
    let now = client.change_priority(change).await.unwrap().into_inner();
    assert_eq!((now.priority(), now.log_length), (Priority::Critical, 3));
    let events = desk.events(&name).await;
    let told = TicketAssigned::decode(events[1].payload.as_slice()).unwrap();
    assert_eq!((told.assignee, told.team.as_str(), events[1].version), (user, "second-level", 2));
    let told = TicketPriorityChanged::decode(events[2].payload.as_slice()).unwrap();
    assert_eq!(
        (told.priority(), told.log_digest),
        (Priority::Critical, desk.log(&name).await[2].digest.clone())
    );
    desk.house.close().await;
}

#[tokio::test]
async fn x6_wrong_fields_of_commands_are_named() {
    let desk = Desk::open().await;
    let name = desk.create("one").await.name;
    let mut client = desk.client.clone();
    let hold = HoldTicketRequest { state: TicketState::Closed.into(), ..Default::default() };
    let mut named = fields(&client.hold_ticket(hold).await.unwrap_err());
    named.sort();
    assert_eq!(named, ["name", "request_id", "state"]);
    let hold = HoldTicketRequest {
        name: name.clone(),
        state: TicketState::Scheduled.into(),
        request_id: id(),
        ..Default::default()
    };
    assert_eq!(fields(&client.hold_ticket(hold).await.unwrap_err()), ["until"]);
    let change = ChangePriorityRequest { name, request_id: id(), ..Default::default() };
    assert_eq!(fields(&client.change_priority(change).await.unwrap_err()), ["priority"]);
    desk.house.close().await;
}
