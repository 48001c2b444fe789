//! Tickets and records that became one (K7): work that no invoice holds goes over, and is told.

use crate::world::{World, reason, start};
use kontor_ids::{AssetId, ContactId, CustomerId, IdSource as _, RandomIds, TicketId};
use kontor_proto::billing::v1::InvoiceIssued;
use kontor_proto::contract::v1::{AssetMerged, ContactMerged, CustomerMerged};
use kontor_proto::ticket::v1::{LogKind, Ticket, TicketLogged, TicketMerged, TicketOpened, TicketState};
use kontor_proto::timetracking::v1::proposal_service_client::ProposalServiceClient;
use kontor_proto::timetracking::v1::*;
use kontor_status::Reason;

fn uuid(ticket: &str) -> kontor_ids::Uuid {
    TicketId::from_resource_name(ticket).unwrap().uuid()
}

/// A ticket that events told of, with a number of its own.
async fn told(world: &World, number: &str) -> Ticket {
    let ticket = Ticket { number: number.into(), ..world.ticket() };
    world.tickets.put(world.house.tenant(), ticket.clone());
    let opened = TicketOpened {
        ticket: ticket.name.clone(),
        number: number.into(),
        customer: ticket.customer.clone(),
        contact: ticket.contact.clone(),
        subject: ticket.subject.clone(),
        priority: ticket.priority,
        ..TicketOpened::default()
    };
    world.tickets.voice.tell(world.house.tenant(), uuid(&ticket.name), 1, &opened).await;
    world.known(&ticket.name, (number, "high", "new", 1)).await;
    ticket
}

async fn merge(world: &World, version: i64, lost: &Ticket, kept: &Ticket) {
    let merged = TicketMerged {
        ticket: lost.name.clone(),
        into: kept.name.clone(),
        actor: world.house.user().resource_name(),
        ..TicketMerged::default()
    };
    world.tickets.voice.tell(world.house.tenant(), uuid(&lost.name), version, &merged).await;
    let gone = Ticket { merged_into: kept.name.clone(), state: TicketState::Closed.into(), ..lost.clone() };
    world.tickets.put(world.house.tenant(), gone);
}

/// The billing state stays as it was until the newest version was heard of.
async fn invoice(world: &World, entry: &str) {
    let issued = InvoiceIssued { entries: vec![entry.into()], ..InvoiceIssued::default() };
    world.billing.voice.tell(world.house.tenant(), RandomIds.uuid(), 1, &issued).await;
    world.becomes(entry, BillingState::Invoiced).await;
}

#[tokio::test]
async fn k7_work_of_a_merged_ticket_goes_over_as_a_new_version_and_what_is_invoiced_stays() {
    let world = World::open().await;
    let (lost, kept) = (told(&world, "T-2026-000001").await, told(&world, "T-2026-000002").await);
    let billed = world.create(&lost.name, -9_000, 600).await;
    invoice(&world, &billed.name).await;
    let open = world.create(&lost.name, -7_000, 421).await;
    merge(&world, 2, &lost, &kept).await;
    let moved = async || world.get(&open.name).await.ticket == kept.name;
    world.house.eventually("the entry goes over", moved).await;
    let now = world.get(&open.name).await;
    assert_eq!((now.version, now.duration, &now.customer), (2, open.duration, &open.customer));
    let request = ListTimeEntryVersionsRequest { name: open.name.clone(), ..Default::default() };
    let versions = world.client().list_time_entry_versions(request).await.unwrap().into_inner().versions;
    assert_eq!(versions[0].reason, "Ticket zusammengeführt");
    assert_eq!(versions[0].recorder, world.house.user().resource_name());
    assert_eq!(versions[1].entry.as_ref().unwrap().ticket, lost.name, "T5: the old version stays");
    // Billing hears of each version once: the work is rated for the survivor and nothing is charged twice.
    let heard = world.heard(&open.name).await;
    let tickets: Vec<_> = heard.iter().map(|e| (e.ticket.as_str(), e.ticket_number.as_str())).collect();
    assert_eq!(tickets, [(lost.name.as_str(), "T-2026-000001"), (kept.name.as_str(), "T-2026-000002")]);
    assert_eq!(world.get(&billed.name).await.ticket, lost.name);
    assert_eq!(world.heard(&billed.name).await.len(), 1);
    world.house.close().await;
}

#[tokio::test]
async fn k7_a_timer_goes_over_and_work_named_by_the_merged_ticket_is_the_survivors() {
    let world = World::open().await;
    let (lost, kept) = (told(&world, "T-2026-000001").await, told(&world, "T-2026-000002").await);
    world.client().start_timer(start(&lost.name)).await.unwrap();
    merge(&world, 2, &lost, &kept).await;
    let moved = async || {
        let timer = world.client().get_timer(GetTimerRequest::default()).await.unwrap().into_inner();
        timer.ticket == kept.name
    };
    world.house.eventually("the timer goes over", moved).await;
    let entry = world.create(&lost.name, -7_000, 600).await;
    assert_eq!(entry.ticket, kept.name);
    let another = reason(world.client().start_timer(start(&lost.name)).await);
    assert_eq!(another, Reason::TimerRunning);
    world.house.close().await;
}

