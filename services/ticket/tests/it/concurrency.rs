//! Commands that meet.

use crate::desk::{Desk, entry, id, note};
use futures::future::join_all;
use kontor_proto::ticket::v1::*;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i10_entries_at_once_leave_no_hole_and_no_double() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    let add = |n: usize| {
        let (mut client, request) = (desk.client.clone(), note(&ticket.name, &n.to_string()));
        async move { client.add_log_entry(request).await.unwrap().into_inner().sequence }
    };
    let given: BTreeSet<i32> = join_all((0..24).map(add)).await.into_iter().collect();
    assert_eq!(given, (2..=25).collect());
    let log = desk.log(&ticket.name).await;
    assert!(log.iter().zip(1..).all(|(e, n)| e.sequence == n));
    assert_eq!(desk.events(&ticket.name).await.len(), 25);
    desk.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k1_of_two_starts_at_once_one_is_refused() {
    let desk = Desk::open().await;
    for _ in 0..5 {
        let ticket = desk.create("one").await;
        let start = || {
            let request = StartTicketRequest { name: ticket.name.clone(), request_id: id() };
            let mut client = desk.client.clone();
            async move { client.start_ticket(request).await.is_ok() }
        };
        let mut log = desk.client.clone();
        let session = entry(&ticket.name, LogKind::RemoteSession, "looked");
        let (one, other, logged) = tokio::join!(start(), start(), log.add_log_entry(session));
        assert!(one ^ other);
        logged.unwrap();
        let sequences: Vec<i32> = desk.log(&ticket.name).await.iter().map(|e| e.sequence).collect();
        assert_eq!(sequences, [1, 2, 3]);
    }
    desk.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i18_equal_requests_at_once_have_one_effect_and_one_answer() {
    let desk = Desk::open().await;
    let request = desk.request("one");
    let create = || {
        let (mut client, request) = (desk.client.clone(), request.clone());
        async move { client.create_ticket(request).await.unwrap().into_inner() }
    };
    let answers = join_all((0..8).map(|_| create())).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(desk.create("two").await.number, "T-2026-000002");
    let request = note(&answers[0].name, "once");
    let add = || {
        let (mut client, request) = (desk.client.clone(), request.clone());
        async move { client.add_log_entry(request).await.unwrap().into_inner() }
    };
    let answers = join_all((0..8).map(|_| add())).await;
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.sequence == 2));
    desk.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i7_numbers_taken_at_once_are_dense() {
    let desk = Desk::open().await;
    let created = join_all((0..16).map(|_| desk.create("many"))).await;
    let numbers: BTreeSet<String> = created.into_iter().map(|t| t.number).collect();
    assert_eq!(numbers, (1..=16).map(|n| format!("T-2026-{n:06}")).collect());
    desk.house.close().await;
}
