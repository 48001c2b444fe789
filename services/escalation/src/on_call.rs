//! On-call schedules of the wire as the rules want them (E4).

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use kontor_escalation_domain::{Override, Rotation, Schedule};
use kontor_ids::UserId;
use kontor_proto::escalation::v1 as wire;
use kontor_proto::types::v1 as types;
use kontor_status::Violations;

/// A schedule, with all that is wrong noted; none where something is.
pub(crate) fn read(schedule: &wire::OnCallSchedule, violations: &mut Violations) -> Option<Schedule> {
    let count = schedule.rotations.len();
    violations.require((1..=10).contains(&count), "schedule.rotations", format!("give 1 to 10, not {count}"));
    let count = schedule.overrides.len();
    violations.require(count <= 200, "schedule.overrides", format!("give at most 200, not {count}"));
    let rotations: Vec<_> = schedule
        .rotations
        .iter()
        .take(10)
        .enumerate()
        .map(|(place, given)| rotation(given, &format!("schedule.rotations[{place}]"), violations))
        .collect();
    let overrides: Vec<_> = schedule
        .overrides
        .iter()
        .take(200)
        .enumerate()
        .map(|(place, given)| departure(given, &format!("schedule.overrides[{place}]"), violations))
        .collect();
    let rotations = rotations.into_iter().collect::<Option<Vec<_>>>()?;
    let overrides = overrides.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Schedule { rotations, overrides })
}

/// A stored schedule; none where it is not sound.
pub(crate) fn stored(schedule: &wire::OnCallSchedule) -> Option<Schedule> {
    read(schedule, &mut Violations::new())
}

fn rotation(given: &wire::Rotation, field: &str, violations: &mut Violations) -> Option<Rotation> {
    let zone = TimeZone::get(&given.time_zone).ok().filter(|zone| zone.iana_name().is_some());
    let remedy = "give an IANA zone, such as Europe/Berlin";
    violations.require(zone.is_some(), format!("{field}.time_zone"), remedy);
    let at = time_of_day(given.handover.as_ref());
    let remedy = "give whole minutes since midnight, below 24 hours";
    violations.require(at.is_some(), format!("{field}.handover"), remedy);
    let first = given.first_day.as_ref().and_then(day);
    violations.require(first.is_some(), format!("{field}.first_day"), "give a day of the calendar");
    let until = given.until_day.as_ref().map(day);
    let is_sound = match (until, first) {
        (None, _) | (Some(Some(_)), None) => true,
        (Some(None), _) => false,
        (Some(Some(until)), Some(first)) => first < until,
    };
    violations.require(is_sound, format!("{field}.until_day"), "give a day after first_day, or leave it");
    let days = i64::from(given.days);
    violations.require((1..=366).contains(&days), format!("{field}.days"), "give 1 to 366");
    let people = users(&given.people, &format!("{field}.people"), (1, 50), violations)?;
    let at = at?;
    let wall = |date: Date| DateTime::from_parts(date, at);
    Rotation::new(zone?, wall(first?), until.flatten().map(wall), days, people).filter(|_| is_sound)
}

fn departure(given: &wire::Override, field: &str, violations: &mut Violations) -> Option<Override> {
    let ends =
        given.time.as_ref().and_then(|time| instant(time.start.as_ref()).zip(instant(time.end.as_ref())));
    let ends = ends.filter(|(start, end)| start < end);
    violations.require(ends.is_some(), format!("{field}.time"), "give a start and an end after it");
    let person = match given.person.as_str() {
        "" => Some(None),
        name => violations.take(format!("{field}.person"), UserId::from_resource_name(name)).map(Some),
    };
    let ((start, end), person) = ends.zip(person)?;
    Some(Override { start, end, person })
}

/// People by their names, each once in order.
pub(crate) fn users(
    names: &[String],
    field: &str,
    (least, most): (usize, usize),
    violations: &mut Violations,
) -> Option<Vec<UserId>> {
    let count = names.len();
    let fits = (least..=most).contains(&count);
    violations.require(fits, field, format!("give {least} to {most} people, not {count}"));
    let mut people = Vec::new();
    for (place, name) in names.iter().take(most).enumerate() {
        let id = violations.take(format!("{field}[{place}]"), UserId::from_resource_name(name))?;
        people.push(id);
    }
    fits.then_some(people)
}

fn time_of_day(given: Option<&prost_types::Duration>) -> Option<Time> {
    let Some(given) = given else { return Some(Time::midnight()) };
    let sound = (0..86_400).contains(&given.seconds) && given.seconds % 60 == 0 && given.nanos == 0;
    sound.then(|| Time::midnight().wrapping_add(SignedDuration::from_secs(given.seconds)))
}

fn day(date: &types::Date) -> Option<Date> {
    let (year, month, day) = (date.year, date.month, date.day);
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    date.ok().filter(|date| date.year() >= 1)
}

/// An instant of the wire.
pub(crate) fn instant(given: Option<&prost_types::Timestamp>) -> Option<Timestamp> {
    given.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok())
}
