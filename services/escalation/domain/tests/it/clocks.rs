//! Clocks by example (S3 to S6, N5).

use crate::fixtures::{DEFINITIONS, berlin, calendar, calendars, fact, target};
use kontor_escalation_domain::{
    ClockError, ClockKind, ClockState, ClockView, Fact, FactKind, Language, Pause, ProofHeader, Target,
    TargetChange, derive, proof_sheet,
};

fn view(facts: &[Fact], now: &str) -> ClockView {
    derive(facts, &calendars(), berlin(now)).unwrap()
}

#[test]
fn s3_pause_over_a_weekend_moves_by_service_hours() {
    // Eight hours from Friday 12:00: five that day, three on Monday.
    let mut facts = vec![fact("2026-03-06T12:00", FactKind::Started(target(8, 1)))];
    assert_eq!(view(&facts, "2026-03-06T12:00").due, Some(berlin("2026-03-09T11:00")));
    facts.push(fact("2026-03-06T16:00", FactKind::Paused(Pause::WaitingCustomer)));
    let paused = view(&facts, "2026-03-08T12:00");
    assert_eq!((paused.state, paused.due, paused.consumed), (ClockState::Paused, None, 4 * 3600));
    facts.push(fact("2026-03-09T09:00", FactKind::Resumed));
    let resumed = view(&facts, "2026-03-09T09:00");
    // Two service hours later (Friday 16 to 17, Monday 8 to 9), not 65 hours of wall clock.
    assert_eq!((resumed.state, resumed.due), (ClockState::Running, Some(berlin("2026-03-09T13:00"))));
    assert_eq!(resumed.remaining(), Some(4 * 3600));
}

#[test]
fn s4_the_true_response_stays_known_after_a_missed_one() {
    let facts =
        [fact("2026-03-02T08:00", FactKind::Started(target(1, 1))), fact("2026-03-02T11:30", FactKind::Met)];
    let before = view(&facts, "2026-03-02T08:59:59");
    assert_eq!((before.state, before.breached_at), (ClockState::Running, None));
    let at = view(&facts, "2026-03-02T09:00");
    assert_eq!((at.state, at.breached_at), (ClockState::Breached, Some(berlin("2026-03-02T09:00"))));
    let after = view(&facts, "2026-03-05T08:00");
    assert_eq!(after.state, ClockState::Breached);
    assert_eq!(after.due, Some(berlin("2026-03-02T09:00")));
    assert_eq!(after.met_at, Some(berlin("2026-03-02T11:30")));
    assert_eq!(after.consumed, 3 * 3600 + 1800);
}

#[test]
fn s4_met_at_the_very_instant_of_the_deadline_is_in_time() {
    let met = |at: &str| {
        let facts = [fact("2026-03-02T16:00", FactKind::Started(target(1, 1))), fact(at, FactKind::Met)];
        view(&facts, "2026-03-05T08:00").state
    };
    assert_eq!(met("2026-03-02T17:00"), ClockState::Met);
    assert_eq!(met("2026-03-02T17:00:01"), ClockState::Breached);
    // A pause at that instant saves nothing, unless it is met at it too.
    let mut facts = vec![
        fact("2026-03-02T16:00", FactKind::Started(target(1, 1))),
        fact("2026-03-02T17:00", FactKind::Paused(Pause::Scheduled)),
    ];
    assert_eq!(view(&facts, "2026-03-05T08:00").breached_at, Some(berlin("2026-03-02T17:00")));
    facts.push(fact("2026-03-02T17:00", FactKind::Met));
    assert_eq!(view(&facts, "2026-03-05T08:00").state, ClockState::Met);
}

#[test]
fn s4_what_is_met_while_it_stands_had_no_deadline() {
    let facts = [
        fact("2026-03-02T08:00", FactKind::Started(target(4, 1))),
        fact("2026-03-02T11:00", FactKind::Paused(Pause::WaitingCustomer)),
        fact("2026-03-02T15:00", FactKind::Met),
    ];
    let met = view(&facts, "2026-03-02T16:00");
    assert_eq!((met.state, met.due, met.consumed), (ClockState::Met, None, 3 * 3600));
    // Nor has it the deadline of an earlier round of work.
    let facts = [
        fact("2026-03-02T08:00", FactKind::Started(target(4, 1))),
        fact("2026-03-02T09:00", FactKind::Met),
        fact("2026-03-02T10:00", FactKind::Reopened),
        fact("2026-03-02T11:00", FactKind::Paused(Pause::WaitingCustomer)),
        fact("2026-03-02T15:00", FactKind::Met),
    ];
    assert_eq!(view(&facts, "2026-03-02T16:00").due, None);
}

