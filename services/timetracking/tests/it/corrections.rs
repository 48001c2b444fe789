//! Corrections (T5) and what they tell billing (R8).

use crate::world::{Client, World, id, reason, wrong_fields};
use kontor_ids::{IdSource as _, RandomIds, UserId};
use kontor_proto::billing::v1::{InvoiceCancelled, InvoiceIssued};
use kontor_proto::ticket::v1::Ticket;
use kontor_proto::timetracking::v1::*;
use kontor_proto::types::v1::Priority;
use kontor_status::Reason;
use tonic::{Response, Status};

fn correction(entry: &TimeEntry, seconds: i64) -> CorrectTimeEntryRequest {
    let duration = Some(prost_types::Duration { seconds, nanos: 0 });
    let entry = TimeEntry { duration, ..entry.clone() };
    CorrectTimeEntryRequest { entry: Some(entry), reason: "vertippt".into(), request_id: id() }
}

async fn correct(
    mut client: Client,
    request: CorrectTimeEntryRequest,
) -> Result<Response<TimeEntry>, Status> {
    client.correct_time_entry(request).await
}

async fn versions(world: &World, name: &str) -> Vec<TimeEntryVersion> {
    let request = ListTimeEntryVersionsRequest { name: name.into(), ..Default::default() };
    world.client().list_time_entry_versions(request).await.unwrap().into_inner().versions
}

#[tokio::test]
async fn t5_a_correction_is_a_new_version_and_the_old_stays() {
    let world = World::open().await;
    let first = world.create(&world.ticket().name, -900, 600).await;
    world.house.clock().advance(30);
    let request = correction(&first, 421);
    let second = correct(world.client(), request.clone()).await.unwrap().into_inner();
    assert_eq!((second.version, second.duration.unwrap().seconds), (2, 421));
    assert_eq!((&second.name, second.create_time), (&first.name, first.create_time));
    assert_ne!(second.etag, first.etag);
    assert_eq!(correct(world.client(), request).await.unwrap().into_inner(), second, "X2");
    assert_eq!(world.get(&first.name).await, second);
    let versions = versions(&world, &first.name).await;
    let told = |n: usize| versions[n].entry.as_ref().unwrap();
    let reasons: Vec<&str> = versions.iter().map(|version| version.reason.as_str()).collect();
    assert_eq!(reasons, ["vertippt", ""]);
    assert_eq!((told(0).duration, told(1).duration), (second.duration, first.duration));
    assert_eq!((told(1).billing_state, told(1).etag.as_str()), (0, ""));
    assert_eq!(versions[0].recorder, world.house.user().resource_name());
    assert!(versions[0].record_time.unwrap().seconds == versions[1].record_time.unwrap().seconds + 30);
    let heard = world.heard(&first.name).await;
    let durations: Vec<i64> = heard.iter().map(|event| event.duration.unwrap().seconds).collect();
    assert_eq!(durations, [600, 421], "R8: billing hears of each version");
    world.house.close().await;
}

