//! Firings by rule id.

use crate::world::{HOUR, World, berlin, id, step, wire};
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::*;
use std::collections::BTreeSet;

const ONCE: &str =
    "select count(*) from (select ticket_id, kind, cycle, step, repetition from escalation.firings
    group by 1, 2, 3, 4, 5 having count(*) > 1) f";

#[tokio::test]
async fn e2_never_early_then_at_once_and_not_late() {
    let world = World::guarded(vec![step(ClockKind::Response, 50, None)]).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    let due = berlin(3, 10, 0);
    world.house.clock().set(due - jiff::SignedDuration::from_micros(1));
    world.rest().await;
    assert_eq!(world.firings(&ticket).await, []);
    world.house.clock().set(due);
    let began = std::time::Instant::now();
    let fired = world.fired(&ticket, 1).await;
    assert!(began.elapsed() < std::time::Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!((fired[0].due_time, fired[0].fire_time, fired[0].late), (wire(due), wire(due), false));
    assert_eq!((fired[0].percent, fired[0].repetition, fired[0].kind()), (50, 0, ClockKind::Response));
    world.at(3, 12, 0);
    world.rest().await;
    assert_eq!(world.firings(&ticket).await.len(), 1);
    world.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn e2_each_step_fires_once_whatever_number_of_replicas_sweeps() {
    let steps = [(ClockKind::Response, 50), (ClockKind::Response, 100), (ClockKind::Resolution, 25)];
    let steps = steps.map(|(kind, percent)| step(kind, percent, None)).to_vec();
    let world = World::guarded(steps).await;
    world.at(3, 9, 0);
    for number in 0..30 {
        world.report(Ticket { subject: format!("ticket {number}"), ..Ticket::default() }).await;
    }
    world.heard().await;
    let (second, third) = (world.replica().await, world.replica().await);
    world.at(3, 11, 0);
    world.holds("all steps fire", "select count(*) = 90 from escalation.firings").await;
    world.rest().await;
    assert_eq!(world.count("select count(*) from escalation.firings").await, 90);
    assert_eq!(world.count(ONCE).await, 0);
    // One event each, and the clocks of all tickets are told as breached once.
    world.holds("all is told", "select count(*) = 0 from escalation.pending").await;
    let told = "select count(*) from escalation.event_log where kind = 'kontor.escalation.v1.StepFired'";
    assert_eq!(world.count(told).await, 90);
    let breached = "select count(*) from escalation.clocks where state = 'breached' and version = 2";
    assert_eq!(world.count(breached).await, 30);
    second.stop().await;
    third.stop().await;
    world.house.close().await;
}

#[tokio::test]
async fn e2_what_fell_due_in_an_outage_fires_once_late_and_in_due_order() {
    let steps = vec![step(ClockKind::Response, 50, Some(20 * 60)), step(ClockKind::Resolution, 25, None)];
    let world = World::guarded(steps).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    // 10:00 first, repeated at 10:20, 10:40, 11:00 ...; 11:00 a quarter of the resolution time.
    world.at(3, 11, 30);
    let fired = world.fired(&ticket, 6).await;
    world.rest().await;
    assert_eq!(world.firings(&ticket).await.len(), 6);
    let dues: Vec<_> = fired.iter().map(|firing| firing.due_time.unwrap().seconds).collect();
    assert!(dues.is_sorted(), "{dues:?}");
    let start = berlin(3, 10, 0).as_second();
    let minutes: Vec<_> = dues.iter().map(|due| (due - start) / 60).collect();
    assert_eq!(minutes, [0, 20, 40, 60, 60, 80]);
    assert!(fired.iter().all(|firing| firing.late));
    let repetitions: BTreeSet<_> =
        fired.iter().filter(|f| f.percent == 50).map(|firing| firing.repetition).collect();
    assert_eq!(repetitions, BTreeSet::from([0, 1, 2, 3, 4]));
    world.house.close().await;
}

#[tokio::test]
async fn e4_acknowledging_ends_the_repetitions_and_the_first_one_stays() {
    let world = World::guarded(vec![step(ClockKind::Response, 50, Some(600))]).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    world.at(3, 10, 0);
    let fired = world.fired(&ticket, 1).await;
    world.at(3, 10, 10);
    world.fired(&ticket, 2).await;
    let request = AcknowledgeFiringRequest { name: fired[0].name.clone(), request_id: id() };
    let seen = world.escalation().acknowledge_firing(request.clone()).await.unwrap().into_inner();
    assert_eq!(seen.acknowledged_by, world.house.user().resource_name());
    let again = world.escalation().acknowledge_firing(request).await.unwrap().into_inner();
    assert_eq!(again, seen);
    world.at(3, 13, 0);
    world.rest().await;
    assert_eq!(world.firings(&ticket).await.len(), 2);
    // Another person, later: the first one stays.
    let other = kontor_ids::UserId::new(&kontor_ids::RandomIds);
    let peer = world.house.peer_of("escalation", world.house.tenant(), other, &crate::world::ALL);
    let mut client = escalation_service_client::EscalationServiceClient::new(peer);
    let request = AcknowledgeFiringRequest { name: fired[0].name.clone(), request_id: id() };
    let later = client.acknowledge_firing(request).await.unwrap().into_inner();
    assert_eq!(later.acknowledged_by, seen.acknowledged_by);
    world.house.close().await;
}

#[tokio::test]
async fn s4_a_paused_clock_fires_nothing_until_it_runs_again() {
    let world = World::guarded(vec![step(ClockKind::Resolution, 50, None)]).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    let request = StartTicketRequest { name: ticket.clone(), request_id: id() };
    world.tickets().start_ticket(request).await.unwrap();
    world.at(3, 12, 0);
    let state = TicketState::WaitingCustomer.into();
    let request = HoldTicketRequest { name: ticket.clone(), state, request_id: id(), ..Default::default() };
    world.tickets().hold_ticket(request).await.unwrap();
    world.heard().await;
    world.at(4, 9, 0);
    world.rest().await;
    assert_eq!(world.firings(&ticket).await, []);
    let request = ResumeTicketRequest { name: ticket.clone(), request_id: id() };
    world.tickets().resume_ticket(request).await.unwrap();
    world.heard().await;
    world.at(4, 10, 0);
    let fired = world.fired(&ticket, 1).await;
    assert_eq!((fired[0].due_time, fired[0].late), (wire(berlin(4, 10, 0)), false));
    world.house.close().await;
}

#[tokio::test]
async fn e1_a_new_policy_guards_new_tickets_only() {
    let world = World::guarded(vec![step(ClockKind::Response, 50, None)]).await;
    world.at(3, 9, 0);
    let old = world.ticket("old").await;
    let steps = vec![step(ClockKind::Response, 75, None)];
    world.escalation().create_escalation_policy(crate::world::policy("New", steps)).await.unwrap();
    let new = world.ticket("new").await;
    world.at(3, 10, 30);
    assert_eq!(world.fired(&old, 1).await[0].percent, 50);
    assert_eq!(world.fired(&new, 1).await[0].percent, 75);
    world.house.close().await;
}

#[tokio::test]
async fn e6_a_firing_stands_on_the_log_of_its_ticket_with_its_cause() {
    let mut steps = vec![step(ClockKind::Response, 50, None)];
    steps[0].actions.push(Action::MoveToLevel2.into());
    let world = World::guarded(steps).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    world.at(3, 10, 0);
    let logged = "select count(*) = 1 from ticket.log_entries where kind = 'escalation'";
    world.holds("the log tells of it", logged).await;
    let request = ListLogEntriesRequest { name: ticket.clone(), page_size: 200, ..Default::default() };
    let entries = world.tickets().list_log_entries(request).await.unwrap().into_inner().entries;
    let entry = entries.iter().find(|entry| entry.kind() == LogKind::Escalation).unwrap();
    let cause = "Eskalation: 50 % der Reaktionszeit verbraucht, fällig 03.03.2026 10:00:00 CET";
    assert!(entry.text.contains(cause) && entry.text.contains("Team benachrichtigt"), "{}", entry.text);
    let request = GetTicketRequest { name: ticket };
    assert_eq!(world.tickets().get_ticket(request).await.unwrap().into_inner().level, 2);
    world.house.close().await;
}

#[tokio::test]
async fn x4_firings_page_newest_first() {
    let world = World::guarded(vec![step(ClockKind::Response, 50, Some(HOUR / 6))]).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    world.at(3, 10, 40);
    let all = world.fired(&ticket, 5).await;
    let mut seen = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListFiringsRequest { page_size: 2, page_token, ..Default::default() };
        let page = world.escalation().list_firings(request).await.unwrap().into_inner();
        assert!(page.firings.len() <= 2);
        seen.extend(page.firings);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    seen.reverse();
    assert_eq!(seen, all);
    world.house.close().await;
}
