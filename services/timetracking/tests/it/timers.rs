//! Timers (T2, T3).

use crate::billing_stand_in::Mood;
use crate::replica::Replica;
use crate::world::{NINE, WITH_PRICES, World, id, reason, start, stop, wrong_fields};
use futures::future::join_all;
use kontor_ids::{RandomIds, UserId};
use kontor_proto::ticket::v1::{Ticket, TicketState};
use kontor_proto::timetracking::v1::time_service_client::TimeServiceClient;
use kontor_proto::timetracking::v1::*;
use kontor_proto::types::v1::Channel;
use kontor_status::Reason;
use std::time::{Duration, Instant};

#[tokio::test]
async fn t2_one_timer_runs_per_person() {
    let world = World::open().await;
    let (one, other) = (world.ticket(), world.ticket());
    let started = world.client().start_timer(start(&one.name)).await.unwrap().into_inner();
    assert_eq!((&started.ticket, started.activity.as_str()), (&one.name, "support"));
    assert_eq!((started.channel, started.start_time.unwrap().seconds), (Channel::Remote.into(), NINE));
    assert_eq!(reason(world.client().start_timer(start(&other.name)).await), Reason::TimerRunning);
    assert_eq!(reason(world.client().start_timer(start(&one.name)).await), Reason::TimerRunning);
    let mut colleague = world.colleague(UserId::new(&RandomIds));
    colleague.start_timer(start(&one.name)).await.unwrap();
    let shown = world.client().get_timer(GetTimerRequest {}).await.unwrap().into_inner();
    assert_eq!(shown, started);
    world.house.close().await;
}

#[tokio::test]
async fn t2_switching_saves_the_work_that_ends() {
    let world = World::open().await;
    let (one, other) = (world.ticket(), world.ticket());
    world.client().start_timer(start(&one.name)).await.unwrap();
    world.house.clock().advance(421);
    let switch = StartTimerRequest { switch: true, ..start(&other.name) };
    let started = world.client().start_timer(switch).await.unwrap().into_inner();
    assert_eq!((&started.ticket, started.start_time.unwrap().seconds), (&other.name, NINE + 421));
    let saved = world.get(&started.switched_entry).await;
    assert_eq!((&saved.ticket, saved.duration.unwrap().seconds), (&one.name, 421));
    assert_eq!(saved.text, one.subject, "the subject stands in for a text");
    assert_eq!(world.heard(&saved.name).await.len(), 1);
    world.house.clock().advance(60);
    let back = StartTimerRequest { switch: true, text: "Rückfrage".into(), ..start(&one.name) };
    let started = world.client().start_timer(back).await.unwrap().into_inner();
    assert_eq!(world.get(&started.switched_entry).await.text, "Rückfrage");
    world.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t2_of_many_starts_at_once_one_wins() {
    let world = World::open().await;
    let tickets: Vec<Ticket> = (0..8).map(|_| world.ticket()).collect();
    let starting = tickets.iter().map(|ticket| {
        let (mut client, request) = (world.client(), start(&ticket.name));
        async move { client.start_timer(request).await }
    });
    let (won, lost): (Vec<_>, Vec<_>) = join_all(starting).await.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 7));
    assert!(lost.into_iter().all(|answer| reason(answer) == Reason::TimerRunning));
    let winner = won.into_iter().next().unwrap().unwrap().into_inner();
    assert_eq!(world.client().get_timer(GetTimerRequest {}).await.unwrap().into_inner(), winner);
    world.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t2_of_two_stops_at_once_one_becomes_an_entry() {
    let world = World::open().await;
    world.client().start_timer(start(&world.ticket().name)).await.unwrap();
    world.house.clock().advance(30);
    let (mut one, mut other) = (world.client(), world.client());
    let (first, second) = tokio::join!(one.stop_timer(stop("a")), other.stop_timer(stop("b")));
    assert!(first.is_ok() ^ second.is_ok());
    let lost = if first.is_ok() { second } else { first };
    assert_eq!(reason(lost), Reason::NoTimer);
    assert_eq!(world.list().await.len(), 1);
    world.house.close().await;
}

#[tokio::test]
async fn t2_a_timer_survives_a_restart() {
    let world = World::open().await;
    let started = world.client().start_timer(start(&world.ticket().name)).await.unwrap().into_inner();
    let (database, tenant, user) = (world.house.database().clone(), world.house.tenant(), world.house.user());
    world.house.close().await;

    let again = Replica::start(&database, None).await;
    let peer = again.peer(tenant, user.resource_name());
    let shown = TimeServiceClient::new(peer).get_timer(GetTimerRequest {}).await.unwrap().into_inner();
    assert_eq!(shown, started);
    again.stop().await;
}

