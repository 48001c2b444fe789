//! Calendars, instants and facts for the tests.

use jiff::Timestamp;
use kontor_calendar::{Calendar, ServiceTime};
use kontor_escalation_domain::{CalendarRef, Fact, FactKind, Target};
use kontor_ids::{CalendarId, SequentialIds};
use std::collections::BTreeMap;

/// Version 1 is the office, 2 a longer office, 3 round the clock, 4 nights.
pub const DEFINITIONS: [&str; 4] = [
    "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off",
    "Europe/Berlin; DE-BY; Mo-Fr 07:00-19:00; Sa 08:00-12:00; PH off",
    "Europe/Berlin; 24/7",
    "Europe/Berlin; Mo-Fr 22:00-06:00",
];

pub fn calendar(version: i32) -> CalendarRef {
    CalendarRef { id: CalendarId::new(&SequentialIds::new(1)), version }
}

pub fn calendars() -> BTreeMap<CalendarRef, ServiceTime> {
    let compile = |text: &str| text.parse::<Calendar>().unwrap().compile_years(2025..=2027);
    (1..).zip(DEFINITIONS).map(|(version, text)| (calendar(version), compile(text))).collect()
}

pub fn target(hours: i64, version: i32) -> Option<Target> {
    Target::new(hours * 3600, calendar(version))
}

/// An instant of Berlin: `2026-03-06T16:00`.
pub fn berlin(text: &str) -> Timestamp {
    let wall: jiff::civil::DateTime = text.parse().unwrap();
    wall.to_zoned(jiff::tz::TimeZone::get("Europe/Berlin").unwrap()).unwrap().timestamp()
}

pub fn fact(at: &str, kind: FactKind) -> Fact {
    Fact { at: berlin(at), kind, actor: "users/anna".into() }
}
