//! Missing time (N4).

use super::*;
use crate::missing::{BookedWork, Trace, TraceKind, missing, trace_ids};
use crate::week::{Range, united};
use kontor_ids::{IdSource as _, Uuid};

fn range(start: i64, seconds: i64) -> Range {
    Range { start: at(start), end: at(start + seconds) }
}

fn ticket(n: u16) -> TicketId {
    TicketId::new(&SequentialIds::new(1_000 + n))
}

fn trace(n: u16, on: Option<u16>, kind: TraceKind, start: i64, seconds: i64) -> Trace {
    let id = SequentialIds::new(50 + n).uuid();
    let (ticket, measured) = (on.map(ticket), kind == TraceKind::RemoteSession);
    Trace {
        id,
        ticket,
        place: "SRV-02".into(),
        kind,
        range: range(start, seconds),
        measured,
        settled: vec![],
    }
}

fn booked(on: u16, start: i64, seconds: i64) -> BookedWork {
    BookedWork { ticket: ticket(on), range: range(start, seconds) }
}

#[test]
fn n4_a_call_without_an_entry_is_proposed() {
    let call = trace(1, Some(1), TraceKind::Call, 3_600, 720);
    let found = missing(std::slice::from_ref(&call), &[]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].ticket, found[0].range), (call.ticket, call.range));
    assert_eq!((found[0].id, &found[0].traces), (call.id, &vec![call.id]));
}

#[test]
fn n4_what_is_booked_is_not_proposed() {
    let call = [trace(1, Some(1), TraceKind::Call, 3_600, 300)];
    // The same ticket, ten minutes later: the entry was typed a little off.
    assert!(missing(&call, &[booked(1, 4_500, 600)]).is_empty());
    assert_eq!(missing(&call, &[booked(2, 4_500, 600)]).len(), 1, "another ticket at another time");
    assert!(missing(&call, &[booked(2, 3_500, 600)]).is_empty(), "that time is taken");
    assert_eq!(missing(&call, &[booked(1, 10_000, 600)]).len(), 1, "hours later is other work");
}

#[test]
fn n4_of_a_measured_session_only_what_is_not_booked_is_proposed() {
    let session = [trace(1, Some(1), TraceKind::RemoteSession, 0, 3_600)];
    let found = missing(&session, &[booked(1, 600, 600), booked(2, 3_000, 60)]);
    let ranges: Vec<Range> = found.iter().map(|proposal| proposal.range).collect();
    assert_eq!(ranges, [range(0, 600), range(1_200, 1_800), range(3_060, 540)]);
    let ids: Vec<Uuid> = found.iter().map(|proposal| proposal.id).collect();
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "each piece is another proposal");
    for proposal in &found {
        let (low, high) = trace_ids(proposal.id);
        assert!((low..=high).contains(&session[0].id), "its trace is found by its id");
    }
}

#[test]
fn n4_measured_time_goes_before_estimated_and_no_second_is_proposed_twice() {
    let call = trace(1, Some(1), TraceKind::Call, 0, 600);
    let session = trace(2, Some(2), TraceKind::RemoteSession, 300, 600);
    let found = missing(&[call.clone(), session.clone()], &[]);
    assert_eq!((found[0].range, found[0].ticket), (range(0, 300), call.ticket));
    assert_eq!((found[1].range, found[1].ticket), (session.range, session.ticket));
}

#[test]
fn n4_traces_that_follow_each_other_on_a_ticket_are_one_proposal() {
    let traces = [
        trace(1, Some(1), TraceKind::Call, 0, 300),
        trace(2, Some(1), TraceKind::Mail, 300, 300),
        trace(3, Some(1), TraceKind::StateChange, 500, 120),
        trace(4, Some(2), TraceKind::Mail, 620, 300),
    ];
    let found = missing(&traces, &[]);
    assert_eq!((found.len(), found[0].range, found[0].traces.len()), (2, range(0, 620), 3));
}

#[test]
fn n4_what_was_decided_is_not_proposed_again() {
    let mut call = trace(1, Some(1), TraceKind::Call, 0, 600);
    call.settled = vec![range(0, 600)];
    assert!(missing(std::slice::from_ref(&call), &[]).is_empty());
    // Something else in the same time was hidden behind it and comes up now.
    let mail = trace(2, Some(2), TraceKind::Mail, 0, 300);
    assert_eq!(missing(&[call, mail.clone()], &[])[0].ticket, mail.ticket);
}

