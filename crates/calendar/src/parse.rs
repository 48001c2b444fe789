//! Reading the text form.
//!
//! ```text
//! calendar  = zone [";" region] *(";" rule)
//! rule      = "24/7" / weekdays " " hours / "PH " ("open" / hours) / days " " hours
//! weekdays  = weekday ["-" weekday] *("," weekday ["-" weekday])
//! days      = day [".." day] *("," day [".." day])         day = YYYY-MM-DD / MM-DD
//! hours     = "off" / window *("," window)                 window = HH:MM "-" HH:MM
//! ```

use crate::calendar::{self, Calendar, CalendarParts, HolidayRule};
use crate::error::{CalendarError, CalendarErrors, Place};
use crate::exceptions::{Days, Exception, MonthDay};
use crate::hours::{Hours, Window};
use crate::print::WEEKDAYS;
use crate::region::Region;
use jiff::civil::Date;
use std::str::FromStr;

/// Longest text in bytes.
pub const MAX_TEXT: usize = 16_000;

const GERMAN_WEEKDAYS: [&str; 7] = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"];

impl FromStr for Calendar {
    type Err = CalendarErrors;

    fn from_str(text: &str) -> Result<Self, CalendarErrors> {
        let mut reader = Reader { text, ..Reader::default() };
        if text.len() > MAX_TEXT {
            let problem = format!("the text has more than {MAX_TEXT} bytes");
            return Err(CalendarErrors(vec![CalendarError::new(
                Place::Column(1),
                problem,
                "join days to ranges",
            )]));
        }
        reader.read();
        reader.finish()
    }
}

/// A piece of the text that knows where it stands.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Piece<'a> {
    fn split(self, separator: &'a str) -> impl Iterator<Item = Piece<'a>> {
        let mut at = self.at;
        self.text.split(separator).map(move |text| {
            let piece = Piece { text, at };
            at += text.len() + separator.len();
            piece
        })
    }

    fn trim(self) -> Self {
        let begun = self.text.trim_start();
        Piece { text: begun.trim_end(), at: self.at + self.text.len() - begun.len() }
    }

    /// The first word and the rest without the spaces between.
    fn word(self) -> (Self, Self) {
        let end = self.text.find(' ').unwrap_or(self.text.len());
        let rest = Piece { text: &self.text[end..], at: self.at + end };
        (Piece { text: &self.text[..end], at: self.at }, rest.trim())
    }
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    mistakes: Vec<CalendarError>,
    zone: String,
    region: Option<Region>,
    week: [Option<Hours>; 7],
    /// Set once the week was named, even where its hours are mistaken: one mistake is told once.
    week_named: bool,
    holidays: Option<HolidayRule>,
    holidays_at: usize,
    exceptions: Vec<(usize, Exception)>,
    region_at: Option<usize>,
}

impl<'a> Reader<'a> {
    fn place(&self, at: usize) -> Place {
        Place::Column(self.text[..at].chars().count() + 1)
    }

    fn mistake(&mut self, at: usize, problem: impl Into<String>, remedy: impl Into<String>) {
        let place = self.place(at);
        self.mistakes.push(CalendarError::new(place, problem, remedy));
    }

    fn read(&mut self) {
        let whole = Piece { text: self.text, at: 0 };
        for (n, piece) in whole.split(";").map(Piece::trim).enumerate() {
            match piece.text {
                _ if n == 0 => self.read_zone(piece),
                "" => self.mistake(piece.at, "an empty rule", "remove the semicolon"),
                "24/7" => self.read_round_the_clock(piece),
                text if text.starts_with("DE") => self.read_region(piece),
                text if text == "PH" || text.starts_with("PH ") => self.read_holidays(piece),
                text if text.starts_with(|c: char| c.is_ascii_digit()) => self.read_exception(piece),
                _ => self.read_weekdays(piece),
            }
        }
    }

    fn read_zone(&mut self, piece: Piece<'a>) {
        match calendar::zone(piece.text) {
            Some((_, name)) => self.zone = name,
            None => {
                let place = self.place(piece.at);
                self.mistakes.push(calendar::unknown_zone(place, piece.text));
            }
        }
    }

    fn read_region(&mut self, piece: Piece<'a>) {
        if self.region_at.replace(piece.at).is_some() {
            self.mistake(piece.at, "a second region", "keep one region; a calendar has one set of holidays");
            return;
        }
        match piece.text.parse() {
            Ok(region) => self.region = Some(region),
            Err(error) => self.mistake(piece.at, error.to_string(), error.remedy()),
        }
    }

    fn read_round_the_clock(&mut self, piece: Piece<'a>) {
        if self.week_named {
            self.mistake(piece.at, "24/7 beside other weekdays", "keep either 24/7 or the weekdays");
        }
        self.week_named = true;
        self.week = std::array::from_fn(|_| Some(Hours::all_day()));
    }

    fn read_weekdays(&mut self, piece: Piece<'a>) {
        let (days, rest) = piece.word();
        let named = self.weekdays(days);
        let hours = if named.is_some() { self.hours(rest) } else { None };
        self.week_named |= named.is_some();
        for day in named.unwrap_or_default() {
            if self.week[day].is_some() {
                let place = self.place(days.at);
                self.mistakes.push(calendar::named_twice(place, WEEKDAYS[day].to_owned()));
            } else {
                self.week[day].clone_from(&hours);
            }
        }
    }

