//! How fast a quota is used up, and when it will be (B10).

use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_money::Decimal;

/// What happened to a quota on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burn {
    /// The day.
    pub day: Date,
    /// Above zero what was granted, below zero what was drawn.
    pub change: Decimal,
}

/// When a quota runs out if it goes on as it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The balance at the end of each month from the first to the current.
    pub months: Vec<(Date, Decimal)>,
    /// What is left.
    pub balance: Decimal,
    /// What was drawn in the days looked at.
    pub drawn: Decimal,
    /// How many days were looked at, 1 to 90.
    pub days: i32,
    /// The day it is used up; none when nothing is drawn, or in more than ten years.
    pub exhausted: Option<Date>,
}

/// How far one looks back.
const WINDOW: i32 = 90;

/// The forecast on a day: draws of the last 90 days, or since the first movement, go on evenly.
#[must_use]
pub fn forecast(movements: &[Burn], today: Date) -> Forecast {
    let past: Vec<&Burn> = movements.iter().filter(|b| b.day <= today).collect();
    let balance: Decimal = past.iter().map(|b| b.change).sum();
    let first = past.iter().map(|b| b.day).min().unwrap_or(today);
    let days = (first.until(today).map_or(0, |span| span.get_days()) + 1).clamp(1, WINDOW);
    let since = today.checked_sub((days - 1).days()).unwrap_or(first);
    let recent = past.iter().filter(|b| b.day >= since && b.change < Decimal::ZERO);
    let drawn: Decimal = recent.map(|b| -b.change).sum();
    Forecast {
        months: months(&past, first, today),
        balance,
        drawn,
        days,
        exhausted: exhausted(balance, drawn, days, today),
    }
}

fn exhausted(balance: Decimal, drawn: Decimal, days: i32, today: Date) -> Option<Date> {
    if balance <= Decimal::ZERO {
        return Some(today);
    }
    if drawn <= Decimal::ZERO {
        return None;
    }
    let left = (balance * Decimal::from(days) / drawn).ceil();
    let left: i64 = left.try_into().ok().filter(|days| *days <= 3660)?;
    today.checked_add(left.days()).ok()
}

fn months(past: &[&Burn], first: Date, today: Date) -> Vec<(Date, Decimal)> {
    let mut months = Vec::new();
    let mut month = first.first_of_month();
    while month <= today {
        let end = month.last_of_month();
        months.push((month, past.iter().filter(|b| b.day <= end).map(|b| b.change).sum()));
        let Ok(next) = end.tomorrow() else { break };
        month = next;
    }
    months
}
