//! The text form (S1).

use kontor_calendar::{
    Calendar, CalendarParts, Days, Exception, HolidayRule, Hours, Land, MAX_TEXT, MonthDay, Place, Region,
    Window,
};

fn read(text: &str) -> Calendar {
    text.parse().unwrap_or_else(|errors| panic!("{text}: {errors}"))
}

#[test]
fn s1_the_canonical_text_reads_back_to_an_equal_calendar() {
    for (text, canonical) in [
        ("Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off", ""),
        ("Europe/Berlin; DE-BY; Mo-Fr 08:00-12:00,13:00-17:00; PH 10:00-14:00", ""),
        ("Europe/Berlin; Fr 22:00-06:00", ""),
        ("Europe/Berlin; 24/7", ""),
        ("Europe/Berlin; DE; 24/7; PH off", ""),
        ("Europe/Berlin; DE-BY; 24/7", ""),
        ("Europe/Berlin; DE-BY; 24/7; PH open", "Europe/Berlin; DE-BY; 24/7"),
        ("Europe/Berlin; DE-BY; Mo-Su 00:00-24:00; PH open", "Europe/Berlin; DE-BY; 24/7"),
        ("Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH open", ""),
        (
            "europe/berlin;PH off;Mo-Do 08:00-17:00 ; Fr  08:00-12:00, 12:00-15:00;DE-BY+augsburg+assumption",
            "Europe/Berlin; DE-BY+assumption+augsburg; Mo-Th 08:00-17:00; Fr 08:00-15:00; PH off",
        ),
        ("UTC; Sa-Mo 09:00-13:00; We 09:00-13:00", "UTC; Mo,We,Sa,Su 09:00-13:00"),
        (
            "Europe/Berlin; DE-NW; Mo-Fr 08:00-17:00; PH off; 2026-12-27..2026-12-30 off; 12-24,12-31 08:00-12:00; \
             2026-05-15 off; 2026-12-05 09:00-13:00",
            "Europe/Berlin; DE-NW; Mo-Fr 08:00-17:00; PH off; 12-24,12-31 08:00-12:00; 2026-05-15 off; \
             2026-12-05 09:00-13:00; 2026-12-27..2026-12-30 off",
        ),
        ("Asia/Kathmandu; Mo 18:00-18:00,18:00-06:00", "!"),
    ] {
        if canonical == "!" {
            assert!(text.parse::<Calendar>().is_err(), "{text}");
            continue;
        }
        let calendar = read(text);
        assert_eq!(calendar.to_string(), if canonical.is_empty() { text } else { canonical });
        assert_eq!(read(&calendar.to_string()), calendar);
    }
}

/// Text, then each mistake as column and a word of its problem.
const MISTAKEN: &[(&str, &[(usize, &str)])] = &[
    ("", &[(1, "no time zone"), (1, "no day of the week")]),
    ("Europe/Berlin", &[(14, "no day of the week")]),
    ("Europe/Berlin; Mo-Fr off", &[(25, "no day of the week")]),
    ("Europe/Berlin; DE-BY; PH off", &[(29, "no day of the week")]),
    ("Europe/Berlin; 2026-05-15 09:00-12:00", &[(38, "no day of the week")]),
    ("Europe/Munich; Mo-Fr 08:00-17:00", &[(1, "no time zone")]),
    ("+01:00; 24/7", &[(1, "no time zone")]),
    ("Etc/Unknown; 24/7", &[(1, "no time zone")]),
    ("Europe/Berlin; Mo-Fr 8-17", &[(22, "no window")]),
    ("Europe/Berlin; Mo-Fr 08:00-08:00", &[(22, "no window")]),
    ("Europe/Berlin; Mo-Fr 24:00-06:00", &[(22, "no window")]),
    ("Europe/Berlin; Mo-Fr 08:00-24:30", &[(22, "no window")]),
    ("Europe/Berlin; Mo-Fr", &[(21, "hours are missing")]),
    ("Europe/Berlin; Mo-Fr 08:00-12:00,11:00-17:00", &[(22, "overlap")]),
    ("Europe/Berlin; Mo-Fr 08:00-17:00; Fr 08:00-12:00", &[(35, "named twice")]),
    ("Europe/Berlin; Mo-Fr 08:00-17:00; 24/7", &[(35, "24/7 beside")]),
    ("Europe/Berlin; Mo-Fr 08:00-17:00;; Sa 08:00-12:00", &[(34, "empty rule")]),
    ("Europe/Berlin; Mo-Xy 08:00-17:00", &[(16, "no rule"), (33, "no day of the week")]),
    ("Europe/Berlin; DE-XX; Mo-Fr 08:00-17:00; PH off", &[(16, "no region")]),
    ("Europe/Berlin; DE-BY; DE-BW; Mo-Fr 08:00-17:00; PH off", &[(23, "second region")]),
    ("Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00", &[(16, "no word on its public holidays")]),
    ("Europe/Berlin; Mo-Fr 08:00-17:00; PH off", &[(35, "without a region")]),
    ("Europe/Berlin; DE; 24/7; PH off; PH open", &[(34, "second rule")]),
    ("Europe/Berlin; 24/7; 2026-02-30 off", &[(22, "no date")]),
    ("Europe/Berlin; 24/7; 2026-12-30..2026-12-27 off", &[(22, "ends before")]),
    ("Europe/Berlin; 24/7; 12-27..01-02 off", &[(22, "ends before")]),
    ("Europe/Berlin; 24/7; 2026-12-01..2026-12-31,2026-12-24 off", &[(45, "named twice")]),
    ("Zürich; 24/7; ü", &[(1, "no time zone"), (15, "no rule")]),
    (
        "Europe/Bärlin; DE-XX; Mo-Fr 8-17; PH zu",
        &[(1, "no time zone"), (16, "no region"), (29, "no window"), (38, "no window")],
    ),
];

