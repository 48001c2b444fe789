//! On-call schedules (E4).

use crate::fixtures::berlin;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use kontor_escalation_domain::{Gap, Override, Rotation, Schedule, Shift};
use kontor_ids::{SequentialIds, UserId};
use proptest::prelude::*;

fn people(count: usize) -> Vec<UserId> {
    let ids = SequentialIds::new(3);
    (0..count).map(|_| UserId::new(&ids)).collect()
}

fn rotation(first: &str, until: Option<&str>, days: i64, people: &[UserId]) -> Rotation {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let until = until.map(|until| until.parse().unwrap());
    Rotation::new(zone, first.parse().unwrap(), until, days, people.to_vec()).unwrap()
}

#[test]
fn e4_handovers_keep_the_wall_clock_across_dst() {
    let team = people(3);
    let schedule =
        Schedule { rotations: vec![rotation("2026-03-02T17:00", None, 7, &team)], overrides: vec![] };
    assert_eq!(schedule.on_call_at(berlin("2026-03-02T16:59:59")), None);
    for (at, person) in [
        ("2026-03-02T17:00", 0),
        ("2026-03-09T16:59:59", 0),
        ("2026-03-09T17:00", 1),
        ("2026-03-30T16:59:59", 0), // the clocks changed the day before
        ("2026-03-30T17:00", 1),
        ("2026-10-26T16:59:59", 0), // and back
        ("2026-10-26T17:00", 1),
    ] {
        assert_eq!(schedule.on_call_at(berlin(at)), Some(team[person]), "{at}");
    }
    let shifts = schedule.shifts(berlin("2026-03-24T00:00"), berlin("2026-04-07T00:00"));
    assert_eq!(shifts.len(), 3);
    assert_eq!(shifts[1].start, berlin("2026-03-30T17:00"));
    assert_eq!(shifts[1], Shift { start: shifts[0].end, end: shifts[2].start, person: team[1] });
}

#[test]
fn e4_a_handover_in_the_skipped_hour_comes_after_it() {
    let team = people(2);
    let schedule =
        Schedule { rotations: vec![rotation("2026-03-28T02:30", None, 1, &team)], overrides: vec![] };
    assert_eq!(schedule.on_call_at(berlin("2026-03-29T01:59:59")), Some(team[0]));
    assert_eq!(schedule.on_call_at(berlin("2026-03-29T03:29:59")), Some(team[0]));
    assert_eq!(schedule.on_call_at(berlin("2026-03-29T03:30")), Some(team[1]));
}

#[test]
fn e4_overrides_win_and_gaps_are_told_in_advance() {
    let team = people(3);
    let span = |start: &str, end: &str, person| Override { start: berlin(start), end: berlin(end), person };
    let schedule = Schedule {
        rotations: vec![
            rotation("2026-03-02T08:00", Some("2026-03-16T08:00"), 7, &team[..2]),
            rotation("2026-03-18T08:00", None, 7, &team[2..]),
        ],
        overrides: vec![
            span("2026-03-04T08:00", "2026-03-06T08:00", Some(team[2])),
            span("2026-03-05T08:00", "2026-03-05T20:00", None),
        ],
    };
    assert_eq!(schedule.on_call_at(berlin("2026-03-04T12:00")), Some(team[2]));
    assert_eq!(schedule.on_call_at(berlin("2026-03-05T12:00")), None, "the later override wins");
    assert_eq!(schedule.on_call_at(berlin("2026-03-05T20:00")), Some(team[2]));
    assert_eq!(schedule.on_call_at(berlin("2026-03-06T08:00")), Some(team[0]));
    let gap = |start: &str, end: &str| Gap { start: berlin(start), end: berlin(end) };
    assert_eq!(
        schedule.gaps(berlin("2026-03-01T00:00"), berlin("2026-04-01T00:00")),
        [
            gap("2026-03-01T00:00", "2026-03-02T08:00"),
            gap("2026-03-05T08:00", "2026-03-05T20:00"),
            gap("2026-03-16T08:00", "2026-03-18T08:00"),
        ]
    );
}

