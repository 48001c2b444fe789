//! Clocks by rule id.

use crate::world::{HOUR, World, berlin, id, seconds, wire};
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1::Priority;

async fn start(world: &World, name: &str) {
    let request = StartTicketRequest { name: name.into(), request_id: id() };
    world.tickets().start_ticket(request).await.unwrap();
}

async fn hold(world: &World, name: &str) {
    let state = TicketState::WaitingCustomer.into();
    let request = HoldTicketRequest { name: name.into(), state, request_id: id(), ..Default::default() };
    world.tickets().hold_ticket(request).await.unwrap();
}

async fn resume(world: &World, name: &str) {
    let request = ResumeTicketRequest { name: name.into(), request_id: id() };
    world.tickets().resume_ticket(request).await.unwrap();
}

async fn call(world: &World, name: &str) {
    let entry = LogEntry { kind: LogKind::CallOut.into(), text: "called".into(), ..LogEntry::default() };
    let request = AddLogEntryRequest { name: name.into(), entry: Some(entry), request_id: id() };
    world.tickets().add_log_entry(request).await.unwrap();
}

#[tokio::test]
async fn s3_a_pause_over_a_weekend_moves_the_deadline_by_service_hours() {
    let world = World::open().await;
    world.at(6, 14, 0);
    let ticket = world.ticket("mail server").await;
    start(&world, &ticket).await;
    world.heard().await;
    let before = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!((before.state(), before.due_time), (ClockState::Running, wire(berlin(9, 13, 0))));
    world.at(6, 16, 0);
    hold(&world, &ticket).await;
    world.heard().await;
    let paused = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!((paused.state(), paused.due_time), (ClockState::Paused, None));
    world.at(9, 9, 0);
    resume(&world, &ticket).await;
    world.heard().await;
    let after = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!((after.state(), after.due_time), (ClockState::Running, wire(berlin(9, 15, 0))));
    assert_eq!(after.consumed, Some(seconds(2 * HOUR)));
    // The ticket shows it too.
    let request = GetTicketRequest { name: ticket.clone() };
    let shows = || async {
        let shown = world.tickets().get_ticket(request.clone()).await.unwrap().into_inner();
        shown.resolution_due_time == wire(berlin(9, 15, 0))
    };
    world.house.eventually("the ticket shows its deadline", shows).await;
    // What was told of a clock is versioned without holes.
    world.holds("all is told", "select count(*) = 0 from escalation.pending").await;
    let holes = "select count(*) from (select aggregate_id, version, row_number() over
        (partition by aggregate_id order by pos) n from escalation.event_log) e where version <> n";
    assert_eq!(world.count(holes).await, 0);
    assert!(world.count("select max(version) from escalation.clocks").await >= 3);
    world.house.close().await;
}

#[tokio::test]
async fn s3_the_update_clock_starts_with_the_first_response_and_restarts() {
    let world = World::open().await;
    world.at(3, 9, 0);
    let ticket = world.ticket("printer").await;
    let request = GetClocksRequest { ticket: ticket.clone() };
    let clocks = world.escalation().get_clocks(request).await.unwrap().into_inner().clocks;
    let kinds: Vec<_> = clocks.iter().map(Clock::kind).collect();
    assert_eq!(kinds, [ClockKind::Response, ClockKind::Resolution]);
    world.at(3, 10, 0);
    call(&world, &ticket).await;
    world.heard().await;
    let response = world.clock(&ticket, ClockKind::Response).await;
    assert_eq!((response.state(), response.met_time), (ClockState::Met, wire(berlin(3, 10, 0))));
    assert_eq!(world.clock(&ticket, ClockKind::Update).await.due_time, wire(berlin(3, 14, 0)));
    world.at(3, 13, 0);
    call(&world, &ticket).await;
    world.heard().await;
    assert_eq!(world.clock(&ticket, ClockKind::Update).await.due_time, wire(berlin(3, 17, 0)));
    world.house.close().await;
}

