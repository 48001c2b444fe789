//! When the steps of a policy fall due (E1, E2).

use crate::clock::{ClockError, ClockView};
use crate::derive::reached_at;
use crate::facts::{Calendars, ClockKind};
use crate::policy::Policy;
use jiff::{SignedDuration, Timestamp};

/// Most repetitions of a step: at one a minute, a week.
pub const MAX_REPETITIONS: u32 = 10_080;

/// One firing to come or past. The first four name it: it fires once (E2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DueStep {
    /// Which clock.
    pub kind: ClockKind,
    /// Its round.
    pub cycle: u32,
    /// The step's place in the policy.
    pub step: usize,
    /// 0 for the first time, then 1, 2, 3 ...
    pub repetition: u32,
    /// When it is due.
    pub at: Timestamp,
}

/// Someone took notice of a step: its repetitions end (E4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The clock's round.
    pub cycle: u32,
    /// The step's place in the policy.
    pub step: usize,
    /// When.
    pub at: Timestamp,
}

/// The firings after `after` (none: all of them) that are due at `until` or before, in due order.
///
/// A step falls due when the round has consumed its share of the target, in service time; its repetitions
/// follow in wall time. They end when it is acknowledged, or the clock is met or cancelled. At most
/// [`MAX_REPETITIONS`] of a step.
///
/// A change of target can make a step due in the past (S5): after a change ask from the start (`after` none)
/// and drop what has fired already.
///
/// # Errors
/// As [`reached_at`].
pub fn due_steps(
    kind: ClockKind,
    view: &ClockView,
    policy: &Policy,
    acknowledged: &[Acknowledgement],
    calendars: &impl Calendars,
    (after, until): (Option<Timestamp>, Timestamp),
) -> Result<Vec<DueStep>, ClockError> {
    let mut due = Vec::new();
    for series in all_series(kind, view, policy, acknowledged, calendars)? {
        let mut repetition = after.map_or(0, |after| series.first_after(after));
        while let Some(step) = series.firing(repetition).filter(|step| step.at <= until) {
            due.push(step);
            repetition += 1;
        }
    }
    due.sort_by_key(|step| (step.at, step.step, step.repetition));
    Ok(due)
}

/// The next firing after an instant as things stand; none where the clock stands or nothing is left to do.
///
/// # Errors
/// As [`reached_at`].
pub fn next_due(
    kind: ClockKind,
    view: &ClockView,
    policy: &Policy,
    acknowledged: &[Acknowledgement],
    calendars: &impl Calendars,
    after: Timestamp,
) -> Result<Option<DueStep>, ClockError> {
    let series = all_series(kind, view, policy, acknowledged, calendars)?;
    let next = series.iter().filter_map(|series| series.firing(series.first_after(after)));
    Ok(next.min_by_key(|step| (step.at, step.step)))
}

/// A step with its repetitions.
struct Series {
    first: DueStep,
    every: Option<i64>,
    /// The repetitions end before this instant.
    end: Option<Timestamp>,
}

impl Series {
    fn firing(&self, repetition: u32) -> Option<DueStep> {
        if repetition == 0 {
            return Some(self.first);
        }
        if repetition > MAX_REPETITIONS {
            return None;
        }
        let delay = SignedDuration::from_secs(self.every?.checked_mul(i64::from(repetition))?);
        let at = self.first.at.checked_add(delay).ok()?;
        let lasts = self.end.is_none_or(|end| at < end);
        lasts.then_some(DueStep { repetition, at, ..self.first })
    }

    /// The first repetition that is due after an instant.
    fn first_after(&self, after: Timestamp) -> u32 {
        if after < self.first.at {
            return 0;
        }
        let Some(every) = self.every else { return 1 };
        let passed = after.duration_since(self.first.at).as_secs() / every;
        u32::try_from(passed).map_or(u32::MAX, |passed| passed.saturating_add(1))
    }
}

fn all_series(
    kind: ClockKind,
    view: &ClockView,
    policy: &Policy,
    acknowledged: &[Acknowledgement],
    calendars: &impl Calendars,
) -> Result<Vec<Series>, ClockError> {
    let Some(target) = view.target else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (step, definition) in policy.steps().iter().enumerate().filter(|(_, step)| step.kind == kind) {
        let threshold = definition.when.threshold(target.seconds());
        let Some(at) = reached_at(view, calendars, threshold)? else { continue };
        let over = view.met_at.into_iter().chain(view.cancelled_at).min();
        // What the clock was met in time for is not due; a deadline that it was met at is kept.
        if over.is_some_and(|over| at >= over) {
            continue;
        }
        let seen = acknowledged.iter().filter(|seen| seen.cycle == view.cycle && seen.step == step);
        let end = seen.map(|seen| seen.at).chain(over).min();
        let first = DueStep { kind, cycle: view.cycle, step, repetition: 0, at };
        found.push(Series { first, every: definition.repeat_every, end });
    }
    Ok(found)
}
