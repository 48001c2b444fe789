//! Histories of other systems.

use super::*;
use kontor_ids::{CustomerId, SequentialIds, TicketId, UserId};
use proptest::prelude::*;

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_772_442_000 + 60 * minutes).unwrap()
}

fn new() -> NewTicket {
    let ids = SequentialIds::new(5);
    NewTicket {
        id: TicketId::new(&ids),
        customer: CustomerId::new(&ids),
        contact: None,
        asset: None,
        site: None,
        subject: "mail server".into(),
        description: String::new(),
        priority: Priority::Normal,
        assignee: None,
        team: "group 1".into(),
        report_time: at(0),
        directives: std::collections::BTreeSet::new(),
    }
}

fn stamp() -> Stamp {
    Stamp { actor: Actor::User(UserId::new(&SequentialIds::new(6))), now: at(10_000) }
}

fn change(minutes: i64) -> ImportedChange {
    ImportedChange {
        event_time: at(minutes),
        state: None,
        priority: None,
        team: String::new(),
        assignee: String::new(),
        actor: String::new(),
        note: String::new(),
        response: false,
    }
}

fn kinds(imported: &Imported) -> Vec<(LogKind, bool)> {
    imported.entries.iter().map(|e| (e.kind, e.responds)).collect()
}

#[test]
fn k3_each_thing_that_changed_has_its_entry() {
    let changes = [
        ImportedChange { response: true, note: "called back".into(), ..change(1) },
        ImportedChange {
            state: Some(State::InProgress),
            priority: Some(Priority::High),
            team: "group 2".into(),
            assignee: "resolver 7".into(),
            note: "escalated".into(),
            ..change(2)
        },
        ImportedChange { state: Some(State::InProgress), assignee: "resolver 7".into(), ..change(3) },
        ImportedChange { state: Some(State::Closed), response: true, actor: "users/x".into(), ..change(4) },
    ];
    let imported = import(&new(), &changes, &stamp()).unwrap();
    let expected = [
        (LogKind::Opened, false),
        (LogKind::Note, true),
        (LogKind::Assignment, false),
        (LogKind::PriorityChange, false),
        (LogKind::StateChange, false),
        (LogKind::Note, true),
        (LogKind::StateChange, false),
    ];
    assert_eq!(kinds(&imported), expected);
    assert_eq!(imported.entries[2].text, "resolver 7");
    assert_eq!(imported.entries[4].text, "escalated");
    assert_eq!(imported.entries[6].actor, Actor::Service("users x".into()));
    let ticket = &imported.ticket;
    assert_eq!(
        (ticket.state, ticket.priority, ticket.team.as_str()),
        (State::Closed, Priority::High, "group 2")
    );
    assert_eq!(imported.entries[0].event_time, at(0));
}

#[test]
fn a_foreign_table_of_moves_is_taken_as_it_was() {
    let states = [State::Closed, State::New, State::Resolved, State::WaitingVendor];
    let changes: Vec<_> =
        states.iter().zip(1..).map(|(s, n)| ImportedChange { state: Some(*s), ..change(n) }).collect();
    assert_eq!(import(&new(), &changes, &stamp()).unwrap().ticket.state, State::WaitingVendor);
}

#[test]
fn what_cannot_have_happened_is_refused() {
    for changes in [vec![], vec![change(1); 1001], vec![change(-1)], vec![change(10_001)]] {
        assert!(matches!(import(&new(), &changes, &stamp()), Err(Refusal::Invalid { .. })));
    }
    let long = ImportedChange { note: "x".repeat(2001), ..change(1) };
    assert!(import(&new(), &[long], &stamp()).is_err());
}

prop_compose! {
    fn any_change()(
        minutes in 0_i64..500,
        state in proptest::option::of(0..State::ALL.len()),
        priority in proptest::option::of(0..Priority::ALL.len()),
        team in "[ab]{0,1}",
        assignee in "[r]{0,1}",
        note in "[n]{0,1}",
        response: bool,
    ) -> ImportedChange {
        ImportedChange {
            state: state.map(|i| State::ALL[i]),
            priority: priority.map(|i| Priority::ALL[i]),
            team, assignee, note, response,
            ..change(minutes)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// The log is dense and in order of time, replaying its bodies gives the ticket, no response is lost.
    #[test]
    fn i10_an_imported_log_is_dense_and_gives_the_ticket(
        changes in proptest::collection::vec(any_change(), 1..40),
    ) {
        let imported = import(&new(), &changes, &stamp()).unwrap();
        prop_assert_eq!(usize::try_from(imported.ticket.version).unwrap(), imported.entries.len());
        prop_assert!(imported.entries.iter().zip(1..).all(|(entry, n)| entry.sequence == n));
        prop_assert!(imported.entries.is_sorted_by_key(|entry| entry.event_time));
        let (mut state, mut priority) = (State::New, Priority::Normal);
        for entry in &imported.entries {
            match &entry.body {
                EntryBody::State { from, to, .. } => { prop_assert_eq!(*from, state); state = *to; }
                EntryBody::Priority { from, to } => { prop_assert_eq!(*from, priority); priority = *to; }
                _ => {}
            }
        }
        prop_assert_eq!((state, priority), (imported.ticket.state, imported.ticket.priority));
        let responses = |n: usize| n == changes.iter().filter(|c| c.response).count();
        prop_assert!(responses(imported.entries.iter().filter(|e| e.responds).count()));
        let noted = |c: &&ImportedChange| !c.note.is_empty();
        let kept = imported.entries.iter().filter(|e| e.text.contains('n') && e.sequence > 1).count();
        prop_assert_eq!(kept, changes.iter().filter(noted).count());
    }
}
