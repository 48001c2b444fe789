//! From what happens to a ticket to its clocks (S3 to S6).

use crate::fixtures::{berlin, calendar, calendars};
use kontor_escalation_domain::{
    ClockKind, ClockState, ClockView, FactKind, Happening, Pause, TargetChange, Targets, TicketClocks,
    TicketState,
};
use std::collections::BTreeMap;

const HOUR: i64 = 3600;

fn targets() -> Targets {
    Targets {
        response: Some(HOUR),
        update: Some(4 * HOUR),
        resolution: Some(8 * HOUR),
        calendar: calendar(1),
        pause_for_vendor: false,
    }
}

fn opened() -> TicketClocks {
    TicketClocks::open(berlin("2026-03-02T08:00"), targets(), "users/anna")
}

fn view(clocks: &TicketClocks, kind: ClockKind, now: &str) -> ClockView {
    clocks.view(kind, &calendars(), berlin(now)).unwrap().unwrap()
}

fn moved(clocks: &mut TicketClocks, at: &str, to: TicketState) -> usize {
    clocks.take(berlin(at), &Happening::StateChanged { to }, "users/anna").len()
}

fn said(clocks: &mut TicketClocks, at: &str) -> usize {
    clocks.take(berlin(at), &Happening::Logged { responds: true }, "users/anna").len()
}

#[test]
fn s3_response_and_resolution_start_at_once_update_with_the_first_response() {
    let mut clocks = opened();
    assert_eq!(view(&clocks, ClockKind::Response, "2026-03-02T08:30").due, Some(berlin("2026-03-02T09:00")));
    assert_eq!(
        view(&clocks, ClockKind::Resolution, "2026-03-02T08:30").due,
        Some(berlin("2026-03-02T16:00"))
    );
    assert_eq!(clocks.view(ClockKind::Update, &calendars(), berlin("2026-03-02T08:30")), Ok(None));
    assert!(clocks.take(berlin("2026-03-02T08:40"), &Happening::Logged { responds: false }, "x").is_empty());
    let new = clocks.take(berlin("2026-03-02T08:45"), &Happening::Logged { responds: true }, "users/anna");
    let kinds: Vec<_> = new.iter().map(|(kind, fact)| (*kind, fact.kind.clone())).collect();
    let update = targets().target(ClockKind::Update);
    assert_eq!(kinds, [(ClockKind::Response, FactKind::Met), (ClockKind::Update, FactKind::Started(update))]);
    assert_eq!(view(&clocks, ClockKind::Response, "2026-03-02T12:00").state, ClockState::Met);
    assert_eq!(view(&clocks, ClockKind::Update, "2026-03-02T09:00").due, Some(berlin("2026-03-02T12:45")));
}

#[test]
fn s3_each_communication_restarts_the_update_clock_and_misses_stay_known() {
    let mut clocks = opened();
    said(&mut clocks, "2026-03-02T08:30");
    assert_eq!(said(&mut clocks, "2026-03-02T14:00"), 1, "the response was met before");
    let update = view(&clocks, ClockKind::Update, "2026-03-02T15:00");
    assert_eq!((update.cycle, update.state), (1, ClockState::Running));
    assert_eq!(update.due, Some(berlin("2026-03-03T09:00")));
    assert_eq!(update.missed_rounds, [berlin("2026-03-02T12:30")]);
    // A call of 10:00 that was logged late: nothing was missed after all.
    said(&mut clocks, "2026-03-02T10:30");
    assert!(view(&clocks, ClockKind::Update, "2026-03-02T15:00").missed_rounds.is_empty());
}

#[test]
fn s4_the_states_of_the_policy_pause_all_clocks() {
    for (state, pauses) in [
        (TicketState::New, false),
        (TicketState::InProgress, false),
        (TicketState::WaitingCustomer, true),
        (TicketState::WaitingVendor, false),
        (TicketState::Scheduled, true),
    ] {
        let mut clocks = opened();
        moved(&mut clocks, "2026-03-02T08:30", state);
        for kind in [ClockKind::Response, ClockKind::Resolution] {
            let paused = view(&clocks, kind, "2026-03-02T08:45").state == ClockState::Paused;
            assert_eq!(paused, pauses, "{state:?} {kind:?}");
        }
    }
    let vendor = Targets { pause_for_vendor: true, ..targets() };
    let mut clocks = TicketClocks::open(berlin("2026-03-02T08:00"), vendor, "x");
    moved(&mut clocks, "2026-03-02T08:30", TicketState::WaitingVendor);
    assert_eq!(view(&clocks, ClockKind::Resolution, "2026-03-02T08:45").state, ClockState::Paused);
}

