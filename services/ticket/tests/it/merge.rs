//! Merging tickets (K7, S6).

use crate::desk::{Desk, entry, id, note, reason};
use kontor_ids::{CustomerId, RandomIds};
use kontor_proto::ticket::v1::*;
use prost::Message as _;

fn merge(name: &str, into: &str) -> MergeTicketRequest {
    let reason = "same printer".to_owned();
    MergeTicketRequest { name: name.into(), into: into.into(), reason, request_id: id() }
}

async fn history(desk: &Desk, name: &str, page_size: i32) -> Vec<LogEntry> {
    let mut entries = Vec::new();
    let mut request = ListTicketHistoryRequest { name: name.into(), page_size, ..Default::default() };
    loop {
        let page = desk.links().list_ticket_history(request.clone()).await.unwrap().into_inner();
        entries.extend(page.entries);
        if page.next_page_token.is_empty() {
            return entries;
        }
        request.page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn k7_a_merge_loses_no_entry_and_the_survivor_tells_both_histories() {
    let desk = Desk::open().await;
    let (lost, kept) = (desk.create("printer").await, desk.create("printer again").await);
    desk.client.clone().add_log_entry(note(&lost.name, "paper jam")).await.unwrap();
    let request = merge(&lost.name, &kept.name);
    let survivor = desk.links().merge_ticket(request.clone()).await.unwrap().into_inner();
    assert_eq!((survivor.name.as_str(), survivor.log_length), (kept.name.as_str(), 2));
    assert_eq!(desk.links().merge_ticket(request).await.unwrap().into_inner(), survivor);
    let ended = desk.get(&lost.name).await;
    assert_eq!((ended.state(), &ended.merged_into), (TicketState::Closed, &kept.name));
    assert!(ended.number == lost.number && ended.log_length == 3);
    // Everything that was said is in one history, whatever the size of its pages.
    let all = history(&desk, &kept.name, 100).await;
    assert_eq!(all.len(), 5);
    assert_eq!(history(&desk, &kept.name, 2).await, all);
    assert!(all.iter().any(|e| e.text == "paper jam" && e.name.starts_with(&lost.name)));
    assert_eq!(history(&desk, &lost.name, 100).await, desk.log(&lost.name).await);
    let told = desk.log(&lost.name).await;
    assert_eq!((told[2].kind(), told[2].relation()), (LogKind::Merge, TicketRelation::MergedInto));
    assert_eq!(told[2].linked_ticket, kept.name);
    assert!(told[2].text.ends_with(": same printer"));
    desk.house.close().await;
}

#[tokio::test]
async fn k7_what_comes_in_for_the_merged_ticket_reaches_the_survivor() {
    let desk = Desk::open().await;
    let (lost, kept) = (desk.create("one").await.name, desk.create("two").await.name);
    desk.links().merge_ticket(merge(&lost, &kept)).await.unwrap();
    let answer = entry(&lost, LogKind::MailIn, "still broken");
    let written = desk.again().add_log_entry(answer.clone()).await.unwrap().into_inner();
    assert_eq!(written.name, format!("{kept}/logEntries/3"));
    assert_eq!(desk.again().add_log_entry(answer).await.unwrap().into_inner(), written);
    // An answer to a resolved survivor by way of the merged one reopens it (K1).
    let resolve = ResolveTicketRequest { name: kept.clone(), solution: "s".into(), request_id: id() };
    desk.again().resolve_ticket(resolve).await.unwrap();
    desk.again().add_log_entry(entry(&lost, LogKind::MailIn, "no")).await.unwrap();
    assert_eq!(desk.get(&kept).await.state(), TicketState::InProgress);
    assert_eq!(desk.log(&lost).await.len(), 2);
    // Nothing else is done on it.
    let start = StartTicketRequest { name: lost.clone(), request_id: id() };
    let refused = desk.again().start_ticket(start).await.unwrap_err();
    assert!(reason(&refused) == "WRONG_STATE" && refused.message().contains(&kept), "{refused:?}");
    desk.house.close().await;
}

#[tokio::test]
async fn k7_pointers_and_links_of_what_was_merged_are_found_from_the_last_survivor() {
    let desk = Desk::open().await;
    let mut names = Vec::new();
    for n in 0..4 {
        names.push(desk.create(&format!("ticket {n}")).await.name);
    }
    let cause = LinkTicketRequest {
        name: names[0].clone(),
        relation: TicketRelation::CausedBy.into(),
        other: names[3].clone(),
        request_id: id(),
    };
    desk.links().link_ticket(cause).await.unwrap();
    desk.links().merge_ticket(merge(&names[0], &names[1])).await.unwrap();
    desk.links().merge_ticket(merge(&names[1], &names[2])).await.unwrap();
    for merged in &names[..2] {
        assert_eq!(desk.get(merged).await.merged_into, names[2], "one step");
        let again = desk.links().merge_ticket(merge(merged, &names[3])).await.unwrap_err();
        assert!(again.message().contains(&names[2]));
    }
    let links = ListTicketLinksRequest { name: names[2].clone() };
    let links = desk.links().list_ticket_links(links).await.unwrap().into_inner().links;
    let cause = links.iter().find(|link| link.relation() == TicketRelation::CausedBy).unwrap();
    assert_eq!((&cause.ticket, &cause.other), (&names[0], &names[3]));
    assert!(links.iter().any(|l| l.relation() == TicketRelation::Absorbed && l.other == names[1]));
    assert_eq!(history(&desk, &names[2], 50).await.len(), 3 + 3 + 2);
    desk.house.close().await;
}

#[tokio::test]
async fn s6_the_survivor_takes_the_earlier_report_and_answer_and_tells_them() {
    let desk = Desk::open().await;
    // The clock of the house stands there when it opens.
    let now = 1_772_442_000;
    let at = |ago: i64| Some(prost_types::Timestamp { seconds: now - ago, nanos: 0 });
    let mut request = desk.request("first report");
    request.ticket.as_mut().unwrap().report_time = at(3600);
    let lost = desk.client.clone().create_ticket(request).await.unwrap().into_inner().name;
    let mut call = entry(&lost, LogKind::CallOut, "we are on it");
    call.entry.as_mut().unwrap().event_time = at(3000);
    desk.client.clone().add_log_entry(call).await.unwrap();
    let kept = desk.create("second report").await.name;
    let survivor = desk.links().merge_ticket(merge(&lost, &kept)).await.unwrap().into_inner();
    assert_eq!((survivor.report_time, survivor.response_due_time), (at(3600), None));
    assert_eq!(desk.get(&kept).await.report_time, at(3600));
    let told = desk.events(&kept).await.pop().unwrap();
    assert_eq!(told.kind, "kontor.ticket.v1.TicketAbsorbed");
    let told = TicketAbsorbed::decode(told.payload.as_slice()).unwrap();
    assert_eq!(
        (told.merged.as_str(), told.report_time, told.response_time),
        (lost.as_str(), at(3600), at(3000))
    );
    let told = desk.events(&lost).await.pop().unwrap();
    assert_eq!(told.kind, "kontor.ticket.v1.TicketMerged");
    assert_eq!(TicketMerged::decode(told.payload.as_slice()).unwrap().into, kept);
    desk.house.close().await;
}

#[tokio::test]
async fn k7_tickets_of_two_customers_and_an_open_one_into_a_done_one_are_refused() {
    let desk = Desk::open().await;
    let kept = desk.create("one").await.name;
    let mut request = desk.request("another customer's");
    request.ticket.as_mut().unwrap().customer = CustomerId::new(&RandomIds).resource_name();
    let other = desk.client.clone().create_ticket(request).await.unwrap().into_inner().name;
    assert_eq!(reason(&desk.links().merge_ticket(merge(&other, &kept)).await.unwrap_err()), "WRONG_STATE");
    let resolve = ResolveTicketRequest { name: kept.clone(), solution: "s".into(), request_id: id() };
    desk.client.clone().resolve_ticket(resolve).await.unwrap();
    let open = desk.create("open").await.name;
    for (name, into) in [(&open, &kept), (&kept, &kept)] {
        assert_eq!(reason(&desk.links().merge_ticket(merge(name, into)).await.unwrap_err()), "WRONG_STATE");
    }
    // The other way round: what was solved is the part of what is open.
    assert_eq!(desk.links().merge_ticket(merge(&kept, &open)).await.unwrap().into_inner().name, open);
    desk.house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k7_of_merges_into_each_other_at_once_one_is_refused() {
    let desk = Desk::open().await;
    for _ in 0..4 {
        let (a, b) = (desk.create("a").await.name, desk.create("b").await.name);
        let go = |name: &str, into: &str| {
            let (mut links, request) = (desk.links(), merge(name, into));
            async move { links.merge_ticket(request).await.is_ok() }
        };
        let mut log = desk.client.clone();
        let mail = entry(&a, LogKind::MailIn, "answer");
        let (one, other, logged) = tokio::join!(go(&a, &b), go(&b, &a), log.add_log_entry(mail));
        assert!(one ^ other);
        logged.unwrap();
        let (a, b) = (desk.get(&a).await, desk.get(&b).await);
        assert!((a.merged_into == b.name) ^ (b.merged_into == a.name));
        assert_eq!(a.log_length + b.log_length, 2 + 2 + 1);
    }
    desk.house.close().await;
}
