//! The weekly sheet (T1, T4, T5, T6).

use crate::world::{AT_WORK, NINE, World, id, wrong_fields};
use kontor_ids::{RandomIds, UserId};
use kontor_proto::billing::v1::{EntryRated, InvoiceIssued};
use kontor_proto::timetracking::v1::approval_service_client::ApprovalServiceClient;
use kontor_proto::timetracking::v1::sheet_service_client::SheetServiceClient;
use kontor_proto::timetracking::v1::*;
use kontor_proto::types::v1::{Date, Travel};
use kontor_service::Peer;

fn sheets(world: &World) -> SheetServiceClient<Peer> {
    SheetServiceClient::new(world.house.peer_as("timetracking", &AT_WORK))
}

async fn sheet(world: &World, request: GetWeekSheetRequest) -> WeekSheet {
    sheets(world).get_week_sheet(request).await.unwrap().into_inner()
}

fn seconds(duration: Option<prost_types::Duration>) -> i64 {
    duration.unwrap().seconds
}

fn berlin(time: &str) -> GetWeekSheetRequest {
    let at: jiff::Timestamp = time.parse().unwrap();
    let time = Some(prost_types::Timestamp { seconds: at.as_second(), nanos: 0 });
    GetWeekSheetRequest { time, ..GetWeekSheetRequest::default() }
}

#[tokio::test]
async fn t1_the_week_has_its_days_lines_gaps_overlaps_and_sums() {
    let world = World::open().await;
    let ticket = world.ticket();
    world.create(&ticket.name, -7_200, 1_800).await;
    world.create(&ticket.name, -3_600, 1_800).await;
    let mut request = world.request(&ticket.name, -2_000, 600);
    let entry = request.entry.as_mut().unwrap();
    entry.allow_overlap = true;
    entry.travel = Some(Travel {
        duration: Some(prost_types::Duration { seconds: 900, nanos: 0 }),
        ..Travel::default()
    });
    world.client().create_time_entry(request).await.unwrap();
    // Sunday night into Monday: 22:30 to 00:30 in Berlin.
    world.create(&ticket.name, -41_400, 7_200).await;
    let week = sheet(&world, GetWeekSheetRequest::default()).await;
    assert_eq!(week.start_date, Some(Date { year: 2026, month: 3, day: 2 }));
    assert_eq!((week.days.len(), week.technician.clone()), (7, world.house.user().resource_name()));
    let monday = &week.days[0];
    let lines: Vec<i64> = monday.lines.iter().map(|line| seconds(line.duration)).collect();
    assert_eq!(lines, [1_800, 1_800, 1_800, 600], "of the night only what is Monday's");
    assert_eq!(monday.lines[1].ticket_number, ticket.number);
    assert_eq!(monday.gaps.len(), 2);
    let totals = monday.totals.as_ref().unwrap();
    assert_eq!(
        (seconds(totals.worked), seconds(totals.overlapped), seconds(totals.travel)),
        (6_000, 200, 900)
    );
    assert_eq!(seconds(totals.pending), 6_000);
    let before = sheet(&world, berlin("2026-03-01T12:00:00Z")).await;
    assert_eq!(seconds(before.totals.as_ref().unwrap().worked), 5_400, "the other part is Sunday's");
    assert_eq!(seconds(before.days[6].lines[0].duration), 5_400);
    let colleague = UserId::new(&RandomIds).resource_name();
    let theirs = sheet(&world, GetWeekSheetRequest { technician: colleague, ..Default::default() }).await;
    assert!(theirs.days.iter().all(|day| day.lines.is_empty()));
    world.house.close().await;
}