#[test]
fn s4_an_update_clock_that_starts_while_waiting_stands() {
    let mut clocks = opened();
    moved(&mut clocks, "2026-03-02T08:30", TicketState::WaitingCustomer);
    said(&mut clocks, "2026-03-02T08:45");
    assert_eq!(view(&clocks, ClockKind::Update, "2026-03-02T12:00").state, ClockState::Paused);
    moved(&mut clocks, "2026-03-02T13:00", TicketState::InProgress);
    assert_eq!(view(&clocks, ClockKind::Update, "2026-03-02T13:00").due, Some(berlin("2026-03-02T17:00")));
}

#[test]
fn s4_resolving_meets_and_reopening_goes_on() {
    let mut clocks = opened();
    moved(&mut clocks, "2026-03-02T10:00", TicketState::Resolved);
    assert_eq!(view(&clocks, ClockKind::Resolution, "2026-03-02T12:00").state, ClockState::Met);
    // Nobody ever answered: that was missed at 9:00 and stays so.
    assert_eq!(view(&clocks, ClockKind::Response, "2026-03-02T12:00").state, ClockState::Breached);
    moved(&mut clocks, "2026-03-03T08:00", TicketState::InProgress);
    let open = view(&clocks, ClockKind::Resolution, "2026-03-03T08:00");
    assert_eq!((open.state, open.due), (ClockState::Running, Some(berlin("2026-03-03T14:00"))));
    moved(&mut clocks, "2026-03-03T09:00", TicketState::Resolved);
    assert_eq!(moved(&mut clocks, "2026-03-10T09:00", TicketState::Closed), 2, "response and update end");
    let done = view(&clocks, ClockKind::Resolution, "2026-03-11T09:00");
    assert_eq!((done.state, done.met_at), (ClockState::Met, Some(berlin("2026-03-03T09:00"))));
    assert_eq!(done.first_met_at, Some(berlin("2026-03-02T10:00")));
}

#[test]
fn s4_a_response_clock_stands_while_resolved_and_ends_with_the_ticket() {
    let mut clocks = opened();
    moved(&mut clocks, "2026-03-02T08:30", TicketState::Resolved);
    let stands = view(&clocks, ClockKind::Response, "2026-03-02T12:00");
    assert_eq!((stands.state, stands.consumed), (ClockState::Paused, 1800));
    let mut reopened = clocks.clone();
    moved(&mut reopened, "2026-03-02T12:00", TicketState::WaitingCustomer);
    assert_eq!(view(&reopened, ClockKind::Response, "2026-03-02T13:00").state, ClockState::Paused);
    moved(&mut reopened, "2026-03-02T13:00", TicketState::InProgress);
    assert_eq!(
        view(&reopened, ClockKind::Response, "2026-03-02T13:00").due,
        Some(berlin("2026-03-02T13:30"))
    );
    moved(&mut clocks, "2026-03-05T08:30", TicketState::Closed);
    assert_eq!(view(&clocks, ClockKind::Response, "2026-03-06T12:00").state, ClockState::Cancelled);
    assert_eq!(said(&mut clocks, "2026-03-07T12:00"), 0, "closed for good");
}

#[test]
fn s5_a_priority_change_reaches_all_clocks_with_their_history() {
    let mut clocks = opened();
    said(&mut clocks, "2026-03-02T08:30");
    let urgent = Targets { response: Some(600), update: Some(HOUR), resolution: Some(2 * HOUR), ..targets() };
    let change = Happening::TargetsChanged { targets: urgent, why: TargetChange::Priority };
    assert_eq!(clocks.take(berlin("2026-03-02T11:00"), &change, "users/ben").len(), 3);
    assert!(clocks.take(berlin("2026-03-02T11:01"), &change, "users/ben").is_empty(), "nothing changed");
    let resolution = view(&clocks, ClockKind::Resolution, "2026-03-02T11:00");
    assert_eq!(resolution.breached_at, Some(berlin("2026-03-02T10:00")));
    assert_eq!(
        view(&clocks, ClockKind::Update, "2026-03-02T11:00").breached_at,
        Some(berlin("2026-03-02T09:30"))
    );
    // The response was met under the promise of its time.
    assert_eq!(view(&clocks, ClockKind::Response, "2026-03-02T11:00").state, ClockState::Met);
}

#[test]
fn s4_a_policy_that_begins_to_pause_for_vendors_pauses_at_once() {
    let mut clocks = opened();
    moved(&mut clocks, "2026-03-02T08:10", TicketState::WaitingVendor);
    let pausing = Targets { pause_for_vendor: true, ..targets() };
    let change = Happening::TargetsChanged { targets: pausing, why: TargetChange::Policy };
    let new = clocks.take(berlin("2026-03-02T08:30"), &change, "x");
    assert!(new.iter().all(|(_, fact)| fact.kind == FactKind::Paused(Pause::WaitingVendor)));
    assert_eq!(view(&clocks, ClockKind::Response, "2026-03-02T12:00").consumed, 1800);
}