#[tokio::test]
async fn t2_stopped_at_once_counts_a_second() {
    let world = World::open().await;
    let ticket = world.ticket();
    world.client().start_timer(start(&ticket.name)).await.unwrap();
    let entry = world.client().stop_timer(stop("kurz")).await.unwrap().into_inner();
    assert_eq!((entry.duration.unwrap().seconds, entry.version), (1, 1));
    assert_eq!((&entry.ticket, &entry.customer), (&ticket.name, &ticket.customer));
    assert_eq!(entry.billing_state, i32::from(BillingState::Pending));
    assert_eq!(reason(world.client().get_timer(GetTimerRequest {}).await), Reason::NoTimer);
    assert_eq!(reason(world.client().stop_timer(stop("noch einmal")).await), Reason::NoTimer);
    world.house.close().await;
}

#[tokio::test]
async fn t2_a_forgotten_timer_is_discarded_not_billed() {
    let world = World::open().await;
    let (one, other) = (world.ticket(), world.ticket());
    let started = world.client().start_timer(start(&one.name)).await.unwrap().into_inner();
    world.house.clock().advance(86_401);
    assert_eq!(reason(world.client().stop_timer(stop("x")).await), Reason::WrongState);
    let switch = StartTimerRequest { switch: true, ..start(&other.name) };
    assert_eq!(reason(world.client().start_timer(switch).await), Reason::WrongState);
    let discard = DiscardTimerRequest { request_id: id() };
    let discarded = world.client().discard_timer(discard.clone()).await.unwrap().into_inner();
    assert_eq!(discarded, started);
    assert_eq!(world.client().discard_timer(discard).await.unwrap().into_inner(), started, "X2");
    let again = DiscardTimerRequest { request_id: id() };
    assert_eq!(reason(world.client().discard_timer(again).await), Reason::NoTimer);
    assert!(world.list().await.is_empty());
    world.client().start_timer(start(&other.name)).await.unwrap();
    world.house.close().await;
}

#[tokio::test]
async fn t3_the_timer_shows_what_it_would_cost() {
    let world = World::open().await;
    let ticket = world.ticket();
    world.client().start_timer(start(&ticket.name)).await.unwrap();
    world.house.clock().advance(420);
    let shown = world.client_with(&WITH_PRICES).get_timer(GetTimerRequest {}).await.unwrap().into_inner();
    assert_eq!(shown.quote.unwrap().net.unwrap().amount.unwrap().value, "7.00");
    let asked = world.billing.asked();
    assert_eq!((&asked[0].customer, &asked[0].contact), (&ticket.customer, &ticket.contact));
    assert_eq!((asked[0].priority, &asked[0].ticket), (ticket.priority, &ticket.name));
    assert_eq!(asked[0].start_time.unwrap().seconds, NINE);
    world.house.close().await;
}