#[test]
fn s4_reopening_goes_on_with_what_was_consumed() {
    let mut facts = vec![
        fact("2026-03-02T08:00", FactKind::Started(target(4, 1))),
        fact("2026-03-02T11:00", FactKind::Met),
    ];
    let met = view(&facts, "2026-03-04T08:00");
    assert_eq!((met.state, met.consumed), (ClockState::Met, 3 * 3600));
    assert_eq!(met.due, Some(berlin("2026-03-02T12:00")), "what the deadline was");
    facts.push(fact("2026-03-04T10:00", FactKind::Reopened));
    let open = view(&facts, "2026-03-04T10:30");
    assert_eq!((open.state, open.due), (ClockState::Running, Some(berlin("2026-03-04T11:00"))));
    assert_eq!((open.met_at, open.first_met_at), (None, Some(berlin("2026-03-02T11:00"))));
    assert_eq!(view(&facts, "2026-03-04T11:00").state, ClockState::Breached);
}

#[test]
fn s5_a_change_is_judged_as_if_it_had_held_from_the_start() {
    let mut facts = vec![
        fact("2026-03-02T08:00", FactKind::Started(target(16, 1))),
        fact("2026-03-02T10:00", FactKind::Paused(Pause::WaitingCustomer)),
        fact("2026-03-02T12:00", FactKind::Resumed),
    ];
    assert_eq!(view(&facts, "2026-03-02T14:00").due, Some(berlin("2026-03-03T17:00")));
    // At 16:00 six hours are consumed. Four were allowed by the new target: breached at 14:00.
    facts.push(fact("2026-03-02T16:00", FactKind::TargetChanged(target(4, 1), TargetChange::Priority)));
    let tight = view(&facts, "2026-03-02T16:00");
    assert_eq!((tight.state, tight.breached_at), (ClockState::Breached, Some(berlin("2026-03-02T14:00"))));
    assert!(tight.former_breaches.is_empty());
    // Before the change nobody could know.
    assert_eq!(view(&facts, "2026-03-02T15:59:59").state, ClockState::Running);
    // Loosened again: it runs, and what was missed stays known.
    facts.push(fact("2026-03-02T16:30", FactKind::TargetChanged(target(8, 1), TargetChange::Priority)));
    let loose = view(&facts, "2026-03-02T16:45");
    assert_eq!((loose.state, loose.due), (ClockState::Running, Some(berlin("2026-03-03T09:00"))));
    assert_eq!(loose.former_breaches.len(), 1);
    assert_eq!(loose.former_breaches[0].at, berlin("2026-03-02T14:00"));
    assert_eq!(loose.former_breaches[0].target, target(4, 1).unwrap());
}

#[test]
fn s5_a_new_calendar_measures_from_the_start() {
    let facts = [
        fact("2026-03-06T16:00", FactKind::Started(target(4, 1))),
        fact("2026-03-09T08:30", FactKind::TargetChanged(target(4, 2), TargetChange::Calendar)),
    ];
    assert_eq!(view(&facts, "2026-03-09T08:00").due, Some(berlin("2026-03-09T11:00")));
    // The longer office: Friday 16 to 19, one hour on Saturday: breached Saturday at 9.
    let changed = view(&facts, "2026-03-09T08:30");
    assert_eq!(changed.breached_at, Some(berlin("2026-03-07T09:00")));
    assert_eq!(changed.consumed, (3 + 4) * 3600 + 90 * 60);
}

#[test]
fn s5_what_is_met_is_judged_by_the_target_of_its_time_until_reopened() {
    let mut facts = vec![
        fact("2026-03-02T08:00", FactKind::Started(target(4, 1))),
        fact("2026-03-02T11:00", FactKind::Met),
        fact("2026-03-02T12:00", FactKind::TargetChanged(target(1, 1), TargetChange::Policy)),
    ];
    assert_eq!(view(&facts, "2026-03-02T13:00").state, ClockState::Met);
    facts.push(fact("2026-03-02T14:00", FactKind::Reopened));
    assert_eq!(view(&facts, "2026-03-02T14:00").breached_at, Some(berlin("2026-03-02T09:00")));
}

