//! Entries without a timer (T1, T4, C7, R8).

use crate::replica::Replica;
use crate::world::{NINE, World, id, reason, start, wrong_fields};
use futures::future::join_all;
use kontor_ids::{RandomIds, TokenId, UserId};
use kontor_proto::ticket::v1::Ticket;
use kontor_proto::timetracking::v1::time_service_client::TimeServiceClient;
use kontor_proto::timetracking::v1::*;
use kontor_proto::types::v1::Channel;
use kontor_status::Reason;

#[tokio::test]
async fn t1_an_entry_is_kept_to_the_second() {
    let world = World::open().await;
    let ticket = world.ticket();
    let entry = world.create(&ticket.name, -500, 421).await;
    assert_eq!(entry.duration, Some(prost_types::Duration { seconds: 421, nanos: 0 }));
    assert_eq!(entry.start_time, Some(prost_types::Timestamp { seconds: NINE - 500, nanos: 0 }));
    assert_eq!(entry.technician, world.house.user().resource_name());
    assert_eq!((entry.customer.as_str(), entry.activity.as_str()), (ticket.customer.as_str(), "support"));
    assert_eq!((entry.channel, entry.version), (Channel::Remote.into(), 1));
    assert_eq!(world.get(&entry.name).await, entry);
    world.house.close().await;
}

#[tokio::test]
async fn t1_everything_wrong_is_told_at_once() {
    let world = World::open().await;
    let entry = TimeEntry {
        technician: "me".into(),
        ticket: "T-1".into(),
        activity: "Support!".into(),
        channel: 99,
        duration: Some(prost_types::Duration { seconds: 86_401, nanos: 0 }),
        cost_center: "x".repeat(37),
        ..TimeEntry::default()
    };
    let request = CreateTimeEntryRequest { entry: Some(entry), request_id: "1".into() };
    let mut wrong = wrong_fields(world.client().create_time_entry(request).await);
    wrong.sort();
    let all =
        ["activity", "channel", "cost_center", "duration", "start_time", "technician", "text", "ticket"];
    let mut expected: Vec<String> = all.iter().map(|field| format!("entry.{field}")).collect();
    expected.push("request_id".into());
    assert_eq!(wrong, expected);
    let nothing = CreateTimeEntryRequest { entry: None, request_id: id() };
    assert_eq!(wrong_fields(world.client().create_time_entry(nothing).await), ["entry"]);
    world.house.close().await;
}

#[tokio::test]
async fn t1_work_of_the_future_is_refused() {
    let world = World::open().await;
    let ticket = world.ticket();
    world.create(&ticket.name, 0, 300).await;
    let request = world.request(&ticket.name, 0, 301);
    assert_eq!(wrong_fields(world.client().create_time_entry(request).await), ["entry.start_time"]);
    world.house.close().await;
}

#[tokio::test]
async fn t4_an_overlap_is_refused_or_meant_and_shown() {
    let world = World::open().await;
    let ticket = world.ticket();
    let first = world.create(&ticket.name, -600, 300).await;
    world.create(&ticket.name, -300, 100).await;
    let mut request = world.request(&ticket.name, -601, 2);
    let refused = world.client().create_time_entry(request.clone()).await.unwrap_err();
    assert!(refused.message().contains(&first.name), "{refused:?}");
    assert_eq!(reason::<TimeEntry>(Err(refused)), Reason::EntryOverlaps);
    request.entry.as_mut().unwrap().allow_overlap = true;
    request.request_id = id();
    let meant = world.client().create_time_entry(request.clone()).await.unwrap().into_inner();
    assert!(meant.overlaps && !first.overlaps);
    let shown: Vec<bool> = world.list().await.iter().map(|entry| entry.overlaps).collect();
    assert_eq!(shown, [false, true, true], "both are shown, the one that touches is not");
    // Another person works at the same time.
    let entry = request.entry.as_mut().unwrap();
    (entry.allow_overlap, entry.technician) = (false, UserId::new(&RandomIds).resource_name());
    request.request_id = id();
    assert!(!world.client().create_time_entry(request).await.unwrap().into_inner().overlaps);
    world.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t4_of_many_overlapping_at_once_one_is_saved() {
    let world = World::open().await;
    let ticket = world.ticket();
    let creating = (0..8).map(|n| {
        let (mut client, request) = (world.client(), world.request(&ticket.name, -600 + n, 60));
        async move { client.create_time_entry(request).await }
    });
    let (won, lost): (Vec<_>, Vec<_>) = join_all(creating).await.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 7));
    assert!(lost.into_iter().all(|answer| reason(answer) == Reason::EntryOverlaps));
    assert_eq!(world.list().await.len(), 1);
    world.house.close().await;
}

#[tokio::test]
async fn t4_a_day_long_entry_is_found_from_both_ends() {
    let world = World::open().await;
    let ticket = world.ticket();
    world.create(&ticket.name, -86_400, 86_400).await;
    world.create(&ticket.name, 0, 1).await;
    world.create(&ticket.name, -86_401, 1).await;
    for (start, seconds) in [(-1, 1), (-86_400, 1), (-172_799, 86_400), (-40_000, 10)] {
        let request = world.request(&ticket.name, start, seconds);
        let answer = world.client().create_time_entry(request).await;
        assert_eq!(reason(answer), Reason::EntryOverlaps, "{start} {seconds}");
    }
    world.house.close().await;
}