#[tokio::test]
async fn t3_who_sees_no_prices_gets_no_quote() {
    let world = World::open().await;
    world.client().start_timer(start(&world.ticket().name)).await.unwrap();
    let shown = world.client().get_timer(GetTimerRequest {}).await.unwrap().into_inner();
    assert_eq!(shown.quote, None);
    assert!(world.billing.asked().is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn t3_without_billing_the_timer_is_shown_all_the_same() {
    let world = World::open().await;
    world.client().start_timer(start(&world.ticket().name)).await.unwrap();
    for mood in [Mood::IsGone, Mood::IsSlow] {
        world.billing.feel(mood);
        let begun = Instant::now();
        let shown = world.client_with(&WITH_PRICES).get_timer(GetTimerRequest {}).await.unwrap().into_inner();
        assert_eq!(shown.quote, None);
        assert!(begun.elapsed() < Duration::from_secs(10), "{mood:?}");
    }
    assert_eq!(world.billing.asked().len(), 2);
    world.house.close().await;
}

#[tokio::test]
async fn t4_measured_time_is_kept_and_shown_as_overlapping() {
    let world = World::open().await;
    let ticket = world.ticket();
    world.client().start_timer(start(&ticket.name)).await.unwrap();
    world.house.clock().advance(600);
    let typed = world.create(&ticket.name, 60, 60).await;
    let stopped = world.client().stop_timer(stop("gemessen")).await.unwrap().into_inner();
    assert!(stopped.overlaps && stopped.allow_overlap);
    assert!(world.get(&typed.name).await.overlaps);
    world.house.close().await;
}

#[tokio::test]
async fn c7_an_unacknowledged_directive_refuses_the_timer() {
    let world = World::open().await;
    let ticket = world.ticket();
    let waiting = vec!["directives/01890a5d-ac96-774b-bcce-b302099a8057".to_owned()];
    world.tickets.put(world.house.tenant(), Ticket { unacknowledged_directives: waiting, ..ticket.clone() });
    let refused = world.client().start_timer(start(&ticket.name)).await.unwrap_err();
    assert!(refused.message().contains("directives/01890a5d"), "{refused:?}");
    assert_eq!(reason::<Timer>(Err(refused)), Reason::DirectiveUnacknowledged);
    world.tickets.put(world.house.tenant(), ticket.clone());
    world.client().start_timer(start(&ticket.name)).await.unwrap();
    world.house.close().await;
}

#[tokio::test]
async fn k1_no_timer_on_a_closed_ticket() {
    let world = World::open().await;
    let closed = Ticket { state: TicketState::Closed.into(), ..world.ticket() };
    world.tickets.put(world.house.tenant(), closed.clone());
    assert_eq!(reason(world.client().start_timer(start(&closed.name)).await), Reason::WrongState);
    // Work that was done before may still be entered.
    world.create(&closed.name, -3600, 60).await;
    world.house.close().await;
}

#[tokio::test]
async fn x2_a_repeated_start_gets_its_answer_whatever_happened_since() {
    let world = World::open().await;
    let ticket = world.ticket();
    let request = start(&ticket.name);
    let first = world.client().start_timer(request.clone()).await.unwrap().into_inner();
    let waiting = vec!["directives/01890a5d-ac96-774b-bcce-b302099a8057".to_owned()];
    world.tickets.put(world.house.tenant(), Ticket { unacknowledged_directives: waiting, ..ticket });
    let stopping = stop("fertig");
    let stopped = world.client().stop_timer(stopping.clone()).await.unwrap().into_inner();
    assert_eq!(world.client().start_timer(request.clone()).await.unwrap().into_inner(), first);
    assert_eq!(world.client().stop_timer(stopping).await.unwrap().into_inner(), stopped);
    let other = StartTimerRequest { activity: "project".into(), ..request };
    assert_eq!(reason(world.client().start_timer(other).await), Reason::RequestIdReused);
    assert_eq!(world.list().await.len(), 1);
    world.house.close().await;
}

#[tokio::test]
async fn x1_a_foreign_ticket_is_as_absent() {
    let world = World::open().await;
    let ticket = world.ticket();
    let foreign = world.foreigner().start_timer(start(&ticket.name)).await.unwrap_err();
    let absent = "tickets/01890a5d-ac96-774b-bcce-b302099a8057";
    let missing = world.client().start_timer(start(absent)).await.unwrap_err();
    assert_eq!(foreign.code(), tonic::Code::NotFound);
    assert_eq!(foreign.message().replace(&ticket.name, absent), missing.message());
    world.house.close().await;
}

#[tokio::test]
async fn r8_what_a_quota_refuses_keeps_the_timer_running_until_it_is_accepted() {
    let world = World::open().await;
    let started = world.client().start_timer(start(&world.ticket().name)).await.unwrap().into_inner();
    world.house.clock().advance(1_800);
    world.billing.feel(Mood::Refuses);
    assert_eq!(reason(world.client().stop_timer(stop("fertig")).await), Reason::QuotaExhausted);
    let other = world.ticket();
    let switch = StartTimerRequest { switch: true, text: "weiter".into(), ..start(&other.name) };
    assert_eq!(reason(world.client().start_timer(switch.clone()).await), Reason::QuotaExhausted);
    let running = world.client().get_timer(GetTimerRequest {}).await.unwrap().into_inner();
    assert_eq!((running.name, world.list().await.len()), (started.name, 0), "nothing is lost or saved");
    // Someone decides later about what exceeds the quota.
    let accepted = StartTimerRequest { accept_undecided: true, request_id: id(), ..switch };
    let next = world.client().start_timer(accepted).await.unwrap().into_inner();
    assert!(next.switched_entry.starts_with("timeEntries/"));
    let stopping = StopTimerRequest { accept_undecided: true, ..stop("fertig") };
    world.client().stop_timer(stopping).await.unwrap();
    assert_eq!((world.list().await.len(), world.billing.held().len()), (2, 0));
    world.house.close().await;
}

#[tokio::test]
async fn r8_a_stop_holds_what_it_saves() {
    let world = World::open().await;
    world.client().start_timer(start(&world.ticket().name)).await.unwrap();
    world.house.clock().advance(1_800);
    let switch = StartTimerRequest { switch: true, text: "weiter".into(), ..start(&world.ticket().name) };
    let second = world.client().start_timer(switch).await.unwrap().into_inner();
    world.house.clock().advance(600);
    let last = world.client().stop_timer(stop("fertig")).await.unwrap().into_inner();
    let held: Vec<(String, i64)> = world.billing.held().into_iter().collect();
    let mut saved = vec![(second.switched_entry, 1_800), (last.name, 600)];
    saved.sort();
    assert_eq!(held, saved);
    // A stop that is refused lets go.
    world.client().start_timer(start(&world.ticket().name)).await.unwrap();
    let bad = StopTimerRequest { text: "x".repeat(2_001), ..stop("") };
    assert_eq!(wrong_fields(world.client().stop_timer(bad).await), ["text"]);
    assert_eq!(world.billing.held().len(), 2);
    world.house.close().await;
}
