//! Taking over a ticket with its whole history from another system.
//!
//! Another system's history obeys that system's table of moves, not ours: it is taken as it was. What does not
//! change anything (a repeated state or priority) leaves no change entry, but its note does. Rows out of order
//! are put in order of time; rows of the same instant keep their order.

#[cfg(test)]
mod tests;

use crate::log::{Actor, EntryBody, LogEntry, LogKind};
use crate::state::State;
use crate::ticket::{NewTicket, Priority, Refusal, Stamp, Ticket};
use jiff::Timestamp;

/// One change of an imported ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedChange {
    /// When.
    pub event_time: Timestamp,
    /// The state from then on; nothing for no change.
    pub state: Option<State>,
    /// The priority from then on; nothing for no change.
    pub priority: Option<Priority>,
    /// The team from then on; empty for no change.
    pub team: String,
    /// Who worked on it in the other system's words; empty for no change.
    pub assignee: String,
    /// Who made the change, in the other system's words.
    pub actor: String,
    /// A remark, at most 2,000 characters.
    pub note: String,
    /// Whether the customer heard from the house with it (S3).
    pub response: bool,
}

/// A ticket taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The ticket as it stands after its history.
    pub ticket: Ticket,
    /// Its log, sequences 1..n.
    pub entries: Vec<LogEntry>,
}

/// Takes a ticket over. Its first entry opens it at `report_time`; each change then adds an entry for each thing
/// that it changed, before them one for a response, and one for a note that came with no change.
///
/// # Errors
/// [`Refusal::Invalid`] for no or more than 1,000 changes, changes before the report or in the future, and
/// texts that are too long.
pub fn import(new: &NewTicket, changes: &[ImportedChange], stamp: &Stamp) -> Result<Imported, Refusal> {
    check(new, changes, stamp)?;
    let (ticket, opened) = Ticket::open(new, stamp)?;
    let mut history = History { ticket, entries: vec![opened.entry], assignee: String::new(), stamp };
    let mut ordered: Vec<&ImportedChange> = changes.iter().collect();
    ordered.sort_by_key(|change| change.event_time);
    for change in ordered {
        history.take(change);
    }
    Ok(Imported { ticket: history.ticket, entries: history.entries })
}

fn check(new: &NewTicket, changes: &[ImportedChange], stamp: &Stamp) -> Result<(), Refusal> {
    let invalid = |field, remedy: String| Err(Refusal::Invalid { field, remedy });
    if changes.is_empty() || changes.len() > 1000 {
        return invalid("changes", format!("give 1 to 1000 changes, not {}", changes.len()));
    }
    for (i, change) in changes.iter().enumerate() {
        if change.event_time < new.report_time {
            return invalid("changes.event_time", format!("change {} is before ticket.report_time", i + 1));
        }
        if change.event_time > stamp.now {
            return invalid("changes.event_time", format!("change {} is in the future", i + 1));
        }
        let long = [
            ("changes.note", &change.note, 2000),
            ("changes.team", &change.team, 100),
            ("changes.assignee", &change.assignee, 200),
            ("changes.actor", &change.actor, 200),
        ];
        for (field, text, max) in long {
            if text.chars().count() > max {
                return invalid(field, format!("give at most {max} characters in change {}", i + 1));
            }
        }
    }
    Ok(())
}

struct History<'a> {
    ticket: Ticket,
    entries: Vec<LogEntry>,
    /// Who works on it, in the other system's words.
    assignee: String,
    stamp: &'a Stamp,
}

impl History<'_> {
    fn take(&mut self, change: &ImportedChange) {
        if change.response {
            // An entry of its own: a response is heard by those who run clocks, whatever else changed (S3).
            let entry = self.append(change, LogKind::Note, EntryBody::Plain);
            entry.text.clone_from(&change.note);
            (entry.public, entry.responds) = (true, true);
        }
        let before = self.entries.len();
        self.take_assignment(change);
        let mut note = if change.response { "" } else { change.note.as_str() };
        if let Some(to) = change.priority.filter(|to| *to != self.ticket.priority) {
            let body = EntryBody::Priority { from: self.ticket.priority, to };
            self.ticket.priority = to;
            self.append(change, LogKind::PriorityChange, body);
        }
        if let Some(to) = change.state.filter(|to| *to != self.ticket.state) {
            let body = EntryBody::State { from: self.ticket.state, to, until: None };
            self.ticket.state = to;
            self.append(change, LogKind::StateChange, body);
        }
        let last = self.entries.last_mut().filter(|entry| entry.kind != LogKind::Assignment);
        if let Some(entry) = last.filter(|entry| usize::try_from(entry.sequence).is_ok_and(|n| n > before)) {
            entry.text = std::mem::take(&mut note).to_owned();
        }
        if !note.is_empty() {
            self.append(change, LogKind::Note, EntryBody::Plain).text = note.to_owned();
        }
    }

    fn take_assignment(&mut self, change: &ImportedChange) {
        let team = Some(change.team.trim()).filter(|team| !team.is_empty() && *team != self.ticket.team);
        let assignee = Some(&change.assignee).filter(|name| !name.is_empty() && **name != self.assignee);
        if team.is_none() && assignee.is_none() {
            return;
        }
        if let Some(name) = assignee {
            self.assignee.clone_from(name);
        }
        if let Some(team) = team {
            team.clone_into(&mut self.ticket.team);
        }
        let body = EntryBody::Assignment { assignee: self.ticket.assignee, team: self.ticket.team.clone() };
        self.append(change, LogKind::Assignment, body).text = self.assignee.clone();
    }

    fn append(&mut self, change: &ImportedChange, kind: LogKind, body: EntryBody) -> &mut LogEntry {
        let actor = if change.actor.is_empty() { "import" } else { &change.actor };
        // Never read as a resource name: another system's words give nobody of this house a deed.
        let stamp = Stamp { actor: Actor::Service(actor.replace('/', " ")), now: self.stamp.now };
        let ticket = self.ticket.clone();
        let (ticket, done) = ticket.append(&stamp, kind, String::new(), body, change.event_time);
        self.ticket = ticket;
        self.entries.push(done.entry);
        self.entries.last_mut().expect("an entry was just added")
    }
}
