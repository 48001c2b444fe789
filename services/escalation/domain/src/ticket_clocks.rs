//! From what happens to a ticket to the facts of its clocks.

use crate::clock::{ClockError, ClockView};
use crate::derive::derive;
use crate::facts::{CalendarRef, Calendars, ClockKind, Fact, FactKind, Pause, Target, TargetChange};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Where a ticket stands (K1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TicketState {
    /// Nobody has begun.
    New,
    /// Someone works on it.
    InProgress,
    /// The customer has to act.
    WaitingCustomer,
    /// A vendor has to act.
    WaitingVendor,
    /// Work is planned for later.
    Scheduled,
    /// Solved; a reply reopens it.
    Resolved,
    /// Done for good.
    Closed,
}

/// What a policy promises for a ticket's priority, in seconds of service time; none for no promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Targets {
    /// Until the first response.
    pub response: Option<i64>,
    /// Longest silence towards the customer.
    pub update: Option<i64>,
    /// Until it is resolved.
    pub resolution: Option<i64>,
    /// What measures them.
    pub calendar: CalendarRef,
    /// Whether clocks pause while a vendor has to act (S4).
    pub pause_for_vendor: bool,
}

impl Targets {
    /// The target of a clock; none where nothing, or nothing between 1 and [`crate::MAX_TARGET`], is promised.
    #[must_use]
    pub fn target(&self, kind: ClockKind) -> Option<Target> {
        let seconds = match kind {
            ClockKind::Response => self.response,
            ClockKind::Update => self.update,
            ClockKind::Resolution => self.resolution,
        };
        Target::new(seconds?, self.calendar)
    }

    fn mode(&self, state: TicketState) -> Mode {
        match state {
            TicketState::New | TicketState::InProgress => Mode::Runs,
            TicketState::WaitingVendor if !self.pause_for_vendor => Mode::Runs,
            TicketState::WaitingCustomer => Mode::Stands(Pause::WaitingCustomer),
            TicketState::WaitingVendor => Mode::Stands(Pause::WaitingVendor),
            TicketState::Scheduled => Mode::Stands(Pause::Scheduled),
            TicketState::Resolved => Mode::Resolved,
            TicketState::Closed => Mode::Closed,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Runs,
    Stands(Pause),
    Resolved,
    Closed,
}

/// What happens to a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// Its state changed.
    StateChanged {
        /// To.
        to: TicketState,
    },
    /// Something was logged.
    Logged {
        /// Whether the customer heard from the house with it (S3).
        responds: bool,
    },
    /// Priority, policy or calendar changed, and with it what is promised (S5).
    TargetsChanged {
        /// What is promised now.
        targets: Targets,
        /// Why.
        why: TargetChange,
    },
    /// It was merged into another ticket: its clocks end.
    Merged,
}

/// What has to be kept of a ticket beside the facts, to go on with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where the ticket stands.
    pub state: TicketState,
    /// What is promised.
    pub targets: Targets,
}

/// The clocks of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketClocks {
    standing: Standing,
    facts: BTreeMap<ClockKind, Vec<Fact>>,
}

impl TicketClocks {
    /// The clocks of a new ticket: response and resolution start when the disturbance was reported (S6).
    #[must_use]
    pub fn open(reported_at: Timestamp, targets: Targets, actor: &str) -> Self {
        let mut clocks =
            Self { standing: Standing { state: TicketState::New, targets }, facts: BTreeMap::new() };
        for kind in [ClockKind::Response, ClockKind::Resolution] {
            clocks.add(kind, reported_at, FactKind::Started(targets.target(kind)), actor);
        }
        clocks
    }

    /// The clocks of a ticket as they were stored; each list in the order its facts were recorded.
    #[must_use]
    pub const fn stored(standing: Standing, facts: BTreeMap<ClockKind, Vec<Fact>>) -> Self {
        Self { standing, facts }
    }