    fn weekdays(&mut self, piece: Piece<'a>) -> Option<Vec<usize>> {
        let mut days = Vec::new();
        for part in piece.split(",") {
            let (first, last) = part.text.split_once('-').unwrap_or((part.text, part.text));
            let (Some(first), Some(last)) = (weekday(first), weekday(last)) else {
                let problem = format!("`{}` is no rule", clip(part.text));
                self.mistake(
                    part.at,
                    problem,
                    "begin with weekdays (Mo-Fr), PH, a date (2026-05-15 or 12-24) or 24/7",
                );
                return None;
            };
            // A range may run over Sunday: Sa-Mo.
            days.extend((0..=(last + 7 - first) % 7).map(|n| (first + n) % 7));
        }
        Some(days)
    }

    fn read_holidays(&mut self, piece: Piece<'a>) {
        let (_, rest) = piece.word();
        let rule = match rest.text {
            "open" => Some(HolidayRule::AsWeekday),
            _ => self.hours(rest).map(HolidayRule::Hours),
        };
        if self.holidays.is_some() {
            self.mistake(piece.at, "a second rule for public holidays", "keep one");
        }
        self.holidays_at = piece.at;
        // A mistaken rule still counts as one, so that it is told once.
        self.holidays = Some(rule.unwrap_or(HolidayRule::AsWeekday));
    }

    fn read_exception(&mut self, piece: Piece<'a>) {
        let (days, rest) = piece.word();
        let hours = self.hours(rest);
        for part in days.split(",") {
            let Some(days) = read_days(part.text) else {
                let problem = format!("`{}` is no date", clip(part.text));
                self.mistake(
                    part.at,
                    problem,
                    "write YYYY-MM-DD, MM-DD for every year, or a range 2026-12-27..2026-12-30",
                );
                continue;
            };
            if !days.is_ordered() {
                let place = self.place(part.at);
                self.mistakes.push(calendar::unordered(place, days));
            }
            let hours = hours.clone().unwrap_or_default();
            self.exceptions.push((part.at, Exception { days, hours }));
        }
    }

    fn hours(&mut self, piece: Piece<'a>) -> Option<Hours> {
        if piece.text == "off" {
            return Some(Hours::CLOSED);
        }
        if piece.text.is_empty() {
            self.mistake(piece.at, "the hours are missing", "add a window, such as 08:00-17:00, or off");
            return None;
        }
        let mut windows = Vec::new();
        let mut sound = true;
        for part in piece.split(",").map(Piece::trim) {
            if let Ok(window) = part.text.parse::<Window>() {
                windows.push(window);
            } else {
                let problem = format!("`{}` is no window", clip(part.text));
                self.mistake(part.at, problem, "write HH:MM-HH:MM, such as 08:00-17:00, or off");
                sound = false;
            }
        }
        match Hours::new(windows) {
            Ok(hours) => sound.then_some(hours),
            Err((a, b)) => {
                self.mistake(piece.at, format!("{a} and {b} overlap"), "join them to one window");
                None
            }
        }
    }

    fn finish(mut self) -> Result<Calendar, CalendarErrors> {
        let end = self.text.len();
        let week = self.week.clone().map(Option::unwrap_or_default);
        let round_the_clock = week.iter().all(|hours| *hours == Hours::all_day());
        let sound = self.mistakes.is_empty();
        if !self.week_named || (sound && week.iter().all(Hours::is_closed)) {
            let place = self.place(end);
            self.mistakes.push(calendar::never_open(place));
        }
        match (self.region_at, &self.holidays) {
            (None, Some(_)) => {
                let place = self.place(self.holidays_at);
                self.mistakes.push(calendar::no_region(place));
            }
            (Some(at), None) if !round_the_clock => self.mistake(
                at,
                "a region, but no word on its public holidays",
                "add PH off, PH open or hours, such as PH 10:00-14:00",
            ),
            _ => {}
        }
        self.check_exceptions();
        if !self.mistakes.is_empty() {
            self.mistakes.sort_by_key(|mistake| match mistake.place {
                Place::Column(column) => column,
                Place::Field(_) => usize::MAX,
            });
            return Err(CalendarErrors(self.mistakes));
        }
        Calendar::new(CalendarParts {
            zone: self.zone,
            region: self.region,
            weekly: week,
            on_holidays: self.holidays.unwrap_or(HolidayRule::AsWeekday),
            exceptions: self.exceptions.into_iter().map(|(_, exception)| exception).collect(),
        })
    }

    fn check_exceptions(&mut self) {
        if self.exceptions.len() > calendar::MAX_EXCEPTIONS {
            let place = self.place(self.exceptions[calendar::MAX_EXCEPTIONS].0);
            self.mistakes.push(calendar::too_many(place));
            return;
        }
        let mut sorted: Vec<(usize, Days)> =
            self.exceptions.iter().map(|(at, exception)| (*at, exception.days)).collect();
        sorted.sort_by_key(|(at, days)| (*days, *at));
        for pair in sorted.windows(2).filter(|pair| pair[0].1.overlaps(pair[1].1)) {
            let place = self.place(pair[0].0.max(pair[1].0));
            self.mistakes.push(calendar::named_twice(place, pair[1].1.to_string()));
        }
    }
}

fn weekday(text: &str) -> Option<usize> {
    [WEEKDAYS, GERMAN_WEEKDAYS].iter().find_map(|names| names.iter().position(|name| *name == text))
}

fn read_days(text: &str) -> Option<Days> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    match (read_date(first), read_date(last)) {
        (Some(first), Some(last)) => Some(Days::Dated { first, last }),
        (None, None) => Some(Days::Yearly { first: MonthDay::read(first)?, last: MonthDay::read(last)? }),
        _ => None,
    }
}

/// `YYYY-MM-DD` only; other spellings that a date parser would take have no place here.
fn read_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(n, byte)| match n {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shape.then(|| text.parse().ok()).flatten()
}

fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}
