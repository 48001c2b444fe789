//! Random calendars, zones and nights against the second opinion (S2, C6).

use crate::oracle::Oracle;
use jiff::Timestamp;
use kontor_calendar::{Calendar, ServiceTime};
use proptest::prelude::*;
use proptest::sample::select;

/// Zones with changes at different hours, of 30 minutes, at midnight, and without any.
const ZONES: [&str; 10] = [
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "America/Havana",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "UTC",
];
const REGIONS: [&str; 20] = [
    "DE",
    "DE-BW",
    "DE-BY",
    "DE-BE",
    "DE-BB",
    "DE-HB",
    "DE-HH",
    "DE-HE",
    "DE-MV",
    "DE-NI",
    "DE-NW",
    "DE-RP",
    "DE-SL",
    "DE-SN",
    "DE-ST",
    "DE-SH",
    "DE-TH",
    "DE-BY+augsburg",
    "DE-BY+assumption",
    "DE-SN+corpus-christi",
];
const HOURS: [&str; 9] = [
    "08:00-17:00",
    "08:00-12:00,13:00-17:00",
    "22:00-06:00",
    "00:00-24:00",
    "02:30-06:00",
    "23:30-02:30",
    "00:00-00:30,01:15-02:15,02:45-03:30,20:00-01:00",
    "12:00-11:59",
    "off",
];

fn calendar() -> impl Strategy<Value = Calendar> {
    let hours = || select(&HOURS[..]);
    let exception = (select(&["2020", "2023", "2026", ""][..]), 1..=12i8, 1..=28i8, hours());
    (
        select(&ZONES[..]),
        proptest::option::of((select(&REGIONS[..]), prop_oneof![hours(), Just("open")])),
        proptest::collection::vec(hours(), 7),
        proptest::collection::vec(exception, 0..6),
    )
        .prop_filter_map("an empty or doubled calendar", |(zone, holidays, week, exceptions)| {
            let mut text = zone.to_owned();
            for (day, hours) in ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].iter().zip(week) {
                text += &format!("; {day} {hours}");
            }
            if let Some((region, hours)) = holidays {
                text += &format!("; {region}; PH {hours}");
            }
            for (year, month, day, hours) in exceptions {
                let dash = if year.is_empty() { "" } else { "-" };
                text += &format!("; {year}{dash}{month:02}-{day:02} {hours}");
            }
            text.parse().ok()
        })
}

/// A minute between 2016 and 2034, often within a day and a half before a change of the clocks.
fn begin(calendar: &Calendar, random: i64, back: Option<i64>) -> i64 {
    let random = Timestamp::from_second(random * 60).unwrap();
    match (calendar.time_zone().following(random).next(), back) {
        (Some(change), Some(back)) => change.timestamp().as_second().div_euclid(60) * 60 - back * 60,
        _ => random.as_second(),
    }
}

