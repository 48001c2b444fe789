//! Service time by example (S2, C6).

use jiff::Timestamp;
use kontor_calendar::{Band, Calendar, OpenSpan, ServiceTime};

const OFFICE: &str = "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off";

fn time(text: &str) -> ServiceTime {
    text.parse::<Calendar>().unwrap().compile()
}

/// An instant of Berlin, `2026-03-06T16:00`.
fn berlin(text: &str) -> Timestamp {
    let wall: jiff::civil::DateTime = text.parse().unwrap();
    wall.to_zoned(jiff::tz::TimeZone::get("Europe/Berlin").unwrap()).unwrap().timestamp()
}

#[test]
fn s2_an_amount_flows_over_nights_weekends_and_holidays() {
    let time = time(OFFICE);
    let add = |from: &str, hours: i64| time.add(berlin(from), hours * 3600).unwrap();
    assert_eq!(add("2026-03-06T16:00", 2), berlin("2026-03-09T09:00"), "over the weekend");
    assert_eq!(add("2026-03-06T16:00", 1), berlin("2026-03-06T17:00"), "ends at closing time");
    assert_eq!(add("2026-03-07T12:00", 1), berlin("2026-03-09T09:00"), "begins with the next opening");
    assert_eq!(add("2026-04-02T16:00", 2), berlin("2026-04-07T09:00"), "over Easter");
    assert_eq!(add("2026-03-09T09:00", -2), berlin("2026-03-06T16:00"), "and back");
    assert_eq!(add("2026-03-09T12:00", -4), berlin("2026-03-09T08:00"), "back to the latest such instant");
    assert_eq!(add("2026-03-07T12:00", 0), berlin("2026-03-07T12:00"), "nothing moves nothing");
    assert_eq!(time.between(berlin("2026-03-06T16:00"), berlin("2026-03-09T09:00")), 7200);
}

#[test]
fn s2_days_of_23_and_25_hours() {
    let always = time("Europe/Berlin; 24/7");
    assert_eq!(always.between(berlin("2026-03-29T00:00"), berlin("2026-03-30T00:00")), 23 * 3600);
    assert_eq!(always.between(berlin("2026-10-25T00:00"), berlin("2026-10-26T00:00")), 25 * 3600);
    assert_eq!(always.add(berlin("2026-10-24T12:00"), 86_400), Ok(berlin("2026-10-25T11:00")));
    let night = time("Europe/Berlin; Sa 22:00-06:00");
    assert_eq!(night.between(berlin("2026-03-28T12:00"), berlin("2026-03-29T12:00")), 7 * 3600);
    assert_eq!(night.between(berlin("2026-10-24T12:00"), berlin("2026-10-25T12:00")), 9 * 3600);
    assert_eq!(night.between(berlin("2026-06-06T12:00"), berlin("2026-06-07T12:00")), 8 * 3600);
    // The skipped hour has no service time, an opening inside it begins after it.
    let gap = time("Europe/Berlin; Su 02:30-04:00");
    assert_eq!(gap.next_windows(berlin("2026-03-29T00:00"), 1)[0].start, berlin("2026-03-29T03:00"));
    // The repeated hour counts twice.
    assert_eq!(gap.between(berlin("2026-10-25T00:00"), berlin("2026-10-26T00:00")), 2 * 3600);
}

#[test]
fn s2_spans_of_many_years() {
    let time = time(OFFICE);
    let (from, until) = (berlin("2011-01-03T00:00"), berlin("2049-12-31T00:00"));
    let seconds = time.between(from, until);
    assert_eq!(time.add(from, seconds - 1).map(|end| time.between(from, end)), Ok(seconds - 1));
    // 2026 in Bayern has 252 working days: 261 weekdays less 9 holidays on weekdays.
    let year = time.between(berlin("2026-01-01T00:00"), berlin("2027-01-01T00:00"));
    assert_eq!(year, 252 * 9 * 3600);
}

#[test]
fn s2_beyond_the_horizon_is_an_error_never_a_guess() {
    let time = OFFICE.parse::<Calendar>().unwrap().compile_years(2026..=2026);
    assert!(time.add(berlin("2026-12-31T16:00"), 3600).is_ok());
    let error = time.add(berlin("2026-12-31T16:00"), 3601).unwrap_err();
    assert_eq!((error.from, error.until), time.horizon());
    assert!(time.add(berlin("2026-01-02T08:00"), -1).is_err());
    assert!(time.add(berlin("2025-12-31T08:00"), 1).is_err());
    assert!(time.add(berlin("2027-01-01T00:00"), 0).is_err());
    assert!(time.add(berlin("2026-12-01T00:00"), i64::MAX).is_err());
}

