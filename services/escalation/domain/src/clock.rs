//! Where a clock stands.

use crate::facts::{CalendarRef, Cause, Target};
use jiff::Timestamp;
use kontor_calendar::BeyondHorizon;

/// Where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockState {
    /// It runs, and its deadline lies ahead.
    Running,
    /// It stands, and its deadline was not reached.
    Paused,
    /// Met in time.
    Met,
    /// The deadline passed before it was met, if it was met at all.
    Breached,
    /// It ended without a verdict.
    Cancelled,
}

/// A stretch of a clock's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// Which round of an update clock it belongs to, from 0; other clocks have one.
    pub cycle: u32,
    /// First instant.
    pub start: Timestamp,
    /// First instant after it; none while it lasts.
    pub end: Option<Timestamp>,
    /// Whether the clock ran.
    pub running: bool,
    /// Seconds of service time it consumed, by the calendar of the round's target.
    pub consumed: i64,
    /// Why it began.
    pub cause: Cause,
    /// Who caused it.
    pub actor: String,
    /// What was promised when it began; the whole round is measured by what is promised at its end (S5).
    pub target: Option<Target>,
}

/// A deadline that was missed by a target which no longer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormerBreach {
    /// When the deadline passed.
    pub at: Timestamp,
    /// The target of that time.
    pub target: Target,
}

/// What follows from a clock's facts at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockView {
    /// Where it stands.
    pub state: ClockState,
    /// The target that judges it; none where nothing was promised.
    pub target: Option<Target>,
    /// The round of an update clock, from 0.
    pub cycle: u32,
    /// When it, or its current round, started.
    pub started_at: Timestamp,
    /// The deadline: passed, ahead, or (once met) what it would have been. None while it stands, without
    /// target, or where it was met while standing.
    pub due: Option<Timestamp>,
    /// Seconds of service time consumed in the current round.
    pub consumed: i64,
    /// When it was met; known also after a breach (S4). None again after reopening.
    pub met_at: Option<Timestamp>,
    /// When it was met for the first time; reopening leaves it.
    pub first_met_at: Option<Timestamp>,
    /// When the deadline passed unmet.
    pub breached_at: Option<Timestamp>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Deadlines of earlier rounds of an update clock that were missed.
    pub missed_rounds: Vec<Timestamp>,
    /// Deadlines of the current round that were missed by former targets.
    pub former_breaches: Vec<FormerBreach>,
    /// The whole history without holes, all rounds (N5).
    pub intervals: Vec<Interval>,
}

impl ClockView {
    /// Seconds of service time left; negative when overdue, none without target.
    #[must_use]
    pub fn remaining(&self) -> Option<i64> {
        self.target.map(|target| target.seconds() - self.consumed)
    }
}

/// Why nothing can be derived.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// No fact up to the instant starts the clock.
    #[error("facts: the clock has not started; add a fact that starts it")]
    NotStarted,
    /// A target names a calendar that is not at hand.
    #[error("calendar {}: version {} is not at hand; load it before deriving", .0.id, .0.version)]
    UnknownCalendar(CalendarRef),
    /// The deadline lies outside the compiled years.
    #[error("calendar: {0}")]
    BeyondHorizon(#[from] BeyondHorizon),
}
