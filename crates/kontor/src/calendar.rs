//! `kontor calendar`: a calendar looked at, and deadlines reckoned, without a database.

use jiff::Timestamp;
use kontor_calendar::{Calendar, holidays};
use serde::Deserialize;
use serde_json::{Value, json};
use std::error::Error;
use std::io::BufRead;

/// One question: a start with seconds of service time, or a start with an end.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    calendar: String,
    start: Timestamp,
    #[serde(default)]
    seconds: Option<i64>,
    #[serde(default)]
    end: Option<Timestamp>,
}

/// Shows a calendar: its canonical form, the next windows from `from` on, the holidays of `year`.
///
/// # Errors
/// All mistakes of the text at once.
pub fn show(text: &str, from: Timestamp, year: i16) -> Result<(), Box<dyn Error>> {
    let calendar: Calendar = text.parse()?;
    let time = calendar.compile();
    println!("{calendar}");
    println!("\nnext windows from {from}:");
    for window in time.next_windows(from, 7) {
        let local =
            |at: Timestamp| at.to_zoned(calendar.time_zone().clone()).strftime("%a %F %H:%M").to_string();
        println!("  {} to {}", local(window.start), local(window.end));
    }
    if let Some(region) = calendar.region() {
        println!("\nholidays {year}:");
        for day in holidays(region, year) {
            println!("  {}  {} / {}", day.date.strftime("%a %F"), day.name_de, day.name_en);
        }
    }
    Ok(())
}

/// Answers JSON lines: `{"calendar", "start", "seconds"}` with `due`, `{"calendar", "start", "end"}` with `seconds`. A
/// line that cannot be answered gives `error` and its number; the others are answered all the same.
///
/// # Errors
/// When the input cannot be read.
pub fn evaluate(input: impl BufRead) -> Result<(), Box<dyn Error>> {
    for (number, line) in (1..).zip(input.lines()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = answer(&line).unwrap_or_else(|e| json!({"line": number, "error": e.to_string()}));
        println!("{answer}");
    }
    Ok(())
}

fn answer(line: &str) -> Result<Value, Box<dyn Error>> {
    let question: Question = serde_json::from_str(line)?;
    let time = question.calendar.parse::<Calendar>()?.compile();
    match (question.seconds, question.end) {
        (Some(seconds), None) => Ok(json!({"due": time.add(question.start, seconds)?})),
        (None, Some(end)) => Ok(json!({"seconds": time.between(question.start, end)})),
        _ => Err("give either seconds or end".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_the_weekend_is_no_service_time() {
        let line = r#"{"calendar":"Europe/Berlin; Mo-Fr 08:00-17:00","start":"2026-03-06T15:00:00Z","seconds":7200}"#;
        assert_eq!(answer(line).unwrap(), json!({"due": "2026-03-09T08:00:00Z"}));
        let line = r#"{"calendar":"Europe/Berlin; Mo-Fr 08:00-17:00","start":"2026-03-06T15:00:00Z",
            "end":"2026-03-09T08:00:00Z"}"#;
        assert_eq!(answer(line).unwrap(), json!({"seconds": 7200}));
    }

    #[test]
    fn a_bad_line_says_why() {
        for line in ["{}", "x", r#"{"calendar":"Mars","start":"2026-03-06T15:00:00Z","seconds":1}"#] {
            assert!(answer(line).is_err());
        }
    }
}
