//! Steps of a policy (E1, E2).

use crate::fixtures::{berlin, calendars, fact, target};
use kontor_escalation_domain::{
    Acknowledgement, Action, ClockKind, DueStep, Fact, FactKind, Pause, Policy, PolicyMistake, Step, When,
    derive, due_steps, next_due,
};

fn step(when: When, repeat_every: Option<i64>) -> Step {
    Step { kind: ClockKind::Resolution, when, actions: vec![Action::NotifyOnCall], repeat_every }
}

fn policy(steps: &[(When, Option<i64>)]) -> Policy {
    Policy::new(steps.iter().map(|(when, every)| step(*when, *every)).collect()).unwrap()
}

fn fired(
    facts: &[Fact],
    policy: &Policy,
    seen: &[Acknowledgement],
    until: &str,
) -> Vec<(usize, u32, String)> {
    let view = derive(facts, &calendars(), berlin(until)).unwrap();
    let due =
        due_steps(ClockKind::Resolution, &view, policy, seen, &calendars(), (None, berlin(until))).unwrap();
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    due.iter()
        .map(|due| (due.step, due.repetition, due.at.to_zoned(zone.clone()).strftime("%a %H:%M").to_string()))
        .collect()
}

fn next(facts: &[Fact], policy: &Policy, seen: &[Acknowledgement], now: &str) -> Option<DueStep> {
    let view = derive(facts, &calendars(), berlin(now)).unwrap();
    next_due(ClockKind::Resolution, &view, policy, seen, &calendars(), berlin(now)).unwrap()
}

#[test]
fn e1_shares_and_offsets_fall_due_in_service_time() {
    let facts = [fact("2026-03-06T12:00", FactKind::Started(target(8, 1)))];
    let policy = policy(&[
        (When::Percent(50), None),
        (When::Percent(75), None),
        (When::Percent(100), None),
        (When::Offset(-3600), None),
        (When::Offset(2 * 3600), None),
    ]);
    let expected = [(0, "Fri 16:00"), (1, "Mon 09:00"), (3, "Mon 10:00"), (2, "Mon 11:00"), (4, "Mon 13:00")]
        .map(|(step, at)| (step, 0, at.to_owned()));
    assert_eq!(fired(&facts, &policy, &[], "2026-03-10T08:00"), expected);
    assert_eq!(next(&facts, &policy, &[], "2026-03-06T12:00").unwrap().at, berlin("2026-03-06T16:00"));
    assert_eq!(next(&facts, &policy, &[], "2026-03-06T16:00").unwrap().at, berlin("2026-03-09T09:00"));
    assert_eq!(next(&facts, &policy, &[], "2026-03-09T13:00"), None);
}

#[test]
fn e1_a_standing_clock_has_nothing_due() {
    let mut facts = vec![
        fact("2026-03-06T12:00", FactKind::Started(target(8, 1))),
        fact("2026-03-06T15:00", FactKind::Paused(Pause::Scheduled)),
    ];
    let policy = policy(&[(When::Percent(50), None)]);
    assert_eq!(next(&facts, &policy, &[], "2026-03-06T15:30"), None);
    facts.push(fact("2026-03-09T10:00", FactKind::Resumed));
    assert_eq!(next(&facts, &policy, &[], "2026-03-09T10:00").unwrap().at, berlin("2026-03-09T11:00"));
}

#[test]
fn e1_repeats_in_wall_time_until_acknowledged_or_met() {
    let mut facts = vec![fact("2026-03-06T16:00", FactKind::Started(target(1, 1)))];
    let policy = policy(&[(When::Percent(100), Some(900))]);
    let all = fired(&facts, &policy, &[], "2026-03-06T17:40");
    let expected = [(0, 0, "Fri 17:00"), (0, 1, "Fri 17:15"), (0, 2, "Fri 17:30")];
    assert_eq!(all, expected.map(|(step, n, at)| (step, n, at.to_owned())));
    let seen = [Acknowledgement { cycle: 0, step: 0, at: berlin("2026-03-06T17:20") }];
    assert_eq!(fired(&facts, &policy, &seen, "2026-03-06T19:00").len(), 2);
    assert_eq!(next(&facts, &policy, &seen, "2026-03-06T17:20"), None);
    let other = [Acknowledgement { cycle: 1, step: 0, at: berlin("2026-03-06T17:20") }];
    assert_eq!(next(&facts, &policy, &other, "2026-03-06T17:20").unwrap().repetition, 2);
    facts.push(fact("2026-03-06T17:10", FactKind::Met));
    // What fell due before it was met is still told, however late (E2).
    assert_eq!(fired(&facts, &policy, &[], "2026-03-07T17:40").len(), 1);
}

#[test]
fn e1_what_was_met_in_time_is_never_due() {
    let facts =
        [fact("2026-03-06T16:00", FactKind::Started(target(1, 1))), fact("2026-03-06T17:00", FactKind::Met)];
    let policy = policy(&[(When::Percent(50), None), (When::Percent(100), None), (When::Offset(60), None)]);
    assert_eq!(fired(&facts, &policy, &[], "2026-03-10T12:00"), [(0, 0, "Fri 16:30".to_owned())]);
}

#[test]
fn e1_shares_that_are_no_whole_second_round_up() {
    let facts = [fact(
        "2026-03-02T08:00",
        FactKind::Started(kontor_escalation_domain::Target::new(101, crate::fixtures::calendar(1))),
    )];
    let policy = policy(&[(When::Percent(50), None)]);
    assert_eq!(next(&facts, &policy, &[], "2026-03-02T08:00").unwrap().at, berlin("2026-03-02T08:00:51"));
}

#[test]
fn e1_a_mistaken_policy_is_refused_with_all_mistakes() {
    assert_eq!(Policy::new(vec![]), Err(vec![PolicyMistake::Steps(0)]));
    let wrong = vec![
        Step { actions: vec![], ..step(When::Percent(0), Some(59)) },
        step(When::Offset(i64::MIN), None),
    ];
    let mistakes = Policy::new(wrong).unwrap_err();
    assert_eq!(
        mistakes,
        [
            PolicyMistake::Percent(0),
            PolicyMistake::Actions(0),
            PolicyMistake::Repeat(0),
            PolicyMistake::Offset(1)
        ]
    );
    assert_eq!(
        mistakes[2].to_string(),
        "steps[0].repeat_every: shorter than a minute; give at least 60 seconds"
    );
}
