//! The holidays of every Land, written out apart from the code: Easter from a printed calendar, which a computus of the
//! tests' own confirms, each Land as its own list, as its law has it.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};
use kontor_calendar::{Calendar, Land, LocalHoliday, Region, holidays};

/// Easter Sunday and the Day of Repentance of each year.
const YEARS: [(i16, &str, &str); 21] = [
    (2015, "04-05", "11-18"),
    (2016, "03-27", "11-16"),
    (2017, "04-16", "11-22"),
    (2018, "04-01", "11-21"),
    (2019, "04-21", "11-20"),
    (2020, "04-12", "11-18"),
    (2021, "04-04", "11-17"),
    (2022, "04-17", "11-16"),
    (2023, "04-09", "11-22"),
    (2024, "03-31", "11-20"),
    (2025, "04-20", "11-19"),
    (2026, "04-05", "11-18"),
    (2027, "03-28", "11-17"),
    (2028, "04-16", "11-22"),
    (2029, "04-01", "11-21"),
    (2030, "04-21", "11-20"),
    (2031, "04-13", "11-19"),
    (2032, "03-28", "11-17"),
    (2033, "04-17", "11-16"),
    (2034, "04-09", "11-22"),
    (2035, "03-25", "11-21"),
];

/// `E+n`: days from Easter; `B`: Day of Repentance; `@2019`: from then on; `@2020!`: in that year only.
const LANDS: [(&str, &str); 22] = [
    ("DE", "01-01 E-2 E+1 05-01 E+39 E+50 10-03 10-31@2017! 12-25 12-26"),
    ("DE-BW", "01-01 01-06 E-2 E+1 05-01 E+39 E+50 E+60 10-03 10-31@2017! 11-01 12-25 12-26"),
    ("DE-BY", "01-01 01-06 E-2 E+1 05-01 E+39 E+50 E+60 10-03 10-31@2017! 11-01 12-25 12-26"),
    (
        "DE-BY+assumption",
        "01-01 01-06 E-2 E+1 05-01 E+39 E+50 E+60 08-15 10-03 10-31@2017! 11-01 12-25 12-26",
    ),
    ("DE-BY+augsburg", "01-01 01-06 E-2 E+1 05-01 E+39 E+50 E+60 08-08 10-03 10-31@2017! 11-01 12-25 12-26"),
    (
        "DE-BY+assumption+augsburg",
        "01-01 01-06 E-2 E+1 05-01 E+39 E+50 E+60 08-08 08-15 10-03 10-31@2017! 11-01 12-25 12-26",
    ),
    (
        "DE-BE",
        "01-01 03-08@2019 E-2 E+1 05-01 05-08@2020! 05-08@2025! E+39 E+50 06-17@2028! 10-03 10-31@2017! 12-25 12-26",
    ),
    ("DE-BB", "01-01 E-2 E+0 E+1 05-01 E+39 E+49 E+50 10-03 10-31 12-25 12-26"),
    ("DE-HB", "01-01 E-2 E+1 05-01 E+39 E+50 10-03 10-31@2017 12-25 12-26"),
    ("DE-HH", "01-01 E-2 E+1 05-01 E+39 E+50 10-03 10-31@2017 12-25 12-26"),
    ("DE-HE", "01-01 E-2 E+1 05-01 E+39 E+50 E+60 10-03 10-31@2017! 12-25 12-26"),
    ("DE-MV", "01-01 03-08@2023 E-2 E+1 05-01 E+39 E+50 10-03 10-31 12-25 12-26"),
    ("DE-NI", "01-01 E-2 E+1 05-01 E+39 E+50 10-03 10-31@2017 12-25 12-26"),
    ("DE-NW", "01-01 E-2 E+1 05-01 E+39 E+50 E+60 10-03 10-31@2017! 11-01 12-25 12-26"),
    ("DE-RP", "01-01 E-2 E+1 05-01 E+39 E+50 E+60 10-03 10-31@2017! 11-01 12-25 12-26"),
    ("DE-SL", "01-01 E-2 E+1 05-01 E+39 E+50 E+60 08-15 10-03 10-31@2017! 11-01 12-25 12-26"),
    ("DE-SN", "01-01 E-2 E+1 05-01 E+39 E+50 10-03 10-31 B 12-25 12-26"),
    ("DE-ST", "01-01 01-06 E-2 E+1 05-01 E+39 E+50 10-03 10-31 12-25 12-26"),
    ("DE-SH", "01-01 E-2 E+1 05-01 E+39 E+50 10-03 10-31@2017 12-25 12-26"),
    ("DE-TH", "01-01 E-2 E+1 05-01 E+39 E+50 09-20@2019 10-03 10-31 12-25 12-26"),
    ("DE-SN+corpus-christi", "01-01 E-2 E+1 05-01 E+39 E+50 E+60 10-03 10-31 B 12-25 12-26"),
    ("DE-TH+corpus-christi", "01-01 E-2 E+1 05-01 E+39 E+50 E+60 09-20@2019 10-03 10-31 12-25 12-26"),
];

fn expected(list: &str, year: i16, easter: &str, repentance: &str) -> Vec<Date> {
    let day = |text: &str| -> Date { format!("{year}-{text}").parse().unwrap() };
    let mut days: Vec<Date> = Vec::new();
    for word in list.split(' ') {
        let (word, when) = word.split_once('@').unwrap_or((word, "1900"));
        let only = when.ends_with('!');
        let since: i16 = when.trim_end_matches('!').parse().unwrap();
        if year < since || (only && year != since) {
            continue;
        }
        days.push(match word.strip_prefix('E') {
            Some(offset) => {
                day(easter).checked_add(Span::new().days(offset.parse::<i64>().unwrap())).unwrap()
            }
            None if word == "B" => day(repentance),
            None => day(word),
        });
    }
    days.sort();
    days
}

