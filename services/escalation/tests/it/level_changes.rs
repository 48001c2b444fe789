//! Calendars and SLA policies that change while tickets are open (S5).

use crate::world::{HOUR, World, berlin, id, seconds, step, wire};
use kontor_contract::Contract;
use kontor_ids::{RandomIds, TicketId};
use kontor_proto::contract::v1 as contract;
use kontor_proto::contract::v1::level_service_client::LevelServiceClient;
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1 as types;
use kontor_service::{Peer, Service as _};
use prost::Message as _;

const DONE: &str =
    "select count(*) from escalation.tickets where first_calendar_version = 1 and calendar_version = 2";

fn levels(world: &World) -> LevelServiceClient<Peer> {
    LevelServiceClient::new(world.peer(Contract::NAME))
}

/// The house's calendar gets a version that holds from a day in March on.
async fn change_calendar(world: &World, day: i32, definition: &str) -> contract::Calendar {
    let list = contract::ListCalendarsRequest::default();
    let known = levels(world).list_calendars(list).await.unwrap().into_inner().calendars.remove(0);
    let request = contract::AddCalendarVersionRequest {
        name: known.name,
        definition: definition.into(),
        valid_from: Some(types::Date { year: 2026, month: 3, day }),
        etag: known.etag,
        request_id: id(),
    };
    levels(world).add_calendar_version(request).await.unwrap().into_inner()
}

/// The house's SLA policy gets a version that holds at once.
async fn change_policy(world: &World, change: impl FnOnce(&mut contract::SlaPolicy)) {
    let list = contract::ListSlaPoliciesRequest::default();
    let mut policy = levels(world).list_sla_policies(list).await.unwrap().into_inner().policies.remove(0);
    let (name, etag) = (policy.name.clone(), policy.etag.clone());
    change(&mut policy);
    let request = contract::AddPolicyVersionRequest { name, policy: Some(policy), etag, request_id: id() };
    levels(world).add_policy_version(request).await.unwrap();
}

fn target_of(policy: &mut contract::SlaPolicy, priority: types::Priority) -> &mut contract::SlaTarget {
    policy.targets.iter_mut().find(|target| target.priority() == priority).unwrap()
}

