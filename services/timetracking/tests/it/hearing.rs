//! What is heard of tickets and of billing.

use crate::world::{World, id, start, stop};
use kontor_ids::{TicketId, TimeEntryId, Uuid};
use kontor_proto::billing::v1::{EntryRated, InvoiceCancelled, InvoiceIssued};
use kontor_proto::ticket::v1::{TicketOpened, TicketPriorityChanged, TicketState, TicketStateChanged};
use kontor_proto::timetracking::v1::*;
use kontor_proto::types::v1::Priority;

fn entry_id(entry: &TimeEntry) -> Uuid {
    TimeEntryId::from_resource_name(&entry.name).unwrap().uuid()
}

fn ticket_id(name: &str) -> Uuid {
    TicketId::from_resource_name(name).unwrap().uuid()
}

fn rated(entry: &TimeEntry, entry_version: i32, undecided: bool) -> EntryRated {
    EntryRated { entry: entry.name.clone(), entry_version, undecided, ticket: entry.ticket.clone() }
}

#[tokio::test]
async fn r8_until_it_is_rated_an_entry_says_so() {
    let world = World::open().await;
    let entry = world.create(&world.ticket().name, -600, 60).await;
    assert_eq!(entry.billing_state, i32::from(BillingState::Pending));
    let (tenant, id) = (world.house.tenant(), entry_id(&entry));
    world.billing.voice.tell(tenant, id, 1, &rated(&entry, 1, true)).await;
    world.becomes(&entry.name, BillingState::Undecided).await;
    world.billing.voice.tell(tenant, id, 2, &rated(&entry, 1, false)).await;
    world.becomes(&entry.name, BillingState::Rated).await;
    assert_eq!(world.get(&entry.name).await.etag, entry.etag, "what billing says is no correction");
    assert_eq!(world.heard(&entry.name).await.len(), 1);
    world.house.close().await;
}

#[tokio::test]
async fn r8_what_is_said_late_of_an_old_version_does_not_rate_the_new() {
    let world = World::open().await;
    let ticket = world.ticket();
    let entry = world.create(&ticket.name, -600, 60).await;
    let longer = Some(prost_types::Duration { seconds: 90, nanos: 0 });
    let changed = TimeEntry { duration: longer, ..entry.clone() };
    let request =
        CorrectTimeEntryRequest { entry: Some(changed), reason: "länger".into(), request_id: id() };
    world.client().correct_time_entry(request).await.unwrap();
    let witness = world.create(&ticket.name, -300, 60).await;
    let tenant = world.house.tenant();
    world.billing.voice.tell(tenant, entry_id(&entry), 1, &rated(&entry, 1, false)).await;
    world.billing.voice.tell(tenant, entry_id(&witness), 1, &rated(&witness, 1, false)).await;
    // The feed is in order: when the witness is rated, the late word was heard.
    world.becomes(&witness.name, BillingState::Rated).await;
    assert_eq!(world.get(&entry.name).await.billing_state, i32::from(BillingState::Pending));
    world.billing.voice.tell(tenant, entry_id(&entry), 2, &rated(&entry, 2, false)).await;
    world.becomes(&entry.name, BillingState::Rated).await;
    world.house.close().await;
}

#[tokio::test]
async fn x3_a_timer_stops_with_what_was_heard_of_its_ticket() {
    let world = World::open().await;
    let ticket = world.ticket();
    world.client().start_timer(start(&ticket.name)).await.unwrap();
    let (tenant, id) = (world.house.tenant(), ticket_id(&ticket.name));
    // What is older than what was asked changes nothing: version 3 is known already.
    let opened = TicketOpened {
        ticket: ticket.name.clone(),
        number: "T-OLD".into(),
        customer: ticket.customer.clone(),
        priority: Priority::Low.into(),
        ..TicketOpened::default()
    };
    let moved = TicketStateChanged {
        ticket: ticket.name.clone(),
        to_state: TicketState::InProgress.into(),
        ..TicketStateChanged::default()
    };
    let urgent = TicketPriorityChanged {
        ticket: ticket.name.clone(),
        priority: Priority::Critical.into(),
        ..TicketPriorityChanged::default()
    };
    world.tickets.voice.tell(tenant, id, 1, &opened).await;
    world.tickets.voice.tell(tenant, id, 2, &moved).await;
    world.tickets.voice.tell(tenant, id, 3, &moved).await;
    world.tickets.voice.tell(tenant, id, 4, &urgent).await;
    world.known(&ticket.name, ("T-2026-000042", "critical", "in_progress", 4)).await;
    world.house.clock().advance(60);
    let entry = world.client().stop_timer(stop("fertig")).await.unwrap().into_inner();
    let heard = world.heard(&entry.name).await;
    assert_eq!(heard[0].priority, i32::from(Priority::Critical));
    assert_eq!(heard[0].ticket_number, ticket.number);
    world.house.close().await;
}

#[tokio::test]
async fn x3_a_ticket_is_known_from_hearsay() {
    let world = World::open().await;
    let ticket = world.ticket();
    let (tenant, id) = (world.house.tenant(), ticket_id(&ticket.name));
    let opened = TicketOpened {
        ticket: ticket.name.clone(),
        number: ticket.number.clone(),
        customer: ticket.customer.clone(),
        subject: ticket.subject.clone(),
        priority: Priority::Normal.into(),
        ..TicketOpened::default()
    };
    world.tickets.voice.tell(tenant, id, 1, &opened).await;
    world.known(&ticket.name, ("T-2026-000042", "normal", "new", 1)).await;
    let closed = TicketStateChanged {
        ticket: ticket.name.clone(),
        to_state: TicketState::Closed.into(),
        ..TicketStateChanged::default()
    };
    world.tickets.voice.tell(tenant, id, 2, &closed).await;
    world.known(&ticket.name, ("T-2026-000042", "normal", "closed", 2)).await;
    world.house.close().await;
}

#[tokio::test]
async fn t5_a_correction_that_came_too_late_for_the_invoice_is_shown() {
    let world = World::open().await;
    let entry = world.create(&world.ticket().name, -600, 60).await;
    let (tenant, entry_uuid) = (world.house.tenant(), entry_id(&entry));
    world.billing.voice.tell(tenant, entry_uuid, 1, &rated(&entry, 1, false)).await;
    world.becomes(&entry.name, BillingState::Rated).await;
    let longer = Some(prost_types::Duration { seconds: 90, nanos: 0 });
    let changed = TimeEntry { duration: longer, ..entry.clone() };
    let request =
        CorrectTimeEntryRequest { entry: Some(changed), reason: "länger".into(), request_id: id() };
    world.client().correct_time_entry(request).await.unwrap();
    let issued = InvoiceIssued { entries: vec![entry.name.clone()], ..InvoiceIssued::default() };
    world.billing.voice.tell(tenant, entry_uuid, 2, &issued).await;
    world.becomes(&entry.name, BillingState::Invoiced).await;
    let shown = &world.list().await[0];
    assert_eq!(
        (shown.version, shown.invoiced_version),
        (2, 1),
        "the list tells that the correction is not billed"
    );
    let cancelled = InvoiceCancelled { entries: vec![entry.name.clone()], ..InvoiceCancelled::default() };
    world.billing.voice.tell(tenant, entry_uuid, 3, &cancelled).await;
    world.becomes(&entry.name, BillingState::Rated).await;
    assert_eq!(world.get(&entry.name).await.invoiced_version, 0);
    world.house.close().await;
}
