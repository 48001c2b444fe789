//! Approval, where a house wants it (T6).

use crate::world::{World, id, reason, wrong_fields};
use kontor_ids::{RandomIds, UserId};
use kontor_proto::ticket::v1::Ticket;
use kontor_proto::timetracking::v1::approval_service_client::ApprovalServiceClient;
use kontor_proto::timetracking::v1::*;
use kontor_service::Peer;
use kontor_status::Reason;

type Desk = ApprovalServiceClient<Peer>;

const LEADS: [&str; 5] = ["ticket.read", "time.read", "time.write", "time.approve", "time.admin"];

fn desk(world: &World, user: UserId) -> Desk {
    ApprovalServiceClient::new(world.house.peer_of("timetracking", world.house.tenant(), user, &LEADS))
}

fn minutes(minutes: i64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds: minutes * 60, nanos: 0 })
}

/// Above two hours, on others' tickets and with goodwill.
async fn strict(world: &World) -> CaptureRules {
    let rules = CaptureRules {
        approve_above: minutes(120),
        approve_foreign_tickets: true,
        approve_goodwill: true,
        ..CaptureRules::default()
    };
    let request = SetCaptureRulesRequest { rules: Some(rules), request_id: id() };
    desk(world, world.house.user()).set_capture_rules(request).await.unwrap().into_inner()
}

fn approve(entry: &TimeEntry) -> ApproveTimeEntryRequest {
    let (name, etag) = (entry.name.clone(), entry.etag.clone());
    ApproveTimeEntryRequest { name, etag, request_id: id(), ..ApproveTimeEntryRequest::default() }
}

fn reject(entry: &TimeEntry, reason: &str) -> RejectTimeEntryRequest {
    let (name, etag) = (entry.name.clone(), entry.etag.clone());
    RejectTimeEntryRequest { name, etag, reason: reason.into(), request_id: id() }
}

async fn waiting(world: &World) -> Vec<String> {
    let request = ListWaitingTimeEntriesRequest::default();
    let mut desk = desk(world, world.house.user());
    let entries = desk.list_waiting_time_entries(request).await.unwrap().into_inner().entries;
    entries.into_iter().map(|entry| entry.name).collect()
}

#[tokio::test]
async fn t6_without_rules_nothing_waits() {
    let world = World::open().await;
    let entry = world.create(&world.ticket().name, -40_000, 36_000).await;
    assert_eq!(entry.approval, i32::from(ApprovalState::NotNeeded));
    assert!(waiting(&world).await.is_empty());
    let heard = world.heard(&entry.name).await;
    assert_eq!(heard[0].approval, i32::from(ApprovalState::NotNeeded));
    world.house.close().await;
}

#[tokio::test]
async fn t6_long_foreign_and_goodwill_wait_and_billing_is_told() {
    let world = World::open().await;
    strict(&world).await;
    let ticket = world.ticket();
    let foreign = Ticket { assignee: UserId::new(&RandomIds).resource_name(), ..world.ticket() };
    world.tickets.put(world.house.tenant(), foreign.clone());
    let short = world.create(&ticket.name, -20_000, 7_200).await;
    assert_eq!(short.approval, i32::from(ApprovalState::NotNeeded));
    let long = world.create(&ticket.name, -40_000, 7_201).await;
    let elsewhere = world.create(&foreign.name, -8_000, 60).await;
    let mut request = world.request(&ticket.name, -7_000, 60);
    request.entry.as_mut().unwrap().goodwill_reason = "Erstkunde".into();
    let kind = world.client().create_time_entry(request).await.unwrap().into_inner();
    for (entry, why) in [
        (&long, ApprovalReason::Long),
        (&elsewhere, ApprovalReason::ForeignTicket),
        (&kind, ApprovalReason::Goodwill),
    ] {
        assert_eq!(entry.approval, i32::from(ApprovalState::Waiting), "{why:?}");
        assert_eq!(entry.approval_reasons, [i32::from(why)]);
        let heard = world.heard(&entry.name).await;
        assert_eq!(heard[0].approval, i32::from(ApprovalState::Waiting));
    }
    assert_eq!(waiting(&world).await, [long.name, elsewhere.name, kind.name], "oldest work first");
    world.house.close().await;
}

#[tokio::test]
async fn t6_an_approval_is_a_version_with_who_when_and_why() {
    let world = World::open().await;
    strict(&world).await;
    let entry = world.create(&world.ticket().name, -40_000, 7_201).await;
    let (boss, request) = (UserId::new(&RandomIds), approve(&entry));
    let approved = desk(&world, boss).approve_time_entry(request.clone()).await.unwrap().into_inner();
    assert_eq!((approved.version, approved.approval), (2, ApprovalState::Approved.into()));
    assert_eq!((&approved.text, approved.duration), (&entry.text, entry.duration));
    let again = desk(&world, boss).approve_time_entry(request).await.unwrap().into_inner();
    assert_eq!(again, approved, "X2");
    assert_eq!(reason(desk(&world, boss).approve_time_entry(approve(&entry)).await), Reason::EtagMismatch);
    assert_eq!(reason(desk(&world, boss).approve_time_entry(approve(&approved)).await), Reason::WrongState);
    assert!(waiting(&world).await.is_empty());
    let request = ListTimeEntryVersionsRequest { name: entry.name.clone(), ..Default::default() };
    let versions = world.client().list_time_entry_versions(request).await.unwrap().into_inner().versions;
    assert_eq!((&versions[0].recorder, versions.len()), (&boss.resource_name(), 2));
    let heard = world.heard(&entry.name).await;
    let told: Vec<i32> = heard.iter().map(|event| event.approval).collect();
    assert_eq!(told, [i32::from(ApprovalState::Waiting), ApprovalState::Approved.into()], "R8");
    // A correction is judged anew.
    let changed = TimeEntry { text: "anders".into(), ..approved };
    let request = CorrectTimeEntryRequest { entry: Some(changed), reason: "Text".into(), request_id: id() };
    let corrected = world.client().correct_time_entry(request).await.unwrap().into_inner();
    assert_eq!(corrected.approval, i32::from(ApprovalState::Waiting));
    world.house.close().await;
}

