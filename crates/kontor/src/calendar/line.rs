//! One line of `kontor calendar`: a question in JSON, and its answer.

use super::clocks;
use crate::rate::field::{Field, Wrong};
use jiff::Timestamp;
use kontor_calendar::{Calendar, ServiceTime};
use serde_json::{Value, json};

/// What a question may hold.
const KEYS: [&str; 10] =
    ["calendar", "zone", "land", "start", "seconds", "end", "at", "policy", "facts", "proof"];

/// Most seconds that are added: ten years.
const MOST: u64 = 315_576_000;

/// How instants are written.
pub(super) const INSTANT: &str = "2026-03-06T16:00:00+01:00";

/// A compiled calendar with its text form.
pub(super) struct Hours {
    pub(super) text: String,
    pub(super) time: ServiceTime,
}

/// The answer to a line, or all that is wrong with it, each with the field that it is about.
pub(super) fn answer(line: &str) -> Result<Value, Vec<String>> {
    let value: Value = serde_json::from_str(line).map_err(|e| vec![format!("the line: no JSON: {e}")])?;
    let wrong = Wrong::default();
    let root = Field::root(&value, wrong.clone()).object(&KEYS);
    let hours = hours(&root);
    let answer =
        if root.at("facts").is_there() { clocks::answer(&root, hours) } else { span(&root, hours.as_ref()) };
    match (answer, wrong.take()) {
        (Some(answer), wrong) if wrong.is_empty() => Ok(answer),
        (_, wrong) => Err(wrong),
    }
}

/// What is wrong with a line, for whoever wrote it.
pub(super) fn refusal(number: usize, wrong: &[String]) -> Value {
    let part = |wrong: &String| {
        let (field, remedy) = wrong.split_once(": ").unwrap_or(("the line", wrong));
        json!({"field": field, "remedy": remedy})
    };
    json!({"line": number, "errors": wrong.iter().map(part).collect::<Vec<_>>()})
}

/// The calendar at a place that has one, with zone and Land in the text or beside it.
pub(super) fn hours(place: &Field<'_>) -> Option<Hours> {
    let (text, zone, land) = (place.at("calendar"), place.at("zone"), place.at("land"));
    let (zone, given, land) = (zone.text(), text.required(), land.text());
    let written = [zone, Some(given?), land].into_iter().flatten().collect::<Vec<_>>().join("; ");
    match written.parse::<Calendar>() {
        Ok(calendar) => Some(Hours { text: calendar.to_string(), time: calendar.compile() }),
        Err(mistakes) => {
            for mistake in mistakes.mistakes() {
                text.refuse(format!("{mistake} (read as `{written}`)"));
            }
            None
        }
    }
}

/// Seconds of service time after a start, or up to an end.
fn span(root: &Field<'_>, hours: Option<&Hours>) -> Option<Value> {
    for key in ["at", "policy", "proof"] {
        if root.at(key).is_there() {
            root.at(key).refuse("belongs to facts; give a list of facts too, or leave it out");
        }
    }
    let start: Option<Timestamp> = root.at("start").demand(INSTANT);
    let (seconds, end) = (root.at("seconds"), root.at("end"));
    match (seconds.is_there(), end.is_there()) {
        (true, true) => seconds.refuse("give either seconds or end"),
        (false, false) => seconds.refuse("is missing; give seconds, end or facts"),
        _ => {}
    }
    let count = seconds.whole(0, MOST);
    let end: Option<Timestamp> = if end.is_there() { end.read(INSTANT) } else { None };
    let (time, start) = (&hours?.time, start?);
    if let Some(end) = end {
        return Some(json!({"seconds": time.between(start, end)}));
    }
    match time.add(start, i64::try_from(count?).ok()?) {
        Ok(due) => Some(json!({"due": due})),
        Err(beyond) => {
            root.at("start").refuse(format!("{beyond}; give an earlier start or fewer seconds"));
            None
        }
    }
}
