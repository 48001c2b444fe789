//! A calendar through its versions, compiled (S1).

use jiff::civil::Date;
use kontor_calendar::{Calendar, CalendarHistory, ServiceTime};
use kontor_proto::contract::v1::{CalendarStretch, ServiceLevel};
use kontor_proto::types::v1 as types;
use kontor_status::{Problem, Result};
use std::borrow::Borrow;
use std::sync::Arc;

/// How service time is counted: each day by the version of the calendar that holds on it. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Measure(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    text: String,
    time: ServiceTime,
}

impl Measure {
    /// Compiles what a level is measured by.
    ///
    /// # Errors
    /// Where the contract service gave what is no calendar.
    pub(crate) fn new(level: &ServiceLevel) -> Result<Self> {
        let read = |text: &str| Calendar::parse(text).map_err(Problem::internal);
        let mut stretches = level.calendar_stretches.iter();
        let mut history = match stretches.next() {
            Some(first) => CalendarHistory::new(read(&first.definition)?),
            None => CalendarHistory::new(read(&level.calendar_definition)?),
        };
        for stretch in stretches {
            let from =
                first_day(stretch).ok_or_else(|| Problem::internal("a version without a first day"))?;
            history = history.then(from, read(&stretch.definition)?).map_err(Problem::internal)?;
        }
        Ok(Self(Arc::new(Compiled { text: Self::text(level), time: history.compile() })))
    }

    /// What it is written as: `Europe/Berlin; Mo-Fr 08:00-17:00 | 2026-03-09: Europe/Berlin; Mo-Fr 07:00-18:00`.
    pub(crate) fn text(level: &ServiceLevel) -> String {
        let stretch = |stretch: &CalendarStretch| match first_day(stretch) {
            Some(from) => format!("{from}: {}", stretch.definition),
            None => stretch.definition.clone(),
        };
        match level.calendar_stretches.as_slice() {
            [] => level.calendar_definition.clone(),
            all => all.iter().map(stretch).collect::<Vec<_>>().join(" | "),
        }
    }

    /// The same, of this one.
    pub(crate) fn written(&self) -> &str {
        &self.0.text
    }

    /// The compiled calendar.
    pub(crate) fn time(&self) -> &ServiceTime {
        &self.0.time
    }
}

impl Borrow<ServiceTime> for Measure {
    fn borrow(&self) -> &ServiceTime {
        self.time()
    }
}

fn first_day(stretch: &CalendarStretch) -> Option<Date> {
    let types::Date { year, month, day } = stretch.valid_from?;
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}
