//! The ticket and its commands.

mod new;
mod refusal;
#[cfg(test)]
pub(crate) mod tests;

pub use new::{NewEntry, NewTicket};
pub use refusal::Refusal;

use crate::log::{Actor, EntryBody, LogEntry, LogKind};
use crate::state::{Hold, Move, State, words};
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{DirectiveId, TicketId, UserId};
use std::collections::BTreeSet;

/// How far ahead of the recording an event may lie, for clocks that differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

words! {
    /// How urgent a disturbance is; the first is the most urgent.
    Priority {
        /// Business stands still.
        Critical = "critical";
        /// A department cannot work.
        High = "high";
        /// Work is hindered.
        Normal = "normal";
        /// A question or a wish.
        Low = "low";
    }
}

/// Who makes a change, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Who.
    pub actor: Actor,
    /// When it is recorded.
    pub now: Timestamp,
}

/// What a command did: the one entry that joins the log (K3). The ticket's version is its sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The entry to append.
    pub entry: LogEntry,
}

/// A ticket as it stands. Read from the store as it is; changed by commands only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Which.
    pub id: TicketId,
    /// The length of its log, which is its version (I10).
    pub version: u32,
    /// Where it stands.
    pub state: State,
    /// How urgent.
    pub priority: Priority,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// The group it is with; empty for none.
    pub team: String,
    /// Directives that must be acknowledged before work (C7).
    pub unacknowledged: BTreeSet<DirectiveId>,
    /// The ticket that it was merged into, which ends it (K7).
    pub merged_into: Option<TicketId>,
}

pub(crate) fn text(field: &'static str, text: &str, min: usize, max: usize) -> Result<String, Refusal> {
    let text = text.trim();
    let length = text.chars().count();
    if (min..=max).contains(&length) {
        Ok(text.to_owned())
    } else {
        Err(Refusal::Invalid { field, remedy: format!("give {min} to {max} characters, not {length}") })
    }
}

fn not_ahead(field: &'static str, at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if at.duration_since(now) > AHEAD {
        return Err(Refusal::Invalid { field, remedy: format!("give an instant that is not after {now}") });
    }
    Ok(())
}

impl Ticket {
    /// Opens a ticket: version 1 with the log's first entry.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for texts of the wrong length and a report from the future.
    pub fn open(new: &NewTicket, stamp: &Stamp) -> Result<(Self, Change), Refusal> {
        let subject = text("ticket.subject", &new.subject, 1, 200)?;
        let description = text("ticket.description", &new.description, 0, 20_000)?;
        let team = text("ticket.team", &new.team, 0, 100)?;
        not_ahead("ticket.report_time", new.report_time, stamp.now)?;
        let ticket = Self {
            id: new.id,
            version: 0,
            state: State::New,
            priority: new.priority,
            assignee: new.assignee,
            team,
            unacknowledged: new.directives.clone(),
            merged_into: None,
        };
        // The first words are evidence too: they stand in the log, where nothing changes them.
        let words = if description.is_empty() { subject } else { format!("{subject}\n\n{description}") };
        Ok(ticket.append(stamp, LogKind::Opened, words, EntryBody::Plain, new.report_time))
    }

    /// Begins work: new to in progress.
    ///
    /// # Errors
    /// [`Refusal::WrongState`], [`Refusal::Unacknowledged`].
    pub fn start(self, stamp: &Stamp) -> Result<(Self, Change), Refusal> {
        self.step(Move::Start, String::new(), None, stamp)
    }

    /// Lets it wait. `until` is the appointment, required for and allowed only with [`Hold::Scheduled`].
    ///
    /// # Errors
    /// [`Refusal::WrongState`]; [`Refusal::Invalid`] for a long reason or a missing, past or needless `until`.
    pub fn hold(
        self,
        hold: Hold,
        reason: &str,
        until: Option<Timestamp>,
        stamp: &Stamp,
    ) -> Result<(Self, Change), Refusal> {
        let invalid = |remedy: &str| Refusal::Invalid { field: "until", remedy: remedy.to_owned() };
        match (hold, until) {
            (Hold::Scheduled, None) => return Err(invalid("give the appointment")),
            (Hold::Scheduled, Some(at)) if at <= stamp.now => {
                return Err(invalid("give an appointment in the future"));
            }
            (Hold::Customer | Hold::Vendor, Some(_)) => {
                return Err(invalid("drop it or hold as scheduled"));
            }
            _ => {}
        }
        let reason = text("reason", reason, 0, 2000)?;
        self.step(Move::Hold(hold), reason, until, stamp)
    }

    /// Goes on after waiting.
    ///
    /// # Errors
    /// [`Refusal::WrongState`], [`Refusal::Unacknowledged`].
    pub fn resume(self, stamp: &Stamp) -> Result<(Self, Change), Refusal> {
        self.step(Move::Resume, String::new(), None, stamp)
    }

    /// Resolves it; the solution has 1 to 20,000 characters.
    ///
    /// # Errors
    /// [`Refusal::WrongState`], [`Refusal::Unacknowledged`], [`Refusal::Invalid`].
    pub fn resolve(self, solution: &str, stamp: &Stamp) -> Result<(Self, Change), Refusal> {
        let solution = text("solution", solution, 1, 20_000)?;
        self.step(Move::Resolve, solution, None, stamp)
    }

    /// Opens a resolved ticket again; the reason has 1 to 2,000 characters.
    ///
    /// # Errors
    /// [`Refusal::WrongState`], [`Refusal::Invalid`].
    pub fn reopen(self, reason: &str, stamp: &Stamp) -> Result<(Self, Change), Refusal> {
        let reason = text("reason", reason, 1, 2000)?;
        self.step(Move::Reopen, reason, None, stamp)
    }