#[test]
fn s1_malformed_and_empty_calendars_are_refused_with_all_mistakes_and_remedies() {
    for (text, mistakes) in MISTAKEN {
        let errors = text.parse::<Calendar>().expect_err(text);
        let found: Vec<_> = errors.mistakes().iter().collect();
        assert_eq!(found.len(), mistakes.len(), "{text}: {errors}");
        for (found, (column, problem)) in found.iter().zip(*mistakes) {
            assert_eq!(found.place, Place::Column(*column), "{text}: {found}");
            assert!(found.problem.contains(problem), "{text}: {found}");
            assert!(!found.remedy.is_empty());
        }
    }
    assert!(format!("Europe/Berlin; 24/7;{}", " ".repeat(MAX_TEXT)).parse::<Calendar>().is_err());
}

#[test]
fn s1_a_calendar_from_fields_is_held_to_the_same_rules() {
    let day = |text: &str| text.parse().unwrap();
    let shift = Hours::new(vec![Window::new(480, 1020).unwrap()]).unwrap();
    let mut weekly: [Hours; 7] = Default::default();
    weekly[..5].fill(shift);
    let parts = CalendarParts {
        zone: "Europe/Berlin".into(),
        region: Some(Region::land(Land::By)),
        weekly,
        on_holidays: HolidayRule::Hours(Hours::CLOSED),
        exceptions: vec![
            Exception {
                days: Days::Dated { first: day("2026-12-27"), last: day("2026-12-30") },
                hours: Hours::CLOSED,
            },
            Exception {
                days: Days::Yearly {
                    first: MonthDay::new(12, 24).unwrap(),
                    last: MonthDay::new(12, 24).unwrap(),
                },
                hours: Hours::new(vec![Window::new(480, 720).unwrap()]).unwrap(),
            },
        ],
    };
    let calendar = Calendar::new(parts.clone()).unwrap();
    assert_eq!(
        calendar.to_string(),
        "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off; 12-24 08:00-12:00; 2026-12-27..2026-12-30 off"
    );
    assert_eq!(read(&calendar.to_string()), calendar);
    let wrong = CalendarParts {
        zone: "Mars/Olympus".into(),
        region: None,
        weekly: Default::default(),
        exceptions: vec![parts.exceptions[0].clone(), parts.exceptions[0].clone()],
        ..parts
    };
    let errors = Calendar::new(wrong).unwrap_err();
    let fields: Vec<_> = errors.mistakes().iter().map(|mistake| mistake.place.to_string()).collect();
    assert_eq!(fields, ["zone", "weekly", "region", "exceptions"], "{errors}");
}

#[test]
fn s1_hours_of_a_day_follow_the_order_of_precedence() {
    let calendar = read(
        "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off; 12-24,12-31 08:00-12:00; 2026-05-15 off; \
         2026-12-05 09:00-13:00; 2026-12-25 10:00-11:00; 2027-12-24 off",
    );
    let hours = |date: &str| calendar.hours_on(date.parse().unwrap()).to_string();
    assert_eq!(hours("2026-05-13"), "08:00-17:00");
    assert_eq!(hours("2026-05-14"), "off", "Ascension Day");
    assert_eq!(hours("2026-05-15"), "off", "the bridge day");
    assert_eq!(hours("2026-12-05"), "09:00-13:00", "a dated exception opens a Saturday");
    assert_eq!(hours("2026-12-24"), "08:00-12:00");
    assert_eq!(hours("2026-12-25"), "10:00-11:00", "a dated exception wins over the holiday");
    assert_eq!(hours("2022-12-24"), "off", "a half day does not open a Saturday");
    assert_eq!(hours("2027-12-24"), "off", "a dated exception wins over the yearly one");
}