#[tokio::test]
async fn s2_a_day_in_the_sheet_has_23_hours_when_the_clock_is_put_forward() {
    let world = World::open().await;
    let week = sheet(&world, berlin("2026-03-29T12:00:00Z")).await;
    let sunday = &week.days[6];
    let length = sunday.end_time.unwrap().seconds - sunday.start_time.unwrap().seconds;
    assert_eq!(length, 23 * 3_600);
    let elsewhere = GetWeekSheetRequest { time_zone: "UTC".into(), ..berlin("2026-03-29T12:00:00Z") };
    let week = sheet(&world, elsewhere).await;
    assert_eq!(week.days[6].end_time.unwrap().seconds - week.days[6].start_time.unwrap().seconds, 86_400);
    world.house.close().await;
}

#[tokio::test]
async fn t5_the_sheet_tells_what_waits_and_what_is_invoiced() {
    let world = World::open().await;
    let mut leads = ApprovalServiceClient::new(world.house.peer_as("timetracking", &["time.admin"]));
    let above = Some(prost_types::Duration { seconds: 3_600, nanos: 0 });
    let rules = CaptureRules { approve_above: above, ..CaptureRules::default() };
    leads.set_capture_rules(SetCaptureRulesRequest { rules: Some(rules), request_id: id() }).await.unwrap();
    let ticket = world.ticket();
    world.create(&ticket.name, -20_000, 3_601).await;
    let invoiced = world.create(&ticket.name, -10_000, 300).await;
    let undecided = world.create(&ticket.name, -9_000, 200).await;
    let tenant = world.house.tenant();
    let uuid = |entry: &TimeEntry| kontor_ids::TimeEntryId::from_resource_name(&entry.name).unwrap().uuid();
    let issued = InvoiceIssued { entries: vec![invoiced.name.clone()], ..InvoiceIssued::default() };
    world.billing.voice.tell(tenant, uuid(&invoiced), 1, &issued).await;
    let rated =
        EntryRated { entry: undecided.name.clone(), entry_version: 1, undecided: true, ..Default::default() };
    world.billing.voice.tell(tenant, uuid(&undecided), 1, &rated).await;
    world.becomes(&invoiced.name, BillingState::Invoiced).await;
    world.becomes(&undecided.name, BillingState::Undecided).await;
    let totals = sheet(&world, GetWeekSheetRequest::default()).await.totals.unwrap();
    assert_eq!(
        [totals.worked, totals.unapproved, totals.invoiced, totals.undecided, totals.pending].map(seconds),
        [4_101, 3_601, 300, 200, 0]
    );
    world.house.close().await;
}

#[tokio::test]
async fn x5_the_sheet_is_a_table_in_the_callers_language_and_no_formula() {
    let world = World::open().await;
    let mut request = world.request(&world.ticket().name, -3_600, 61);
    request.entry.as_mut().unwrap().text = "=1+1; \"x\"".into();
    world.client().create_time_entry(request).await.unwrap();
    let file =
        sheets(&world).export_week_sheet(ExportWeekSheetRequest::default()).await.unwrap().into_inner();
    assert_eq!(file.file_name, "Wochenblatt-2026-03-02.csv");
    let text = String::from_utf8(file.content).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert!(lines[0].starts_with("Datum;Tag;Beginn;Ende;Dauer;Ticket"), "{text}");
    assert_eq!(
        lines[1],
        "02.03.2026;Mo;09:00:00;09:01:01;0:01:01;T-2026-000042;support;Fernwartung;\"'=1+1; \"\"x\"\"\";;nicht nötig;noch nicht bewertet;0:00:00"
    );
    assert_eq!(lines.len(), 3);
    world.house.close().await;
}

#[tokio::test]
async fn t1_an_unknown_zone_or_time_is_told_at_once() {
    let world = World::open().await;
    let request = GetWeekSheetRequest {
        technician: "me".into(),
        time: Some(prost_types::Timestamp { seconds: -1, nanos: 0 }),
        time_zone: "Europe/Kassel".into(),
    };
    let wrong = wrong_fields(sheets(&world).get_week_sheet(request).await);
    assert_eq!(wrong, ["technician", "time", "time_zone"]);
    assert_eq!(NINE % 3_600, 0);
    world.house.close().await;
}
