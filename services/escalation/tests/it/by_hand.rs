//! Escalation by hand, and drills, by rule id.

use crate::world::{HOUR, World, berlin, id, seconds, step, wire};
use kontor_ids::{RandomIds, TicketId, UserId};
use kontor_proto::escalation::v1::drill_service_client::DrillServiceClient;
use kontor_proto::escalation::v1::manual_escalation_service_client::ManualEscalationServiceClient;
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::*;
use kontor_service::Peer;
use tonic::Code;

fn by_hand(world: &World) -> ManualEscalationServiceClient<Peer> {
    ManualEscalationServiceClient::new(world.peer("escalation"))
}

fn escalate(ticket: &str, kind: EscalationKind, note: &str, team: &str) -> EscalateTicketRequest {
    let escalation = Escalation {
        ticket: ticket.into(),
        kind: kind.into(),
        note: note.into(),
        team: team.into(),
        ..Default::default()
    };
    EscalateTicketRequest { escalation: Some(escalation), request_id: id() }
}

#[tokio::test]
async fn e5_a_functional_escalation_hands_over_with_a_note_and_is_logged() {
    let world = World::open().await;
    let expert = UserId::new(&RandomIds);
    world.team("second-level", &[expert], None).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    let request = escalate(&ticket, EscalationKind::Functional, "Neustart half nicht", "second-level");
    let made = by_hand(&world).escalate_ticket(request.clone()).await.unwrap().into_inner();
    assert_eq!(made.notified, [expert.resource_name()]);
    assert_eq!(made.escalated_by, world.house.user().resource_name());
    let again = by_hand(&world).escalate_ticket(request).await.unwrap().into_inner();
    assert_eq!(again, made);
    assert_eq!(world.told(expert).await.len(), 1);
    let moved = "select count(*) = 1 from ticket.tickets where level = 2 and team = 'second-level'";
    world.holds("the ticket is with level 2", moved).await;
    let request = ListLogEntriesRequest { name: ticket.clone(), page_size: 200, ..Default::default() };
    let entries = world.tickets().list_log_entries(request).await.unwrap().into_inner().entries;
    let entry = entries.iter().find(|entry| entry.kind() == LogKind::Escalation).unwrap();
    assert_eq!(entry.actor, world.house.user().resource_name());
    assert!(
        entry.text.contains("Neustart half nicht") && entry.text.contains("second-level"),
        "{}",
        entry.text
    );
    let request = ListEscalationsRequest { ticket, ..Default::default() };
    let listed = by_hand(&world).list_escalations(request).await.unwrap().into_inner().escalations;
    assert_eq!(listed, [made]);
    world.house.close().await;
}

#[tokio::test]
async fn e5_a_hierarchical_escalation_is_logged_and_leaves_the_level() {
    let world = World::open().await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    let request = escalate(&ticket, EscalationKind::Hierarchical, "Kunde droht mit Kündigung", "");
    by_hand(&world).escalate_ticket(request).await.unwrap();
    let logged = "select count(*) = 1 from ticket.log_entries where kind = 'escalation' and text like '%an die Leitung%'";
    world.holds("the log tells", logged).await;
    assert_eq!(world.count("select count(*) from ticket.tickets where level = 1").await, 1);
    let absent = TicketId::new(&RandomIds).resource_name();
    let request = escalate(&absent, EscalationKind::Hierarchical, "x", "");
    let status = by_hand(&world).escalate_ticket(request).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    let request = escalate("x", EscalationKind::Hierarchical, "", "netz");
    let status = by_hand(&world).escalate_ticket(request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    world.house.close().await;
}

#[tokio::test]
async fn e1_a_drill_shows_who_would_hear_what_when_and_changes_nothing() {
    let mut calling = step(ClockKind::Response, 50, Some(HOUR));
    calling.actions = vec![Action::NotifyTeam.into(), Action::NotifyOnCall.into()];
    let world = World::guarded(vec![calling, step(ClockKind::Resolution, 100, None)]).await;
    let user = UserId::new(&RandomIds);
    world.team("netz", &[user], None).await;
    world.at(3, 9, 0);
    let ticket = world.report(Ticket { subject: "x".into(), team: "netz".into(), ..Ticket::default() }).await;
    world.heard().await;
    let mut client = DrillServiceClient::new(world.peer("escalation"));
    let span = Some(seconds(3 * HOUR));
    let request = DrillEscalationRequest { ticket: ticket.clone(), span, ..Default::default() };
    let drilled = client.drill_escalation(request).await.unwrap().into_inner();
    let dues: Vec<_> = drilled.firings.iter().map(|firing| (firing.due_time, firing.repetition)).collect();
    assert_eq!(dues, [(wire(berlin(3, 10, 0)), 0), (wire(berlin(3, 11, 0)), 1), (wire(berlin(3, 12, 0)), 2)]);
    assert_eq!(drilled.firings[0].notifications.len(), 1);
    assert_eq!(drilled.firings[0].notifications[0].person, user.resource_name());
    assert_eq!(drilled.firings[0].unreached, [i32::from(Action::NotifyOnCall)]);
    assert_eq!(world.firings(&ticket).await, []);
    // What then really happens is what was drilled.
    world.at(3, 12, 0);
    let fired = world.fired(&ticket, 3).await;
    let real: Vec<_> = fired.iter().map(|firing| (firing.due_time, firing.repetition)).collect();
    assert_eq!(real, dues);
    assert_eq!(fired[0].notified, [user.resource_name()]);
    world.house.close().await;
}

#[tokio::test]
async fn e1_a_draft_is_drilled_on_a_case_that_does_not_exist() {
    let world = World::open().await;
    let mut owner = world.house.database().owner().await;
    let mut name = async |sql: &'static str| -> kontor_ids::Uuid {
        sqlx::query_scalar(sql).fetch_one(&mut owner).await.unwrap()
    };
    let sla_policy = format!("slaPolicies/{}", name("select id from contract.sla_policies").await);
    let calendar = format!("calendars/{}", name("select id from contract.calendars").await);
    world.at(6, 16, 0);
    let draft = crate::world::policy("Entwurf", vec![step(ClockKind::Response, 100, None)]).policy;
    let case = Hypothetical { sla_policy, calendar, ..Default::default() };
    let request = DrillEscalationRequest { draft, hypothetical: Some(case), ..Default::default() };
    let mut client = DrillServiceClient::new(world.peer("escalation"));
    let drilled = client.drill_escalation(request).await.unwrap().into_inner();
    // Two hours of service from Friday 16:00: Monday 9:00.
    assert_eq!(drilled.firings.len(), 1);
    assert_eq!(drilled.firings[0].due_time, wire(berlin(9, 9, 0)));
    assert_eq!(world.count("select count(*) from escalation.tickets").await, 0);
    assert_eq!(world.count("select count(*) from escalation.policies").await, 0);
    world.house.close().await;
}
