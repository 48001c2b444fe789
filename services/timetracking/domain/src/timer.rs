//! The one running timer of a technician (T2).

use crate::entry::{Activity, Channel, EntryInput};
use crate::travel::Travel;
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{TicketId, TimerId, UserId};

/// What a timer runs for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// For which ticket.
    pub ticket: TicketId,
    /// The kind of work.
    pub activity: Activity,
    /// How it reaches the customer.
    pub channel: Channel,
    /// The way to the customer; it goes into the entry.
    pub travel: Option<Travel>,
}

/// A running timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Which.
    pub id: TimerId,
    /// Whose.
    pub technician: UserId,
    /// What it runs for.
    pub running: Running,
    /// When it was started.
    pub start: Timestamp,
}

/// What starting a timer leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a decision is made once a start and taken apart at once")]
pub enum StartDecision {
    /// Nothing ran: the new one runs.
    Started(Timer),
    /// Another ran: it is stopped and becomes an entry, the new one runs.
    Switched {
        /// What the stopped one becomes.
        stopped: EntryInput,
        /// The new one.
        started: Timer,
    },
}

/// Why a timer is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimerRefusal {
    /// Another runs (T2).
    #[error("a timer runs for {} since {since}: stop it, or start with switch", .ticket.resource_name())]
    Running {
        /// For which ticket.
        ticket: TicketId,
        /// Since when.
        since: Timestamp,
    },
    /// It runs for the same already.
    #[error("the timer runs for {} already", .0.resource_name())]
    SameTicket(TicketId),
    /// It ran for more than a day: nobody worked so long, and no entry is so long.
    #[error("the timer runs since {0}, for more than 24 hours: discard it and enter the time by hand")]
    TooLong(Timestamp),
}

impl Timer {
    /// Starts a timer. With `switch`, the one that runs is stopped and becomes an entry with that text for the
    /// customer, such as the ticket's subject.
    ///
    /// # Errors
    /// [`TimerRefusal::Running`] without `switch`, [`TimerRefusal::SameTicket`] when it would change nothing,
    /// [`TimerRefusal::TooLong`] when the one that runs cannot become an entry.
    pub fn start(
        current: Option<Self>,
        id: TimerId,
        technician: UserId,
        running: Running,
        switch: Option<&str>,
        now: Timestamp,
    ) -> Result<StartDecision, TimerRefusal> {
        let started = Self { id, technician, running, start: whole_second(now) };
        let Some(current) = current else { return Ok(StartDecision::Started(started)) };
        if current.running == started.running {
            return Err(TimerRefusal::SameTicket(current.running.ticket));
        }
        let Some(text) = switch else {
            return Err(TimerRefusal::Running { ticket: current.running.ticket, since: current.start });
        };
        let stopped = current.stop(text, "", now)?;
        Ok(StartDecision::Switched { stopped, started })
    }

    /// Stops it: what it becomes, at least one second long. Texts are checked with the entry.
    ///
    /// # Errors
    /// [`TimerRefusal::TooLong`] beyond 24 hours.
    pub fn stop(self, text: &str, internal_text: &str, now: Timestamp) -> Result<EntryInput, TimerRefusal> {
        let seconds = self.elapsed(now).max(1);
        if seconds > 86_400 {
            return Err(TimerRefusal::TooLong(self.start));
        }
        Ok(EntryInput {
            technician: self.technician,
            ticket: self.running.ticket,
            activity: self.running.activity.as_str().to_owned(),
            channel: self.running.channel,
            start: self.start,
            duration: SignedDuration::from_secs(seconds),
            text: text.trim().to_owned(),
            internal_text: internal_text.to_owned(),
            goodwill_reason: String::new(),
            cost_center: String::new(),
            // Measured time is never lost to an entry typed meanwhile: it is kept and shown as overlapping.
            allow_overlap: true,
            travel: self.running.travel.as_ref().map(Travel::input),
            materials: Vec::new(),
        })
    }

    /// Whole seconds since it was started; 0 when the clock stepped back.
    #[must_use]
    pub fn elapsed(&self, now: Timestamp) -> i64 {
        now.as_second().saturating_sub(self.start.as_second()).max(0)
    }
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_nanosecond().div_euclid(1_000_000_000).try_into().unwrap_or(i64::MIN))
        .unwrap_or(Timestamp::MIN)
}
