//! The log: dense, linked, append-only.

use crate::desk::{Desk, entry, fields, id, note, reason};
use kontor_ids::{ContactId, RandomIds, TicketId, UserId};
use kontor_proto::ticket::v1::*;
use kontor_testkit::StatementCount;
use kontor_ticket_domain as rules;
use prost::Message as _;
use ring::digest::{Context, SHA256};
use tonic::Code;

#[tokio::test]
async fn k2_sequences_are_dense_and_the_answer_is_what_stands_in_the_log() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    let request = note(&ticket.name, "first");
    let first = desk.client.clone().add_log_entry(request.clone()).await.unwrap().into_inner();
    assert_eq!((first.sequence, first.name), (2, format!("{}/logEntries/2", ticket.name)));
    let mut long = entry(&ticket.name, LogKind::CallOut, "");
    long.entry.as_mut().unwrap().worked_minutes = 7;
    long.entry.as_mut().unwrap().public = true;
    let second = desk.client.clone().add_log_entry(long).await.unwrap().into_inner();
    let log = desk.log(&ticket.name).await;
    assert_eq!(log.iter().map(|e| e.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(log[2], second);
    assert_eq!((desk.get(&ticket.name).await.log_length, second.worked_minutes), (3, 7));
    // X2: the same answer to the same request, another body refused.
    let replay = desk.client.clone().add_log_entry(request.clone()).await.unwrap().into_inner();
    assert_eq!(replay, log[1]);
    let other = AddLogEntryRequest { request_id: request.request_id, ..note(&ticket.name, "other") };
    let refused = desk.client.clone().add_log_entry(other).await.unwrap_err();
    assert_eq!(reason(&refused), "REQUEST_ID_REUSED");
    assert_eq!(desk.log(&ticket.name).await.len(), 3);
    desk.house.close().await;
}

#[tokio::test]
async fn k2_the_digests_are_those_of_the_formula() {
    let desk = Desk::open().await;
    let ticket = desk.create("chained").await;
    for text in ["a", "ä with 😀", "c"] {
        desk.client.clone().add_log_entry(note(&ticket.name, text)).await.unwrap();
    }
    let start = StartTicketRequest { name: ticket.name.clone(), request_id: id() };
    desk.client.clone().start_ticket(start).await.unwrap();
    let mut last = vec![0; 32];
    for e in desk.log(&ticket.name).await {
        let time = |at: prost_types::Timestamp| jiff::Timestamp::new(at.seconds, at.nanos).unwrap();
        let body = if e.kind() == LogKind::StateChange {
            let (from, to) = (rules::State::New, rules::State::InProgress);
            rules::EntryBody::State { from, to, until: None }
        } else {
            rules::EntryBody::Plain
        };
        let kind = match e.kind() {
            LogKind::Opened => rules::LogKind::Opened,
            LogKind::StateChange => rules::LogKind::StateChange,
            _ => rules::LogKind::Note,
        };
        let entry = rules::LogEntry {
            ticket: TicketId::from_resource_name(&ticket.name).unwrap(),
            sequence: u32::try_from(e.sequence).unwrap(),
            kind,
            text: e.text,
            actor: rules::Actor::parse(&e.actor),
            event_time: time(e.event_time.unwrap()),
            record_time: time(e.record_time.unwrap()),
            body,
            public: e.public,
            responds: false,
            worked_minutes: 0,
        };
        let mut hash = Context::new(&SHA256);
        hash.update(&last);
        hash.update(&entry.canonical_bytes());
        last = hash.finish().as_ref().to_vec();
        assert_eq!(e.digest, last, "entry {}", e.sequence);
    }
    desk.house.close().await;
}

#[tokio::test]
async fn i10_each_version_has_its_event_with_the_entrys_digest() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    let mut client = desk.client.clone();
    client.add_log_entry(entry(&ticket.name, LogKind::CallOut, "called")).await.unwrap();
    client.start_ticket(StartTicketRequest { name: ticket.name.clone(), request_id: id() }).await.unwrap();
    client.add_log_entry(note(&ticket.name, "n")).await.unwrap();
    let (log, events) = (desk.log(&ticket.name).await, desk.events(&ticket.name).await);
    let kinds: Vec<&str> = events.iter().map(|e| e.kind.trim_start_matches("kontor.ticket.v1.")).collect();
    assert_eq!(kinds, ["TicketOpened", "TicketLogged", "TicketStateChanged", "TicketLogged"]);
    assert_eq!(events.iter().map(|e| e.version).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let call = TicketLogged::decode(events[1].payload.as_slice()).unwrap();
    assert!(call.responds);
    assert_eq!((call.sequence, call.kind(), &call.log_digest), (2, LogKind::CallOut, &log[1].digest));
    let moved = TicketStateChanged::decode(events[2].payload.as_slice()).unwrap();
    assert_eq!((moved.to_state(), &moved.log_digest), (TicketState::InProgress, &log[2].digest));
    assert!(!TicketLogged::decode(events[3].payload.as_slice()).unwrap().responds);
    desk.house.close().await;
}

#[tokio::test]
async fn k2_the_database_refuses_change_holes_and_uncounted_entries() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    desk.client.clone().add_log_entry(note(&ticket.name, "n")).await.unwrap();
    let mut owner = desk.house.database().owner().await;
    let copy = |sequence: &str| {
        format!(
            "insert into ticket.log_entries (tenant_id, ticket_id, sequence, kind, text, actor, event_time, record_time,
               public, responds, worked_minutes, digest)
             select tenant_id, ticket_id, {sequence}, kind, text, actor, event_time, record_time, public, responds, 0,
               digest from ticket.log_entries where sequence = 1"
        )
    };
    let attempts = [
        ("update ticket.log_entries set text = 'x'".to_owned(), "append-only"),
        ("delete from ticket.log_entries".to_owned(), "append-only"),
        ("truncate ticket.log_entries cascade".to_owned(), "append-only"),
        (copy("2"), "log_entries_pk"),
        (copy("4"), "log_entries_dense_fk"),
        (copy("3"), "is not counted"),
        ("update ticket.tickets set version = version + 1".to_owned(), "has no log entry"),
        ("update ticket.tickets set digest = sha256('x')".to_owned(), "has no log entry"),
    ];
    for (sql, why) in attempts {
        let refused = sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut owner).await.unwrap_err();
        assert!(refused.to_string().contains(why), "{sql}: {refused}");
    }
    desk.house.close().await;
}