async fn sheet(world: &World, ticket: &str) -> ProofSheet {
    let request = GetProofSheetRequest { ticket: ticket.into(), kind: 0 };
    world.escalation().get_proof_sheet(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn s5_a_change_of_the_calendar_moves_the_deadlines_of_open_tickets_with_their_history() {
    let world = World::open().await;
    world.at(6, 14, 0);
    let ticket = world.ticket("mail server").await;
    let before = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!(before.due_time, wire(berlin(9, 13, 0)));
    world.at(6, 15, 0);
    change_calendar(&world, 9, "Europe/Berlin; Mo-Fr 07:00-18:00").await;
    world
        .holds("the clocks follow", "select count(*) = 1 from escalation.tickets where calendar_version = 2")
        .await;
    // Friday counts as it was, Monday as it is now.
    let after = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!((after.state(), after.due_time), (ClockState::Running, wire(berlin(9, 12, 0))));
    assert_eq!(after.consumed, Some(seconds(HOUR)));
    let sheet = sheet(&world, &ticket).await;
    assert_eq!(sheet.calendar_version, 2);
    assert_eq!(
        sheet.calendar_definition,
        "Europe/Berlin; Mo-Fr 08:00-17:00 | 2026-03-09: Europe/Berlin; Mo-Fr 07:00-18:00"
    );
    let row = sheet.intervals.last().unwrap();
    assert_eq!((row.start, row.actor.as_str()), (wire(berlin(6, 15, 0)), "contract"));
    assert_eq!(row.cause.as_ref().unwrap().en, "calendar changed: 8:00:00, calendar version 2");
    assert_eq!(row.cause.as_ref().unwrap().de, "Kalender geändert: 8:00:00, Kalender-Version 2");
    // The ticket shows its new deadline, and its log says why.
    let request = GetTicketRequest { name: ticket.clone() };
    let shows = || async {
        let shown = world.tickets().get_ticket(request.clone()).await.unwrap().into_inner();
        shown.resolution_due_time == wire(berlin(9, 12, 0))
    };
    world.house.eventually("the ticket shows its deadline", shows).await;
    let logged = "select count(*) = 1 from ticket.log_entries where actor = 'escalation'
        and text = 'Servicezeiten geändert (Kalender, Version 2): Fristen neu berechnet'";
    world.holds("the log tells it", logged).await;
    world.house.close().await;
}

#[tokio::test]
async fn s5_a_target_that_was_missed_by_the_new_policy_is_breached_at_the_instant_it_implies() {
    let steps = vec![
        step(ClockKind::Resolution, 25, None),
        step(ClockKind::Resolution, 50, None),
        step(ClockKind::Resolution, 100, None),
    ];
    let world = World::guarded(steps).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("database").await;
    world.at(3, 11, 0);
    assert_eq!(world.fired(&ticket, 1).await[0].percent, 25);
    world.at(3, 12, 0);
    change_policy(&world, |policy| {
        target_of(policy, types::Priority::Normal).resolution = Some(seconds(2 * HOUR));
    })
    .await;
    world
        .holds(
            "the clocks follow",
            "select count(*) = 1 from escalation.tickets where sla_policy_version = 2",
        )
        .await;
    let clock = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!((clock.state(), clock.breach_time), (ClockState::Breached, wire(berlin(3, 11, 0))));
    // What the new target made due fires once, late; what had fired does not fire again.
    world.house.clock().advance(3);
    let fired = world.fired(&ticket, 3).await;
    let shares: Vec<_> = fired.iter().map(|f| (f.percent, f.late, f.due_time)).collect();
    assert_eq!(
        shares,
        [
            (25, false, wire(berlin(3, 11, 0))),
            (50, true, wire(berlin(3, 10, 0))),
            (100, true, wire(berlin(3, 11, 0)))
        ]
    );
    // Loosened again: the breach stays on record, and no step comes twice.
    change_policy(&world, |policy| {
        target_of(policy, types::Priority::Normal).resolution = Some(seconds(16 * HOUR));
    })
    .await;
    world
        .holds(
            "the clocks follow",
            "select count(*) = 1 from escalation.tickets where sla_policy_version = 3",
        )
        .await;
    let clock = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!((clock.state(), clock.due_time), (ClockState::Running, wire(berlin(4, 16, 0))));
    let text = sheet(&world, &ticket).await.text.unwrap().en;
    assert!(text.contains("Former target  2:00:00, calendar version 1: 2026-03-03 11:00:00 CET"), "{text}");
    world.at(4, 16, 30);
    world.rest().await;
    assert_eq!(world.count("select count(*) from escalation.firings").await, 3);
    world.house.close().await;
}

#[tokio::test]
async fn s5_a_policy_that_lets_clocks_pause_pauses_those_that_wait_for_a_vendor() {
    let world = World::open().await;
    world.at(3, 9, 0);
    let ticket = world.ticket("toner").await;
    let start = StartTicketRequest { name: ticket.clone(), request_id: id() };
    world.tickets().start_ticket(start).await.unwrap();
    let state = TicketState::WaitingVendor.into();
    let hold = HoldTicketRequest { name: ticket.clone(), state, request_id: id(), ..Default::default() };
    world.tickets().hold_ticket(hold).await.unwrap();
    world.heard().await;
    assert_eq!(world.clock(&ticket, ClockKind::Resolution).await.state(), ClockState::Running);
    world.at(3, 10, 0);
    change_policy(&world, |policy| policy.pause_on_vendor = true).await;
    world
        .holds(
            "the clocks follow",
            "select count(*) = 1 from escalation.tickets where sla_policy_version = 2",
        )
        .await;
    world.at(3, 12, 0);
    let clock = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!((clock.state(), clock.consumed), (ClockState::Paused, Some(seconds(HOUR))));
    world.house.close().await;
}

#[tokio::test]
async fn s5_what_was_closed_stays_and_what_was_met_keeps_the_calendar_that_judged_it() {
    let world = World::open().await;
    world.at(3, 9, 0);
    let (closed, resolved) = (world.ticket("closed").await, world.ticket("resolved").await);
    for name in [&closed, &resolved] {
        let start = StartTicketRequest { name: name.clone(), request_id: id() };
        world.tickets().start_ticket(start).await.unwrap();
        let solution = "done".to_owned();
        let request = ResolveTicketRequest { name: name.clone(), solution, request_id: id() };
        world.tickets().resolve_ticket(request).await.unwrap();
    }
    let request = CloseTicketRequest { name: closed.clone(), request_id: id() };
    world.tickets().close_ticket(request).await.unwrap();
    world.heard().await;
    change_calendar(&world, 3, "Europe/Berlin; 24/7").await;
    world
        .holds(
            "the open one follows",
            "select count(*) = 1 from escalation.tickets where calendar_version = 2",
        )
        .await;
    assert_eq!(world.count(DONE).await, 1);
    assert_eq!(sheet(&world, &closed).await.calendar_version, 1);
    let sheet = sheet(&world, &resolved).await;
    assert_eq!((sheet.calendar_version, sheet.clock.unwrap().state()), (1, ClockState::Met));
    world.house.close().await;
}

#[tokio::test]
async fn s5_a_ticket_that_comes_with_an_old_version_follows_afterwards() {
    let world = World::open().await;
    world.at(3, 9, 0);
    let first = world.ticket("first").await;
    let calendar = change_calendar(&world, 3, "Europe/Berlin; 24/7").await;
    world
        .holds("the clocks follow", "select count(*) = 1 from escalation.tickets where calendar_version = 2")
        .await;
    // It was opened before the change, and is heard of after it.
    let list = contract::ListSlaPoliciesRequest::default();
    let policy = levels(&world).list_sla_policies(list).await.unwrap().into_inner().policies.remove(0);
    let late = TicketId::new(&RandomIds);
    let opened = TicketOpened {
        ticket: late.resource_name(),
        number: "T-2026-000002".into(),
        priority: types::Priority::Normal.into(),
        report_time: wire(berlin(3, 9, 0)),
        sla_policy: policy.name,
        calendar: calendar.name,
        calendar_version: 1,
        ..TicketOpened::default()
    };
    let mut owner = world.house.database().owner().await;
    sqlx::query("insert into ticket.pending (tenant_id, aggregate_id, version, kind, payload) values ($1, $2, 1, $3, $4)")
        .bind(world.house.tenant().uuid())
        .bind(late.uuid())
        .bind("kontor.ticket.v1.TicketOpened")
        .bind(opened.encode_to_vec())
        .execute(&mut owner)
        .await
        .unwrap();
    // The next ticket wakes up the feed.
    world.ticket("next").await;
    world
        .holds("it follows too", "select count(*) = 3 from escalation.tickets where calendar_version = 2")
        .await;
    for ticket in [first, late.resource_name()] {
        assert_eq!(world.clock(&ticket, ClockKind::Resolution).await.due_time, wire(berlin(3, 17, 0)));
    }
    world.house.close().await;
}

#[tokio::test]
async fn s5_n5_changes_that_waited_together_are_each_told_and_judged() {
    const HEARD: [&str; 2] = [
        "select count(*) = 1 from escalation.level_changes where version = 2",
        "select count(*) = 1 from escalation.level_changes where version = 3",
    ];
    let world = World::open().await;
    world.at(3, 9, 0);
    let ticket = world.ticket("database").await;
    // Somebody works on the ticket: it is left for the next time while two changes come.
    let mut owner = world.house.database().owner().await;
    let mut held = sqlx::Connection::begin(&mut owner).await.unwrap();
    sqlx::query("select from escalation.tickets for update").execute(&mut *held).await.unwrap();
    for (heard, (hour, hours)) in HEARD.into_iter().zip([(12, 2), (13, 16)]) {
        world.at(3, hour, 0);
        change_policy(&world, |policy| {
            target_of(policy, types::Priority::Normal).resolution = Some(seconds(hours * HOUR));
        })
        .await;
        world.holds("the change is heard", heard).await;
    }
    held.rollback().await.unwrap();
    world
        .holds(
            "the clocks follow",
            "select count(*) = 1 from escalation.tickets where sla_policy_version = 3",
        )
        .await;
    let clock = world.clock(&ticket, ClockKind::Resolution).await;
    assert_eq!((clock.state(), clock.due_time), (ClockState::Running, wire(berlin(4, 16, 0))));
    let sheet = sheet(&world, &ticket).await;
    let changes = sheet.intervals.iter().filter(|row| row.actor == "contract");
    assert_eq!(
        changes.map(|row| row.start).collect::<Vec<_>>(),
        [wire(berlin(3, 12, 0)), wire(berlin(3, 13, 0))]
    );
    // The first missed what it promised, as it had if it had been worked off before the second came.
    let text = sheet.text.unwrap().en;
    assert!(text.contains("Former target  2:00:00, calendar version 1: 2026-03-03 11:00:00 CET"), "{text}");
    world.house.close().await;
}

#[tokio::test]
async fn s5_many_tickets_follow_in_blocks_each_told_once_while_what_is_due_fires() {
    let world = World::guarded(vec![step(ClockKind::Response, 50, None)]).await;
    world.at(3, 9, 0);
    for number in 0..120 {
        world.report(Ticket { subject: format!("ticket {number}"), ..Ticket::default() }).await;
    }
    world.heard().await;
    change_calendar(&world, 3, "Europe/Berlin; Mo-Fr 08:00-16:00").await;
    world.at(3, 10, 0);
    world
        .holds("all follow", "select count(*) = 120 from escalation.tickets where calendar_version = 2")
        .await;
    world.holds("all fire", "select count(*) = 120 from escalation.firings where not late").await;
    world.holds("all is told", "select count(*) = 0 from escalation.pending").await;
    // Blocks of at most a hundred, whose versions have no holes.
    let blocks =
        "select count(*) from escalation.event_log where kind = 'kontor.escalation.v1.DeadlinesRecomputed'";
    let told = world.count(blocks).await;
    assert!((2..=4).contains(&told), "{told}");
    assert_eq!(world.count("select told from escalation.level_changes").await, told);
    let logged = "select count(*) = 120 and count(distinct ticket_id) = 120 from ticket.log_entries where kind = 'note'";
    world.holds("each log tells it once", logged).await;
    // What changes again goes on from there.
    change_calendar(&world, 3, "Europe/Berlin; 24/7").await;
    world
        .holds("all follow", "select count(*) = 120 from escalation.tickets where calendar_version = 3")
        .await;
    let facts = "select count(*) from escalation.facts where why = 'calendar'";
    // Two clocks run of each: two changes.
    assert_eq!(world.count(facts).await, 480);
    world.house.close().await;
}
