//! Lists (X4, X1).

use crate::world::{World, wrong_fields};
use kontor_ids::{RandomIds, UserId};
use kontor_proto::timetracking::v1::*;

/// All pages of a question, by the seconds that each entry lasted.
async fn all(world: &World, question: ListTimeEntriesRequest) -> Vec<i64> {
    let (mut token, mut seen) = (String::new(), Vec::new());
    loop {
        let request = ListTimeEntriesRequest { page_token: token, page_size: 2, ..question.clone() };
        let page = world.client().list_time_entries(request).await.unwrap().into_inner();
        assert!(page.entries.len() <= 2);
        seen.extend(page.entries.iter().map(|entry| entry.duration.unwrap().seconds));
        token = page.next_page_token;
        if token.is_empty() {
            return seen;
        }
    }
}

#[tokio::test]
async fn x4_newest_first_with_every_filter() {
    let world = World::open().await;
    let (one, other) = (world.ticket(), world.ticket());
    let colleague = UserId::new(&RandomIds);
    // Seconds name the entry; they were not typed in the order of time.
    for (ticket, start, seconds) in [(&one, -300, 3), (&other, -100, 1), (&one, -500, 5), (&other, -200, 2)] {
        world.create(&ticket.name, start, seconds).await;
    }
    let same_second = world.request(&one.name, -300, 4);
    world.colleague(colleague).create_time_entry(same_second).await.unwrap();
    let question = ListTimeEntriesRequest::default;
    assert_eq!(all(&world, question()).await, [1, 2, 4, 3, 5]);
    let of_ticket = ListTimeEntriesRequest { ticket: one.name.clone(), ..question() };
    assert_eq!(all(&world, of_ticket.clone()).await, [4, 3, 5]);
    let technician = colleague.resource_name();
    let of_person = ListTimeEntriesRequest { technician: technician.clone(), ..question() };
    assert_eq!(all(&world, of_person).await, [4]);
    let of_customer = ListTimeEntriesRequest { customer: other.customer.clone(), ..question() };
    assert_eq!(all(&world, of_customer.clone()).await, [1, 2]);
    assert_eq!(
        all(&world, ListTimeEntriesRequest { technician: technician.clone(), ..of_ticket.clone() }).await,
        [4]
    );
    assert!(all(&world, ListTimeEntriesRequest { technician, ..of_customer }).await.is_empty());
    let nothing = ListTimeEntriesRequest { customer: other.customer, ..of_ticket };
    assert!(all(&world, nothing).await.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn x4_a_token_fits_its_question_only() {
    let world = World::open().await;
    let ticket = world.ticket();
    for n in 1..=3 {
        world.create(&ticket.name, -n * 100, 10).await;
    }
    let request = ListTimeEntriesRequest { page_size: 1, ..Default::default() };
    let page = world.client().list_time_entries(request).await.unwrap().into_inner();
    let other = ListTimeEntriesRequest {
        ticket: ticket.name,
        page_token: page.next_page_token,
        ..Default::default()
    };
    assert_eq!(wrong_fields(world.client().list_time_entries(other).await), ["page_token"]);
    let broken = ListTimeEntriesRequest { ticket: "T-1".into(), customer: "c".into(), ..Default::default() };
    assert_eq!(wrong_fields(world.client().list_time_entries(broken).await), ["ticket", "customer"]);
    let huge = ListTimeEntriesRequest { page_size: 201, ..Default::default() };
    assert_eq!(wrong_fields(world.client().list_time_entries(huge).await), ["page_size"]);
    world.house.close().await;
}

#[tokio::test]
async fn x1_another_house_sees_nothing() {
    let world = World::open().await;
    let entry = world.create(&world.ticket().name, -600, 60).await;
    for question in [
        ListTimeEntriesRequest::default(),
        ListTimeEntriesRequest { ticket: entry.ticket.clone(), ..Default::default() },
        ListTimeEntriesRequest { customer: entry.customer.clone(), ..Default::default() },
        ListTimeEntriesRequest { technician: entry.technician.clone(), ..Default::default() },
    ] {
        let page = world.foreigner().list_time_entries(question).await.unwrap().into_inner();
        assert!(page.entries.is_empty() && page.next_page_token.is_empty());
    }
    world.house.close().await;
}
