//! The public holidays of Germany by law.
//!
//! Correct for 2015 to 2035; later years follow the law as it stands.

use crate::region::{Land, LocalHoliday, Region};
use jiff::civil::{Date, Weekday};

/// A public holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    /// Its day.
    pub date: Date,
    /// Its German name.
    pub name_de: &'static str,
    /// Its English name.
    pub name_en: &'static str,
}

/// The public holidays of a region in a year (1970 to 9000), in order of date.
#[must_use]
pub fn holidays(region: Region, year: i16) -> Vec<Holiday> {
    let mut days = nationwide(year);
    if let Some(land) = region.subdivision() {
        days.extend(movable(region, land, year));
        days.extend(fixed(region, land, year));
    }
    days.sort_by_key(|day| day.date);
    days
}

/// The nine days that every Land keeps, and the one of 2017.
fn nationwide(year: i16) -> Vec<Holiday> {
    let easter = easter(year);
    let mut days = vec![
        on(year, 1, 1, "Neujahr", "New Year's Day"),
        after(easter, -2, "Karfreitag", "Good Friday"),
        after(easter, 1, "Ostermontag", "Easter Monday"),
        on(year, 5, 1, "Tag der Arbeit", "Labour Day"),
        after(easter, 39, "Christi Himmelfahrt", "Ascension Day"),
        after(easter, 50, "Pfingstmontag", "Whit Monday"),
        on(year, 10, 3, "Tag der Deutschen Einheit", "German Unity Day"),
        on(year, 12, 25, "Erster Weihnachtstag", "Christmas Day"),
        on(year, 12, 26, "Zweiter Weihnachtstag", "Boxing Day"),
    ];
    if year == 2017 {
        // 500 years of the Reformation: every Land made it a holiday for this once.
        days.push(on(year, 10, 31, "Reformationstag", "Reformation Day"));
    }
    days
}

fn movable(region: Region, land: Land, year: i16) -> Vec<Holiday> {
    use Land::{Bb, Bw, By, He, Nw, Rp, Sl, Sn};
    let easter = easter(year);
    let mut days = Vec::new();
    if land == Bb {
        days.push(after(easter, 0, "Ostersonntag", "Easter Sunday"));
        days.push(after(easter, 49, "Pfingstsonntag", "Whit Sunday"));
    }
    if matches!(land, Bw | By | He | Nw | Rp | Sl) || region.keeps(LocalHoliday::CorpusChristi) {
        days.push(after(easter, 60, "Fronleichnam", "Corpus Christi"));
    }
    if land == Sn {
        days.push(Holiday {
            date: repentance_day(year),
            name_de: "Buß- und Bettag",
            name_en: "Day of Repentance and Prayer",
        });
    }
    days
}

fn fixed(region: Region, land: Land, year: i16) -> Vec<Holiday> {
    use Land::{Bb, Be, Bw, By, Hb, Hh, Mv, Ni, Nw, Rp, Sh, Sl, Sn, St, Th};
    let mut days = Vec::new();
    let mut keep = |lands: &[Land], years: bool, day: Holiday| {
        if years && lands.contains(&land) {
            days.push(day);
        }
    };
    let women = on(year, 3, 8, "Internationaler Frauentag", "International Women's Day");
    let reformation = on(year, 10, 31, "Reformationstag", "Reformation Day");
    keep(&[Bw, By, St], true, on(year, 1, 6, "Heilige Drei Könige", "Epiphany"));
    keep(&[Be], year >= 2019, women);
    keep(&[Mv], year >= 2023, women);
    keep(&[Be], matches!(year, 2020 | 2025), on(year, 5, 8, "Tag der Befreiung", "Liberation Day"));
    keep(&[Be], year == 2028, on(year, 6, 17, "Gedenktag 17. Juni 1953", "Uprising of 17 June 1953"));
    keep(&[By], region.keeps(LocalHoliday::Augsburg), on(year, 8, 8, "Friedensfest", "Peace Festival"));
    let assumption = on(year, 8, 15, "Mariä Himmelfahrt", "Assumption Day");
    keep(&[Sl], true, assumption);
    keep(&[By], region.keeps(LocalHoliday::Assumption), assumption);
    keep(&[Th], year >= 2019, on(year, 9, 20, "Weltkindertag", "Universal Children's Day"));
    keep(&[Bb, Mv, Sn, St, Th], year != 2017, reformation);
    keep(&[Hb, Hh, Ni, Sh], year >= 2018, reformation);
    keep(&[Bw, By, Nw, Rp, Sl], true, on(year, 11, 1, "Allerheiligen", "All Saints' Day"));
    days
}

fn on(year: i16, month: i8, day: i8, name_de: &'static str, name_en: &'static str) -> Holiday {
    Holiday { date: Date::constant(year, month, day), name_de, name_en }
}

fn after(easter: Date, days: i32, name_de: &'static str, name_en: &'static str) -> Holiday {
    Holiday { date: plus(easter, days), name_de, name_en }
}

fn plus(date: Date, days: i32) -> Date {
    // Saturates at the year 9999, far beyond any year that is asked for.
    date.saturating_add(jiff::Span::new().days(days))
}

/// The Wednesday before 23 November.
fn repentance_day(year: i16) -> Date {
    let last = Date::constant(year, 11, 22);
    let since_wednesday = last.weekday().since(Weekday::Wednesday);
    plus(last, -i32::from(since_wednesday))
}

/// Easter Sunday of the Gregorian calendar (Gauss, in the form of Meeus, Jones and Butcher).
fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let correction = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * correction + 114;
    // The formula gives March or April, day 1 to 31, for every year.
    Date::constant(year as i16, (days / 31) as i8, (days % 31 + 1) as i8)
}
