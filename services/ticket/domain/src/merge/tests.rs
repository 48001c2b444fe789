//! Merging: what ends, what stays and from when on it is measured.

use super::*;
use crate::ticket::tests::{at, stamp, ticket};
use crate::{Actor, NewEntry, Priority};
use kontor_ids::{SequentialIds, TicketId, UserId};
use proptest::prelude::*;

fn side(n: u16, state: State, reported: i64, answered: Option<i64>) -> Side {
    let id = TicketId::new(&SequentialIds::new(100 + n));
    Side {
        ticket: Ticket { id, ..ticket(state, &[]) },
        number: format!("T-2026-00000{n}"),
        customer: CustomerId::new(&SequentialIds::new(9)),
        report_time: at(reported),
        response_time: answered.map(at),
    }
}

#[test]
fn k7_the_merged_ticket_is_closed_and_points_and_both_logs_tell_it() {
    let (lost, kept) = (side(1, State::InProgress, -60, None), side(2, State::WaitingCustomer, -90, None));
    let (lost_id, kept_id) = (lost.ticket.id, kept.ticket.id);
    let merged = merge(lost, kept.clone(), " the same printer ", &stamp()).unwrap();
    let (lost, told) = merged.lost;
    assert_eq!((lost.state, lost.merged_into, lost.version), (State::Closed, Some(kept_id), 8));
    assert_eq!(told.entry.text, "zusammengeführt mit T-2026-000002: the same printer");
    let link = EntryBody::Link { relation: Relation::MergedInto, other: kept_id, ended: false };
    assert_eq!((told.entry.kind, told.entry.body, told.entry.sequence), (LogKind::Merge, link, 8));
    let (stays, told) = merged.kept;
    assert_eq!(stays, Ticket { version: 8, ..kept.ticket });
    let body = EntryBody::Absorbed { lost: lost_id, report_time: None, response_time: None };
    assert_eq!((told.entry.kind, told.entry.body), (LogKind::Merge, body));
    assert_eq!(told.entry.text, "T-2026-000001 ist hierher zusammengeführt: the same printer");
}

#[test]
fn s6_the_survivor_is_measured_from_the_earlier_report_and_keeps_the_earlier_response() {
    let kept = side(2, State::New, -600, Some(-100));
    let merged = merge(side(1, State::New, -900, Some(-500)), kept.clone(), "", &stamp()).unwrap();
    assert_eq!((merged.report_time, merged.response_time), (at(-900), Some(at(-500))));
    let lost = side(1, State::New, -900, None).ticket.id;
    let body = EntryBody::Absorbed { lost, report_time: Some(at(-900)), response_time: Some(at(-500)) };
    assert_eq!(merged.kept.1.entry.body, body);
    // A later report changes nothing, and neither does what was solved before.
    for lost in [side(1, State::New, -300, None), side(1, State::Resolved, -900, Some(-800))] {
        let merged = merge(lost, kept.clone(), "", &stamp()).unwrap();
        assert_eq!((merged.report_time, merged.response_time), (at(-600), Some(at(-100))));
    }
}

#[test]
fn k7_what_does_not_go_together_is_refused() {
    let open = side(2, State::InProgress, -60, None);
    let refused = |lost: Side, kept: Side| merge(lost, kept, "", &stamp()).unwrap_err();
    assert!(matches!(refused(open.clone(), open.clone()), Refusal::Together(_)));
    let other = Side { customer: CustomerId::new(&SequentialIds::new(8)), ..side(1, State::New, -60, None) };
    assert!(matches!(refused(other, open.clone()), Refusal::Together(_)));
    assert!(matches!(refused(open.clone(), side(1, State::Closed, -60, None)), Refusal::Together(_)));
    assert!(matches!(refused(open.clone(), side(1, State::Resolved, -60, None)), Refusal::Together(_)));
    let merged = merge(side(1, State::New, -60, None), open.clone(), "", &stamp()).unwrap();
    let gone = Side { ticket: merged.lost.0, ..side(1, State::Closed, -60, None) };
    assert_eq!(refused(gone.clone(), side(3, State::New, 0, None)), Refusal::Merged(open.ticket.id));
    assert_eq!(refused(side(3, State::New, 0, None), gone), Refusal::Merged(open.ticket.id));
    assert!(merge(side(1, State::New, 0, None), open, &"x".repeat(2001), &stamp()).is_err());
}

#[test]
fn k7_a_merged_ticket_refuses_every_command_and_says_where_to_go_on() {
    let kept = side(2, State::InProgress, -60, None);
    let into = kept.ticket.id;
    let (gone, _) = merge(side(1, State::New, -60, None), kept, "", &stamp()).unwrap().lost;
    let user = Some(UserId::new(&SequentialIds::new(7)));
    let tries = [
        gone.clone().start(&stamp()),
        gone.clone().resolve("done", &stamp()),
        gone.clone().reopen("again", &stamp()),
        gone.clone().close(&stamp()),
        gone.clone().assign(user, "", &stamp()),
        gone.change_priority(Priority::High, "", &stamp()),
    ];
    for tried in tries {
        assert_eq!(tried.unwrap_err(), Refusal::Merged(into));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is merged into whatever: no log loses an entry, what stays keeps state, priority and people, nobody is
    /// measured later or answered later than before, and a clock never begins before the first report.
    #[test]
    fn s6_k7_nothing_is_lost_and_nothing_is_measured_later(
        states in (0..State::ALL.len(), 0..State::ALL.len()),
        reports in (-9000_i64..0, -9000_i64..0),
        answers in (proptest::option::of(0_i64..9000), proptest::option::of(0_i64..9000)),
    ) {
        let lost = side(1, State::ALL[states.0], reports.0, answers.0.map(|d| reports.0 + d));
        let kept = side(2, State::ALL[states.1], reports.1, answers.1.map(|d| reports.1 + d));
        let Ok(merged) = merge(lost.clone(), kept.clone(), "", &stamp()) else {
            prop_assert!(!kept.ticket.state.is_open());
            return Ok(());
        };
        prop_assert_eq!(merged.lost.0.version, lost.ticket.version + 1);
        prop_assert_eq!(&merged.kept.0, &Ticket { version: kept.ticket.version + 1, ..kept.ticket.clone() });
        prop_assert!(merged.report_time <= kept.report_time);
        prop_assert!(merged.report_time >= lost.report_time.min(kept.report_time));
        prop_assert!(merged.response_time.is_some() || (kept.response_time.is_none()));
        if let Some(before) = kept.response_time {
            prop_assert!(merged.response_time.unwrap() <= before);
        }
        if let Some(answer) = merged.response_time {
            prop_assert!(answer >= merged.report_time);
        }
        // What is written on the survivor afterwards counts on from its log.
        let note = NewEntry {
            kind: LogKind::Note, text: "on".into(), event_time: None, public: false, worked_minutes: 0,
        };
        let by = Stamp { actor: Actor::Service("x".into()), now: at(1) };
        let (next, _) = merged.kept.0.log(&note, &by).unwrap();
        prop_assert_eq!(next.version, kept.ticket.version + 2);
    }
}