#[test]
fn n4_a_few_seconds_are_no_proposal() {
    assert!(missing(&[trace(1, Some(1), TraceKind::RemoteSession, 0, 29)], &[]).is_empty());
    assert_eq!(missing(&[trace(1, Some(1), TraceKind::RemoteSession, 0, 30)], &[]).len(), 1);
}

#[test]
fn n4_every_kind_is_read_as_it_is_written() {
    assert!(TraceKind::ALL.into_iter().all(|kind| kind.as_str().parse() == Ok(kind)));
    assert!("fax".parse::<TraceKind>().is_err());
}

fn traces() -> impl Strategy<Value = Vec<Trace>> {
    let kind = prop::sample::select(TraceKind::ALL.to_vec());
    let one = (prop::option::of(0u16..3), kind, 0i64..20_000, 1i64..3_000);
    prop::collection::vec(one, 0..10).prop_map(|all| {
        let numbered = all.into_iter().zip(0u16..);
        numbered.map(|((on, kind, start, seconds), n)| trace(n, on, kind, start, seconds)).collect()
    })
}

fn work() -> impl Strategy<Value = Vec<BookedWork>> {
    let one = (0u16..3, 0i64..20_000, 1i64..3_000);
    prop::collection::vec(one, 0..6)
        .prop_map(|all| all.into_iter().map(|(on, start, seconds)| booked(on, start, seconds)).collect())
}

proptest! {
    /// No second twice, none that is booked, none without a trace.
    #[test]
    fn n4_proposals_share_no_second_with_each_other_or_with_what_is_booked(traces in traces(), work in work()) {
        let found = missing(&traces, &work);
        for (place, proposal) in found.iter().enumerate() {
            prop_assert!(found[..place].iter().all(|p| p.range.shared(&proposal.range).is_none() && p.id != proposal.id));
            prop_assert!(work.iter().all(|w| w.range.shared(&proposal.range).is_none()));
            let ranges: Vec<Range> = traces.iter().map(|t| t.range).collect();
            prop_assert!(proposal.range.without(&united(&ranges)).is_empty());
        }
    }

    /// Of measured time nothing is lost: it is booked or proposed.
    #[test]
    fn n4_measured_time_is_booked_or_proposed(traces in traces(), work in work()) {
        let found: Vec<Range> = missing(&traces, &work).into_iter().map(|p| p.range).collect();
        let known: Vec<Range> = found.into_iter().chain(work.iter().map(|w| w.range)).collect();
        for trace in traces.iter().filter(|t| t.measured) {
            prop_assert!(trace.range.without(&known).iter().all(|left| left.seconds() < 30));
        }
    }

    /// What was decided about a proposal is not asked again, and accepting all leaves nothing.
    #[test]
    fn n4_nothing_is_proposed_twice(traces in traces(), work in work(), chosen in any::<prop::sample::Index>()) {
        let found = missing(&traces, &work);
        if !found.is_empty() {
            let gone = chosen.get(&found);
            let mut traces = traces.clone();
            for trace in traces.iter_mut().filter(|t| gone.traces.contains(&t.id)) {
                trace.settled.push(gone.range);
            }
            for again in missing(&traces, &work) {
                let same = again.traces.iter().any(|t| gone.traces.contains(t));
                prop_assert!(!same || again.range.shared(&gone.range).is_none());
            }
        }
        let accepted = found.iter().map(|p| BookedWork { ticket: p.ticket.unwrap_or(ticket(9)), range: p.range });
        let all: Vec<BookedWork> = work.iter().copied().chain(accepted).collect();
        prop_assert!(missing(&traces, &all).is_empty());
    }

    /// A day shows what its week shows: what lies a day away changes nothing.
    #[test]
    fn n4_what_is_far_away_changes_nothing(near in traces(), work in work(), far in traces()) {
        let far: Vec<Trace> = far.into_iter().zip(100u16..).map(|(t, n)| {
            let moved = |at: Timestamp| at + SignedDuration::from_hours(48);
            let range = Range { start: moved(t.range.start), end: moved(t.range.end) };
            Trace { id: SequentialIds::new(50 + n).uuid(), range, ..t }
        }).collect();
        let mut both = missing(&near.iter().cloned().chain(far).collect::<Vec<_>>(), &work);
        both.retain(|p| p.range.start < at(100_000));
        prop_assert_eq!(both, missing(&near, &work));
    }
}
