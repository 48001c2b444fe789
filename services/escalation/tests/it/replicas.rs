//! Three replicas whose tasks are ended in a loop at any instant (E2, I22).

use crate::world::{World, step};
use kontor_proto::ticket::v1::*;
use std::time::Duration;

/// Firings that came before they were due, twice, or not at all.
const EARLY: &str = "select count(*) from escalation.firings where fire_time < due_time";
const DOUBLE: &str = "select count(*) from (select from escalation.firings
    group by tenant_id, ticket_id, kind, cycle, step, repetition having count(*) > 1) f";
const UNTOLD: &str = "select count(*) from escalation.firings f where not exists
    (select from escalation.event_log e where e.aggregate_id = f.id and e.kind = 'kontor.escalation.v1.StepFired')";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn i22_three_replicas_dropped_in_a_loop_miss_nothing_and_double_nothing() {
    let steps = [(ClockKind::Response, 25), (ClockKind::Response, 50), (ClockKind::Response, 100)]
        .map(|(kind, percent)| step(kind, percent, None))
        .into_iter()
        .chain([step(ClockKind::Resolution, 10, Some(900))])
        .collect();
    let world = World::guarded(steps).await;
    world.at(3, 9, 0);
    let tickets = 60;
    for number in 0..tickets {
        world.report(Ticket { subject: format!("ticket {number}"), ..Ticket::default() }).await;
    }
    world.heard().await;
    let mut fleets = [world.replica().await, world.replica().await, world.replica().await];
    // Two hours pass in steps of minutes; at each step one replica dies at some instant of its work and another comes.
    for minute in 1..=24_u64 {
        world.house.clock().advance(300);
        tokio::time::sleep(Duration::from_millis(minute * 37 % 90)).await;
        let place = usize::try_from(minute % 3).unwrap();
        let old = std::mem::replace(&mut fleets[place], world.replica().await);
        // Dropped, not stopped: its tasks end wherever they wait, its transactions are torn.
        drop(old);
    }
    // Each ticket: three steps of the response clock, and 10 % of eight hours at 9:48 with repetitions at
    // 10:03, 10:18, 10:33, 10:48.
    let expected = i64::from(tickets) * (3 + 5);
    let all = "select count(*) >= 480 from escalation.firings";
    world.holds("all fire", all).await;
    world.rest().await;
    let fired = world.count("select count(*) from escalation.firings").await;
    world.holds("all is told", "select count(*) = 0 from escalation.pending").await;
    let (early, double, untold) =
        (world.count(EARLY).await, world.count(DOUBLE).await, world.count(UNTOLD).await);
    println!(
        "{fired} firings of {expected}: {} missed, {double} doubled, {early} early, {untold} untold",
        expected - fired
    );
    assert_eq!((fired, double, early, untold), (expected, 0, 0, 0));
    for fleet in fleets {
        fleet.stop().await;
    }
    world.house.close().await;
}
