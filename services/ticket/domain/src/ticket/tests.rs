//! The table of every (state, command) pair, and what always holds.

use super::*;
use kontor_ids::CustomerId;
use kontor_ids::SequentialIds;
use proptest::prelude::*;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_772_442_000 + seconds).unwrap()
}

fn ids() -> SequentialIds {
    SequentialIds::new(3)
}

pub(crate) fn stamp() -> Stamp {
    Stamp { actor: Actor::User(UserId::new(&ids())), now: at(0) }
}

pub(crate) fn ticket(state: State, directives: &[DirectiveId]) -> Ticket {
    Ticket {
        id: TicketId::new(&ids()),
        version: 7,
        state,
        priority: Priority::Normal,
        assignee: None,
        team: "first-level".into(),
        unacknowledged: directives.iter().copied().collect(),
        merged_into: None,
    }
}

fn entry(kind: LogKind) -> NewEntry {
    NewEntry { kind, text: "words".into(), event_time: None, public: false, worked_minutes: 0 }
}

/// Every command, by name, with arguments that are right.
const COMMANDS: [&str; 13] = [
    "start",
    "hold customer",
    "hold vendor",
    "hold scheduled",
    "resume",
    "resolve",
    "reopen",
    "close",
    "assign",
    "priority",
    "acknowledge",
    "note",
    "visit",
];

fn run(ticket: Ticket, command: &str, stamp: &Stamp) -> Result<(Ticket, Change), Refusal> {
    match command {
        "start" => ticket.start(stamp),
        "hold customer" => ticket.hold(Hold::Customer, "", None, stamp),
        "hold vendor" => ticket.hold(Hold::Vendor, "part ordered", None, stamp),
        "hold scheduled" => {
            let until = stamp.now + SignedDuration::from_hours(20);
            ticket.hold(Hold::Scheduled, "", Some(until), stamp)
        }
        "resume" => ticket.resume(stamp),
        "resolve" => ticket.resolve("restarted the spooler", stamp),
        "reopen" => ticket.reopen("it is back", stamp),
        "close" => ticket.close(stamp),
        "assign" => ticket.assign(Some(UserId::new(&SequentialIds::new(9))), "", stamp),
        "priority" => {
            let other = if ticket.priority == Priority::High { Priority::Low } else { Priority::High };
            ticket.change_priority(other, "", stamp)
        }
        "acknowledge" => {
            let first = ticket.unacknowledged.first().copied();
            ticket.acknowledge(first.unwrap_or_else(|| DirectiveId::new(&ids())), stamp)
        }
        "note" => ticket.log(&entry(LogKind::Note), stamp),
        "visit" => ticket.log(&entry(LogKind::Visit), stamp),
        other => panic!("no command {other}"),
    }
}

/// What each command does in each state, with one directive waiting or none: the state after it, `!` for a
/// refusal by state, `?` for a refusal because of the directive, `-` where there is no directive to acknowledge.
fn outcome(state: State, directives: &[DirectiveId], command: &str) -> String {
    match run(ticket(state, directives), command, &stamp()) {
        Ok((after, _)) => after.state.to_string(),
        Err(Refusal::WrongState { .. } | Refusal::Closed) => "!".into(),
        Err(Refusal::Unacknowledged(_)) => "?".into(),
        Err(Refusal::NoSuchDirective(_)) => "-".into(),
        Err(other) => panic!("{command} in {state}: {other}"),
    }
}

#[test]
#[rustfmt::skip]
fn k1_every_state_and_command() {
    const N: &str = "new"; const P: &str = "in_progress"; const C: &str = "waiting_customer";
    const V: &str = "waiting_vendor"; const S: &str = "scheduled"; const R: &str = "resolved"; const X: &str = "closed";
    // start, hold x3, resume, resolve, reopen, close, assign, priority, acknowledge, note, visit
    let table: [(State, [&str; 13]); 7] = [
        (State::New,             [P,   C,   V,   S,   "!", R,   "!", "!", N, N, "-", N, N]),
        (State::InProgress,      ["!", C,   V,   S,   "!", R,   "!", "!", P, P, "-", P, P]),
        (State::WaitingCustomer, ["!", "!", V,   S,   P,   R,   "!", "!", C, C, "-", C, C]),
        (State::WaitingVendor,   ["!", C,   "!", S,   P,   R,   "!", "!", V, V, "-", V, V]),
        (State::Scheduled,       ["!", C,   V,   "!", P,   R,   "!", "!", S, S, "-", S, S]),
        (State::Resolved,        ["!", "!", "!", "!", "!", "!", P,   X,   R, R, "-", R, R]),
        (State::Closed,          ["!", "!", "!", "!", "!", "!", "!", "!", "!", "!", "!", X, "!"]),
    ];
    for (state, expected) in table {
        let got = COMMANDS.map(|command| outcome(state, &[], command));
        assert_eq!(got, expected, "in {state}");
    }
}

#[test]
#[rustfmt::skip]
fn c7_work_waits_for_the_acknowledgement_and_nothing_else_does() {
    let directive = DirectiveId::new(&ids());
    for &state in State::ALL {
        for command in COMMANDS {
            let (free, bound) = (outcome(state, &[], command), outcome(state, &[directive], command));
            match command {
                "start" | "resume" | "resolve" | "visit" if free != "!" => assert_eq!(bound, "?", "{command} in {state}"),
                "acknowledge" if state != State::Closed => assert_eq!(bound, state.to_string()),
                _ => assert_eq!(bound, free, "{command} in {state}"),
            }
        }
    }
    let (ticket, change) = ticket(State::New, &[directive]).acknowledge(directive, &stamp()).unwrap();
    assert_eq!(change.entry.kind, LogKind::DirectiveAcknowledgement);
    assert_eq!(change.entry.body, EntryBody::Directive(directive));
    assert!(ticket.start(&stamp()).is_ok());
}

