//! The weekly sheet on the wire.

use super::{entry, words};
use crate::store::entry::EntryRow;
use crate::store::week::{Found, Question};
use jiff::civil::Date;
use kontor_proto::timetracking::v1 as wire;
use kontor_proto::types::v1 as types;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::week::{Day, Range};
use kontor_timetracking_domain::{ApprovalState, BillingState};

/// Sums in seconds.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    worked: u64,
    overlapped: u64,
    travel: u64,
    unapproved: u64,
    pending: u64,
    rated: u64,
    undecided: u64,
    invoiced: u64,
}

impl Sums {
    fn add(&mut self, row: &EntryRow, seconds: u64) -> Result<()> {
        let state: BillingState = row.billing_state.parse().map_err(Problem::internal)?;
        let approval: ApprovalState = row.approval.parse().map_err(Problem::internal)?;
        let sum = match (approval, state) {
            (_, BillingState::Invoiced) => &mut self.invoiced,
            (ApprovalState::Waiting | ApprovalState::Rejected, _) => &mut self.unapproved,
            (_, BillingState::Pending) => &mut self.pending,
            (_, BillingState::Rated) => &mut self.rated,
            (_, BillingState::Undecided) => &mut self.undecided,
        };
        *sum += seconds;
        Ok(())
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            worked: self.worked + other.worked,
            overlapped: self.overlapped + other.overlapped,
            travel: self.travel + other.travel,
            unapproved: self.unapproved + other.unapproved,
            pending: self.pending + other.pending,
            rated: self.rated + other.rated,
            undecided: self.undecided + other.undecided,
            invoiced: self.invoiced + other.invoiced,
        }
    }

    fn print(self) -> wire::SheetTotals {
        let seconds = |n: u64| Some(words::seconds(n));
        wire::SheetTotals {
            worked: seconds(self.worked),
            overlapped: seconds(self.overlapped),
            travel: seconds(self.travel),
            unapproved: seconds(self.unapproved),
            pending: seconds(self.pending),
            rated: seconds(self.rated),
            undecided: seconds(self.undecided),
            invoiced: seconds(self.invoiced),
        }
    }
}

/// The sheet.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn sheet(asked: &Question, found: &Found) -> Result<wire::WeekSheet> {
    let mut whole = Sums::default();
    let mut days = Vec::with_capacity(found.days.len());
    for day in &found.days {
        let sums = sums(day, &found.rows)?;
        whole = whole.plus(sums);
        days.push(print(day, &found.rows, sums)?);
    }
    Ok(wire::WeekSheet {
        technician: asked.technician.resource_name(),
        start_date: found.days.first().map(|day| date(day.date)),
        time_zone: asked.zone_name.clone(),
        days,
        totals: Some(whole.print()),
    })
}

fn sums(day: &Day, rows: &[EntryRow]) -> Result<Sums> {
    let mut sums = Sums { worked: day.worked, overlapped: day.overlapped, ..Sums::default() };
    for (place, part) in &day.parts {
        let row = &rows[*place];
        sums.add(row, part.seconds())?;
        if (day.range.start..day.range.end).contains(&row.start_time.to_jiff()) {
            sums.travel += u64::try_from(row.travel_seconds).unwrap_or_default();
        }
    }
    Ok(sums)
}

fn print(day: &Day, rows: &[EntryRow], sums: Sums) -> Result<wire::DaySheet> {
    let line = |(place, part): &(usize, Range)| {
        let row = &rows[*place];
        Ok(wire::SheetLine {
            entry: Some(entry::entry(row)?),
            ticket_number: row.ticket_number.clone(),
            start_time: Some(words::time(part.start)),
            duration: Some(words::seconds(part.seconds())),
        })
    };
    let gap = |gap: &Range| wire::SheetGap {
        start_time: Some(words::time(gap.start)),
        duration: Some(words::seconds(gap.seconds())),
    };
    Ok(wire::DaySheet {
        date: Some(date(day.date)),
        start_time: Some(words::time(day.range.start)),
        end_time: Some(words::time(day.range.end)),
        lines: day.parts.iter().map(line).collect::<Result<_>>()?,
        gaps: day.gaps.iter().map(gap).collect(),
        totals: Some(sums.print()),
    })
}

fn date(day: Date) -> types::Date {
    types::Date { year: day.year().into(), month: day.month().into(), day: day.day().into() }
}
