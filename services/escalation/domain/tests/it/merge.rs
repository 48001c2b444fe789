//! Merging tickets does not distort clocks (K7, S6).

use crate::fixtures::{berlin, calendar, calendars};
use kontor_calendar::ServiceTime;
use kontor_escalation_domain::{
    Absorbed, CalendarRef, ClockKind, ClockState, ClockView, Happening, Targets, TicketClocks, TicketState,
    derive,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static CALENDARS: LazyLock<BTreeMap<CalendarRef, ServiceTime>> = LazyLock::new(calendars);
const HOUR: i64 = 3600;

fn targets() -> Targets {
    Targets {
        response: Some(2 * HOUR),
        update: Some(4 * HOUR),
        resolution: Some(8 * HOUR),
        calendar: calendar(1),
        pause_for_vendor: false,
    }
}

fn opened(at: &str) -> TicketClocks {
    TicketClocks::open(berlin(at), targets(), "users/anna")
}

fn moved(clocks: &mut TicketClocks, at: &str, to: TicketState) {
    clocks.take(berlin(at), &Happening::StateChanged { to }, "users/anna");
}

fn said(clocks: &mut TicketClocks, at: &str) {
    clocks.take(berlin(at), &Happening::Logged { responds: true }, "users/anna");
}

fn view(clocks: &TicketClocks, kind: ClockKind, now: &str) -> ClockView {
    clocks.view(kind, &*CALENDARS, berlin(now)).unwrap().unwrap()
}

/// As the ticket service tells it: of one that was open.
fn merge(kept: &mut TicketClocks, lost: &TicketClocks, report: Option<&str>, response: Option<&str>) {
    let absorbed =
        Absorbed { report_time: report.map(berlin), response_time: response.map(berlin), lost: Some(lost) };
    kept.absorb(&absorbed, "users/ben");
}

#[test]
fn s6_the_survivor_counts_from_the_first_report_of_the_disturbance() {
    let lost = opened("2026-03-02T08:00");
    let mut kept = opened("2026-03-02T10:00");
    merge(&mut kept, &lost, Some("2026-03-02T08:00"), None);
    let resolution = view(&kept, ClockKind::Resolution, "2026-03-02T11:00");
    assert_eq!((resolution.due, resolution.consumed), (Some(berlin("2026-03-02T16:00")), 3 * HOUR));
    assert_eq!(resolution.intervals.len(), 1, "one round");
    let response = view(&kept, ClockKind::Response, "2026-03-02T11:00");
    assert_eq!(
        (response.state, response.breached_at),
        (ClockState::Breached, Some(berlin("2026-03-02T10:00")))
    );
}

#[test]
fn s6_a_later_report_of_the_same_changes_no_deadline() {
    let lost = opened("2026-03-02T10:00");
    let mut kept = opened("2026-03-02T08:00");
    let before = kept.clone();
    merge(&mut kept, &lost, None, None);
    assert_eq!(kept, before);
}

#[test]
fn s4_pauses_before_the_survivor_was_reported_are_not_consumed() {
    let mut lost = opened("2026-03-02T08:00");
    moved(&mut lost, "2026-03-02T08:30", TicketState::WaitingCustomer);
    moved(&mut lost, "2026-03-02T09:30", TicketState::InProgress);
    moved(&mut lost, "2026-03-02T09:45", TicketState::WaitingCustomer);
    let mut kept = opened("2026-03-02T10:00");
    moved(&mut lost, "2026-03-02T10:30", TicketState::InProgress);
    merge(&mut kept, &lost, Some("2026-03-02T08:00"), None);
    // 08:00-08:30 and 09:30-09:45, then from its own report on.
    for kind in [ClockKind::Response, ClockKind::Resolution] {
        assert_eq!(view(&kept, kind, "2026-03-02T10:00").consumed, 45 * 60, "{kind:?}");
        assert_eq!(view(&kept, kind, "2026-03-02T10:40").consumed, 85 * 60, "{kind:?}");
    }
}

#[test]
fn s3_what_the_customer_heard_on_either_ticket_counts() {
    let mut lost = opened("2026-03-02T08:00");
    said(&mut lost, "2026-03-02T08:20");
    said(&mut lost, "2026-03-02T10:15");
    let mut kept = opened("2026-03-02T10:00");
    said(&mut kept, "2026-03-02T12:00");
    merge(&mut kept, &lost, Some("2026-03-02T08:00"), Some("2026-03-02T08:20"));
    let response = view(&kept, ClockKind::Response, "2026-03-02T13:00");
    assert_eq!((response.state, response.met_at), (ClockState::Met, Some(berlin("2026-03-02T08:20"))));
    let update = view(&kept, ClockKind::Update, "2026-03-02T13:00");
    assert_eq!((update.cycle, update.due), (2, Some(berlin("2026-03-02T16:00"))));
    assert!(update.missed_rounds.is_empty());
}

#[test]
fn s6_a_ticket_without_clocks_gives_its_report_and_its_first_answer() {
    let mut kept = opened("2026-03-02T10:00");
    let absorbed = Absorbed {
        report_time: Some(berlin("2026-03-02T08:00")),
        response_time: Some(berlin("2026-03-02T09:00")),
        lost: None,
    };
    kept.absorb(&absorbed, "users/ben");
    let response = view(&kept, ClockKind::Response, "2026-03-02T11:00");
    assert_eq!((response.state, response.met_at), (ClockState::Met, Some(berlin("2026-03-02T09:00"))));
    assert_eq!(view(&kept, ClockKind::Resolution, "2026-03-02T11:00").consumed, 3 * HOUR);
}

#[test]
fn s6_a_survivor_that_waits_from_the_instant_of_its_report_on_goes_on_waiting() {
    let mut lost = opened("2026-03-02T08:00");
    moved(&mut lost, "2026-03-02T08:32", TicketState::Scheduled);
    let mut kept = opened("2026-03-02T13:42");
    moved(&mut kept, "2026-03-02T13:42", TicketState::Scheduled);
    merge(&mut kept, &lost, Some("2026-03-02T08:00"), None);
    let resolution = view(&kept, ClockKind::Resolution, "2026-03-02T15:00");
    assert_eq!((resolution.state, resolution.consumed), (ClockState::Paused, 32 * 60));
}

#[test]
fn s4_a_disturbance_that_was_solved_in_between_stood_until_it_was_reported_again() {
    let mut lost = opened("2026-03-02T08:00");
    moved(&mut lost, "2026-03-02T09:00", TicketState::Resolved);
    let mut kept = opened("2026-03-02T11:00");
    moved(&mut lost, "2026-03-02T12:00", TicketState::InProgress);
    merge(&mut kept, &lost, Some("2026-03-02T08:00"), None);
    let resolution = view(&kept, ClockKind::Resolution, "2026-03-02T13:00");
    assert_eq!((resolution.state, resolution.consumed), (ClockState::Running, 3 * HOUR));
}

fn steps() -> impl Strategy<Value = Vec<(i64, u8)>> {
    proptest::collection::vec((0..600_i64, 0..5_u8), 0..8).prop_map(|mut steps| {
        steps.sort_unstable();
        steps
    })
}

/// What happens to a ticket after it was reported: minutes since eight, and what.
fn lived(report: i64, steps: &[(i64, u8)]) -> TicketClocks {
    let at = |minute: i64| berlin("2026-03-02T08:00") + jiff::SignedDuration::from_mins(minute);
    let mut clocks = TicketClocks::open(at(report), targets(), "x");
    for (minute, what) in steps.iter().filter(|(minute, _)| *minute >= report) {
        let happening = match what {
            0 => Happening::StateChanged { to: TicketState::WaitingCustomer },
            1 | 2 => Happening::StateChanged { to: TicketState::InProgress },
            3 => Happening::StateChanged { to: TicketState::Scheduled },
            _ => Happening::Logged { responds: true },
        };
        clocks.take(at(*minute), &happening, "x");
    }
    clocks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Whatever the two tickets lived through: until the survivor was reported the resolution clock consumed what the other
    /// consumed, from then on what the survivor alone consumes; and a deadline never moves back behind the first report.
    #[test]
    fn s6_the_clock_of_a_survivor_is_that_of_the_first_until_its_own_report(
        lost in steps(), kept in steps(), reports in (0..200_i64, 201..400_i64),
    ) {
        let at = |minute: i64| berlin("2026-03-02T08:00") + jiff::SignedDuration::from_mins(minute);
        let (first, alone) = (lived(reports.0, &lost), lived(reports.1, &kept));
        let answer = first.facts(ClockKind::Response).iter()
            .filter(|f| f.kind == kontor_escalation_domain::FactKind::Met).map(|f| f.at).min();
        let mut merged = alone.clone();
        merged.absorb(
            &Absorbed { report_time: Some(at(reports.0)), response_time: answer, lost: Some(&first) }, "y");
        let consumed = |clocks: &TicketClocks, now| {
            derive(clocks.facts(ClockKind::Resolution), &*CALENDARS, now).unwrap().consumed
        };
        let report = at(reports.1);
        let until = consumed(&first, report);
        prop_assert_eq!(consumed(&merged, report), until);
        let later = at(700);
        prop_assert_eq!(consumed(&merged, later), until + consumed(&alone, later));
        let response = derive(merged.facts(ClockKind::Response), &*CALENDARS, later).unwrap();
        if let Some(answer) = answer {
            prop_assert!(response.met_at.is_some_and(|met| met <= answer));
        }
        prop_assert_eq!(response.started_at, at(reports.0));
    }
}