#[test]
fn s5_without_a_target_the_history_is_kept_for_a_later_one() {
    let mut facts = vec![
        fact("2026-03-02T08:00", FactKind::Started(None)),
        fact("2026-03-02T09:00", FactKind::Paused(Pause::WaitingVendor)),
        fact("2026-03-02T11:00", FactKind::Resumed),
    ];
    let free = view(&facts, "2026-03-02T12:00");
    assert_eq!((free.state, free.due, free.consumed), (ClockState::Running, None, 0));
    facts.push(fact("2026-03-02T12:00", FactKind::TargetChanged(target(3, 1), TargetChange::Policy)));
    assert_eq!(view(&facts, "2026-03-02T12:00").due, Some(berlin("2026-03-02T13:00")));
}

#[test]
fn s6_facts_count_when_they_happened_not_when_they_were_typed_in() {
    // Typed in last, happened first.
    let facts = [
        fact("2026-03-02T10:00", FactKind::Paused(Pause::WaitingCustomer)),
        fact("2026-03-02T08:00", FactKind::Started(target(2, 1))),
        fact("2026-03-02T09:00", FactKind::Met),
    ];
    let met = view(&facts, "2026-03-02T18:00");
    assert_eq!((met.state, met.consumed), (ClockState::Met, 3600));
    let error = derive(&facts, &calendars(), berlin("2026-03-02T07:00"));
    assert_eq!(error, Err(ClockError::NotStarted));
}

#[test]
fn s5_an_unknown_calendar_is_an_error_never_a_guess() {
    let facts = [fact("2026-03-02T08:00", FactKind::Started(Target::new(60, calendar(9))))];
    let error = derive(&facts, &calendars(), berlin("2026-03-02T09:00"));
    assert_eq!(error, Err(ClockError::UnknownCalendar(calendar(9))));
    let facts = [fact("2027-12-01T08:00", FactKind::Started(target(9000, 1)))];
    let error = derive(&facts, &calendars(), berlin("2027-12-01T09:00"));
    assert!(matches!(error, Err(ClockError::BeyondHorizon(_))));
    assert_eq!(Target::new(0, calendar(1)), None);
}

#[test]
fn n5_the_proof_sheet_tells_every_interval_and_its_cause() {
    let facts = [
        fact("2026-03-06T12:00", FactKind::Started(target(8, 1))),
        fact("2026-03-06T16:00", FactKind::Paused(Pause::WaitingCustomer)),
        fact("2026-03-09T09:00", FactKind::Resumed),
        fact("2026-03-09T10:00", FactKind::TargetChanged(target(4, 1), TargetChange::Priority)),
    ];
    let view = view(&facts, "2026-03-09T12:00");
    for pair in view.intervals.windows(2) {
        assert_eq!(pair[0].end, Some(pair[1].start), "without holes");
    }
    assert_eq!(view.intervals.iter().map(|interval| interval.consumed).sum::<i64>(), view.consumed);
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let header = ProofHeader {
        ticket: "T-2026-001042",
        kind: ClockKind::Resolution,
        calendar: DEFINITIONS[0],
        zone: &zone,
    };
    let german = "\
Nachweis       T-2026-001042 Wiederherstellungszeit
Stand          verletzt
Ziel           4:00:00
Servicezeit    Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off (Kalender, Version 1)
Verbraucht     7:00:00
Fällig         06.03.2026 16:00:00 CET
Erfüllt        -
Verletzt       06.03.2026 16:00:00 CET

Beginn                   Ende                     Uhr    Verbraucht  Grund                                            Durch
06.03.2026 12:00:00 CET  06.03.2026 16:00:00 CET  läuft  4:00:00     Beginn                                           users/anna
06.03.2026 16:00:00 CET  09.03.2026 09:00:00 CET  steht  0:00:00     wartet auf Kunden                                users/anna
09.03.2026 09:00:00 CET  09.03.2026 10:00:00 CET  läuft  1:00:00     fortgesetzt                                      users/anna
09.03.2026 10:00:00 CET  ...                      läuft  2:00:00     Priorität geändert: 4:00:00, Kalender-Version 1  users/anna
";
    let sheet = proof_sheet(&header, &view, Language::German);
    assert_eq!(sheet, german);
    let english = proof_sheet(&header, &view, Language::English);
    assert!(english.contains("Breached       2026-03-06 16:00:00 CET"), "{english}");
    assert!(english.contains("priority changed"), "{english}");
}