    /// What to store beside the facts.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        self.standing
    }

    /// The facts of a clock in the order they were recorded. An update clock has its pauses before it starts.
    #[must_use]
    pub fn facts(&self, kind: ClockKind) -> &[Fact] {
        self.facts.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Where a clock stands; none before it started.
    ///
    /// # Errors
    /// As [`derive`](crate::derive()), except that a clock that has not started is none.
    pub fn view(
        &self,
        kind: ClockKind,
        calendars: &impl Calendars,
        now: Timestamp,
    ) -> Result<Option<ClockView>, ClockError> {
        match derive(self.facts(kind), calendars, now) {
            Err(ClockError::NotStarted) => Ok(None),
            view => view.map(Some),
        }
    }

    /// Takes what happened at an instant and gives the facts that are new, in order, to be stored.
    ///
    /// State changes come in the order they happened; what was logged may have happened earlier.
    pub fn take(&mut self, at: Timestamp, happening: &Happening, actor: &str) -> Vec<(ClockKind, Fact)> {
        let before: BTreeMap<ClockKind, usize> =
            self.facts.iter().map(|(kind, facts)| (*kind, facts.len())).collect();
        match happening {
            Happening::StateChanged { to } => self.change_state(at, *to, actor),
            Happening::Logged { responds: true } => self.respond(at, actor),
            Happening::Logged { responds: false } => {}
            Happening::TargetsChanged { targets, why } => self.change_targets(at, *targets, *why, actor),
            Happening::Merged => {
                self.change_mode(at, self.mode(), Mode::Closed, false, actor);
                self.standing.state = TicketState::Closed;
            }
        }
        let new = |(kind, facts): (&ClockKind, &Vec<Fact>)| {
            let known = before.get(kind).copied().unwrap_or(0);
            facts[known..].iter().map(|fact| (*kind, fact.clone())).collect::<Vec<_>>()
        };
        self.facts.iter().flat_map(new).collect()
    }

    fn mode(&self) -> Mode {
        self.standing.targets.mode(self.standing.state)
    }

    pub(crate) fn add(&mut self, kind: ClockKind, at: Timestamp, fact: FactKind, actor: &str) {
        self.facts.entry(kind).or_default().push(Fact { at, kind: fact, actor: actor.to_owned() });
    }

    fn change_state(&mut self, at: Timestamp, to: TicketState, actor: &str) {
        let (from, to_mode) = (self.mode(), self.standing.targets.mode(to));
        self.standing.state = to;
        self.change_mode(at, from, to_mode, true, actor);
    }

    /// `done` tells whether closing means that the work is done; a merge ends it without a verdict.
    fn change_mode(&mut self, at: Timestamp, from: Mode, to: Mode, done: bool, actor: &str) {
        if from == to {
            return;
        }
        for kind in ClockKind::ALL {
            if kind == ClockKind::Response && self.responded_at().is_some() {
                continue;
            }
            for fact in facts_of_change(kind, from, to, done) {
                self.add(kind, at, fact, actor);
            }
        }
    }

    fn respond(&mut self, at: Timestamp, actor: &str) {
        if self.mode() == Mode::Closed {
            return;
        }
        if self.responded_at().is_none_or(|known| at < known) {
            self.add(ClockKind::Response, at, FactKind::Met, actor);
        }
        if self.has_started(ClockKind::Update) {
            self.add(ClockKind::Update, at, FactKind::Restarted, actor);
            return;
        }
        // Where the ticket waits at the time, the pause is among the facts already.
        let target = self.standing.targets.target(ClockKind::Update);
        self.add(ClockKind::Update, at, FactKind::Started(target), actor);
    }

    /// A calendar or a policy may become known later than what happened after it changed: the new target holds since
    /// the change, but never before a target that was recorded earlier, and the ticket's state counts as it is now.
    fn change_targets(&mut self, at: Timestamp, targets: Targets, why: TargetChange, actor: &str) {
        let from = self.mode();
        let former = std::mem::replace(&mut self.standing.targets, targets);
        let now = self.facts.values().flatten().map(|fact| fact.at).fold(at, Timestamp::max);
        for kind in ClockKind::ALL {
            let target = targets.target(kind);
            if self.has_started(kind) && target != former.target(kind) {
                let at = self.last_target_at(kind).map_or(at, |last| at.max(last));
                self.add(kind, at, FactKind::TargetChanged(target, why), actor);
            }
        }
        // The policy may let clocks pause in the state the ticket is in, or no longer.
        self.change_mode(now, from, self.mode(), true, actor);
    }

    fn last_target_at(&self, kind: ClockKind) -> Option<Timestamp> {
        let is_target = |fact: &&Fact| matches!(fact.kind, FactKind::TargetChanged(..));
        self.facts(kind).iter().filter(is_target).map(|fact| fact.at).max()
    }

    /// The pauses of an update clock are kept from the beginning, it starts with the first response.
    fn has_started(&self, kind: ClockKind) -> bool {
        self.facts(kind).iter().any(|fact| matches!(fact.kind, FactKind::Started(_)))
    }

    /// The earliest response that is known.
    fn responded_at(&self) -> Option<Timestamp> {
        let met = self.facts(ClockKind::Response).iter().filter(|fact| fact.kind == FactKind::Met);
        met.map(|fact| fact.at).min()
    }
}

fn facts_of_change(kind: ClockKind, from: Mode, to: Mode, done: bool) -> Vec<FactKind> {
    let measures_work = kind == ClockKind::Resolution;
    let mut facts = Vec::new();
    match (from, to) {
        (Mode::Resolved, Mode::Runs | Mode::Stands(_)) if !measures_work => facts.push(FactKind::Resumed),
        (Mode::Resolved | Mode::Closed, Mode::Runs | Mode::Stands(_)) => facts.push(FactKind::Reopened),
        (Mode::Stands(_), Mode::Runs) => facts.push(FactKind::Resumed),
        _ => {}
    }
    match to {
        Mode::Stands(why) => facts.push(FactKind::Paused(why)),
        Mode::Resolved if measures_work => facts.push(FactKind::Met),
        Mode::Resolved => facts.push(FactKind::Paused(Pause::Resolved)),
        // Closing or merging what is resolved adds nothing to the resolution clock.
        Mode::Closed if measures_work && from == Mode::Resolved => {}
        Mode::Closed if measures_work && done => facts.push(FactKind::Met),
        Mode::Closed => facts.push(FactKind::Cancelled),
        Mode::Runs => {}
    }
    facts
}