/// The merge is heard while the ticket service's answer of a moment before is still under way.
#[tokio::test]
async fn k7_work_saved_at_the_instant_of_a_merge_ends_up_on_the_ticket_that_stays() {
    let world = World::open().await;
    let (lost, kept) = (told(&world, "T-2026-000001").await, told(&world, "T-2026-000002").await);
    let open = world.create(&lost.name, -9_000, 600).await;
    merge(&world, 2, &lost, &kept).await;
    let moved = async || world.get(&open.name).await.ticket == kept.name;
    world.house.eventually("the merge is heard", moved).await;
    world.tickets.put(world.house.tenant(), lost.clone());
    let late = world.create(&lost.name, -7_000, 600).await;
    assert_eq!(late.ticket, kept.name);
    let heard = world.heard(&late.name).await;
    assert_eq!(heard.len(), 1, "billing hears of the survivor alone");
    assert_eq!((&heard[0].ticket, &heard[0].ticket_number), (&kept.name, &kept.number));
    let timer = world.client().start_timer(start(&lost.name)).await.unwrap().into_inner();
    assert_eq!(timer.ticket, kept.name);
    world.house.close().await;
}

#[tokio::test]
async fn k7_a_merge_waits_for_work_that_is_being_saved_and_takes_it_along() {
    let world = World::open().await;
    let (lost, kept) = (told(&world, "T-2026-000001").await, told(&world, "T-2026-000002").await);
    let open = world.create(&lost.name, -9_000, 600).await;
    let saving = async |n: i64| world.create(&lost.name, -7_000 + 600 * n, 600).await.name;
    let merging = async {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        merge(&world, 2, &lost, &kept).await;
    };
    let (first, second, third, fourth, ()) =
        tokio::join!(saving(0), saving(1), saving(2), saving(3), merging);
    for entry in [open.name, first, second, third, fourth] {
        let moved = async || world.get(&entry).await.ticket == kept.name;
        world.house.eventually("all work is the survivor's", moved).await;
    }
    world.house.close().await;
}

#[tokio::test]
async fn n4_k7_no_minute_is_proposed_twice_after_a_merge_or_a_split() {
    let world = World::open().await;
    let (lost, kept) = (told(&world, "T-2026-000001").await, told(&world, "T-2026-000002").await);
    let me = world.house.user().resource_name();
    let call = TicketLogged {
        ticket: lost.name.clone(),
        kind: LogKind::CallOut.into(),
        event_time: Some(prost_types::Timestamp { seconds: crate::world::NINE - 3_600, nanos: 0 }),
        actor: me,
        worked_minutes: 12,
        ..TicketLogged::default()
    };
    world.tickets.voice.tell(world.house.tenant(), uuid(&lost.name), 2, &call).await;
    let again =
        TicketLogged { ticket: kept.name.clone(), taken_from: format!("{}/logEntries/2", lost.name), ..call };
    world.tickets.voice.tell(world.house.tenant(), uuid(&kept.name), 2, &again).await;
    let missing = async || {
        let peer = world.house.peer_as("timetracking", &crate::world::AT_WORK);
        let request = GetMissingTimeRequest::default();
        ProposalServiceClient::new(peer).get_missing_time(request).await.unwrap().into_inner()
    };
    let one = async || missing().await.proposals.len() == 1;
    world.house.eventually("the call is proposed", one).await;
    assert_eq!(missing().await.unbooked.unwrap().seconds, 720);
    // It is booked on the ticket that is merged then: whichever of the two is named, it is booked.
    let booked = world.create(&lost.name, -3_600 - 720, 720).await;
    assert!(missing().await.proposals.is_empty());
    invoice(&world, &booked.name).await;
    merge(&world, 3, &lost, &kept).await;
    let closed = "select state = 'closed' from timetracking.tickets where number = 'T-2026-000001'";
    let merged = async || {
        let mut owner = world.house.database().owner().await;
        sqlx::query_scalar::<_, bool>(closed).fetch_one(&mut owner).await.unwrap()
    };
    world.house.eventually("the merge is heard", merged).await;
    assert!(missing().await.proposals.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn records_that_became_one_take_their_open_work_along() {
    let world = World::open().await;
    let ticket = told(&world, "T-2026-000001").await;
    let entry = world.create(&ticket.name, -7_000, 600).await;
    let (asset, contact, customer) = (
        AssetId::new(&RandomIds).resource_name(),
        ContactId::new(&RandomIds).resource_name(),
        CustomerId::new(&RandomIds).resource_name(),
    );
    let voice = &world.records;
    let tenant = world.house.tenant();
    let merged = ContactMerged {
        contact: ticket.contact.clone(),
        into: contact.clone(),
        customer: ticket.customer.clone(),
    };
    voice.tell(tenant, RandomIds.uuid(), 1, &merged).await;
    // An asset that nothing names changes nothing.
    let other = AssetMerged { asset: asset.clone(), into: asset, customer: ticket.customer.clone() };
    voice.tell(tenant, RandomIds.uuid(), 1, &other).await;
    let merged = CustomerMerged {
        customer: ticket.customer.clone(),
        into: customer.clone(),
        ..CustomerMerged::default()
    };
    voice.tell(tenant, RandomIds.uuid(), 1, &merged).await;
    let moved = async || world.get(&entry.name).await.customer == customer;
    world.house.eventually("the entry goes over", moved).await;
    let heard = world.heard(&entry.name).await;
    let named: Vec<_> = heard.iter().map(|e| (e.customer.as_str(), e.contact.as_str())).collect();
    let expected = [
        (ticket.customer.as_str(), ticket.contact.as_str()),
        (ticket.customer.as_str(), contact.as_str()),
        (customer.as_str(), contact.as_str()),
    ];
    assert_eq!(named, expected);
    let elsewhere = world.foreigner().get_time_entry(GetTimeEntryRequest { name: entry.name.clone() }).await;
    assert_eq!(reason(elsewhere), Reason::NotFound);
    world.house.close().await;
}
