//! Histories of other systems: clocks in full, but nothing fires.

use crate::world::{World, berlin, id, step, wire};
use jiff::{SignedDuration, Timestamp};
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1::Priority;

/// Answered after half an hour, closed after so many hours; none for never.
async fn import(world: &World, key: &str, reported: Timestamp, closed_after: Option<i64>) -> String {
    let at = |minutes: i64| wire(reported + SignedDuration::from_mins(minutes));
    let ticket = Ticket {
        customer: world.customer.clone(),
        subject: "mail server".into(),
        external_key: key.into(),
        report_time: at(0),
        ..Ticket::default()
    };
    let mut changes = vec![ImportedChange {
        event_time: at(30),
        state: TicketState::InProgress.into(),
        response: true,
        ..ImportedChange::default()
    }];
    changes.extend(closed_after.map(|hours| ImportedChange {
        event_time: at(60 * hours),
        state: TicketState::Closed.into(),
        ..ImportedChange::default()
    }));
    let request = ImportTicketRequest { ticket: Some(ticket), changes, request_id: id() };
    world.tickets().import_ticket(request).await.unwrap().into_inner().ticket.unwrap().name
}

fn steps() -> Vec<Step> {
    let kinds = [ClockKind::Response, ClockKind::Update, ClockKind::Resolution];
    let steps = kinds.into_iter().flat_map(|kind| [step(kind, 10, Some(60)), step(kind, 100, Some(60))]);
    steps.collect()
}

#[tokio::test]
async fn e2_imported_histories_never_fire() {
    let world = World::guarded(steps()).await;
    world.at(27, 12, 0);
    // Years ago, and a few days ago: both over. And one that was forgotten in the other system.
    import(&world, "INC1", "2016-02-29T08:00:00Z".parse().unwrap(), Some(4)).await;
    import(&world, "INC2", berlin(25, 9, 0), Some(7)).await;
    import(&world, "INC3", berlin(2, 9, 0), None).await;
    world.heard().await;
    world.house.clock().advance(86_400);
    world.rest().await;
    assert_eq!(world.count("select count(*) from escalation.firings").await, 0);
    assert_eq!(world.count("select count(*) from escalation.timers where state = 'armed'").await, 0);
    let summary = world.escalation().summarize_clocks(SummarizeClocksRequest {}).await.unwrap().into_inner();
    let row = |kind: ClockKind| {
        let row = summary.rows.iter().find(|row| row.kind() == kind).unwrap();
        assert_eq!(row.priority(), Priority::Normal);
        (row.met, row.breached, row.open)
    };
    assert_eq!(row(ClockKind::Response), (3, 0, 0));
    assert_eq!(row(ClockKind::Resolution), (2, 1, 0));
    assert_eq!(summary.applied_pos, world.count("select max(pos) from ticket.event_log").await);
    world.house.close().await;
}

#[tokio::test]
async fn e2_an_imported_ticket_that_is_open_fires_what_is_still_to_come() {
    let steps = vec![step(ClockKind::Resolution, 10, None), step(ClockKind::Resolution, 100, None)];
    let world = World::guarded(steps).await;
    world.at(27, 12, 0);
    let ticket = import(&world, "INC4", berlin(27, 9, 0), None).await;
    world.heard().await;
    // 10 % were due this morning, before the house knew of it: late, after a moment; 100 % are due at five.
    world.house.clock().advance(3);
    let fired = world.fired(&ticket, 1).await;
    assert_eq!((fired[0].percent, fired[0].late), (10, true));
    world.at(27, 17, 0);
    let fired = world.fired(&ticket, 2).await;
    assert_eq!((fired[1].percent, fired[1].late), (100, false));
    world.house.close().await;
}
