//! Lists by what is due first.

use crate::desk::{Desk, fields, id};
use kontor_ids::{CustomerId, RandomIds, UserId};
use kontor_proto::ticket::v1::*;
use kontor_testkit::StatementCount;

async fn create_at(desk: &Desk, subject: &str, minutes_ago: i64, assignee: &str) -> Ticket {
    let mut request = desk.request(subject);
    let ticket = request.ticket.as_mut().unwrap();
    ticket.assignee = assignee.into();
    ticket.report_time = Some(prost_types::Timestamp { seconds: 1_772_442_000 - 60 * minutes_ago, nanos: 0 });
    desk.client.clone().create_ticket(request).await.unwrap().into_inner()
}

fn subjects(page: &ListTicketsResponse) -> Vec<&str> {
    page.tickets.iter().map(|t| t.subject.as_str()).collect()
}

#[tokio::test]
async fn x4_pages_are_in_order_and_complete() {
    let desk = Desk::open().await;
    for minutes in [30, 10, 50, 20, 40] {
        create_at(&desk, &format!("{minutes}"), minutes, "").await;
    }
    let mut request = ListTicketsRequest { page_size: 2, ..Default::default() };
    let mut seen = Vec::new();
    loop {
        let page = desk.client.clone().list_tickets(request.clone()).await.unwrap().into_inner();
        seen.extend(page.tickets.iter().map(|t| t.subject.clone()));
        assert!(page.tickets.iter().all(|t| t.coverage.is_none()));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(seen, ["50", "40", "30", "20", "10"]);
    let other = ListTicketsRequest { include_done: true, ..request };
    let refused = desk.client.clone().list_tickets(other).await.unwrap_err();
    assert_eq!(fields(&refused), ["page_token"]);
    let foreign = desk.foreign().list_tickets(ListTicketsRequest::default()).await.unwrap().into_inner();
    assert_eq!(foreign, ListTicketsResponse::default());
    desk.house.close().await;
}

#[tokio::test]
async fn filters_by_customer_person_and_done() {
    let desk = Desk::open().await;
    let me = UserId::new(&RandomIds).resource_name();
    create_at(&desk, "mine", 5, &me).await;
    create_at(&desk, "nobody's", 9, "").await;
    let done = create_at(&desk, "done", 20, &me).await;
    let other = Desk { customer: CustomerId::new(&RandomIds).resource_name(), ..desk };
    create_at(&other, "other customer", 1, &me).await;
    let desk = other;
    let customer = done.customer.clone();
    let resolve = ResolveTicketRequest { name: done.name, solution: "rebooted".into(), request_id: id() };
    desk.client.clone().resolve_ticket(resolve).await.unwrap();
    let list = async |customer: &str, assignee: &str, include_done: bool| {
        let request = ListTicketsRequest {
            customer: customer.into(),
            assignee: assignee.into(),
            include_done,
            ..Default::default()
        };
        let page = desk.client.clone().list_tickets(request).await.unwrap().into_inner();
        subjects(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(list("", "", false).await, ["nobody's", "mine", "other customer"]);
    assert_eq!(list("", &me, false).await, ["mine", "other customer"]);
    assert_eq!(list(&customer, "", false).await, ["nobody's", "mine"]);
    assert_eq!(list(&customer, &me, false).await, ["mine"]);
    assert_eq!(list("", &me, true).await.len(), 3);
    assert_eq!(list(&customer, &me, true).await.len(), 2);
    assert_eq!(list(&customer, "", true).await.len(), 3);
    desk.house.close().await;
}

#[tokio::test]
async fn a_list_a_read_and_the_log_cost_one_statement_each() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    let count = StatementCount::begin();
    let (mut list, mut read, mut log) = (usize::MAX, usize::MAX, usize::MAX);
    for _ in 0..10 {
        crate::desk::quiet(&count).await;
        desk.client.clone().list_tickets(ListTicketsRequest::default()).await.unwrap();
        list = list.min(count.take());
        desk.client.clone().get_ticket(GetTicketRequest { name: ticket.name.clone() }).await.unwrap();
        read = read.min(count.take());
        let request = ListLogEntriesRequest { name: ticket.name.clone(), ..Default::default() };
        desk.client.clone().list_log_entries(request).await.unwrap();
        log = log.min(count.take());
    }
    assert_eq!((list, read, log), (1, 1, 1));
    drop(count);
    desk.house.close().await;
}

#[tokio::test]
async fn every_first_page_is_read_from_an_index_without_a_sort() {
    let desk = Desk::open().await;
    desk.create("one").await;
    let mut owner = desk.house.database().owner().await;
    let grow = "insert into ticket.tickets (tenant_id, id, number, customer_id, subject, description, priority, state,
        team, unacknowledged, report_time, create_time, update_time, version, digest, resolution_clock, resolution_due)
      select tenant_id, gen_random_uuid(), 'X-' || n, customer_id, 's', '', 'normal',
        case when n % 10 = 0 then 'new' else 'closed' end, '', '{}', now(), now(), now(), 1, digest, 1,
        now() + n * interval '1 minute'
      from ticket.tickets, generate_series(1, 20000) n";
    for sql in ["set session_replication_role = replica", grow, "analyze ticket.tickets"] {
        sqlx::query(sql).execute(&mut owner).await.unwrap();
    }
    let ids = "select tenant_id::text || ' ' || customer_id::text from ticket.tickets limit 1";
    let ids: String = sqlx::query_scalar(ids).fetch_one(&mut owner).await.unwrap();
    let (tenant, customer) = ids.split_once(' ').unwrap();
    let files = [
        (include_str!("../../queries/ticket/list_open.sql"), "tickets_open_by_due", "", ""),
        (include_str!("../../queries/ticket/list_open_of_assignee.sql"), "tickets_open", customer, ""),
        (include_str!("../../queries/ticket/list_open_of_customer.sql"), "tickets_open", customer, "null"),
        (include_str!("../../queries/ticket/list_all.sql"), "tickets_by_due", "null", ""),
        (include_str!("../../queries/ticket/list_all_of_customer.sql"), "tickets_", customer, "null"),
    ];
    for (sql, index, fifth, sixth) in files {
        let quote = |id: &str| if id == "null" { id.to_owned() } else { format!("'{id}'::uuid") };
        let sql = sql.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
        let sql = sql.replace("$1", &quote(tenant)).replace("$2", "'1970-01-01'::timestamptz");
        let sql = sql.replace("$3", "'00000000-0000-0000-0000-000000000000'::uuid").replace("$4", "26");
        let sql = sql.replace("$5", &quote(fifth)).replace("$6", &quote(sixth));
        let explain = sqlx::AssertSqlSafe(format!("explain {sql}"));
        let plan: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut owner).await.unwrap();
        let plan = plan.join("\n");
        // The page is in order as it comes; sorted is only what the page has in the end.
        let (_, page) = plan.split_once("Limit").unwrap();
        assert!(
            page.contains(index) && !page.contains("Sort") && !plan.contains("Seq Scan"),
            "{sql}\n{plan}"
        );
    }
    desk.house.close().await;
}
