//! Splitting: what goes over, what stays, and that clocks of neither are distorted.

use super::*;
use crate::ticket::tests::{at, stamp, ticket};
use crate::{Actor, Priority, State};
use kontor_ids::{CustomerId, SequentialIds, TicketId, UserId};
use proptest::prelude::*;

fn whole() -> Ticket {
    ticket(State::InProgress, &[])
}

fn entry(sequence: u32, kind: LogKind, happened: i64) -> LogEntry {
    LogEntry {
        ticket: whole().id,
        sequence,
        kind,
        text: format!("entry {sequence}"),
        actor: Actor::User(UserId::new(&SequentialIds::new(5))),
        event_time: at(happened),
        record_time: at(happened + 5),
        body: EntryBody::Plain,
        public: true,
        responds: kind == LogKind::CallOut,
        worked_minutes: 7,
    }
}

fn part(sequences: &[u32]) -> Part {
    Part { sequences: sequences.iter().copied().collect(), report_time: None }
}

fn new(report_time: Timestamp) -> NewTicket {
    NewTicket {
        id: TicketId::new(&SequentialIds::new(77)),
        customer: CustomerId::new(&SequentialIds::new(9)),
        contact: None,
        asset: None,
        site: None,
        subject: "the other thing".into(),
        description: String::new(),
        priority: Priority::Low,
        assignee: None,
        team: String::new(),
        report_time,
        directives: BTreeSet::new(),
    }
}

#[test]
fn k7_named_entries_are_told_again_word_for_word_and_the_first_log_stays() {
    let entries =
        [entry(5, LogKind::CallOut, -100), entry(2, LogKind::Note, -700), entry(1, LogKind::Opened, -900)];
    let part = part(&[1, 2, 5]);
    let reported = part.reported(&entries, at(-900)).unwrap();
    let split = split(whole(), &entries, &part, &new(reported), at(-900), &stamp()).unwrap();
    assert_eq!(split.ticket.version, 4);
    assert!(split.entries.iter().zip(1..).all(|(e, n)| e.sequence == n && e.ticket == split.ticket.id));
    let from = whole().id;
    let opens = EntryBody::Link { relation: Relation::SplitFrom, other: from, ended: false };
    assert_eq!((split.entries[0].kind, &split.entries[0].body), (LogKind::Opened, &opens));
    let copy = &split.entries[3];
    assert_eq!(
        (copy.kind, copy.text.as_str(), &copy.actor),
        (LogKind::CallOut, "entry 5", &entries[0].actor)
    );
    assert_eq!((copy.event_time, copy.record_time), (at(-100), stamp().now));
    assert_eq!((copy.public, copy.responds, copy.worked_minutes), (true, true, 0));
    assert_eq!(copy.body, EntryBody::TakenOver { from, sequence: 5 });
    assert_eq!(split.entries[1].kind, LogKind::Note, "only one entry opens a ticket");
    let (rest, told) = split.rest;
    assert_eq!(rest, Ticket { version: 8, ..whole() });
    assert_eq!(told.entry.text, "Einträge 1, 2, 5 abgetrennt: the other thing");
    let link = EntryBody::Link { relation: Relation::SplitInto, other: split.ticket.id, ended: false };
    assert_eq!((told.entry.kind, told.entry.body), (LogKind::Split, link));
}

#[test]
fn s6_the_part_was_reported_when_its_first_entry_happened_and_never_before_the_whole() {
    let entries = [entry(4, LogKind::MailIn, -300), entry(5, LogKind::CallOut, -100)];
    let named = part(&[4, 5]);
    assert_eq!(named.reported(&entries, at(-900)), Ok(at(-300)));
    let said = Part { report_time: Some(at(-400)), ..named.clone() };
    assert_eq!(said.reported(&entries, at(-900)), Ok(at(-400)));
    let early = Part { report_time: Some(at(-901)), ..named.clone() };
    assert!(matches!(early.reported(&entries, at(-900)), Err(Refusal::Invalid { field: "report_time", .. })));
    assert_eq!(named.reported(&entries, at(-200)), Ok(at(-200)), "taken down later than it happened");
}

#[test]
fn k7_only_what_was_said_and_done_goes_over() {
    for kind in LogKind::ALL {
        let entries = [entry(3, *kind, -100)];
        let goes = part(&[3]).reported(&entries, at(-900)).is_ok();
        let expected = kind.is_manual() || matches!(kind, LogKind::Attachment | LogKind::Opened);
        assert_eq!(goes, expected, "{kind}");
    }
    let entries = [entry(3, LogKind::Note, -100)];
    for named in [part(&[]), part(&[3, 4]), part(&(1..=201).collect::<Vec<_>>())] {
        assert!(matches!(
            named.reported(&entries, at(-900)),
            Err(Refusal::Invalid { field: "sequences", .. })
        ));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever is split off: each named entry is told once, in its order, and the first log grows by one entry.
    #[test]
    fn k7_each_named_entry_goes_over_once(
        happened in proptest::collection::btree_map(2_u32..60, -800_i64..0, 1..20),
    ) {
        let entries: Vec<LogEntry> =
            happened.iter().map(|(n, at)| entry(*n, LogKind::MailIn, *at)).collect();
        let part = part(&happened.keys().copied().collect::<Vec<_>>());
        let reported = part.reported(&entries, at(-900)).unwrap();
        let split = split(whole(), &entries, &part, &new(reported), at(-900), &stamp()).unwrap();
        let told: Vec<u32> = split.entries[1..].iter().map(|e| match e.body {
            EntryBody::TakenOver { sequence, .. } => sequence,
            ref other => panic!("{other:?}"),
        }).collect();
        prop_assert_eq!(told, happened.keys().copied().collect::<Vec<_>>());
        prop_assert_eq!(split.rest.0.version, whole().version + 1);
        prop_assert!(split.entries.iter().all(|e| e.event_time >= reported));
    }
}