    /// Closes a resolved ticket for good.
    ///
    /// # Errors
    /// [`Refusal::WrongState`].
    pub fn close(self, stamp: &Stamp) -> Result<(Self, Change), Refusal> {
        self.step(Move::Close, String::new(), None, stamp)
    }

    /// Assigns it: an assignee of nothing leaves it to the team, an empty team leaves the team as it is.
    ///
    /// # Errors
    /// [`Refusal::Closed`], [`Refusal::Unchanged`], [`Refusal::Invalid`].
    pub fn assign(
        mut self,
        assignee: Option<UserId>,
        team: &str,
        stamp: &Stamp,
    ) -> Result<(Self, Change), Refusal> {
        self.not_closed()?;
        let team = text("team", team, 0, 100)?;
        let team = if team.is_empty() { self.team.clone() } else { team };
        if assignee == self.assignee && team == self.team {
            return Err(Refusal::Unchanged { field: "assignee" });
        }
        self.assignee = assignee;
        self.team.clone_from(&team);
        let body = EntryBody::Assignment { assignee, team };
        Ok(self.append(stamp, LogKind::Assignment, String::new(), body, stamp.now))
    }

    /// Changes the priority; the reason has at most 2,000 characters.
    ///
    /// # Errors
    /// [`Refusal::Closed`], [`Refusal::Unchanged`], [`Refusal::Invalid`].
    pub fn change_priority(
        mut self,
        priority: Priority,
        reason: &str,
        stamp: &Stamp,
    ) -> Result<(Self, Change), Refusal> {
        self.not_closed()?;
        let reason = text("reason", reason, 0, 2000)?;
        if priority == self.priority {
            return Err(Refusal::Unchanged { field: "priority" });
        }
        let body = EntryBody::Priority { from: self.priority, to: priority };
        self.priority = priority;
        Ok(self.append(stamp, LogKind::PriorityChange, reason, body, stamp.now))
    }

    /// Acknowledges a directive (C7).
    ///
    /// # Errors
    /// [`Refusal::Closed`], [`Refusal::NoSuchDirective`].
    pub fn acknowledge(mut self, directive: DirectiveId, stamp: &Stamp) -> Result<(Self, Change), Refusal> {
        self.not_closed()?;
        if !self.unacknowledged.remove(&directive) {
            return Err(Refusal::NoSuchDirective(directive));
        }
        let body = EntryBody::Directive(directive);
        Ok(self.append(stamp, LogKind::DirectiveAcknowledgement, String::new(), body, stamp.now))
    }

    /// Writes an entry: what people log by hand, or what services add (escalation, follow-up, remark, attachment).
    /// Changes have their own commands.
    ///
    /// # Errors
    /// [`Refusal::Invalid`], [`Refusal::Closed`], [`Refusal::Unacknowledged`].
    pub fn log(self, new: &NewEntry, stamp: &Stamp) -> Result<(Self, Change), Refusal> {
        let invalid = |field, remedy: &str| Err(Refusal::Invalid { field, remedy: remedy.to_owned() });
        if new.kind.is_change() {
            return invalid("entry.kind", "choose a call, mail, message, note, session or visit");
        }
        if !new.kind.is_manual() && matches!(stamp.actor, Actor::Contact(_)) {
            return invalid("entry.kind", "choose a call, mail, message or note");
        }
        if !new.kind.fits_closed() {
            self.not_closed()?;
        }
        if new.kind.is_work() {
            self.may_work()?;
        }
        let words = text("entry.text", &new.text, 0, 20_000)?;
        if new.worked_minutes > 1440 {
            return invalid("entry.worked_minutes", "give at most 1440 minutes");
        }
        let event_time = new.event_time.unwrap_or(stamp.now);
        not_ahead("entry.event_time", event_time, stamp.now)?;
        let (ticket, mut change) = self.append(stamp, new.kind, words, EntryBody::Plain, event_time);
        change.entry.public = new.public;
        change.entry.worked_minutes = new.worked_minutes;
        change.entry.responds = new.kind.responds(&stamp.actor);
        Ok((ticket, change))
    }

    fn step(
        mut self,
        step: Move,
        words: String,
        until: Option<Timestamp>,
        stamp: &Stamp,
    ) -> Result<(Self, Change), Refusal> {
        self.not_merged()?;
        let from = self.state;
        let to = from.after(step).ok_or(Refusal::WrongState { state: from, step })?;
        if step.is_work() {
            self.may_work()?;
        }
        self.state = to;
        let body = EntryBody::State { from, to, until };
        Ok(self.append(stamp, LogKind::StateChange, words, body, stamp.now))
    }

    fn may_work(&self) -> Result<(), Refusal> {
        if self.unacknowledged.is_empty() {
            return Ok(());
        }
        Err(Refusal::Unacknowledged(self.unacknowledged.iter().copied().collect()))
    }

    pub(crate) fn not_merged(&self) -> Result<(), Refusal> {
        self.merged_into.map_or(Ok(()), |into| Err(Refusal::Merged(into)))
    }

    fn not_closed(&self) -> Result<(), Refusal> {
        self.not_merged()?;
        if self.state == State::Closed { Err(Refusal::Closed) } else { Ok(()) }
    }

    /// The only place where the version rises and an entry arises (K3, I10).
    pub(crate) fn append(
        mut self,
        stamp: &Stamp,
        kind: LogKind,
        text: String,
        body: EntryBody,
        event_time: Timestamp,
    ) -> (Self, Change) {
        self.version += 1;
        let entry = LogEntry {
            ticket: self.id,
            sequence: self.version,
            kind,
            text,
            actor: stamp.actor.clone(),
            event_time,
            record_time: stamp.now,
            body,
            public: false,
            responds: false,
            worked_minutes: 0,
        };
        (self, Change { entry })
    }
}