#[tokio::test]
async fn k1_a_reply_reopens_a_resolved_ticket() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    let mut client = desk.client.clone();
    let resolve = ResolveTicketRequest { name: ticket.name.clone(), solution: "s".into(), request_id: id() };
    client.resolve_ticket(resolve).await.unwrap();
    client.add_log_entry(note(&ticket.name, "waiting for praise")).await.unwrap();
    assert_eq!(desk.get(&ticket.name).await.state(), TicketState::Resolved);
    let reply = entry(&ticket.name, LogKind::MailIn, "it is back");
    let answer = client.add_log_entry(reply.clone()).await.unwrap().into_inner();
    let after = desk.get(&ticket.name).await;
    assert_eq!((after.state(), after.log_length), (TicketState::InProgress, 5));
    let log = desk.log(&ticket.name).await;
    assert_eq!(log[3], answer);
    assert_eq!((log[4].kind(), log[4].from_state()), (LogKind::StateChange, TicketState::Resolved));
    assert_eq!(desk.events(&ticket.name).await.len(), 5);
    // A replay neither logs nor reopens again.
    assert_eq!(client.add_log_entry(reply).await.unwrap().into_inner(), answer);
    assert_eq!(desk.get(&ticket.name).await.log_length, 5);
    desk.house.close().await;
}

#[tokio::test]
async fn x6_entries_that_people_may_not_write_are_refused() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    for kind in [LogKind::StateChange, LogKind::Escalation, LogKind::BillingRemark, LogKind::Unspecified] {
        let refused = desk.client.clone().add_log_entry(entry(&ticket.name, kind, "x")).await.unwrap_err();
        assert_eq!(fields(&refused), ["entry.kind"]);
    }
    let mut bad = note("ticket/1", "");
    bad.request_id = "1".into();
    let entry = bad.entry.as_mut().unwrap();
    entry.actor = UserId::new(&RandomIds).resource_name();
    entry.worked_minutes = -1;
    entry.event_time = Some(prost_types::Timestamp { seconds: 1, nanos: -1 });
    let mut named = fields(&desk.client.clone().add_log_entry(bad).await.unwrap_err());
    named.sort();
    let expected =
        ["entry.actor", "entry.event_time", "entry.text", "entry.worked_minutes", "name", "request_id"];
    assert_eq!(named, expected);
    let mut call = crate::desk::entry(&ticket.name, LogKind::CallIn, "");
    let contact = ContactId::new(&RandomIds).resource_name();
    call.entry.as_mut().unwrap().actor.clone_from(&contact);
    assert_eq!(desk.client.clone().add_log_entry(call).await.unwrap().into_inner().actor, contact);
    desk.house.close().await;
}

#[tokio::test]
async fn x1_a_foreign_ticket_answers_as_an_absent_one() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    let mut foreign = desk.foreign();
    let absent = TicketId::new(&RandomIds).resource_name();
    let mut answers = Vec::new();
    for name in [&ticket.name, &absent] {
        let get = foreign.get_ticket(GetTicketRequest { name: name.clone() }).await.unwrap_err();
        let list = ListLogEntriesRequest { name: name.clone(), ..Default::default() };
        let list = foreign.list_log_entries(list).await.unwrap_err();
        let add = foreign.add_log_entry(note(name, "x")).await.unwrap_err();
        let start = StartTicketRequest { name: name.clone(), request_id: id() };
        let start = foreign.start_ticket(start).await.unwrap_err();
        let all = [get, list, add, start];
        assert!(all.iter().all(|status| status.code() == Code::NotFound));
        answers.push(all.map(|status| status.message().replace(name.as_str(), "NAME")));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(desk.get(&ticket.name).await.log_length, 1);
    desk.house.close().await;
}

#[tokio::test]
async fn x4_the_log_pages_from_its_beginning() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    for n in 0..4 {
        desk.client.clone().add_log_entry(note(&ticket.name, &n.to_string())).await.unwrap();
    }
    let mut request = ListLogEntriesRequest { name: ticket.name.clone(), page_size: 2, ..Default::default() };
    let mut seen = Vec::new();
    loop {
        let page = desk.client.clone().list_log_entries(request.clone()).await.unwrap().into_inner();
        seen.extend(page.entries.iter().map(|e| e.sequence));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(seen, [1, 2, 3, 4, 5]);
    desk.house.close().await;
}

#[tokio::test]
async fn an_entry_costs_one_statement() {
    let desk = Desk::open().await;
    let ticket = desk.create("one").await;
    let count = StatementCount::begin();
    let mut least = usize::MAX;
    for _ in 0..10 {
        crate::desk::quiet(&count).await;
        desk.client.clone().add_log_entry(note(&ticket.name, "n")).await.unwrap();
        least = least.min(count.take());
    }
    assert_eq!(least, 1);
    drop(count);
    desk.house.close().await;
}
