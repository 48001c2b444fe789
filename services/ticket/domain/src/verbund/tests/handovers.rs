//! Where a ticket stands between the houses.

use super::*;
use crate::state::State;
use proptest::prelude::*;

fn handed() -> Handover {
    let id = HandoverId::new(&SequentialIds::new(3));
    let now = evening();
    Handover::give(id, &[agreement(1)], (&case(), State::New), (now, now)).unwrap().0
}

fn minutes(n: i64) -> Timestamp {
    evening() + SignedDuration::from_mins(n)
}

#[test]
fn n10_a_ticket_is_handed_over_within_the_hours_only() {
    let id = HandoverId::new(&SequentialIds::new(3));
    let hand = |state, at, now| Handover::give(id, &[agreement(1)], (&case(), state), (at, now));
    let noon = at("2026-03-02T12:00:00Z");
    assert_eq!(hand(State::New, noon, noon).unwrap_err(), Refusal::NotPart);
    for state in [State::Resolved, State::Closed] {
        assert_eq!(hand(state, evening(), evening()).unwrap_err(), Refusal::NotOpen);
    }
    // What came in at night and is looked at when the time is over stays.
    assert_eq!(hand(State::New, evening(), at("2026-03-03T07:00:00Z")).unwrap_err(), Refusal::NotPart);
    let (handover, step) = hand(State::New, evening(), at("2026-03-03T06:59:59Z")).unwrap();
    assert_eq!((step.sequence, step.kind, handover.steps), (1, StepKind::HandedOver, 1));
    assert_eq!(handover.access_until, at("2026-03-03T07:00:00Z"));
}

#[test]
fn n10_who_works_on_it_takes_it_first() {
    let work = Work { start: minutes(1), end: minutes(9) };
    assert_eq!(handed().work(&work, minutes(10)).unwrap_err(), Refusal::NotTaken);
    assert_eq!(handed().resolve(true, minutes(10)).unwrap_err(), Refusal::NotTaken);
    let (taken, _) = handed().take(minutes(1)).unwrap();
    assert_eq!(taken.clone().take(minutes(2)).unwrap_err(), Refusal::TakenBefore);
    let (_, step) = taken.clone().work(&work, minutes(10)).unwrap();
    assert_eq!((step.sequence, step.kind), (3, StepKind::Worked));
    assert_eq!(taken.clone().resolve(false, minutes(10)).unwrap_err(), Refusal::MayNotResolve);
    let (resolved, _) = taken.resolve(true, minutes(10)).unwrap();
    assert_eq!(resolved.ending(), Some(Ending::Resolved));
}

#[test]
fn n10_work_lies_after_the_handing_over_and_not_in_the_future() {
    let (taken, _) = handed().take(minutes(1)).unwrap();
    let refused = |start, end| {
        let work = Work { start: minutes(start), end: minutes(end) };
        match taken.clone().work(&work, minutes(10)) {
            Err(Refusal::Invalid { field, .. }) => Some(field),
            _ => None,
        }
    };
    assert_eq!(refused(-1, 5), Some("start_time"));
    assert_eq!(refused(5, 4), Some("end_time"));
    assert_eq!(refused(0, 16), Some("end_time"));
    assert_eq!(refused(0, 0), None);
    assert_eq!(refused(0, 15), None);
}

#[test]
fn n10_a_started_minute_counts() {
    let seconds = |n| Work { start: evening(), end: evening() + SignedDuration::from_secs(n) };
    assert_eq!([0, 1, 60, 61].map(|n| seconds(n).minutes()), [0, 1, 1, 2]);
}

#[test]
fn n10_when_the_time_is_over_it_is_absent_for_the_taking_house() {
    let (taken, _) = handed().take(minutes(1)).unwrap();
    let over = taken.access_until;
    assert!(taken.is_with_taker(over - SignedDuration::from_secs(1)) && !taken.is_with_taker(over));
    let work = Work { start: minutes(1), end: minutes(2) };
    assert_eq!(taken.clone().work(&work, over).unwrap_err(), Refusal::Absent);
    assert_eq!(taken.clone().resolve(true, over).unwrap_err(), Refusal::Absent);
    assert_eq!(taken.clone().acknowledge(over).unwrap_err(), Refusal::Absent);
    assert_eq!(taken.clone().give_back(over).unwrap_err(), Refusal::Absent);
    assert_eq!(handed().take(over).unwrap_err(), Refusal::Absent);
    assert_eq!(taken.lapse().unwrap().0.ending(), Some(Ending::Lapsed));
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Take,
    Work,
    Acknowledge,
    Resolve,
    GiveBack,
    TakeBack,
    Lapse,
}

proptest! {
    /// Whatever is tried in whatever order: the steps have no holes, a refused command changes nothing, and once it is
    /// back or its time is over the taking house is told that it is absent, whatever it tries.
    #[test]
    fn n10_the_record_has_no_holes_and_the_taker_no_way_back(
        acts in prop::collection::vec((prop::sample::select(vec![
            Act::Take, Act::Work, Act::Acknowledge, Act::Resolve, Act::GiveBack, Act::TakeBack, Act::Lapse,
        ]), 0_i64..700), 0..12),
    ) {
        let mut it = handed();
        for (act, minute) in acts {
            let (now, before) = (minutes(minute), it.clone());
            let of_taker = !matches!(act, Act::TakeBack | Act::Lapse);
            let work = Work { start: evening(), end: evening() };
            let done = match act {
                Act::Take => it.clone().take(now),
                Act::Work => it.clone().work(&work, now),
                Act::Acknowledge => it.clone().acknowledge(now),
                Act::Resolve => it.clone().resolve(true, now),
                Act::GiveBack => it.clone().give_back(now),
                Act::TakeBack => it.clone().take_back(),
                Act::Lapse => it.clone().lapse(),
            };
            if of_taker && !before.is_with_taker(now) {
                prop_assert_eq!(done.clone().unwrap_err(), Refusal::Absent);
            }
            if let Ok((next, step)) = done {
                prop_assert!(before.ending().is_none());
                prop_assert_eq!(step.sequence, before.steps + 1);
                prop_assert_eq!(next.steps, step.sequence);
                it = next;
            }
        }
    }
}
