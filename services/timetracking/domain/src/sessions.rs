//! Remote sessions out of the log of a tool (N4).

use crate::week::Range;
use jiff::SignedDuration;
use kontor_ids::{TicketId, UserId};

/// No entry is longer.
const DAY: u64 = 86_400;

/// One session of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub technician: UserId,
    /// For which ticket, where the log tells.
    pub ticket: Option<TicketId>,
    /// Where: host, asset, customer.
    pub place: String,
    /// When; at most 24 hours.
    pub range: Range,
}

/// Sessions of the same person at the same place, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Their places in the log, in order of time.
    pub rows: Vec<usize>,
    /// From the beginning of the first to the end of the last.
    pub range: Range,
}

/// What becomes of a log: sessions with small gaps between them as one, and the places of those that were too short.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sorted {
    /// In order of technician and time.
    pub merged: Vec<Merged>,
    /// Places of sessions that are dropped.
    pub dropped: Vec<usize>,
}

/// Sorts a log: gaps up to `gap` are bridged, and what is still shorter than `least` is dropped.
#[must_use]
pub fn sort_sessions(sessions: &[Session], gap: SignedDuration, least: SignedDuration) -> Sorted {
    let key = |session: &Session| (session.technician, session.ticket, session.place.clone());
    let mut order: Vec<usize> = (0..sessions.len()).collect();
    order.sort_by_key(|at| (key(&sessions[*at]), sessions[*at].range, *at));
    let mut merged: Vec<Merged> = Vec::new();
    for at in order {
        let session = &sessions[at];
        match merged.last_mut() {
            Some(last)
                if key(&sessions[last.rows[0]]) == key(session)
                    && bridges(last.range, session.range, gap) =>
            {
                last.range.end = last.range.end.max(session.range.end);
                last.rows.push(at);
            }
            _ => merged.push(Merged { rows: vec![at], range: session.range }),
        }
    }
    let least = u64::try_from(least.as_secs()).unwrap_or_default();
    let (merged, short): (Vec<_>, Vec<_>) =
        merged.into_iter().partition(|merged| merged.range.seconds() >= least);
    let mut dropped: Vec<usize> = short.into_iter().flat_map(|short| short.rows).collect();
    dropped.sort_unstable();
    Sorted { merged, dropped }
}

fn bridges(last: Range, next: Range, gap: SignedDuration) -> bool {
    let whole = Range { start: last.start, end: last.end.max(next.end) };
    next.start.duration_since(last.end) <= gap && whole.seconds() <= DAY
}