#[test]
fn e4_without_an_acknowledgement_the_next_in_line_hears_of_it() {
    let team = people(3);
    let schedule = Schedule {
        rotations: vec![rotation("2026-03-02T08:00", None, 7, &team)],
        overrides: vec![Override {
            start: berlin("2026-03-10T08:00"),
            end: berlin("2026-03-11T08:00"),
            person: Some(team[0]),
        }],
    };
    let at = berlin("2026-03-12T12:00");
    assert_eq!(schedule.line_at(at), [team[1], team[2], team[0]]);
    let heard: Vec<_> = (0..4).map(|repetition| schedule.responder(at, repetition).unwrap()).collect();
    assert_eq!(heard, [team[1], team[2], team[0], team[1]]);
    assert_eq!(schedule.line_at(berlin("2026-03-10T12:00")), [team[0], team[1], team[2]]);
    assert_eq!(Schedule::default().responder(at, 0), None);
}

#[test]
fn e4_a_rotation_needs_people_and_days() {
    let zone = TimeZone::UTC;
    let first: jiff::civil::DateTime = "2026-03-02T08:00".parse().unwrap();
    assert_eq!(Rotation::new(zone.clone(), first, None, 7, vec![]), None);
    assert_eq!(Rotation::new(zone.clone(), first, None, 0, people(1)), None);
    assert_eq!(Rotation::new(zone, first, Some(first), 7, people(1)), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn e4_shifts_and_gaps_tile_the_time(
        days in 1..10i64, count in 1..5usize, hour in 0..24i8, start in 0..400i64,
        overrides in proptest::collection::vec((0..900i64, 1..100i64, proptest::option::of(0..5usize)), 0..6),
    ) {
        let team = people(5);
        let begin = berlin("2026-01-01T00:00");
        let hours = |hours: i64| begin + SignedDuration::from_hours(hours);
        let first = format!("2026-01-05T{hour:02}:30");
        let schedule = Schedule {
            rotations: vec![rotation(&first, Some("2026-12-20T08:00"), days, &team[..count])],
            overrides: overrides
                .into_iter()
                .map(|(start, length, person)| Override {
                    start: hours(start), end: hours(start + length), person: person.map(|n| team[n]),
                })
                .collect(),
        };
        let (from, until) = (hours(start), hours(start + 2500));
        let mut spans: Vec<(Timestamp, Timestamp, Option<UserId>)> = Vec::new();
        spans.extend(schedule.shifts(from, until).iter().map(|s| (s.start, s.end, Some(s.person))));
        spans.extend(schedule.gaps(from, until).iter().map(|g| (g.start, g.end, None)));
        spans.sort();
        prop_assert_eq!((spans[0].0, spans[spans.len() - 1].1), (from, until));
        prop_assert!(spans.windows(2).all(|pair| pair[0].1 == pair[1].0));
        // Every half hour the span says what the instant says, and where nothing departs from it, what
        // counting the handovers says.
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let wall: jiff::civil::DateTime = first.parse().unwrap();
        let end = zone.to_timestamp("2026-12-20T08:00".parse().unwrap()).unwrap();
        let handovers: Vec<Timestamp> = (0..400)
            .map(|turn| zone.to_timestamp(wall.checked_add(jiff::Span::new().days(turn * days)).unwrap()).unwrap())
            .collect();
        for half in 0..2500 * 2 {
            let at = from + SignedDuration::from_mins(half * 30);
            let span = spans.iter().find(|span| at < span.1).unwrap();
            prop_assert_eq!(schedule.on_call_at(at), span.2);
            if !schedule.overrides.iter().any(|other| other.start <= at && at < other.end) {
                let passed = handovers.iter().filter(|handover| **handover <= at).count();
                let person = (passed > 0 && at < end).then(|| team[(passed - 1) % count]);
                prop_assert_eq!(span.2, person, "{}", at);
            }
        }
    }
}