#[test]
fn s1_every_land_keeps_its_holidays_from_2015_to_2035() {
    for (text, list) in LANDS {
        let region: Region = text.parse().unwrap();
        for (year, easter, repentance) in YEARS {
            let found: Vec<Date> = holidays(region, year).into_iter().map(|day| day.date).collect();
            assert_eq!(found, expected(list, year, easter, repentance), "{text} {year}");
        }
    }
    for land in Land::ALL {
        // With each of its local holidays, and with each two of them.
        let mut regions = vec![Region::land(land)];
        for local in LocalHoliday::ALL {
            regions.extend(regions.clone().into_iter().filter_map(|region| region.with(local)));
        }
        for region in regions {
            assert!(LANDS.iter().any(|(text, _)| text.parse() == Ok(region)), "{region} has a list");
        }
    }
}

/// Easter Sunday by the computus that an anonymous reader sent to Nature in 1876, letter by letter.
fn computus(year: i16) -> Date {
    let y = i32::from(year);
    let a = y % 19;
    let (b, c) = (y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (n, p) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31);
    date(year, i8::try_from(n).unwrap(), i8::try_from(p + 1).unwrap())
}

/// Easter Sunday as the church has it: the Sunday after the first full moon from 21 March on, by the epact of Lilius.
fn by_the_moon(year: i16) -> Date {
    let (y, century) = (i32::from(year), i32::from(year) / 100 + 1);
    let solar = 3 * century / 4 - 12;
    let lunar = (8 * century + 5) / 25 - 5;
    let golden = y % 19 + 1;
    let mut epact = (11 * golden + 20 + lunar - solar).rem_euclid(30);
    if (epact == 25 && golden > 11) || epact == 24 {
        epact += 1;
    }
    let moon = if epact > 23 { 74 - epact } else { 44 - epact };
    let moon = date(year, 3, 1) + (moon - 1).days();
    let later = (1..=7).map(|days| moon + days.days());
    later.into_iter().find(|day| day.weekday() == jiff::civil::Weekday::Sunday).unwrap()
}

#[test]
fn s1_easter_and_repentance_are_those_of_two_computuses_and_of_advent() {
    for (year, easter, repentance) in YEARS {
        let printed = |day: &str| format!("{year}-{day}").parse::<Date>().unwrap();
        assert_eq!(computus(year), printed(easter));
        // The fourth Sunday before Christmas begins Advent; repentance is the Wednesday eleven days before.
        let fourth = (22..=28).map(|days| date(year, 12, 25) - days.days());
        let advent = fourth.into_iter().find(|day| day.weekday() == jiff::civil::Weekday::Sunday).unwrap();
        assert_eq!(advent - 11.days(), printed(repentance));
    }
    for year in 1970..=2299 {
        let sunday = holidays("DE-BB".parse().unwrap(), year)[2];
        assert_eq!((sunday.name_en, sunday.date), ("Easter Sunday", computus(year)));
        assert_eq!(computus(year), by_the_moon(year));
    }
}

#[test]
fn s1_a_calendar_is_closed_on_the_holidays_of_its_land_and_on_no_other_day() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let at = |day: Date| day.to_zoned(zone.clone()).unwrap().timestamp();
    for (text, list) in LANDS {
        let calendar = format!("Europe/Berlin; {text}; Mo-Su 08:00-17:00; PH off");
        let time = calendar.parse::<Calendar>().unwrap().compile();
        for (year, easter, repentance) in YEARS {
            let closed = expected(list, year, easter, repentance);
            for day in date(year, 1, 1).series(1.days()).take_while(|day| day.year() == year) {
                let hours = time.between(at(day), at(day + 1.days())) / 3600;
                assert_eq!(hours, if closed.contains(&day) { 0 } else { 9 }, "{text} {day}");
            }
        }
    }
}

#[test]
fn s1_known_counts_of_2026() {
    let count = |text: &str| text.parse::<Region>().unwrap().holidays(2026).len();
    assert_eq!(count("DE"), 9);
    assert_eq!(count("DE-BE"), 10);
    assert_eq!(count("DE-BY"), 12);
    assert_eq!(count("DE-BY+augsburg+assumption"), 14);
    assert_eq!(count("DE-HH"), 10);
    assert_eq!(count("DE-TH"), 11);
}

#[test]
fn s1_local_holidays_belong_to_their_land() {
    assert_eq!(Region::land(Land::Nw).with(LocalHoliday::Augsburg), None);
    assert_eq!(Region::GERMANY.with(LocalHoliday::Assumption), None);
    assert!("DE-BE+augsburg".parse::<Region>().is_err());
    assert!("DE-XX".parse::<Region>().is_err());
    assert!("AT".parse::<Region>().is_err());
    let region: Region = "DE-BY+augsburg+assumption".parse().unwrap();
    assert_eq!(region.to_string(), "DE-BY+assumption+augsburg");
    let names: Vec<_> = region.holidays(2026).iter().map(|d| (d.name_de, d.name_en)).collect();
    assert!(names.contains(&("Friedensfest", "Peace Festival")));
}
