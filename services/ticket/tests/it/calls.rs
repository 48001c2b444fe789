//! What is seen when the telephone rings.

use crate::desk::{ALL, Desk, fields, id};
use kontor_ids::{ContactId, CustomerId, RandomIds, TenantId, UserId};
use kontor_proto::ticket::v1::call_service_client::CallServiceClient;
use kontor_proto::ticket::v1::*;
use kontor_testkit::StatementCount;
use tonic::Status;

async fn lookup(desk: &Desk, query: &str) -> Result<Vec<PossibleCaller>, Status> {
    let mut client = CallServiceClient::new(desk.house.peer_as("ticket", &ALL));
    let request = LookupCallRequest { query: query.into() };
    client.lookup_call(request).await.map(|answer| answer.into_inner().callers)
}

async fn open(desk: &Desk, subject: &str, contact: &str, minutes_ago: i64) -> Ticket {
    let mut request = desk.request(subject);
    let ticket = request.ticket.as_mut().unwrap();
    ticket.contact = contact.into();
    ticket.report_time = Some(prost_types::Timestamp { seconds: 1_772_442_000 - 60 * minutes_ago, nanos: 0 });
    desk.client.clone().create_ticket(request).await.unwrap().into_inner()
}

fn subjects(caller: &PossibleCaller) -> Vec<&str> {
    caller.open_tickets.iter().map(|t| t.subject.as_str()).collect()
}

#[tokio::test]
async fn k5_the_caller_comes_up_with_the_open_tickets() {
    let desk = Desk::open().await;
    let contact = ContactId::new(&RandomIds).resource_name();
    open(&desk, "oldest", "", 90).await;
    open(&desk, "newer", "", 30).await;
    open(&desk, "the caller's own", &contact, 10).await;
    let done = open(&desk, "solved", &contact, 60).await;
    let resolve = ResolveTicketRequest { name: done.name, solution: "rebooted".into(), request_id: id() };
    desk.client.clone().resolve_ticket(resolve).await.unwrap();
    let stranger = Desk { customer: CustomerId::new(&RandomIds).resource_name(), ..desk };
    open(&stranger, "of another customer", "", 99).await;
    let desk = stranger;
    let customer = open(&desk, "another", "", 1).await.customer;
    let owner = desk.rows("select customer_id::text from ticket.tickets where subject = 'oldest'").await;
    let callers = lookup(&desk, &format!("customers/{} {contact}", owner[0])).await.unwrap();
    assert_eq!(callers.len(), 2, "each match has its tickets");
    for caller in &callers {
        assert_eq!(subjects(caller), ["the caller's own", "oldest", "newer"]);
        assert_eq!(caller.open_count, 3);
        let own: Vec<bool> = caller.open_tickets.iter().map(|t| t.of_caller).collect();
        assert_eq!(own, [true, false, false]);
        assert!(caller.open_tickets[0].due_time.is_some(), "the clocks are seen");
    }
    let others = lookup(&desk, &customer).await.unwrap();
    assert_eq!(subjects(&others[0]), ["of another customer", "another"]);
    assert_eq!(lookup(&desk, "nobody").await.unwrap(), []);
    desk.house.close().await;
}

#[tokio::test]
async fn k5_at_most_five_tickets_are_shown_and_all_are_counted() {
    let desk = Desk::open().await;
    for minutes in 1..=7 {
        open(&desk, &minutes.to_string(), "", minutes).await;
    }
    let callers = lookup(&desk, &desk.customer).await.unwrap();
    assert_eq!(subjects(&callers[0]), ["7", "6", "5", "4", "3"]);
    assert_eq!(callers[0].open_count, 7);
    desk.house.close().await;
}

#[tokio::test]
async fn n1_the_open_tickets_of_all_who_may_be_calling_cost_one_statement() {
    let desk = Desk::open().await;
    open(&desk, "one", "", 1).await;
    let count = StatementCount::begin();
    let mut least = usize::MAX;
    for _ in 0..10 {
        crate::desk::quiet(&count).await;
        lookup(&desk, &desk.customer).await.unwrap();
        least = least.min(count.take());
    }
    assert_eq!(least, 1);
    drop(count);
    desk.house.close().await;
}

#[tokio::test]
async fn x1_another_house_sees_none_of_the_tickets() {
    let desk = Desk::open().await;
    open(&desk, "ours", "", 1).await;
    let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
    let mut foreign = CallServiceClient::new(desk.house.peer_of("ticket", tenant, user, &ALL));
    let request = LookupCallRequest { query: desk.customer.clone() };
    let callers = foreign.lookup_call(request).await.unwrap().into_inner().callers;
    assert!(callers.iter().all(|c| c.open_tickets.is_empty() && c.open_count == 0));
    desk.house.close().await;
}

#[tokio::test]
async fn a_query_that_is_too_short_is_named() {
    let desk = Desk::open().await;
    assert_eq!(fields(&lookup(&desk, "x").await.unwrap_err()), ["query"]);
    desk.house.close().await;
}