#[tokio::test]
async fn s4_a_breach_is_marked_without_a_policy_and_leaves_the_true_response_known() {
    let world = World::open().await;
    world.at(3, 9, 0);
    let ticket = world.ticket("vpn").await;
    world.at(3, 11, 0);
    let breached = "select state = 'breached' from escalation.clocks where kind = 'response'";
    world.holds("the deadline marks the breach", breached).await;
    let shown = "select response_clock = 4 from ticket.tickets";
    world.holds("the ticket shows the breach", shown).await;
    world.at(3, 11, 30);
    call(&world, &ticket).await;
    world.heard().await;
    let response = world.clock(&ticket, ClockKind::Response).await;
    assert_eq!(response.state(), ClockState::Breached);
    assert_eq!((response.breach_time, response.met_time), (wire(berlin(3, 11, 0)), wire(berlin(3, 11, 30))));
    assert_eq!(world.count("select count(*) from escalation.firings").await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn s5_another_priority_counts_from_the_start() {
    let world = World::open().await;
    world.at(3, 9, 0);
    let ticket = world.ticket("database").await;
    world.at(3, 12, 0);
    let priority = Priority::Critical.into();
    let request =
        ChangePriorityRequest { name: ticket.clone(), priority, request_id: id(), ..Default::default() };
    world.tickets().change_priority(request).await.unwrap();
    world.heard().await;
    let clock = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!((clock.state(), clock.breach_time), (ClockState::Breached, wire(berlin(3, 11, 0))));
    assert_eq!(clock.target, Some(seconds(2 * HOUR)));
    world.house.close().await;
}

#[tokio::test]
async fn s6_a_clock_counts_from_when_it_was_reported() {
    let world = World::open().await;
    world.at(3, 12, 0);
    let report_time = wire(berlin(3, 9, 30));
    let ticket = world.report(Ticket { subject: "late".into(), report_time, ..Ticket::default() }).await;
    world.heard().await;
    let response = world.clock(&ticket, ClockKind::Response).await;
    assert_eq!((response.state(), response.breach_time), (ClockState::Breached, wire(berlin(3, 11, 30))));
    assert_eq!(world.clock(&ticket, ClockKind::Resolution).await.due_time, wire(berlin(4, 8, 30)));
    world.house.close().await;
}

#[tokio::test]
async fn n5_the_proof_sheet_has_no_holes_and_speaks_both_languages() {
    let world = World::open().await;
    world.at(6, 14, 0);
    let ticket = world.ticket("mail server").await;
    start(&world, &ticket).await;
    world.at(6, 16, 0);
    hold(&world, &ticket).await;
    world.at(9, 9, 0);
    resume(&world, &ticket).await;
    world.at(9, 10, 0);
    world.heard().await;
    let request = GetProofSheetRequest { ticket: ticket.clone(), kind: 0 };
    let sheet = world.escalation().get_proof_sheet(request).await.unwrap().into_inner();
    assert_eq!(sheet.clock.as_ref().unwrap().kind(), ClockKind::Resolution);
    assert_eq!(
        (sheet.calendar_definition.as_str(), sheet.calendar_version),
        ("Europe/Berlin; Mo-Fr 08:00-17:00", 1)
    );
    let rows: Vec<_> =
        sheet.intervals.iter().map(|row| (row.running, row.consumed.unwrap().seconds / HOUR)).collect();
    assert_eq!(rows, [(true, 2), (false, 0), (true, 1)]);
    assert!(sheet.intervals.windows(2).all(|pair| pair[0].end == pair[1].start));
    assert_eq!(sheet.intervals[2].end, None);
    let text = sheet.text.unwrap();
    assert!(text.de.contains("wartet auf Kunden") && text.de.contains("T-2026-000001"), "{}", text.de);
    assert!(text.en.contains("waiting for the customer"), "{}", text.en);
    let request = GetProofSheetRequest { ticket, kind: ClockKind::Update.into() };
    let absent = world.escalation().get_proof_sheet(request).await.unwrap_err();
    assert_eq!(absent.code(), tonic::Code::NotFound);
    world.house.close().await;
}

#[tokio::test]
async fn s3_without_a_contract_there_are_no_clocks() {
    let world = World::open().await;
    let customer = world.customer("10002").await;
    let ticket = world.report(Ticket { subject: "no sla".into(), customer, ..Ticket::default() }).await;
    world.heard().await;
    let request = GetClocksRequest { ticket };
    assert_eq!(world.escalation().get_clocks(request).await.unwrap().into_inner().clocks, []);
    world.house.close().await;
}
