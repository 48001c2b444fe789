//! `kontor whatif`: a customer's real work under terms that are only a draft (N6).

use crate::client::Door;
use crate::tour::text;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Write as _;

/// What is compared.
#[derive(Debug)]
pub struct Draft {
    /// `customers/{customer}`.
    pub customer: String,
    /// The terms, as `kontor.contract.v1.Terms` in JSON.
    pub terms: Value,
    /// The contract that they take the place of; none for a further one.
    pub contract: Option<String>,
    /// Which wins among equally specific contracts.
    pub priority: u8,
    /// Whether the customer's other contracts are left out.
    pub alone: bool,
    /// The days compared; the last twelve months where they are left out.
    pub period: Option<(Date, Date)>,
}

/// Asks for the comparison and gives it as a table.
///
/// # Errors
/// When the gateway refuses it.
pub async fn compare(door: &Door, draft: &Draft) -> Result<String, Box<dyn Error>> {
    let day = |date: Date| json!({"year": date.year(), "month": date.month(), "day": date.day()});
    let mut request = json!({
        "customer": draft.customer,
        "draft": {
            "terms": draft.terms,
            "contract": draft.contract.as_deref().unwrap_or_default(),
            "priority": draft.priority,
            "alone": draft.alone,
        },
    });
    if let Some((from, until)) = draft.period {
        request["period"] = json!({"start": day(from), "end": day(until)});
    }
    let answer = door.call("billing.WhatIfService/CompareTerms", request).await?;
    Ok(table(&answer)?)
}

/// Hours with two decimals, amounts in EUR; then less now in the last column.
fn table(answer: &Value) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let columns = ["included", "drawn", "billed", "net"];
    write!(out, "{:<8}", "")?;
    for side in ["now", "then"] {
        for column in columns {
            write!(out, "{:>16}", format!("{side} {column}"))?;
        }
    }
    writeln!(out, "{:>14}", "difference")?;
    let months = answer.get("months").and_then(Value::as_array).into_iter().flatten();
    for month in months {
        let number = |path: &str| month.pointer(path).and_then(Value::as_i64).unwrap_or_default();
        let name = format!("{:04}-{:02}", number("/month/year"), number("/month/month"));
        row(&mut out, &name, month)?;
    }
    row(&mut out, "sum", answer)?;
    for side in ["now", "then"] {
        let waiting = answer.pointer(&format!("/{side}/waiting")).and_then(Value::as_i64).unwrap_or_default();
        if waiting > 0 {
            writeln!(out, "{side}: {waiting} entries wait for a decision and are not counted")?;
        }
    }
    Ok(out)
}

fn row(out: &mut String, name: &str, sides: &Value) -> std::fmt::Result {
    write!(out, "{name:<8}")?;
    for side in ["now", "then"] {
        for time in ["included", "drawn", "billed"] {
            write!(out, "{:>16}", hours(text(sides, &format!("/{side}/{time}"))))?;
        }
        write!(out, "{:>16}", text(sides, &format!("/{side}/net/amount/value")))?;
    }
    writeln!(out, "{:>14}", text(sides, "/difference/amount/value"))
}

/// `5400s` as `1:30:00`.
fn hours(duration: &str) -> String {
    let seconds: u64 = duration.trim_end_matches('s').parse().unwrap_or_default();
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n6_the_table_shows_both_sides_and_the_difference() {
        let side = |net: &str| {
            json!({"included": "0s", "drawn": "3600s", "billed": "5400s", "waiting": 1,
                   "net": {"amount": {"value": net}}})
        };
        let money = json!({"amount": {"value": "-30.00"}});
        let month = json!({"month": {"year": 2026, "month": 3, "day": 1}, "now": side("180.00"),
            "then": side("150.00"), "difference": money});
        let answer = json!({"months": [month], "now": side("180.00"), "then": side("150.00"),
            "difference": money});
        let table = table(&answer).unwrap();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 5);
        let words: Vec<&str> = lines[1].split_whitespace().collect();
        assert_eq!(
            words,
            [
                "2026-03", "0:00:00", "1:00:00", "1:30:00", "180.00", "0:00:00", "1:00:00", "1:30:00",
                "150.00", "-30.00"
            ]
        );
        assert!(lines[2].starts_with("sum"));
        assert_eq!(lines[3], "now: 1 entries wait for a decision and are not counted");
    }
}
