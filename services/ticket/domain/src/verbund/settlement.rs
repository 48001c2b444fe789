//! What was done in a month, and what it comes to.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kontor_ids::HandoverId;
use kontor_money::{Amount, Decimal, MoneyError, round2};
use std::collections::BTreeMap;

/// A month of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month, 1 to 12, of a year; nothing where there is no such month.
    #[must_use]
    pub fn new(year: i16, month: i8) -> Option<Self> {
        Date::new(year, month, 1).ok().map(|first| Self { first })
    }

    /// The month that an instant lies in.
    #[must_use]
    pub fn of(at: Timestamp, zone: &TimeZone) -> Self {
        Self { first: zone.to_datetime(at).date().first_of_month() }
    }

    /// Its first instant, and the first after it; nothing at the end of all time.
    #[must_use]
    pub fn range(self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let next = self.first.last_of_month().tomorrow().ok()?;
        let instant = |date: Date| date.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
        Some((instant(self.first)?, instant(next)?))
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// Its number, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.first.month()
    }
}

/// A piece of logged work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// On what.
    pub handover: HandoverId,
    /// Its place in the record.
    pub sequence: u32,
    /// The ticket's number.
    pub number: String,
    /// When it began: the month it belongs to.
    pub start: Timestamp,
    /// How long it took.
    pub seconds: u32,
}

/// What is paid, net and of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prices {
    /// For each call.
    pub per_call: Amount,
    /// For each started minute.
    pub per_minute: Amount,
}

/// One handed ticket in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub handover: HandoverId,
    /// The ticket's number.
    pub number: String,
    /// 1 in the month of the first work on it, else 0.
    pub calls: u32,
    /// How often work was logged.
    pub pieces: u32,
    /// The work, exactly.
    pub seconds: u64,
    /// The started minutes of that.
    pub minutes: u64,
    /// What it comes to.
    pub amount: Amount,
}

/// What was done in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// By handed ticket, in the order of the first work in the month.
    pub lines: Vec<Line>,
    /// The calls.
    pub calls: u64,
    /// The work, exactly.
    pub seconds: u64,
    /// The started minutes of the lines.
    pub minutes: u64,
    /// The sum of the lines.
    pub amount: Amount,
}

/// Sums up the logged work of a month. It takes all work on the tickets that were worked on in that month, in any order:
/// a call counts once, in the month of the first work on it.
///
/// # Errors
/// When an amount is too large, or the prices are of two currencies.
pub fn settle(
    done: &[Done],
    month: Month,
    zone: &TimeZone,
    prices: &Prices,
) -> Result<Settlement, MoneyError> {
    let mut by_handover: BTreeMap<HandoverId, Vec<&Done>> = BTreeMap::new();
    for piece in done {
        by_handover.entry(piece.handover).or_default().push(piece);
    }
    let mut lines = Vec::new();
    for (handover, mut pieces) in by_handover {
        pieces.sort_by_key(|piece| (piece.start, piece.sequence));
        let falls = |piece: &&&Done| Month::of(piece.start, zone) == month;
        let calls = u32::from(pieces.first().filter(falls).is_some());
        let mine: Vec<&Done> = pieces.iter().filter(falls).copied().collect();
        if let Some(first) = mine.first() {
            lines.push(((first.start, handover), line(&mine, calls, prices)?));
        }
    }
    lines.sort_by_key(|(place, _)| *place);
    let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    Ok(Settlement {
        calls: lines.iter().map(|line| u64::from(line.calls)).sum(),
        seconds: lines.iter().map(|line| line.seconds).sum(),
        minutes: lines.iter().map(|line| line.minutes).sum(),
        amount: Amount::sum(prices.per_call.currency(), lines.iter().map(|line| line.amount))?,
        lines,
    })
}

fn line(pieces: &[&Done], calls: u32, prices: &Prices) -> Result<Line, MoneyError> {
    let seconds: u64 = pieces.iter().map(|piece| u64::from(piece.seconds)).sum();
    let minutes = seconds.div_ceil(60);
    let times = |price: Amount, count: u64| {
        Amount::new(round2(price.value() * Decimal::from(count)), price.currency())
    };
    let amount = times(prices.per_call, calls.into())?.plus(times(prices.per_minute, minutes)?)?;
    let pieces_count = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
    let first = pieces[0];
    Ok(Line {
        handover: first.handover,
        number: first.number.clone(),
        calls,
        pieces: pieces_count,
        seconds,
        minutes,
        amount,
    })
}
