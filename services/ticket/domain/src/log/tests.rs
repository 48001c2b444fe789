//! What the entries say and what the hash chain covers.

use super::*;
use kontor_ids::SequentialIds;
use proptest::prelude::*;

fn user() -> Actor {
    Actor::User(UserId::new(&SequentialIds::new(1)))
}

fn contact() -> Actor {
    Actor::Contact(ContactId::new(&SequentialIds::new(1)))
}

fn partner() -> Actor {
    let ids = SequentialIds::new(7);
    Actor::Partner { house: TenantId::new(&ids), user: Some(UserId::new(&ids)) }
}

/// A machine of the partner's house.
fn machine_of_partner() -> Actor {
    Actor::Partner { house: TenantId::new(&SequentialIds::new(7)), user: None }
}

fn entry() -> LogEntry {
    LogEntry {
        ticket: TicketId::new(&SequentialIds::new(1)),
        sequence: 3,
        kind: LogKind::CallIn,
        text: "ab".into(),
        actor: Actor::Service("c".into()),
        event_time: Timestamp::from_microsecond(1).unwrap(),
        record_time: Timestamp::from_microsecond(2).unwrap(),
        body: EntryBody::Plain,
        public: false,
        responds: true,
        worked_minutes: 5,
    }
}

#[test]
fn s3_what_the_customer_hears_responds() {
    let machine = Actor::Service("escalation".into());
    for &kind in LogKind::ALL {
        let call = matches!(kind, LogKind::CallIn | LogKind::CallOut);
        let outbound = matches!(kind, LogKind::MailOut | LogKind::PortalMessage | LogKind::Visit);
        assert_eq!(kind.responds(&user()), call || outbound, "{kind} by a person of the house");
        assert_eq!(kind.responds(&partner()), call || outbound, "{kind} by a person of the partner");
        assert_eq!(kind.responds(&contact()), call, "{kind} by a contact");
        assert!(!kind.responds(&machine), "{kind} by a machine");
        assert!(!kind.responds(&machine_of_partner()), "{kind} by a machine of the partner");
    }
}

#[test]
fn k1_a_reply_is_a_mail_or_message_of_the_customer() {
    assert!(LogKind::MailIn.is_reply(&user()) && LogKind::MailIn.is_reply(&contact()));
    assert!(LogKind::PortalMessage.is_reply(&contact()) && !LogKind::PortalMessage.is_reply(&user()));
    let others = LogKind::ALL.iter().filter(|k| !matches!(k, LogKind::MailIn | LogKind::PortalMessage));
    assert!(others.into_iter().all(|kind| !kind.is_reply(&contact())));
}

#[test]
fn k2_the_canonical_bytes_never_change() {
    let bytes = entry().canonical_bytes();
    let mut expected = Vec::new();
    let ticket = entry().ticket.uuid();
    let fields: [&[u8]; 11] = [
        b"kontor-log-1",
        ticket.as_bytes(),
        b"call_in",
        b"ab",
        b"c",
        &[0, 0, 0, 0, 0, 0, 0, 1],
        &[0, 0, 0, 0, 0, 0, 0, 2],
        b"plain",
        &[0, 1],
        &[0, 0, 0, 5],
        &[0, 0, 0, 3],
    ];
    for field in fields {
        expected.extend((field.len() as u64).to_be_bytes());
        expected.extend(field);
    }
    assert_eq!(bytes, expected);
    assert_eq!(bytes[..bytes.len() - 12], entry().content_bytes());
}

#[test]
fn k2_every_field_is_covered() {
    let ids = SequentialIds::new(2);
    let later = Timestamp::from_microsecond(9).unwrap();
    let other = || TicketId::new(&SequentialIds::new(3));
    let link = |relation, ended| EntryBody::Link { relation, other: other(), ended };
    let absorbed =
        |report_time, response_time| EntryBody::Absorbed { lost: other(), report_time, response_time };
    let bodies = [
        link(Relation::ChildOf, false),
        link(Relation::ChildOf, true),
        link(Relation::ParentOf, false),
        absorbed(None, None),
        absorbed(Some(later), None),
        absorbed(None, Some(later)),
        EntryBody::TakenOver { from: other(), sequence: 1 },
        EntryBody::TakenOver { from: other(), sequence: 2 },
        EntryBody::TakenOver { from: entry().ticket, sequence: 2 },
    ];
    let changes: [fn(&mut LogEntry); 8] = [
        |e| e.sequence = 4,
        |e| e.kind = LogKind::CallOut,
        |e| e.text = "abc".into(),
        |e| e.actor = Actor::Service("d".into()),
        |e| e.public = true,
        |e| e.responds = false,
        |e| e.worked_minutes = 6,
        |e| e.body = EntryBody::Priority { from: Priority::Low, to: Priority::High },
    ];
    let mut all = vec![entry().canonical_bytes()];
    for change in changes {
        let mut changed = entry();
        change(&mut changed);
        all.push(changed.canonical_bytes());
    }
    all.extend(bodies.map(|body| LogEntry { body, ..entry() }.canonical_bytes()));
    all.push(LogEntry { ticket: TicketId::new(&ids), ..entry() }.canonical_bytes());
    all.push(LogEntry { event_time: later, ..entry() }.canonical_bytes());
    all.push(LogEntry { record_time: later, ..entry() }.canonical_bytes());
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn an_actor_reads_as_it_prints() {
    let machine = Actor::Service("billing".into());
    for actor in [user(), contact(), machine, partner(), machine_of_partner()] {
        assert_eq!(Actor::parse(&actor.to_string()), actor);
    }
}

proptest! {
    /// Moving a border between two texts gives other bytes.
    #[test]
    fn k2_no_two_entries_share_their_bytes(words in "[ab]{0,6}", i in 0_usize..7, j in 0_usize..7) {
        let split = |at: usize| {
            let (text, actor) = words.split_at(at.min(words.len()));
            LogEntry { text: text.into(), actor: Actor::Service(actor.into()), ..entry() }
        };
        let (one, other) = (split(i), split(j));
        prop_assert_eq!(one == other, one.canonical_bytes() == other.canonical_bytes());
    }
}