#[tokio::test]
async fn t5_versions_come_in_pages() {
    let world = World::open().await;
    let mut entry = world.create(&world.ticket().name, -900, 600).await;
    for seconds in 1..=4 {
        entry = correct(world.client(), correction(&entry, seconds)).await.unwrap().into_inner();
    }
    let (mut token, mut seen) = (String::new(), Vec::new());
    loop {
        let request =
            ListTimeEntryVersionsRequest { name: entry.name.clone(), page_size: 2, page_token: token };
        let page = world.client().list_time_entry_versions(request).await.unwrap().into_inner();
        seen.extend(page.versions.into_iter().map(|version| version.entry.unwrap().version));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    let request = ListTimeEntryVersionsRequest { name: entry.name, ..Default::default() };
    let foreign = world.foreigner().list_time_entry_versions(request).await.unwrap_err();
    assert_eq!(foreign.code(), tonic::Code::NotFound);
    world.house.close().await;
}

#[tokio::test]
async fn t5_a_correction_needs_reason_etag_and_a_change() {
    let world = World::open().await;
    let entry = world.create(&world.ticket().name, -900, 600).await;
    let good = correction(&entry, 421);
    let with = |change: &dyn Fn(&mut CorrectTimeEntryRequest)| {
        let mut request = CorrectTimeEntryRequest { request_id: id(), ..good.clone() };
        change(&mut request);
        correct(world.client(), request)
    };
    let bare = with(&|r| {
        r.reason = " ".into();
        r.entry.as_mut().unwrap().etag.clear();
    });
    assert_eq!(wrong_fields(bare.await), ["reason", "entry.etag"]);
    let same = with(&|r| r.entry = Some(entry.clone()));
    assert_eq!(wrong_fields(same.await), ["entry"]);
    let other = UserId::new(&RandomIds).resource_name();
    let person = with(&|r| r.entry.as_mut().unwrap().technician.clone_from(&other));
    assert_eq!(wrong_fields(person.await), ["entry.technician"]);
    let stale = with(&|r| r.entry.as_mut().unwrap().etag = "\"7\"".into());
    assert_eq!(reason(stale.await), Reason::EtagMismatch);
    let foreign = correct(world.foreigner(), good.clone()).await.unwrap_err();
    assert_eq!(foreign.code(), tonic::Code::NotFound);
    assert_eq!(world.heard(&entry.name).await.len(), 1);
    // Without a name the technician stays.
    let kept = with(&|r| r.entry.as_mut().unwrap().technician.clear()).await.unwrap().into_inner();
    assert_eq!(kept.technician, entry.technician);
    world.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t5_of_two_corrections_at_once_one_wins() {
    let world = World::open().await;
    let entry = world.create(&world.ticket().name, -900, 600).await;
    let (one, other) = (correction(&entry, 100), correction(&entry, 200));
    let (first, second) = tokio::join!(correct(world.client(), one), correct(world.client(), other));
    assert!(first.is_ok() ^ second.is_ok());
    assert_eq!(reason(if first.is_ok() { second } else { first }), Reason::EtagMismatch);
    assert_eq!(world.heard(&entry.name).await.len(), 2);
    world.house.close().await;
}

#[tokio::test]
async fn t5_invoiced_is_locked_until_the_invoice_is_cancelled() {
    let world = World::open().await;
    let entry = world.create(&world.ticket().name, -900, 600).await;
    let (invoice, tenant) = (RandomIds.uuid(), world.house.tenant());
    let entries = vec![entry.name.clone()];
    let issued = InvoiceIssued { entries: entries.clone(), ..InvoiceIssued::default() };
    world.billing.voice.tell(tenant, invoice, 1, &issued).await;
    world.becomes(&entry.name, BillingState::Invoiced).await;
    let request = correction(&entry, 421);
    assert_eq!(reason(correct(world.client(), request.clone()).await), Reason::EntryInvoiced);
    let cancelled = InvoiceCancelled { entries, ..InvoiceCancelled::default() };
    world.billing.voice.tell(tenant, invoice, 2, &cancelled).await;
    world.becomes(&entry.name, BillingState::Rated).await;
    let corrected = correct(world.client(), request).await.unwrap().into_inner();
    assert_eq!(corrected.billing_state, i32::from(BillingState::Pending));
    world.house.close().await;
}

#[tokio::test]
async fn t5_a_corrected_word_keeps_what_the_price_was_judged_by() {
    let world = World::open().await;
    let ticket = world.ticket();
    let entry = world.create(&ticket.name, -900, 600).await;
    let urgent = Ticket { priority: Priority::Critical.into(), log_length: 4, ..ticket.clone() };
    world.tickets.put(world.house.tenant(), urgent.clone());
    world.create(&ticket.name, -60, 60).await;
    correct(world.client(), correction(&entry, 601)).await.unwrap();
    let heard = world.heard(&entry.name).await;
    assert!(heard.iter().all(|event| event.priority == ticket.priority));
    world.house.close().await;
}

#[tokio::test]
async fn t5_work_moves_to_another_ticket_by_that_tickets_rules() {
    let world = World::open().await;
    let (wrong, right) = (world.ticket(), world.ticket());
    let entry = world.create(&wrong.name, -900, 600).await;
    let moved = TimeEntry { ticket: right.name.clone(), ..entry.clone() };
    let request =
        CorrectTimeEntryRequest { entry: Some(moved), reason: "T vertauscht".into(), request_id: id() };
    let waiting = vec!["directives/01890a5d-ac96-774b-bcce-b302099a8057".to_owned()];
    world.tickets.put(world.house.tenant(), Ticket { unacknowledged_directives: waiting, ..right.clone() });
    let refused = correct(world.client(), request.clone()).await;
    assert_eq!(reason(refused), Reason::DirectiveUnacknowledged, "C7");
    world.tickets.put(world.house.tenant(), right.clone());
    let moved = correct(world.client(), request).await.unwrap().into_inner();
    assert_eq!((&moved.ticket, &moved.customer), (&right.name, &right.customer));
    let heard = world.heard(&entry.name).await;
    assert_eq!((&heard[0].customer, &heard[1].customer), (&wrong.customer, &right.customer));
    world.house.close().await;
}

#[tokio::test]
async fn t4_a_correction_may_not_slide_into_other_work() {
    let world = World::open().await;
    let ticket = world.ticket();
    let entry = world.create(&ticket.name, -900, 300).await;
    world.create(&ticket.name, -600, 300).await;
    let refused = correct(world.client(), correction(&entry, 301)).await;
    assert_eq!(reason(refused), Reason::EntryOverlaps);
    correct(world.client(), correction(&entry, 299)).await.unwrap();
    world.house.close().await;
}

#[tokio::test]
async fn t5_the_database_refuses_to_change_a_version() {
    let world = World::open().await;
    world.create(&world.ticket().name, -900, 600).await;
    let mut owner = world.house.database().owner().await;
    for statement in [
        "update timetracking.entry_versions set seconds = 1",
        "delete from timetracking.entry_versions",
        "truncate timetracking.entry_versions",
    ] {
        let refused = sqlx::query(statement).execute(&mut owner).await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().code().as_deref(), Some("KT002"), "{statement}");
    }
    world.house.close().await;
}
