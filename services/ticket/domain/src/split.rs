//! One ticket becomes two (K7, S6).

#[cfg(test)]
mod tests;

use crate::link::Relation;
use crate::log::{EntryBody, LogEntry, LogKind};
use crate::ticket::{Change, NewTicket, Refusal, Stamp, Ticket};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Most entries that are split off at once.
const MOST: usize = 200;

/// What is split off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The sequences of its entries.
    pub sequences: BTreeSet<u32>,
    /// When it was reported; the earliest of the entries where nobody said.
    pub report_time: Option<Timestamp>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitOff {
    /// The ticket that arose.
    pub ticket: Ticket,
    /// Its log, sequences 1..n: what opens it, then what it took over.
    pub entries: Vec<LogEntry>,
    /// The ticket that was split.
    pub rest: (Ticket, Change),
}

/// Whether an entry can go over: what was said and done, not what changed the ticket or concerned it as a whole.
const fn goes_over(kind: LogKind) -> bool {
    kind.is_manual() || matches!(kind, LogKind::Attachment | LogKind::Opened)
}

impl Part {
    /// When the part was reported (S6): as was said, else when the earliest of its entries happened.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where no entry, more than 200 or one that cannot go over is named, or a report before that
    /// of the whole.
    pub fn reported(&self, entries: &[LogEntry], whole: Timestamp) -> Result<Timestamp, Refusal> {
        let invalid = |field, remedy: String| Err(Refusal::Invalid { field, remedy });
        if self.sequences.is_empty() || self.sequences.len() > MOST {
            return invalid("sequences", format!("name 1 to {MOST} entries, not {}", self.sequences.len()));
        }
        let found: BTreeSet<u32> = entries.iter().map(|entry| entry.sequence).collect();
        if let Some(absent) = self.sequences.difference(&found).next() {
            return invalid("sequences", format!("the log has no entry {absent}: name entries that it has"));
        }
        if let Some(bound) = entries.iter().find(|entry| !goes_over(entry.kind)) {
            let remedy =
                "name calls, mails, messages, notes, sessions, visits, attachments or the first entry";
            return invalid("sequences", format!("entry {} is a {}: {remedy}", bound.sequence, bound.kind));
        }
        let earliest = entries.iter().map(|entry| entry.event_time).min();
        let report = self.report_time.or(earliest).unwrap_or(whole);
        match self.report_time {
            Some(at) if at < whole => invalid(
                "report_time",
                format!("give an instant that is not before {whole}, when the whole was reported"),
            ),
            // What was logged may have happened before the report was taken down.
            _ => Ok(report.max(whole)),
        }
    }
}

/// Splits entries off into a new ticket. They stay in the log of the first, where nothing is changed, and are told again
/// in the new one's, in the order of their sequences, with who, when and whether the customer heard from the house: so the
/// clocks of both count from what was so. Minutes that were told with them are not told twice.
///
/// # Errors
/// As [`Part::reported`] and [`Ticket::open`].
pub fn split(
    whole: Ticket,
    entries: &[LogEntry],
    part: &Part,
    new: &NewTicket,
    whole_reported: Timestamp,
    stamp: &Stamp,
) -> Result<SplitOff, Refusal> {
    part.reported(entries, whole_reported)?;
    let (mut ticket, Change { mut entry }) = Ticket::open(new, stamp)?;
    entry.body = EntryBody::Link { relation: Relation::SplitFrom, other: whole.id, ended: false };
    let mut log = vec![entry];
    let mut ordered: Vec<&LogEntry> = entries.iter().collect();
    ordered.sort_by_key(|entry| entry.sequence);
    for entry in ordered {
        let body = EntryBody::TakenOver { from: whole.id, sequence: entry.sequence };
        let kind = if entry.kind == LogKind::Opened { LogKind::Note } else { entry.kind };
        let by = Stamp { actor: entry.actor.clone(), now: stamp.now };
        let (next, Change { entry: mut copy }) =
            ticket.append(&by, kind, entry.text.clone(), body, entry.event_time);
        (copy.public, copy.responds) = (entry.public, entry.responds);
        ticket = next;
        log.push(copy);
    }
    let named: Vec<String> = part.sequences.iter().map(u32::to_string).collect();
    let words = format!("Einträge {} abgetrennt: {}", named.join(", "), new.subject);
    let body = EntryBody::Link { relation: Relation::SplitInto, other: new.id, ended: false };
    let rest = whole.append(stamp, LogKind::Split, words, body, stamp.now);
    Ok(SplitOff { ticket, entries: log, rest })
}
