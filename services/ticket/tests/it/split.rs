//! Splitting tickets (K7, S6).

use crate::desk::{Desk, entry, fields, id, note, reason};
use kontor_proto::ticket::v1::*;
use prost::Message as _;

fn split(name: &str, sequences: &[i32]) -> SplitTicketRequest {
    SplitTicketRequest {
        name: name.into(),
        sequences: sequences.to_vec(),
        subject: "the monitor flickers".into(),
        request_id: id(),
        ..SplitTicketRequest::default()
    }
}

#[tokio::test]
async fn k7_named_entries_go_to_a_new_ticket_and_nothing_leaves_the_first() {
    let desk = Desk::open().await;
    let whole = desk.create("printer").await;
    desk.client.clone().add_log_entry(note(&whole.name, "about the printer")).await.unwrap();
    // The clock of the house stands there when it opens.
    let now = 1_772_442_000;
    let mut mail = entry(&whole.name, LogKind::MailIn, "and the monitor flickers");
    let happened = Some(prost_types::Timestamp { seconds: now - 60, nanos: 0 });
    let told = mail.entry.as_mut().unwrap();
    (told.event_time, told.worked_minutes, told.public) = (happened, 5, true);
    desk.client.clone().add_log_entry(mail).await.unwrap();
    let before = desk.log(&whole.name).await;
    desk.house.clock().advance(600);
    let request = split(&whole.name, &[3]);
    let part = desk.links().split_ticket(request.clone()).await.unwrap().into_inner();
    assert_eq!(desk.links().split_ticket(request).await.unwrap().into_inner(), part);
    assert_eq!((part.customer.as_str(), part.number.as_str()), (whole.customer.as_str(), "T-2026-000002"));
    assert_eq!(
        (part.state(), part.subject.as_str(), part.log_length),
        (TicketState::New, "the monitor flickers", 2)
    );
    // Reported before it was split, but not before the whole (S6).
    assert_eq!(part.report_time, whole.report_time);
    assert!(part.coverage.is_some());
    let log = desk.log(&part.name).await;
    assert_eq!((log[0].kind(), log[0].relation()), (LogKind::Opened, TicketRelation::SplitFrom));
    assert_eq!((log[1].kind(), log[1].text.as_str()), (LogKind::MailIn, "and the monitor flickers"));
    assert_eq!((log[1].event_time, log[1].public, log[1].worked_minutes), (happened, true, 0));
    assert_eq!(log[1].taken_from, format!("{}/logEntries/3", whole.name));
    let after = desk.log(&whole.name).await;
    assert_eq!((&after[..3], after.len()), (&before[..], 4));
    assert_eq!((after[3].kind(), after[3].linked_ticket.as_str()), (LogKind::Split, part.name.as_str()));
    let links = ListTicketLinksRequest { name: whole.name.clone() };
    let links = desk.links().list_ticket_links(links).await.unwrap().into_inner().links;
    assert_eq!(
        (links[0].relation(), links[0].other.as_str()),
        (TicketRelation::SplitInto, part.name.as_str())
    );
    desk.house.close().await;
}

#[tokio::test]
async fn s6_the_part_counts_from_its_first_entry_and_an_answer_that_goes_over_is_known() {
    let desk = Desk::open().await;
    let whole = desk.create("printer").await;
    desk.house.clock().advance(600);
    let mail = entry(&whole.name, LogKind::MailIn, "the monitor flickers");
    let mail = desk.again().add_log_entry(mail).await.unwrap().into_inner();
    desk.house.clock().advance(600);
    let call = entry(&whole.name, LogKind::CallOut, "we look at both");
    let call = desk.again().add_log_entry(call).await.unwrap().into_inner();
    desk.house.clock().advance(600);
    let part = desk.links().split_ticket(split(&whole.name, &[3, 2])).await.unwrap().into_inner();
    assert_eq!((part.report_time, part.response_due_time), (mail.event_time, None));
    let events = desk.events(&part.name).await;
    let opened = TicketOpened::decode(events[0].payload.as_slice()).unwrap();
    assert_eq!(opened.report_time, mail.event_time);
    let told = TicketLogged::decode(events[2].payload.as_slice()).unwrap();
    assert_eq!((told.responds, told.event_time, told.worked_minutes), (true, call.event_time, 0));
    assert_eq!(told.taken_from, call.name);
    // The first ticket keeps its report and its clocks: nothing is told of them.
    assert_eq!(desk.get(&whole.name).await.report_time, whole.report_time);
    let last = desk.events(&whole.name).await.pop().unwrap();
    assert_eq!(last.kind, "kontor.ticket.v1.TicketLinked");
    desk.house.close().await;
}

#[tokio::test]
async fn k7_entries_that_are_not_there_or_belong_to_the_ticket_are_refused() {
    let desk = Desk::open().await;
    let whole = desk.create("printer").await.name;
    let start = StartTicketRequest { name: whole.clone(), request_id: id() };
    desk.client.clone().start_ticket(start).await.unwrap();
    for sequences in [&[9][..], &[2], &[], &[0], &[1, 1]] {
        let refused = desk.links().split_ticket(split(&whole, sequences)).await.unwrap_err();
        assert_eq!(fields(&refused), ["sequences"], "{sequences:?} {}", reason(&refused));
    }
    let early = SplitTicketRequest {
        report_time: Some(prost_types::Timestamp { seconds: 1_000, nanos: 0 }),
        ..split(&whole, &[1])
    };
    assert_eq!(fields(&desk.links().split_ticket(early).await.unwrap_err()), ["report_time"]);
    assert_eq!(desk.log(&whole).await.len(), 2);
    assert_eq!(desk.create("next").await.number, "T-2026-000002", "no number was taken");
    desk.house.close().await;
}
