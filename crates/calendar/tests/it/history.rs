//! A calendar through its versions (S1).

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use kontor_calendar::{Band, Calendar, CalendarHistory, HistoryError};
use proptest::prelude::*;
use proptest::sample::select;

fn calendar(text: &str) -> Calendar {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const OFFICE: &str = "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off";

#[test]
fn s1_each_day_is_served_by_the_version_that_holds_on_it() {
    let history = CalendarHistory::new(calendar(OFFICE))
        .then(date(2026, 4, 1), calendar("Europe/Berlin; DE-BE; Mo-Fr 09:00-19:00; PH off"))
        .unwrap();
    let time = history.compile();
    // Tuesday 31 March by the old hours, Wednesday 1 April by the new ones.
    assert_eq!(time.add(at("2026-03-31T16:00:00+02:00"), 2 * 3600), Ok(at("2026-04-01T10:00:00+02:00")));
    assert_eq!(time.between(at("2026-03-31T00:00:00+02:00"), at("2026-04-02T00:00:00+02:00")), 19 * 3600);
    // Epiphany is a holiday in Bavaria only, Women's Day in Berlin only.
    assert_eq!(time.band(at("2026-01-06T10:00:00+01:00")), Band::Holiday);
    assert_eq!(time.band(at("2027-01-06T10:00:00+01:00")), Band::Service);
    assert_eq!(time.band(at("2026-03-08T10:00:00+01:00")), Band::Weekend);
    assert_eq!(time.band(at("2027-03-08T10:00:00+01:00")), Band::Holiday);
}

#[test]
fn s1_a_shift_that_began_under_the_old_version_is_served_to_its_end() {
    let history = CalendarHistory::new(calendar("Europe/Berlin; Mo-Su 22:00-06:00"))
        .then(date(2026, 4, 1), calendar("Europe/Berlin; Mo-Fr 08:00-17:00"))
        .unwrap();
    let time = history.compile();
    let day = (at("2026-03-31T12:00:00+02:00"), at("2026-04-01T12:00:00+02:00"));
    assert_eq!(time.between(day.0, day.1), (8 + 4) * 3600);
}

#[test]
fn s1_what_was_written_last_takes_the_place_of_all_before_it_from_its_first_day_on() {
    let (later, sooner) = (date(2026, 6, 1), date(2026, 4, 1));
    let history = CalendarHistory::new(calendar(OFFICE))
        .then(later, calendar("Europe/Berlin; 24/7"))
        .unwrap()
        .then(sooner, calendar("Europe/Berlin; Mo-Fr 10:00-12:00"))
        .unwrap();
    assert_eq!(history.on(date(2026, 7, 1)), &calendar("Europe/Berlin; Mo-Fr 10:00-12:00"));
    assert_eq!(history.on(date(2026, 3, 31)), &calendar(OFFICE));
    let other =
        CalendarHistory::new(calendar(OFFICE)).then(later, calendar("Europe/Vienna; Mo-Fr 08:00-17:00"));
    assert!(matches!(other, Err(HistoryError::OtherZone { version: 2, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn s2_counting_through_versions_is_exact(
        before in select(&["Mo-Fr 08:00-17:00", "24/7", "Mo-Fr 22:00-06:00", "Mo-Su 00:00-02:30,13:00-14:00"][..]),
        after in select(&["Mo-Fr 07:00-19:00", "24/7", "Sa 20:00-04:00", "Mo 08:00-09:00"][..]),
        day in 0..365i32,
        start in 0..400i64 * 86_400,
        seconds in 1..2_000_000i64,
    ) {
        let change = date(2024, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let [old, new] = [before, after].map(|hours| calendar(&format!("Europe/Berlin; {hours}")));
        let history = CalendarHistory::new(old.clone()).then(change, new.clone()).unwrap();
        let time = history.compile_years(2023..=2035);
        let alone = [old, new].map(|calendar| calendar.compile_years(2023..=2035));
        let at = Timestamp::from_second(1_704_000_000 + start).unwrap();
        // By hand: the day's own windows and the tail of the day before.
        let wall = history.time_zone().to_datetime(at);
        let open = |date: jiff::civil::Date, offset: i16| {
            let minute = i16::from(wall.hour()) * 60 + i16::from(wall.minute()) + offset;
            let hours = history.on(date).hours_on(date).clone();
            hours.windows().iter().any(|w| (w.start_minute()..w.end_minute()).contains(&(minute.try_into().unwrap())))
        };
        let by_hand = open(wall.date(), 0) || open(wall.date().yesterday().unwrap(), 1440);
        prop_assert_eq!(time.is_open(at), by_hand);
        // Away from the change each stretch counts as its version alone.
        let week = SignedDuration::from_hours(7 * 24);
        let midnight = change.to_zoned(history.time_zone().clone()).unwrap().timestamp();
        let next = midnight + SignedDuration::from_hours(49);
        prop_assert_eq!(time.between(midnight - week, midnight), alone[0].between(midnight - week, midnight));
        prop_assert_eq!(time.between(next, next + week), alone[1].between(next, next + week));
        let end = time.add(at, seconds).unwrap();
        prop_assert_eq!(time.between(at, end), seconds);
    }
}
