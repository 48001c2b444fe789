//! The weekly sheet's days.

use super::*;
use crate::week::{Range, days_from, monday_of, united, week};
use jiff::civil::date;
use jiff::tz::TimeZone;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn stamp(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn range(start: &str, end: &str) -> Range {
    Range { start: stamp(start), end: stamp(end) }
}

#[test]
fn t1_the_week_begins_on_the_persons_monday() {
    let sunday_evening = stamp("2026-03-01T23:30:00Z");
    assert_eq!(monday_of(sunday_evening, &berlin()), Ok(date(2026, 3, 2)), "it is Monday in Berlin");
    assert_eq!(monday_of(sunday_evening, &TimeZone::UTC), Ok(date(2026, 2, 23)));
}

#[test]
fn s2_days_have_23_and_25_hours_when_the_clock_is_put() {
    for (day, hours) in [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)] {
        assert_eq!(days_from(day, 1, &berlin()).unwrap().seconds(), hours * 3_600, "{day}");
    }
    // Where midnight itself is skipped the day begins at one.
    let beirut = TimeZone::get("Asia/Beirut").unwrap();
    assert_eq!(days_from(date(2026, 3, 29), 1, &beirut).unwrap().seconds(), 23 * 3_600);
    let night = range("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
    let days = week(date(2026, 10, 19), &berlin(), &[night]).unwrap();
    assert_eq!(days[6].worked, 25 * 3_600, "a day of 25 hours is worked through");
}

#[test]
fn t4_a_day_shows_parts_gaps_and_overlaps() {
    let entries = [
        range("2026-03-02T07:00:00Z", "2026-03-02T09:00:00Z"),
        range("2026-03-02T08:30:00Z", "2026-03-02T09:30:00Z"),
        range("2026-03-02T10:00:00Z", "2026-03-02T10:15:00Z"),
        range("2026-03-02T22:30:00Z", "2026-03-03T00:30:00Z"),
    ];
    let days = week(date(2026, 3, 2), &berlin(), &entries).unwrap();
    assert_eq!((days.len(), days[0].parts.len(), days[1].parts.len()), (7, 4, 1));
    assert_eq!(days[0].gaps.len(), 2);
    assert_eq!(days[0].gaps[0], range("2026-03-02T09:30:00Z", "2026-03-02T10:00:00Z"));
    assert_eq!((days[0].worked, days[0].overlapped), (7_200 + 3_600 + 900 + 1_800, 1_800));
    assert_eq!(days[1].parts[0], (3, range("2026-03-02T23:00:00Z", "2026-03-03T00:30:00Z")));
    assert_eq!((days[1].worked, days[2].worked), (5_400, 0));
}

#[test]
fn t1_weeks_at_the_end_of_the_calendar_are_refused() {
    assert!(week(date(9999, 12, 30), &berlin(), &[]).is_err());
}

proptest! {
    /// Every second of an entry is on exactly one day of its week, whatever the zone does.
    #[test]
    fn t1_no_second_is_lost_between_days(
        entries in prop::collection::vec((0i64..604_800, 1i64..86_400), 0..8),
        monday in prop::sample::select(vec![date(2026, 3, 23), date(2026, 10, 19), date(2026, 3, 2)]),
        zone in prop::sample::select(vec!["Europe/Berlin", "America/St_Johns", "UTC", "Pacific/Apia"]),
    ) {
        let zone = TimeZone::get(zone).unwrap();
        let whole = days_from(monday, 7, &zone).unwrap();
        let entry = |(start, length): &(i64, i64)| {
            let start = whole.start + SignedDuration::from_secs(*start);
            Range { start, end: start + SignedDuration::from_secs(*length) }
        };
        let entries: Vec<Range> = entries.iter().map(entry).collect();
        let days = week(monday, &zone, &entries).unwrap();
        let inside: u64 = entries.iter().filter_map(|e| e.shared(&whole)).map(|e| e.seconds()).sum();
        prop_assert_eq!(days.iter().map(|day| day.worked).sum::<u64>(), inside);
        prop_assert_eq!(days.iter().map(|day| day.range.seconds()).sum::<u64>(), whole.seconds());
        for day in &days {
            let parts: Vec<Range> = day.parts.iter().map(|(_, part)| *part).collect();
            let covered = united(&parts);
            let once: u64 = covered.iter().map(Range::seconds).sum();
            prop_assert_eq!(day.worked, once + day.overlapped);
            let gaps: u64 = day.gaps.iter().map(Range::seconds).sum();
            if let (Some(first), Some(last)) = (covered.first(), covered.last()) {
                prop_assert_eq!(once + gaps, Range { start: first.start, end: last.end }.seconds());
            }
        }
    }
}