#[tokio::test]
async fn c7_an_unacknowledged_directive_refuses_the_entry() {
    let world = World::open().await;
    let ticket = world.ticket();
    let waiting = vec!["directives/01890a5d-ac96-774b-bcce-b302099a8057".to_owned()];
    world.tickets.put(world.house.tenant(), Ticket { unacknowledged_directives: waiting, ..ticket.clone() });
    let request = world.request(&ticket.name, -60, 60);
    let answer = world.client().create_time_entry(request.clone()).await;
    assert_eq!(reason(answer), Reason::DirectiveUnacknowledged);
    world.tickets.put(world.house.tenant(), ticket);
    world.client().create_time_entry(request).await.unwrap();
    world.house.close().await;
}

#[tokio::test]
async fn r8_an_entry_reaches_billing_once_with_its_tickets_facts() {
    let world = World::open().await;
    let ticket = world.ticket();
    let mut request = world.request(&ticket.name, -60, 60);
    let entry = request.entry.as_mut().unwrap();
    (entry.cost_center, entry.goodwill_reason) = ("4711".into(), "Erstkunde".into());
    let first = world.client().create_time_entry(request.clone()).await.unwrap().into_inner();
    let again = world.client().create_time_entry(request.clone()).await.unwrap().into_inner();
    assert_eq!(again, first, "X2");
    let heard = world.heard(&first.name).await;
    assert_eq!(heard.len(), 1);
    let told = &heard[0];
    assert_eq!((&told.ticket, &told.ticket_number), (&ticket.name, &ticket.number));
    assert_eq!((&told.customer, &told.contact), (&ticket.customer, &ticket.contact));
    assert_eq!((told.priority, told.asset.as_str(), told.site.as_str()), (ticket.priority, "", ""));
    assert_eq!((told.start_time, told.duration), (first.start_time, first.duration));
    assert_eq!((told.cost_center.as_str(), told.goodwill_reason.as_str()), ("4711", "Erstkunde"));
    assert_eq!((&told.technician, &told.text), (&first.technician, &first.text));
    request.entry.as_mut().unwrap().text = "anders".into();
    assert_eq!(reason(world.client().create_time_entry(request).await), Reason::RequestIdReused);
    assert_eq!(world.list().await.len(), 1);
    world.house.close().await;
}

#[tokio::test]
async fn x1_a_foreign_ticket_or_entry_is_as_absent() {
    let world = World::open().await;
    let ticket = world.ticket();
    let entry = world.create(&ticket.name, -60, 60).await;
    let absent = "01890a5d-ac96-774b-bcce-b302099a8057";
    let (foreign_ticket, foreign_entry) = (world.request(&ticket.name, -60, 60), entry.name.clone());
    let refused = world.foreigner().create_time_entry(foreign_ticket).await.unwrap_err();
    let missing = world.request(&format!("tickets/{absent}"), -600, 60);
    let missing = world.client().create_time_entry(missing).await.unwrap_err();
    assert_eq!((refused.code(), missing.code()), (tonic::Code::NotFound, tonic::Code::NotFound));
    assert_eq!(refused.message(), missing.message().replace(&format!("tickets/{absent}"), &ticket.name));
    let request = GetTimeEntryRequest { name: foreign_entry.clone() };
    let refused = world.foreigner().get_time_entry(request).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::NotFound);
    assert_eq!(refused.message(), format!("{foreign_entry} not found"));
    world.house.close().await;
}

#[tokio::test]
async fn x6_who_may_not_write_is_denied() {
    let world = World::open().await;
    let request = world.request(&world.ticket().name, -60, 60);
    let mut reader = world.client_with(&["time.read", "ticket.read"]);
    assert_eq!(reason(reader.create_time_entry(request.clone()).await), Reason::PermissionDenied);
    // Work begins only where the ticket may be seen.
    let mut blind = world.client_with(&["time.read", "time.write"]);
    assert_eq!(reason(blind.create_time_entry(request).await), Reason::PermissionDenied);
    world.house.close().await;
}

#[tokio::test]
async fn t1_a_machine_names_who_worked_and_has_no_timer() {
    let world = World::open().await;
    let ticket = world.ticket();
    let (tickets, database) = (world.tickets.clone(), world.house.database().clone());
    let (tenant, technician) = (world.house.tenant(), world.house.user().resource_name());
    let mut request = world.request(&ticket.name, -60, 60);
    world.house.close().await;
    let again = Replica::start(&database, Some(tickets)).await;
    let machine = TokenId::new(&RandomIds).resource_name();
    let mut client = TimeServiceClient::new(again.peer(tenant, machine.clone()));
    assert_eq!(wrong_fields(client.create_time_entry(request.clone()).await), ["entry.technician"]);
    request.entry.as_mut().unwrap().technician.clone_from(&technician);
    let entry = client.create_time_entry(request).await.unwrap().into_inner();
    assert_eq!(entry.technician, technician);
    let versions = ListTimeEntryVersionsRequest { name: entry.name, ..Default::default() };
    let versions = client.list_time_entry_versions(versions).await.unwrap().into_inner().versions;
    assert_eq!(versions[0].recorder, machine);
    assert_eq!(reason(client.start_timer(start(&ticket.name)).await), Reason::WrongState);
    again.stop().await;
}
