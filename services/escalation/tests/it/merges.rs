//! Merging and splitting tickets does not distort clocks (K7, S6).

use crate::world::{HOUR, World, berlin, id, seconds, step, wire};
use kontor_proto::ticket::v1::link_service_client::LinkServiceClient;
use kontor_proto::ticket::v1::*;

async fn merge(world: &World, name: &str, into: &str) {
    let request =
        MergeTicketRequest { name: name.into(), into: into.into(), request_id: id(), ..Default::default() };
    LinkServiceClient::new(world.peer("ticket")).merge_ticket(request).await.unwrap();
    world.heard().await;
}

#[tokio::test]
async fn s6_a_merged_ticket_stops_its_clocks_and_the_survivor_counts_from_the_first_report() {
    let world = World::guarded(vec![step(ClockKind::Resolution, 100, None)]).await;
    world.at(2, 9, 0);
    let lost = world.ticket("mail server").await;
    world.at(2, 10, 0);
    let call = LogEntry { kind: LogKind::CallOut.into(), text: "called".into(), ..LogEntry::default() };
    let request = AddLogEntryRequest { name: lost.clone(), entry: Some(call), request_id: id() };
    world.tickets().add_log_entry(request).await.unwrap();
    world.at(2, 12, 0);
    let kept = world.ticket("mail server, again").await;
    world.at(2, 13, 0);
    merge(&world, &lost, &kept).await;
    // Reported at nine: eight hours of service time end at 17:00, not at 11:00 of the next day.
    let resolution = world.clock(&kept, ClockKind::Resolution).await;
    assert_eq!((resolution.state(), resolution.due_time), (ClockState::Running, wire(berlin(2, 17, 0))));
    assert_eq!(resolution.consumed, Some(seconds(4 * HOUR)));
    let response = world.clock(&kept, ClockKind::Response).await;
    assert_eq!((response.state(), response.met_time), (ClockState::Met, wire(berlin(2, 10, 0))));
    assert_eq!(world.clock(&kept, ClockKind::Update).await.due_time, wire(berlin(2, 14, 0)));
    // Of the merged ticket nothing runs and nothing fires any more.
    let ended = world.clock(&lost, ClockKind::Resolution).await;
    assert_eq!((ended.due_time, ended.met_time), (None, None));
    world.at(2, 17, 30);
    assert_eq!(world.fired(&kept, 1).await.len(), 1);
    world.rest().await;
    assert!(world.firings(&lost).await.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn e1_tickets_of_a_merged_customer_are_looked_after_by_the_one_that_stays() {
    use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
    use kontor_proto::contract::v1::master_service_client::MasterServiceClient;
    use kontor_proto::contract::v1::{GetCustomerRequest, MergeCustomerRequest};
    let world = World::open().await;
    let lost = world.customer("20001").await;
    let ticket =
        world.report(Ticket { customer: lost.clone(), subject: "one".into(), ..Ticket::default() }).await;
    world.heard().await;
    let read = GetCustomerRequest { name: lost.clone() };
    let mut customers = CustomerServiceClient::new(world.peer("contract"));
    let etag = customers.get_customer(read).await.unwrap().into_inner().etag;
    let (into, request_id) = (world.customer.clone(), id());
    let merge = MergeCustomerRequest { name: lost, into, etag, request_id, ..Default::default() };
    MasterServiceClient::new(world.peer("contract")).merge_customer(merge).await.unwrap();
    let follows = "select count(*) = 1 and count(*) filter (where t.customer_id <> c.customer_id) = 0
        from escalation.tickets t, contract.contracts c";
    world.holds("the ticket is the survivor's", follows).await;
    let shown = async || {
        let request = GetTicketRequest { name: ticket.clone() };
        world.tickets().get_ticket(request).await.unwrap().into_inner().customer == world.customer
    };
    world.house.eventually("the ticket names the survivor", shown).await;
    world.house.close().await;
}

#[tokio::test]
async fn s6_the_part_that_was_split_off_counts_from_its_first_entry_and_the_rest_goes_on() {
    let world = World::open().await;
    world.at(2, 9, 0);
    let whole = world.ticket("printer").await;
    world.at(2, 10, 0);
    let mail =
        LogEntry { kind: LogKind::MailIn.into(), text: "and the monitor".into(), ..LogEntry::default() };
    let request = AddLogEntryRequest { name: whole.clone(), entry: Some(mail), request_id: id() };
    world.tickets().add_log_entry(request).await.unwrap();
    world.heard().await;
    let before = world.clock(&whole, ClockKind::Resolution).await;
    world.at(2, 11, 0);
    let request = SplitTicketRequest {
        name: whole.clone(),
        sequences: vec![2],
        subject: "monitor".into(),
        request_id: id(),
        ..Default::default()
    };
    let part = LinkServiceClient::new(world.peer("ticket")).split_ticket(request).await.unwrap().into_inner();
    world.heard().await;
    let resolution = world.clock(&part.name, ClockKind::Resolution).await;
    assert_eq!((resolution.due_time, resolution.consumed), (wire(berlin(3, 9, 0)), Some(seconds(HOUR))));
    assert_eq!(world.clock(&whole, ClockKind::Resolution).await.due_time, before.due_time);
    world.house.close().await;
}