#[test]
fn s4_a_merge_ends_clocks_without_a_verdict() {
    let mut clocks = opened();
    clocks.take(berlin("2026-03-02T08:30"), &Happening::Merged, "x");
    for kind in [ClockKind::Response, ClockKind::Resolution] {
        let ended = view(&clocks, kind, "2026-03-05T08:30");
        assert_eq!((ended.state, ended.met_at), (ClockState::Cancelled, None));
        assert_eq!(ended.cancelled_at, Some(berlin("2026-03-02T08:30")));
    }
    assert_eq!(moved(&mut clocks, "2026-03-02T09:00", TicketState::Closed), 0);
}

#[test]
fn s4_what_is_stored_goes_on_as_if_never_interrupted() {
    let steps: [(&str, Happening); 6] = [
        ("2026-03-02T08:20", Happening::StateChanged { to: TicketState::WaitingCustomer }),
        ("2026-03-02T08:30", Happening::Logged { responds: true }),
        ("2026-03-02T09:30", Happening::StateChanged { to: TicketState::InProgress }),
        ("2026-03-02T10:30", Happening::Logged { responds: true }),
        ("2026-03-02T11:30", Happening::StateChanged { to: TicketState::Resolved }),
        ("2026-03-02T12:30", Happening::StateChanged { to: TicketState::Scheduled }),
    ];
    let mut whole = opened();
    let mut stored: BTreeMap<_, Vec<_>> =
        ClockKind::ALL.into_iter().map(|kind| (kind, whole.facts(kind).to_vec())).collect();
    stored.retain(|_, facts| !facts.is_empty());
    for (at, happening) in steps {
        let mut again = TicketClocks::stored(whole.standing(), stored.clone());
        for (kind, fact) in again.take(berlin(at), &happening, "x") {
            stored.entry(kind).or_default().push(fact);
        }
        whole.take(berlin(at), &happening, "x");
        assert_eq!(again, whole);
        for kind in ClockKind::ALL {
            assert_eq!(stored.get(&kind).map_or(&[][..], Vec::as_slice), whole.facts(kind));
        }
    }
}

#[test]
fn s5_a_change_that_becomes_known_late_holds_since_it_happened_but_never_undoes_what_came_after() {
    let shorter = Targets { resolution: Some(4 * HOUR), pause_for_vendor: true, ..targets() };
    let change = Happening::TargetsChanged { targets: shorter, why: TargetChange::Policy };
    // Resolved at 14:00; that the policy had changed at 10:00 is heard of afterwards: it had missed the target at 12:00.
    let mut clocks = opened();
    moved(&mut clocks, "2026-03-02T14:00", TicketState::Resolved);
    clocks.take(berlin("2026-03-02T10:00"), &change, "contract");
    let resolution = view(&clocks, ClockKind::Resolution, "2026-03-02T15:00");
    assert_eq!(resolution.breached_at, Some(berlin("2026-03-02T12:00")));
    // A priority that was raised at 11:00 by the old policy: the new policy holds after it all the same.
    let mut clocks = opened();
    let urgent = Happening::TargetsChanged {
        targets: Targets { resolution: Some(2 * HOUR), ..targets() },
        why: TargetChange::Priority,
    };
    clocks.take(berlin("2026-03-02T11:00"), &urgent, "users/anna");
    clocks.take(berlin("2026-03-02T10:00"), &change, "contract");
    let resolution = view(&clocks, ClockKind::Resolution, "2026-03-02T11:30");
    assert_eq!(resolution.due, Some(berlin("2026-03-02T12:00")));
    // It began to wait for a vendor at 11:00 and stood by the old policy; the new one lets clocks run then.
    let pausing = Targets { pause_for_vendor: true, ..targets() };
    let mut clocks = TicketClocks::open(berlin("2026-03-02T08:00"), pausing, "users/anna");
    moved(&mut clocks, "2026-03-02T11:00", TicketState::WaitingVendor);
    let change = Happening::TargetsChanged { targets: targets(), why: TargetChange::Policy };
    clocks.take(berlin("2026-03-02T10:00"), &change, "contract");
    let resolution = view(&clocks, ClockKind::Resolution, "2026-03-02T15:00");
    assert_eq!((resolution.state, resolution.consumed), (ClockState::Running, 7 * HOUR));
}

#[test]
fn s3_a_response_at_the_instant_of_the_report_is_in_time_and_its_deadline_stays_known() {
    let mut clocks = opened();
    said(&mut clocks, "2026-03-02T08:00");
    let response = view(&clocks, ClockKind::Response, "2026-03-02T12:00");
    assert_eq!((response.state, response.consumed), (ClockState::Met, 0));
    assert_eq!(response.due, Some(berlin("2026-03-02T09:00")));
}