#[test]
fn s2_fractions_of_a_second_are_never_early() {
    let time = time(OFFICE);
    let half = jiff::SignedDuration::from_millis(500);
    assert_eq!(time.add(berlin("2026-03-06T16:00") + half, 60), Ok(berlin("2026-03-06T16:01") + half));
    assert_eq!(time.add(berlin("2026-03-06T16:00") + half, 3600), Ok(berlin("2026-03-09T08:00") + half));
    assert_eq!(time.add(berlin("2026-03-07T16:00") + half, 3600), Ok(berlin("2026-03-09T09:00")));
    assert_eq!(time.between(berlin("2026-03-06T16:00") + half, berlin("2026-03-06T16:01")), 60);
}

#[test]
fn c6_holiday_wins_over_weekend_and_service_over_both() {
    let time =
        time("Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; Sa 09:00-13:00; PH off; 2026-11-01 10:00-11:00");
    assert_eq!(time.band(berlin("2026-03-06T16:00")), Band::Service);
    assert_eq!(time.band(berlin("2026-03-06T17:00")), Band::AfterHours);
    assert_eq!(time.band(berlin("2026-03-07T09:00")), Band::Service, "Saturday in service hours");
    assert_eq!(time.band(berlin("2026-03-07T13:00")), Band::Weekend);
    assert_eq!(time.band(berlin("2026-10-03T10:00")), Band::Holiday, "a holiday on a Saturday");
    assert_eq!(time.band(berlin("2026-11-01T09:00")), Band::Holiday, "All Saints' Day on a Sunday");
    assert_eq!(time.band(berlin("2026-11-01T10:00")), Band::Service, "opened for once");
    assert_eq!(time.band("2070-12-25T10:00:00Z".parse().unwrap()), Band::Holiday, "beyond the horizon");
}

#[test]
fn c6_entries_are_cut_at_the_boundary_to_the_second() {
    let time = time(OFFICE);
    // Thursday before Good Friday, over the whole of Easter.
    let spans = time.bands(berlin("2026-04-02T16:59:59"), berlin("2026-04-07T08:00:01"));
    let found: Vec<_> = spans.iter().map(|span| (span.start, span.band)).collect();
    assert_eq!(
        found,
        [
            (berlin("2026-04-02T16:59:59"), Band::Service),
            (berlin("2026-04-02T17:00"), Band::AfterHours),
            (berlin("2026-04-03T00:00"), Band::Holiday),
            (berlin("2026-04-04T00:00"), Band::Weekend),
            (berlin("2026-04-06T00:00"), Band::Holiday),
            (berlin("2026-04-07T00:00"), Band::AfterHours),
            (berlin("2026-04-07T08:00"), Band::Service),
        ]
    );
    assert_eq!(spans[6].end, berlin("2026-04-07T08:00:01"));
    assert!(time.bands(berlin("2026-04-02T12:00"), berlin("2026-04-02T12:00")).is_empty());
}

#[test]
fn s1_a_shift_belongs_to_the_day_it_begins_on() {
    let time = time("Europe/Berlin; DE-BY; Mo-Su 22:00-06:00; PH off");
    // Good Friday 2026: the shift of Thursday runs into it, its own does not begin.
    let windows = time.next_windows(berlin("2026-04-02T23:00"), 2);
    assert_eq!(windows[0], OpenSpan { start: berlin("2026-04-02T23:00"), end: berlin("2026-04-03T06:00") });
    assert_eq!(windows[1], OpenSpan { start: berlin("2026-04-04T22:00"), end: berlin("2026-04-05T06:00") });
}

#[test]
fn s1_a_day_that_a_zone_left_out_has_no_service_time() {
    // Samoa crossed the date line: 30 December 2011 did not happen.
    let time = time("Pacific/Apia; 24/7; 2011-12-30 off");
    let instant = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(time.between(instant("2011-12-30T00:00:00Z"), instant("2011-12-31T00:00:00Z")), 86_400);
}