#[test]
fn k3_a_change_says_what_changed() {
    let (_, change) = ticket(State::New, &[]).start(&stamp()).unwrap();
    let body = EntryBody::State { from: State::New, to: State::InProgress, until: None };
    assert_eq!(
        (change.entry.kind, change.entry.body, change.entry.sequence),
        (LogKind::StateChange, body, 8)
    );
    let (_, change) = ticket(State::New, &[]).change_priority(Priority::High, " urgent ", &stamp()).unwrap();
    assert_eq!(change.entry.body, EntryBody::Priority { from: Priority::Normal, to: Priority::High });
    assert_eq!(change.entry.text, "urgent");
}

#[test]
fn an_empty_team_stays_as_it_was_and_a_change_that_changes_nothing_is_refused() {
    let user = UserId::new(&ids());
    let (ticket, _) = ticket(State::New, &[]).assign(Some(user), "", &stamp()).unwrap();
    assert_eq!((ticket.assignee, ticket.team.as_str()), (Some(user), "first-level"));
    let unchanged = ticket.clone().assign(Some(user), "first-level", &stamp()).unwrap_err();
    assert_eq!(unchanged, Refusal::Unchanged { field: "assignee" });
    let unchanged = ticket.change_priority(Priority::Normal, "", &stamp()).unwrap_err();
    assert_eq!(unchanged, Refusal::Unchanged { field: "priority" });
}

#[test]
fn an_appointment_belongs_to_scheduled_and_lies_ahead() {
    let until = Some(at(3600));
    let hold = |hold, until| ticket(State::InProgress, &[]).hold(hold, "", until, &stamp());
    assert!(hold(Hold::Scheduled, until).is_ok());
    for (kind, until) in [(Hold::Scheduled, None), (Hold::Scheduled, Some(at(0))), (Hold::Customer, until)] {
        assert!(
            matches!(hold(kind, until), Err(Refusal::Invalid { field: "until", .. })),
            "{kind} {until:?}"
        );
    }
}

#[test]
fn texts_have_limits() {
    let long = "ä".repeat(20_001);
    assert!(ticket(State::New, &[]).resolve(&long, &stamp()).is_err());
    assert!(ticket(State::New, &[]).resolve(&long[2..], &stamp()).is_ok());
    assert!(ticket(State::New, &[]).resolve("  ", &stamp()).is_err());
    let entry = NewEntry { worked_minutes: 1441, ..entry(LogKind::Note) };
    assert!(ticket(State::New, &[]).log(&entry, &stamp()).is_err());
}

#[test]
fn k2_changes_are_never_written_by_hand() {
    use LogKind::{
        Assignment, DirectiveAcknowledgement, Link, Merge, Opened, PriorityChange, Split, StateChange,
    };
    for kind in
        [Assignment, DirectiveAcknowledgement, Opened, PriorityChange, StateChange, Merge, Split, Link]
    {
        assert!(matches!(ticket(State::New, &[]).log(&entry(kind), &stamp()), Err(Refusal::Invalid { .. })));
    }
}

#[test]
fn s6_the_log_begins_when_the_disturbance_was_reported() {
    let ids = ids();
    let new = NewTicket {
        id: TicketId::new(&ids),
        customer: CustomerId::new(&ids),
        contact: None,
        asset: None,
        site: None,
        subject: " printer ".into(),
        description: "smokes".into(),
        priority: Priority::High,
        assignee: None,
        team: String::new(),
        report_time: at(-1800),
        directives: BTreeSet::new(),
    };
    let (ticket, change) = Ticket::open(&new, &stamp()).unwrap();
    assert_eq!((ticket.version, change.entry.sequence, ticket.state), (1, 1, State::New));
    assert_eq!((change.entry.event_time, change.entry.record_time), (at(-1800), at(0)));
    assert_eq!(change.entry.text, "printer\n\nsmokes");
    assert!(Ticket::open(&NewTicket { report_time: at(301), ..new.clone() }, &stamp()).is_err());
    assert!(Ticket::open(&NewTicket { subject: " ".into(), ..new }, &stamp()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is tried in whatever order, the log is dense and the version is its length.
    #[test]
    fn i10_the_version_is_the_length_of_the_log(
        commands in proptest::collection::vec(0..COMMANDS.len(), 0..60),
        directives in 0_u16..3,
    ) {
        let directives: Vec<_> = (0..directives).map(|n| DirectiveId::new(&SequentialIds::new(n))).collect();
        let mut now = Ticket { version: 0, ..ticket(State::New, &directives) };
        let mut log = Vec::new();
        for command in commands {
            let Ok((after, change)) = run(now.clone(), COMMANDS[command], &stamp()) else { continue };
            let step = change.entry.kind == LogKind::StateChange;
            prop_assert_eq!(step, after.state != now.state);
            if let EntryBody::State { from, to, .. } = change.entry.body {
                prop_assert_eq!((from, to), (now.state, after.state));
            }
            log.push(change.entry);
            now = after;
        }
        prop_assert_eq!(usize::try_from(now.version).unwrap(), log.len());
        prop_assert!(log.iter().zip(1..).all(|(entry, n)| entry.sequence == n));
    }
}
