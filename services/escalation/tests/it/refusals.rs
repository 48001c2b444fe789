//! What is refused, and how.

use crate::world::{World, id, policy, step};
use kontor_ids::{FiringId, RandomIds, TicketId};
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::ClockKind;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

fn fields<T: std::fmt::Debug>(answer: Result<T, Status>) -> Vec<String> {
    let status = answer.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let request = status.get_details_bad_request().unwrap();
    request.field_violations.into_iter().map(|violation| violation.field).collect()
}

#[tokio::test]
async fn x6_bad_input_names_all_fields_at_once() {
    let world = World::open().await;
    let mut client = world.escalation();
    let repeat_every = Some(crate::world::seconds(59));
    let bad = Step { kind: 9, percent: 1001, repeat_every, ..Step::default() };
    let twice = Step { actions: vec![1, 1], ..step(ClockKind::Update, 0, None) };
    let request = CreateEscalationPolicyRequest { request_id: "x".into(), ..policy(" ", vec![bad, twice]) };
    let expected = [
        "request_id",
        "policy.display_name",
        "policy.steps[0].kind",
        "policy.steps[0].percent",
        "policy.steps[0].actions",
        "policy.steps[0].repeat_every",
        "policy.steps[1].percent",
        "policy.steps[1].actions",
    ];
    assert_eq!(fields(client.create_escalation_policy(request).await), expected);
    let unknown = Step { actions: vec![99], ..step(ClockKind::Update, 1, None) };
    let answer = client.create_escalation_policy(policy("x", vec![unknown])).await;
    assert_eq!(fields(answer), ["policy.steps[0].actions"]);
    let many = vec![step(ClockKind::Update, 1, None); 21];
    assert_eq!(fields(client.create_escalation_policy(policy("x", many)).await), ["policy.steps"]);
    assert_eq!(fields(client.create_escalation_policy(policy("x", vec![])).await), ["policy.steps"]);
    let none = CreateEscalationPolicyRequest::default();
    assert_eq!(fields(client.create_escalation_policy(none).await), ["request_id", "policy"]);
    let request = GetProofSheetRequest { ticket: "x".into(), kind: 7 };
    assert_eq!(fields(client.get_proof_sheet(request).await), ["ticket", "kind"]);
    assert_eq!(fields(client.get_clocks(GetClocksRequest::default()).await), ["ticket"]);
    let request = AcknowledgeFiringRequest { name: "tickets/x".into(), request_id: String::new() };
    assert_eq!(fields(client.acknowledge_firing(request).await), ["name", "request_id"]);
    let request =
        ListFiringsRequest { page_size: 201, page_token: String::new(), ticket: "customers/x".into() };
    assert_eq!(fields(client.list_firings(request).await), ["page_size", "ticket"]);
    let request = ListFiringsRequest { page_token: "forged".into(), ..Default::default() };
    assert_eq!(fields(client.list_firings(request).await), ["page_token"]);
    world.house.close().await;
}

#[tokio::test]
async fn x1_a_foreign_house_sees_nothing_and_the_same_as_of_what_is_absent() {
    let world = World::guarded(vec![step(ClockKind::Response, 50, None)]).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    world.at(3, 10, 0);
    let firing = world.fired(&ticket, 1).await.remove(0).name;
    let mut stranger = world.stranger();
    let absent = TicketId::new(&RandomIds).resource_name();
    let alike = |foreign: Status, foreign_name: &str, absent: Status, absent_name: &str| {
        assert_eq!((foreign.code(), absent.code()), (Code::NotFound, Code::NotFound));
        assert_eq!(foreign.message().replace(foreign_name, ""), absent.message().replace(absent_name, ""));
    };
    let ask = |ticket: &str| GetClocksRequest { ticket: ticket.into() };
    let foreign = stranger.get_clocks(ask(&ticket)).await.unwrap_err();
    alike(foreign, &ticket, stranger.get_clocks(ask(&absent)).await.unwrap_err(), &absent);
    let ask = |ticket: &str| GetProofSheetRequest { ticket: ticket.into(), kind: 0 };
    let foreign = stranger.get_proof_sheet(ask(&ticket)).await.unwrap_err();
    alike(foreign, &ticket, stranger.get_proof_sheet(ask(&absent)).await.unwrap_err(), &absent);
    let nowhere = FiringId::new(&RandomIds).resource_name();
    let ask = |name: &str| AcknowledgeFiringRequest { name: name.into(), request_id: id() };
    let foreign = stranger.acknowledge_firing(ask(&firing)).await.unwrap_err();
    alike(foreign, &firing, stranger.acknowledge_firing(ask(&nowhere)).await.unwrap_err(), &nowhere);
    let request = ListFiringsRequest { ticket, ..Default::default() };
    assert_eq!(stranger.list_firings(request).await.unwrap().into_inner().firings, []);
    let summary = stranger.summarize_clocks(SummarizeClocksRequest {}).await.unwrap().into_inner();
    assert_eq!(summary.rows, []);
    world.house.close().await;
}

#[tokio::test]
async fn x2_the_same_request_gives_the_same_answer() {
    let world = World::open().await;
    let mut client = world.escalation();
    let request = policy(" Standard ", vec![step(ClockKind::Response, 50, None)]);
    let first = client.create_escalation_policy(request.clone()).await.unwrap().into_inner();
    assert_eq!((first.display_name.as_str(), first.steps.len()), ("Standard", 1));
    let again = client.create_escalation_policy(request.clone()).await.unwrap().into_inner();
    assert_eq!(again, first);
    let other =
        CreateEscalationPolicyRequest { request_id: request.request_id, ..policy("Other", first.steps) };
    assert_eq!(client.create_escalation_policy(other).await.unwrap_err().code(), Code::Aborted);
    assert_eq!(world.count("select count(*) from escalation.policies").await, 1);
    world.house.close().await;
}
