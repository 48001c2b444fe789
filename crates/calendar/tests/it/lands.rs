//! The holidays of every Land, written out apart from the code: Easter from a printed calendar, each Land as
//! its own list.

use jiff::{Span, civil::Date};
use kontor_calendar::{Land, LocalHoliday, Region, holidays};

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
const LANDS: [(&str, &str); 21] = [
    ("DE", "01-01 E-2 E+1 05-01 E+39 E+50 10-03 10-31@2017! 12-25 12-26"),
    ("DE-BW", "01-01 01-06 E-2 E+1 05-01 E+39 E+50 E+60 10-03 10-31@2017! 11-01 12-25 12-26"),
    ("DE-BY", "01-01 01-06 E-2 E+1 05-01 E+39 E+50 E+60 10-03 10-31@2017! 11-01 12-25 12-26"),
    (
        "DE-BY+assumption",
        "01-01 01-06 E-2 E+1 05-01 E+39 E+50 E+60 08-15 10-03 10-31@2017! 11-01 12-25 12-26",
    ),
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
        assert!(LANDS.iter().any(|(text, _)| text.parse() == Ok(Region::land(land))), "{land:?} has a list");
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
