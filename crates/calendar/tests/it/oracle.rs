//! A second opinion: reads the wall clock at every step. It shares nothing with the table but the fields of
//! the calendar.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use kontor_calendar::{Band, Calendar, Days, HolidayRule, Hours, MonthDay};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

pub struct Oracle<'a> {
    calendar: &'a Calendar,
    holidays: RefCell<BTreeMap<i16, BTreeSet<Date>>>,
}

impl<'a> Oracle<'a> {
    pub fn new(calendar: &'a Calendar) -> Self {
        Self { calendar, holidays: RefCell::default() }
    }

    fn holiday(&self, date: Date) -> bool {
        let Some(region) = self.calendar.region() else { return false };
        let mut years = self.holidays.borrow_mut();
        let year = years
            .entry(date.year())
            .or_insert_with(|| region.holidays(date.year()).iter().map(|day| day.date).collect());
        year.contains(&date)
    }

    fn hours(&self, date: Date) -> Hours {
        let parts = self.calendar.parts();
        for exception in &parts.exceptions {
            if matches!(exception.days, Days::Dated { first, last } if first <= date && date <= last) {
                return exception.hours.clone();
            }
        }
        let week = match date.weekday() {
            Weekday::Monday => 0,
            Weekday::Tuesday => 1,
            Weekday::Wednesday => 2,
            Weekday::Thursday => 3,
            Weekday::Friday => 4,
            Weekday::Saturday => 5,
            Weekday::Sunday => 6,
        };
        let mut hours = parts.weekly[week].clone();
        if let HolidayRule::Hours(rule) = &parts.on_holidays
            && self.holiday(date)
        {
            hours = rule.clone();
        }
        if !hours.windows().is_empty() {
            for exception in &parts.exceptions {
                let today = MonthDay::new(date.month(), date.day()).unwrap();
                if matches!(exception.days, Days::Yearly { first, last } if first <= today && today <= last) {
                    return exception.hours.clone();
                }
            }
        }
        hours
    }

    pub fn open(&self, second: i64) -> bool {
        let wall = self.calendar.time_zone().to_datetime(Timestamp::from_second(second).unwrap());
        let time = i64::from(wall.hour()) * 3600 + i64::from(wall.minute()) * 60 + i64::from(wall.second());
        let inside = |date: Date, time: i64| {
            self.hours(date).windows().iter().any(|window| {
                i64::from(window.start_minute()) * 60 <= time && time < i64::from(window.end_minute()) * 60
            })
        };
        inside(wall.date(), time) || inside(wall.date().yesterday().unwrap(), time + 86_400)
    }

    pub fn band(&self, second: i64) -> Band {
        if self.open(second) {
            return Band::Service;
        }
        let date = self.calendar.time_zone().to_datetime(Timestamp::from_second(second).unwrap()).date();
        match date.weekday() {
            _ if self.holiday(date) => Band::Holiday,
            Weekday::Saturday | Weekday::Sunday => Band::Weekend,
            _ => Band::AfterHours,
        }
    }
}