fn minutes() -> impl Strategy<Value = (i64, Option<i64>)> {
    // 2016-01-01 to 2034-12-31 in minutes.
    (24_193_440..34_185_600i64, proptest::option::of(0..2160i64))
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn table(calendar: &Calendar, second: i64) -> ServiceTime {
    let year = at(second).to_zoned(jiff::tz::TimeZone::UTC).year();
    calendar.compile_years(year - 1..=year + 2)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn s2_agrees_with_the_wall_clock_minute_by_minute(
        calendar in calendar(), (random, back) in minutes(), length in 1..4320i64, share in 1..100i64,
    ) {
        let start = begin(&calendar, random, back);
        let (time, oracle) = (table(&calendar, start), Oracle::new(&calendar));
        let mut counted = 0;
        let mut counts = vec![0];
        for minute in 0..length {
            let open = oracle.open(start + minute * 60);
            prop_assert_eq!(time.is_open(at(start + minute * 60)), open, "{} at {}", calendar, at(start + minute * 60));
            counted += if open { 60 } else { 0 };
            counts.push(counted);
        }
        prop_assert_eq!(time.between(at(start), at(start + length * 60)), counted, "{}", calendar);
        // The instant of an amount is the first minute at which the walk has counted it, to the second.
        let amount = counted * share / 100;
        if amount > 0 {
            let minute = counts.iter().position(|count| *count >= amount).unwrap() as i64;
            let expected = start + minute * 60 - (counts[minute as usize] - amount);
            prop_assert_eq!(time.add(at(start), amount), Ok(at(expected)), "{} + {}", calendar, amount);
        }
    }

    #[test]
    fn s2_agrees_with_the_wall_clock_second_by_second(
        calendar in calendar(), (random, back) in minutes(), offset in 0..60i64, length in 1..9000i64,
    ) {
        let start = begin(&calendar, random, back.map(|back| back % 180)) + offset;
        let (time, oracle) = (table(&calendar, start), Oracle::new(&calendar));
        let counted = (start..start + length).filter(|second| oracle.open(*second)).count() as i64;
        prop_assert_eq!(time.between(at(start), at(start + length)), counted, "{} from {}", calendar, at(start));
    }

    #[test]
    fn s2_add_and_between_agree(
        calendar in calendar(), nanos in 0..1_000_000_000i64, (random, back) in minutes(), amount in 1..3_000_000i64,
    ) {
        let start = at(begin(&calendar, random, back)) + jiff::SignedDuration::from_nanos(nanos);
        let time = table(&calendar, start.as_second());
        if let Ok(end) = time.add(start, amount) {
            prop_assert_eq!(time.between(start, end), amount, "{} from {}", calendar, start);
            // Back again: to the start, or to the first opening after it.
            let back = time.add(end, -amount).unwrap();
            prop_assert!(back >= start && time.between(start, back) == 0);
            let open = time.next_windows(start, 1)[0].start;
            prop_assert!(back >= open || back == start, "{} {} {}", calendar, back, open);
            // Never early: a nanosecond before, the amount was not yet served in full.
            prop_assert!(end > start);
            if nanos == 0 {
                let before = Timestamp::from_nanosecond(end.as_nanosecond() - 1).unwrap();
                prop_assert_eq!(time.between(start, before), amount - 1);
            }
        } else {
            prop_assert!(amount > 3600);
        }
    }

    #[test]
    fn s2_parts_sum_up(calendar in calendar(), a in minutes(), b in 0..1_000_000i64, c in 0..1_000_000i64) {
        let a = begin(&calendar, a.0, a.1);
        let time = table(&calendar, a);
        let (b, c) = (a + b, a + c);
        prop_assert_eq!(time.between(at(a), at(b)) + time.between(at(b), at(c)), time.between(at(a), at(c)));
        prop_assert_eq!(time.between(at(a), at(b)), -time.between(at(b), at(a)));
        prop_assert!(time.between(at(a), at(b)) <= b - a);
    }

    #[test]
    fn c6_bands_agree_with_the_wall_clock(calendar in calendar(), (random, back) in minutes(), length in 1..4320i64) {
        let start = begin(&calendar, random, back);
        let (time, oracle) = (table(&calendar, start), Oracle::new(&calendar));
        let spans = time.bands(at(start), at(start + length * 60));
        prop_assert_eq!(spans[0].start, at(start));
        prop_assert_eq!(spans[spans.len() - 1].end, at(start + length * 60));
        for pair in spans.windows(2) {
            prop_assert!(pair[0].end == pair[1].start && pair[0].band != pair[1].band);
        }
        for minute in 0..length {
            let second = start + minute * 60;
            let span = spans.iter().find(|span| at(second) < span.end).unwrap();
            prop_assert_eq!(span.band, oracle.band(second), "{} at {}", calendar, at(second));
            if minute % 97 == 0 {
                prop_assert_eq!(time.band(at(second)), span.band);
            }
        }
    }

    #[test]
    fn s1_text_round_trips(calendar in calendar()) {
        let text = calendar.to_string();
        let again: Calendar = text.parse().unwrap();
        prop_assert_eq!(&again, &calendar);
        prop_assert_eq!(again.to_string(), text);
    }

    #[test]
    fn s1_no_text_makes_the_reader_stumble(text in "[A-Za-z0-9:/;,. +ü-]{0,60}") {
        let _ = text.parse::<Calendar>();
        let _ = format!("Europe/Berlin; DE-BY; {text}").parse::<Calendar>();
    }
}
