//! `kontor calendar`: a calendar looked at, and deadlines reckoned, without a database.

mod clocks;
mod line;

use jiff::Timestamp;
use kontor_calendar::{Calendar, holidays};
use std::error::Error;
use std::io::BufRead;

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

/// Answers JSON lines (docs/sla.md, 6): a start with seconds of service time, a start with an end, or facts under a policy.
/// A line that cannot be answered gives its number and all that is wrong, each with field and remedy; the others are
/// answered all the same.
///
/// # Errors
/// When the input cannot be read, and at the end when lines could not be answered.
pub fn evaluate(input: impl BufRead) -> Result<(), Box<dyn Error>> {
    let (mut lines, mut bad) = (0, 0);
    for (number, line) in (1..).zip(input.lines()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        lines += 1;
        match line::answer(&line) {
            Ok(answer) => println!("{answer}"),
            Err(wrong) => {
                bad += 1;
                println!("{}", line::refusal(number, &wrong));
            }
        }
    }
    if bad == 0 { Ok(()) } else { Err(format!("{bad} of {lines} lines could not be answered").into()) }
}

#[cfg(test)]
mod tests;
