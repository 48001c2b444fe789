//! Logs of remote sessions (N4).

use super::*;
use crate::sessions::{Session, sort_sessions};
use crate::week::Range;

fn session(place: &str, start: i64, seconds: i64) -> Session {
    let technician = UserId::new(&SequentialIds::new(5));
    let range = Range { start: at(start), end: at(start + seconds) };
    Session { technician, ticket: None, place: place.into(), range }
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

#[test]
fn n4_small_gaps_are_bridged_and_short_sessions_dropped() {
    let log = [
        session("SRV-02", 660, 300),
        session("SRV-02", 0, 600),
        session("SRV-02", 1_021, 59),
        session("PC-7", 600, 30),
        session("SRV-02", 1_200, 60),
    ];
    let sorted = sort_sessions(&log, MINUTE, MINUTE);
    let rows: Vec<&[usize]> = sorted.merged.iter().map(|merged| merged.rows.as_slice()).collect();
    assert_eq!(rows, [[1, 0].as_slice(), [4].as_slice()]);
    assert_eq!(sorted.merged[0].range, Range { start: at(0), end: at(960) });
    assert_eq!(sorted.dropped, [2, 3], "59 s are short, the gap before them is 61 s");
    let all = sort_sessions(&log, SignedDuration::ZERO, SignedDuration::ZERO);
    assert_eq!((all.merged.len(), all.dropped.len()), (5, 0));
}

#[test]
fn n4_no_merged_session_is_longer_than_a_day() {
    let log = [session("SRV-02", 0, 86_000), session("SRV-02", 86_010, 600)];
    assert_eq!(sort_sessions(&log, MINUTE, MINUTE).merged.len(), 2);
}

proptest! {
    /// Each session is in exactly one place; what is merged is never bridged wider than the gap.
    #[test]
    fn n4_no_session_is_lost_or_doubled(
        log in prop::collection::vec((0u8..2, 0i64..5_000, 1i64..600), 0..12), gap in 0i64..200, least in 0i64..300,
    ) {
        let log: Vec<Session> =
            log.iter().map(|(place, start, length)| session(&place.to_string(), *start, *length)).collect();
        let gap = SignedDuration::from_secs(gap);
        let sorted = sort_sessions(&log, gap, SignedDuration::from_secs(least));
        let mut seen: Vec<usize> =
            sorted.merged.iter().flat_map(|m| m.rows.clone()).chain(sorted.dropped.clone()).collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..log.len()).collect::<Vec<_>>());
        for merged in &sorted.merged {
            let rows: Vec<Range> = merged.rows.iter().map(|row| log[*row].range).collect();
            let bridged = merged.range.without(&rows);
            prop_assert!(bridged.iter().all(|b| i64::try_from(b.seconds()).unwrap() <= gap.as_secs()));
        }
    }
}
