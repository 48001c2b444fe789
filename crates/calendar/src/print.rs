//! The one spelling of a calendar.

use crate::calendar::{Calendar, HolidayRule};
use crate::exceptions::Exception;
use crate::hours::Hours;
use std::fmt;

pub(crate) const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zone())?;
        if let Some(region) = self.region() {
            write!(f, "; {region}")?;
        }
        if self.is_round_the_clock() {
            f.write_str("; 24/7")?;
        } else {
            weekly(f, &self.parts().weekly)?;
        }
        match self.on_holidays() {
            HolidayRule::Hours(hours) => write!(f, "; PH {hours}")?,
            HolidayRule::AsWeekday if self.region().is_some() && !self.is_round_the_clock() => {
                f.write_str("; PH open")?;
            }
            HolidayRule::AsWeekday => {}
        }
        exceptions(f, self.exceptions())
    }
}

/// Days of the same hours go together: `Mo-Th,Sa 08:00-17:00`.
fn weekly(f: &mut fmt::Formatter<'_>, week: &[Hours; 7]) -> fmt::Result {
    for (n, hours) in week.iter().enumerate() {
        if hours.is_closed() || week[..n].contains(hours) {
            continue;
        }
        let mut separator = "; ";
        let mut day = n;
        while day < 7 {
            let length = week[day..].iter().take_while(|other| *other == hours).count();
            match length {
                0 => day += 1,
                1 => write!(f, "{separator}{}", WEEKDAYS[day])?,
                2 => write!(f, "{separator}{},{}", WEEKDAYS[day], WEEKDAYS[day + 1])?,
                _ => write!(f, "{separator}{}-{}", WEEKDAYS[day], WEEKDAYS[day + length - 1])?,
            }
            if length > 0 {
                separator = ",";
                day += length;
            }
        }
        write!(f, " {hours}")?;
    }
    Ok(())
}

/// Neighbours of the same kind and hours go together: `12-24,12-31 08:00-12:00`.
fn exceptions(f: &mut fmt::Formatter<'_>, all: &[Exception]) -> fmt::Result {
    let alike = |a: &Exception, b: &Exception| a.hours == b.hours && a.days.is_yearly() == b.days.is_yearly();
    for group in all.chunk_by(alike) {
        for (n, exception) in group.iter().enumerate() {
            write!(f, "{}{}", if n == 0 { "; " } else { "," }, exception.days)?;
        }
        write!(f, " {}", group[0].hours)?;
    }
    Ok(())
}
