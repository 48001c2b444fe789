//! On-call schedules by rule id.

use crate::world::{World, berlin, id, seconds, step, wire};
use kontor_ids::{RandomIds, UserId};
use kontor_proto::escalation::v1::*;
use kontor_proto::ticket::v1::*;
use kontor_proto::types::v1 as types;
use tonic::Code;

const DAY: i64 = 86_400;

fn date(month: i32, day: i32) -> Option<types::Date> {
    Some(types::Date { year: 2026, month, day })
}

/// Turns of a week, handed over on Mondays at 8.
fn weekly(people: &[UserId]) -> OnCallSchedule {
    let rotation = Rotation {
        time_zone: "Europe/Berlin".into(),
        first_day: date(3, 2),
        handover: Some(seconds(8 * 3600)),
        days: 7,
        people: people.iter().map(|id| id.resource_name()).collect(),
        until_day: None,
    };
    OnCallSchedule { display_name: "Bereitschaft".into(), rotations: vec![rotation], ..Default::default() }
}

async fn create(world: &World, schedule: OnCallSchedule) -> OnCallSchedule {
    let request = CreateOnCallScheduleRequest { schedule: Some(schedule), request_id: id() };
    world.on_call().create_on_call_schedule(request).await.unwrap().into_inner()
}

fn people<const N: usize>() -> [UserId; N] {
    std::array::from_fn(|_| UserId::new(&RandomIds))
}

#[tokio::test]
async fn e4_without_an_acknowledgement_the_next_in_line_is_notified() {
    let mut calling = step(ClockKind::Response, 50, Some(600));
    calling.actions = vec![Action::NotifyOnCall.into()];
    let world = World::guarded(vec![calling]).await;
    let [first, second] = people();
    create(&world, weekly(&[first, second])).await;
    world.at(3, 9, 0);
    let ticket = world.ticket("mail server").await;
    world.at(3, 10, 0);
    let fired = world.fired(&ticket, 1).await;
    assert_eq!(fired[0].notified, [first.resource_name()]);
    assert_eq!((world.told(first).await.len(), world.told(second).await.len()), (1, 0));
    world.at(3, 10, 10);
    let fired = world.fired(&ticket, 2).await;
    assert_eq!(fired[1].notified, [second.resource_name()]);
    let told = world.told(second).await;
    assert_eq!((told.len(), told[0].cause.as_str()), (1, fired[1].name.as_str()));
    // Acknowledging names the person, and ends it.
    let permissions = ["ticket.write", "ticket.read"];
    let peer = world.house.peer_of("escalation", world.house.tenant(), second, &permissions);
    let mut client = escalation_service_client::EscalationServiceClient::new(peer);
    let request = AcknowledgeFiringRequest { name: fired[1].name.clone(), request_id: id() };
    let seen = client.acknowledge_firing(request).await.unwrap().into_inner();
    assert_eq!(
        (seen.acknowledged_by, seen.acknowledge_time),
        (second.resource_name(), wire(berlin(3, 10, 10)))
    );
    world.at(3, 10, 45);
    world.rest().await;
    assert_eq!((world.told(first).await.len(), world.told(second).await.len()), (1, 1));
    world.house.close().await;
}

#[tokio::test]
async fn e4_gaps_are_reported_in_advance_and_handovers_keep_the_wall_clock_across_dst() {
    let world = World::open().await;
    let [first, second] = people();
    let mut schedule = weekly(&[first, second]);
    schedule.rotations[0].until_day = date(4, 6);
    let time = types::TimeRange { start: wire(berlin(10, 12, 0)), end: wire(berlin(10, 14, 0)) };
    schedule.overrides = vec![Override { time: Some(time), person: String::new() }];
    let schedule = create(&world, schedule).await;
    let request = ListOnCallShiftsRequest {
        name: schedule.name.clone(),
        start_time: wire(berlin(2, 8, 0)),
        span: Some(seconds(40 * DAY)),
    };
    let answer = world.on_call().list_on_call_shifts(request).await.unwrap().into_inner();
    let gaps: Vec<_> = answer.gaps.iter().map(|gap| gap.start).collect();
    let at = |text: &str| wire(text.parse().unwrap());
    assert_eq!(gaps, [wire(berlin(10, 12, 0)), at("2026-04-06T08:00+02")]);
    // Clocks go forward on 29 March: the handover stays at eight on the wall.
    let last = answer.shifts.last().unwrap();
    assert_eq!(last.time.as_ref().unwrap().start, at("2026-03-30T08:00+02"));
    assert_eq!(last.person, first.resource_name());
    world.house.close().await;
}

#[tokio::test]
async fn e4_a_schedule_is_changed_by_who_read_it_and_every_version_is_kept() {
    let world = World::open().await;
    let [first, second, third] = people();
    let schedule = create(&world, weekly(&[first, second])).await;
    let change = |schedule: &OnCallSchedule| {
        let mut schedule = schedule.clone();
        let time = types::TimeRange { start: wire(berlin(3, 0, 0)), end: wire(berlin(4, 0, 0)) };
        schedule.overrides.push(Override { time: Some(time), person: third.resource_name() });
        UpdateOnCallScheduleRequest { schedule: Some(schedule), request_id: id() }
    };
    let newer = world.on_call().update_on_call_schedule(change(&schedule)).await.unwrap().into_inner();
    assert_ne!(newer.etag, schedule.etag);
    let late = world.on_call().update_on_call_schedule(change(&schedule)).await.unwrap_err();
    assert_eq!(late.code(), Code::Aborted);
    assert_eq!(world.count("select count(*) from escalation.on_call_schedules").await, 2);
    let listed = world.on_call().list_on_call_schedules(ListOnCallSchedulesRequest {}).await.unwrap();
    assert_eq!(listed.into_inner().schedules, std::slice::from_ref(&newer));
    let request = GetOnCallScheduleRequest { name: newer.name.clone() };
    let mut stranger = on_call_service_client::OnCallServiceClient::new(world.house.peer_of(
        "escalation",
        kontor_ids::TenantId::new(&RandomIds),
        UserId::new(&RandomIds),
        &crate::world::ALL,
    ));
    assert_eq!(stranger.get_on_call_schedule(request).await.unwrap_err().code(), Code::NotFound);
    world.house.close().await;
}

#[tokio::test]
async fn e4_a_schedule_without_people_or_zone_is_refused_with_all_fields() {
    let world = World::open().await;
    let mut schedule = weekly(&[]);
    schedule.rotations[0].time_zone = "Berlin".into();
    schedule.rotations[0].days = 0;
    schedule.overrides = vec![Override { time: None, person: "x".into() }];
    let request = CreateOnCallScheduleRequest { schedule: Some(schedule), request_id: id() };
    let status = world.on_call().create_on_call_schedule(request).await.unwrap_err();
    let details = tonic_types::StatusExt::get_details_bad_request(&status).unwrap();
    let fields: Vec<_> = details.field_violations.into_iter().map(|violation| violation.field).collect();
    let expected = [
        "schedule.rotations[0].time_zone",
        "schedule.rotations[0].days",
        "schedule.rotations[0].people",
        "schedule.overrides[0].time",
        "schedule.overrides[0].person",
    ];
    assert_eq!(fields, expected);
    world.house.close().await;
}
