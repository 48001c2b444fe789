//! Facts in order of time, cut into stretches.

use crate::facts::{Cause, Fact, FactKind, Target};
use jiff::Timestamp;

/// A stretch of one mode. Its end is unset for the last one only.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    pub start: Timestamp,
    pub end: Option<Timestamp>,
    pub running: bool,
    pub cause: Cause,
    pub actor: String,
    /// What was promised from its beginning on.
    pub target: Option<Target>,
    /// It ended with what the clock waits for: a deadline at its very end was kept.
    pub ended_well: bool,
}

/// One round: from the start or a restart to the next one.
#[derive(Debug, Clone)]
pub(crate) struct Cycle {
    pub start: Timestamp,
    pub stretches: Vec<Stretch>,
    /// Since when which target held. Never empty.
    pub targets: Vec<(Timestamp, Option<Target>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Running,
    Paused,
    Met,
    Cancelled,
}

#[derive(Debug)]
pub(crate) struct Timeline {
    pub cycles: Vec<Cycle>,
    /// The round that is not over.
    pub current: Cycle,
    pub mode: Mode,
    pub met_at: Option<Timestamp>,
    pub first_met_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    /// A target that came after the clock was met: it holds once the ticket is reopened.
    pending: Option<Option<Target>>,
}

impl Timeline {
    /// The facts up to an instant. Facts are taken by the time they happened, however late they came in;
    /// those before the start count at the start.
    pub fn new(facts: &[Fact], now: Timestamp) -> Option<Self> {
        let mut facts: Vec<&Fact> = facts.iter().filter(|fact| fact.at <= now).collect();
        // Stable: what was recorded first comes first among facts of one instant.
        facts.sort_by_key(|fact| fact.at);
        let starts = |fact: &&&Fact| matches!(fact.kind, FactKind::Started(_) | FactKind::Restarted);
        let first = facts.iter().position(|fact| starts(&fact))?;
        let target = facts.iter().find_map(|fact| match fact.kind {
            FactKind::Started(target) => Some(target),
            _ => None,
        })?;
        let begin = facts.remove(first);
        if matches!(begin.kind, FactKind::Started(_)) {
            // The same disturbance was reported before (K7): the later report of it starts nothing.
            facts.retain(|fact| !matches!(fact.kind, FactKind::Started(_)));
        }
        let mut timeline = Self {
            cycles: Vec::new(),
            current: Cycle { start: begin.at, stretches: Vec::new(), targets: vec![(begin.at, target)] },
            mode: Mode::Running,
            met_at: None,
            first_met_at: None,
            cancelled_at: None,
            pending: None,
        };
        timeline.open(begin.at, Cause::Started, &begin.actor);
        for fact in facts {
            timeline.take(fact, fact.at.max(begin.at));
        }
        Some(timeline)
    }

    fn take(&mut self, fact: &Fact, at: Timestamp) {
        match (&fact.kind, self.mode) {
            (FactKind::Paused(why), Mode::Running | Mode::Paused) => {
                self.turn(at, Mode::Paused, Cause::Paused(*why), &fact.actor);
            }
            (FactKind::Resumed, Mode::Paused) => self.turn(at, Mode::Running, Cause::Resumed, &fact.actor),
            (FactKind::TargetChanged(target, why), Mode::Running | Mode::Paused) => {
                self.current.targets.push((at, *target));
                self.turn(at, self.mode, Cause::TargetChanged(*why), &fact.actor);
            }
            (FactKind::TargetChanged(target, _), Mode::Met) => self.pending = Some(*target),
            (FactKind::Met, Mode::Running | Mode::Paused) => {
                self.ended_well();
                self.met_at = Some(at);
                self.first_met_at = self.first_met_at.or(Some(at));
                self.turn(at, Mode::Met, Cause::Met, &fact.actor);
            }
            (FactKind::Reopened, Mode::Met | Mode::Cancelled) => {
                (self.met_at, self.cancelled_at) = (None, None);
                if let Some(target) = self.pending.take() {
                    self.current.targets.push((at, target));
                }
                self.turn(at, Mode::Running, Cause::Reopened, &fact.actor);
            }
            // A second start is an earlier contact that came to light later.
            (FactKind::Restarted | FactKind::Started(_), Mode::Running | Mode::Paused) => {
                self.restart(at, &fact.actor);
            }
            (FactKind::Cancelled, Mode::Running | Mode::Paused) => {
                self.ended_well();
                self.cancelled_at = Some(at);
                self.turn(at, Mode::Cancelled, Cause::Cancelled, &fact.actor);
            }
            _ => {}
        }
    }

    fn restart(&mut self, at: Timestamp, actor: &str) {
        self.ended_well();
        // A standing clock stands on: the reason goes over into the new round.
        let cause = match self.current.stretches.last() {
            Some(last) if self.mode == Mode::Paused => last.cause,
            _ => Cause::Restarted,
        };
        self.close(at);
        let target = self.target();
        let next = Cycle { start: at, stretches: Vec::new(), targets: vec![(at, target)] };
        self.cycles.push(std::mem::replace(&mut self.current, next));
        self.open(at, cause, actor);
    }

    pub fn target(&self) -> Option<Target> {
        self.current.targets.last().and_then(|(_, target)| *target)
    }

    fn turn(&mut self, at: Timestamp, mode: Mode, cause: Cause, actor: &str) {
        self.close(at);
        self.mode = mode;
        self.open(at, cause, actor);
    }

    fn close(&mut self, at: Timestamp) {
        let Some(last) = self.current.stretches.last_mut() else { return };
        last.end = Some(at);
        if last.start < at {
            return;
        }
        // A stretch without length says nothing, except how a deadline at this instant ended; and a clock that was met
        // at the instant it started has no other.
        let (ended_well, running) = (last.ended_well, last.running);
        if self.current.stretches.len() == 1 && ended_well && running {
            return;
        }
        self.current.stretches.pop();
        if let Some(before) = self.current.stretches.last_mut() {
            before.ended_well |= ended_well;
        }
    }

    fn open(&mut self, start: Timestamp, cause: Cause, actor: &str) {
        let running = self.mode == Mode::Running;
        let (actor, target) = (actor.to_owned(), self.target());
        let stretch = Stretch { start, end: None, running, cause, actor, target, ended_well: false };
        self.current.stretches.push(stretch);
    }

    fn ended_well(&mut self) {
        if let Some(last) = self.current.stretches.last_mut() {
            last.ended_well = true;
        }
    }
}