#[tokio::test]
async fn t6_nobody_approves_their_own_work_or_what_they_saved() {
    let world = World::open().await;
    strict(&world).await;
    let ticket = world.ticket();
    let own = world.create(&ticket.name, -40_000, 7_201).await;
    let mut me = desk(&world, world.house.user());
    assert_eq!(reason(me.approve_time_entry(approve(&own)).await), Reason::WrongState);
    let mut request = world.request(&ticket.name, -20_000, 7_201);
    request.entry.as_mut().unwrap().technician = UserId::new(&RandomIds).resource_name();
    let saved = world.client().create_time_entry(request).await.unwrap().into_inner();
    assert_eq!(reason(me.approve_time_entry(approve(&saved)).await), Reason::WrongState);
    assert_eq!(reason(me.reject_time_entry(reject(&saved, "x")).await), Reason::WrongState);
    let mut worker = ApprovalServiceClient::new(world.house.peer_as("timetracking", &crate::world::AT_WORK));
    assert_eq!(reason(worker.approve_time_entry(approve(&saved)).await), Reason::PermissionDenied);
    world.house.close().await;
}

#[tokio::test]
async fn t6_a_rejected_entry_is_submitted_again_or_corrected() {
    let world = World::open().await;
    strict(&world).await;
    let boss = UserId::new(&RandomIds);
    let entry = world.create(&world.ticket().name, -40_000, 7_201).await;
    let rejected =
        desk(&world, boss).reject_time_entry(reject(&entry, "zu lang")).await.unwrap().into_inner();
    assert_eq!(rejected.approval, i32::from(ApprovalState::Rejected));
    assert!(waiting(&world).await.is_empty());
    let submit = SubmitTimeEntryRequest {
        name: rejected.name.clone(),
        etag: rejected.etag.clone(),
        reason: "so war es".into(),
        request_id: id(),
    };
    let mut me = desk(&world, world.house.user());
    let again = me.submit_time_entry(submit).await.unwrap().into_inner();
    assert_eq!((again.approval, again.version), (ApprovalState::Waiting.into(), 3));
    let rejected = desk(&world, boss).reject_time_entry(reject(&again, "nein")).await.unwrap().into_inner();
    let shorter = TimeEntry { duration: minutes(120), ..rejected };
    let request = CorrectTimeEntryRequest { entry: Some(shorter), reason: "Pause".into(), request_id: id() };
    let corrected = world.client().correct_time_entry(request).await.unwrap().into_inner();
    assert_eq!((corrected.approval, corrected.version), (ApprovalState::NotNeeded.into(), 5));
    world.house.close().await;
}

#[tokio::test]
async fn t6_rules_are_guarded_checked_and_the_houses_own() {
    let world = World::open().await;
    let set = strict(&world).await;
    let mut me = desk(&world, world.house.user());
    let read = me.get_capture_rules(GetCaptureRulesRequest {}).await.unwrap().into_inner();
    assert_eq!((read.clone(), read.session_gap), (set.clone(), minutes(5)));
    let stale = CaptureRules { etag: String::new(), ..set.clone() };
    let request = SetCaptureRulesRequest { rules: Some(stale), request_id: id() };
    assert_eq!(reason(me.set_capture_rules(request).await), Reason::EtagMismatch);
    let wrong = CaptureRules { approve_above: minutes(-1), session_gap: minutes(1_441), ..set };
    let request = SetCaptureRulesRequest { rules: Some(wrong), request_id: "x".into() };
    let fields = wrong_fields(me.set_capture_rules(request).await);
    assert_eq!(fields, ["request_id", "rules.session_gap", "rules.approve_above"]);
    let other = world.house.peer_of(
        "timetracking",
        kontor_ids::TenantId::new(&RandomIds),
        UserId::new(&RandomIds),
        &LEADS,
    );
    let theirs =
        ApprovalServiceClient::new(other).get_capture_rules(GetCaptureRulesRequest {}).await.unwrap();
    assert_eq!(theirs.into_inner().etag, "", "X1: another house has none");
    world.house.close().await;
}

#[tokio::test]
async fn t6_waiting_entries_come_in_pages() {
    let world = World::open().await;
    strict(&world).await;
    let ticket = world.ticket();
    let mut expected = Vec::new();
    for n in 0..5 {
        expected.push(world.create(&ticket.name, -80_000 + n * 8_000, 7_201).await.name);
    }
    let (mut token, mut seen) = (String::new(), Vec::new());
    loop {
        let request = ListWaitingTimeEntriesRequest { page_size: 2, page_token: token };
        let page =
            desk(&world, world.house.user()).list_waiting_time_entries(request).await.unwrap().into_inner();
        seen.extend(page.entries.into_iter().map(|entry| entry.name));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, expected);
    world.house.close().await;
}
