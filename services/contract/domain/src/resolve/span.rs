//! Work that lasts: cut where what covers it changes (C3, C6).

use super::{Question, Verdict, resolve};
use crate::facts::Facts;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use std::collections::BTreeSet;

/// One part of the work under one verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatedSpan {
    /// Its first instant, on a whole second.
    pub start: Timestamp,
    /// Its length in seconds, at least 1.
    pub seconds: u32,
    /// What decided it; deadlines count from its start.
    pub verdict: Verdict,
}

/// Cuts `seconds` of work from `start` on, to the second, wherever the band, the version, the price or the
/// decision changes. The spans tile the work without holes; `question.at` is ignored. A fraction of a second in
/// `start` is dropped, since work is kept in whole seconds (T1). No seconds give no spans.
#[must_use]
pub fn resolve_span(facts: &Facts, question: &Question, start: Timestamp, seconds: u32) -> Vec<RatedSpan> {
    let start = whole_second(start);
    let end = start.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX);
    let mut cuts = cuts(facts, start, end);
    cuts.insert(start);
    let starts: Vec<Timestamp> = cuts.into_iter().filter(|cut| *cut < end).collect();
    let mut spans: Vec<RatedSpan> = Vec::new();
    for (i, from) in starts.iter().enumerate() {
        let to = starts.get(i + 1).copied().unwrap_or(end);
        let length = u32::try_from(to.as_second() - from.as_second()).expect("a part of a u32 of seconds");
        let verdict = resolve(facts, &Question { at: *from, ..question.clone() });
        match spans.last_mut() {
            Some(last) if rates_alike(&last.verdict, &verdict) => last.seconds += length,
            _ => spans.push(RatedSpan { start: *from, seconds: length, verdict }),
        }
    }
    spans
}

/// Whether two verdicts mean the same for the invoice; deadlines and words may differ.
fn rates_alike(a: &Verdict, b: &Verdict) -> bool {
    a.decision == b.decision
        && a.decided_by == b.decided_by
        && a.band == b.band
        && a.candidates == b.candidates
        && a.terms == b.terms
}

/// Every whole second inside the work at which anything may change.
fn cuts(facts: &Facts, start: Timestamp, end: Timestamp) -> BTreeSet<Timestamp> {
    let mut cuts = BTreeSet::new();
    let mut zones: Vec<&TimeZone> = vec![&facts.house.zone];
    for version in facts.contracts.iter().flat_map(|contract| &contract.versions) {
        let zone = version.calendar.zone();
        let valid = version.terms.valid;
        cuts.extend(midnight(valid.start, zone));
        cuts.extend(valid.end.and_then(|day| midnight(day, zone)));
        // A version that ended before or begins after the work has no band that matters.
        let begun = midnight(valid.start, zone).is_none_or(|first| first < end);
        let ended = valid.end.and_then(|day| midnight(day, zone)).is_some_and(|last| last <= start);
        if begun && !ended {
            cuts.extend(version.calendar.time.bands(start, end).iter().map(|span| span.start));
        }
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    for list in &facts.price_lists {
        for zone in &zones {
            cuts.extend(midnight(list.valid.start, zone));
            cuts.extend(list.valid.end.and_then(|day| midnight(day, zone)));
        }
    }
    cuts.into_iter().map(whole_second).filter(|cut| start < *cut && *cut < end).collect()
}

fn midnight(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_nanosecond().div_euclid(1_000_000_000).try_into().unwrap_or(i64::MIN))
        .unwrap_or(Timestamp::MIN)
}
