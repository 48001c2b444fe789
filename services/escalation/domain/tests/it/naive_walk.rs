//! A second opinion: walks every minute and applies what happens at it.

use crate::fixtures::{calendar, calendars};
use jiff::Timestamp;
use kontor_calendar::ServiceTime;
use kontor_escalation_domain::{Action, ClockKind};
use kontor_escalation_domain::{
    CalendarRef, ClockState, Fact, FactKind, Pause, Policy, Step, Target, TargetChange, When, derive,
    due_steps, reached_at,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static CALENDARS: LazyLock<BTreeMap<CalendarRef, ServiceTime>> = LazyLock::new(calendars);
/// Wednesday before Easter 2026, so that walks cross holidays; the clocks changed three days before.
const BEGIN: i64 = 1_774_684_800;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(BEGIN + minute * 60).unwrap()
}

fn target() -> impl Strategy<Value = Option<Target>> {
    // Multiples of eight hours meet the coarse instants: deadlines at the very end of a stretch.
    let minutes = prop_oneof![1..2000i64, (1..5i64).prop_map(|n| n * 480)];
    proptest::option::weighted(0.9, (minutes, prop_oneof![1..5i32, Just(3)]))
        .prop_map(|target| target.and_then(|(minutes, version)| Target::new(minutes * 60, calendar(version))))
}

fn later() -> impl Strategy<Value = FactKind> {
    prop_oneof![
        3 => Just(FactKind::Paused(Pause::WaitingCustomer)),
        1 => Just(FactKind::Paused(Pause::Scheduled)),
        3 => Just(FactKind::Resumed),
        2 => target().prop_map(|target| FactKind::TargetChanged(target, TargetChange::Priority)),
        1 => Just(FactKind::Met),
        2 => Just(FactKind::Reopened),
        1 => Just(FactKind::Restarted),
    ]
}

fn history() -> impl Strategy<Value = Vec<(i64, FactKind)>> {
    (0..600i64, target(), proptest::collection::vec((0..9000i64, later()), 0..9), any::<bool>()).prop_map(
        |(start, target, later, coarse)| {
            let mut facts = vec![(start, FactKind::Started(target))];
            // Coarse minutes make many facts fall on one instant, and on opening hours.
            let minute = |minute: i64| start + if coarse { minute / 480 * 480 } else { minute };
            facts.extend(later.into_iter().map(|(at, kind)| (minute(at), kind)));
            facts
        },
    )
}

#[derive(Debug, PartialEq)]
struct Verdict {
    state: ClockState,
    due: Option<i64>,
    consumed: i64,
    met: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    Running,
    Paused,
    Met,
}

/// Which minutes the clock ran in its round, and what happened around them.
struct Walk {
    mode: Mode,
    ran: Vec<i64>,
    target: Option<Target>,
    pending: Option<Option<Target>>,
    met: Vec<i64>,
    met_now: Option<i64>,
}

impl Walk {
    fn apply(&mut self, minute: i64, fact: &FactKind) {
        match (fact, self.mode) {
            (FactKind::Paused(_), Mode::Running) => self.mode = Mode::Paused,
            (FactKind::Resumed, Mode::Paused) => self.mode = Mode::Running,
            (FactKind::TargetChanged(target, _), Mode::Met) => self.pending = Some(*target),
            (FactKind::TargetChanged(target, _), _) => self.target = *target,
            (FactKind::Met, Mode::Running | Mode::Paused) => {
                self.mode = Mode::Met;
                self.met.push(minute);
                self.met_now = Some(minute);
            }
            (FactKind::Reopened, Mode::Met) => {
                self.mode = Mode::Running;
                self.met_now = None;
                if let Some(target) = self.pending.take() {
                    self.target = target;
                }
            }
            (FactKind::Restarted, Mode::Running | Mode::Paused) => {
                self.ran.clear();
                self.met.clear();
            }
            _ => {}
        }
    }

    fn verdict(&self, now: i64) -> Verdict {
        let open = |minute: &&i64| {
            self.target.is_some_and(|target| CALENDARS[&target.calendar()].is_open(at(**minute)))
        };
        let open: Vec<i64> = self.ran.iter().filter(open).copied().collect();
        let breach = self.target.and_then(|target| {
            let last = *open.get(usize::try_from(target.seconds() / 60 - 1).unwrap())?;
            // Met at the very end is in time; then it is missed as soon as the clock runs again.
            if self.met.contains(&(last + 1)) {
                let running_again = self.ran.iter().find(|minute| **minute > last).copied();
                return running_again.or((self.mode == Mode::Running).then_some(now));
            }
            Some(last + 1)
        });
        let state = match (breach, self.mode) {
            (Some(_), _) => ClockState::Breached,
            (None, Mode::Running) => ClockState::Running,
            (None, Mode::Paused) => ClockState::Paused,
            (None, Mode::Met) => ClockState::Met,
        };
        // A running clock's deadline: as many open minutes more as are left.
        let due = match (breach, self.target) {
            (None, Some(target)) if self.mode == Mode::Running => {
                let left = target.seconds() / 60 - open.len() as i64;
                let time = &CALENDARS[&target.calendar()];
                (now..)
                    .filter(|minute| time.is_open(at(*minute)))
                    .nth(left as usize - 1)
                    .map(|minute| minute + 1)
            }
            _ => breach,
        };
        Verdict { state, due, consumed: open.len() as i64 * 60, met: self.met_now }
    }
}

fn walk(facts: &[(i64, FactKind)], now: i64) -> Walk {
    let (start, FactKind::Started(target)) = facts[0].clone() else { unreachable!("histories start") };
    let mut walk =
        Walk { mode: Mode::Running, ran: Vec::new(), target, pending: None, met: Vec::new(), met_now: None };
    for minute in start..=now {
        for (_, fact) in facts[1..].iter().filter(|(at, _)| *at == minute) {
            walk.apply(minute, fact);
        }
        if walk.mode == Mode::Running && minute < now {
            walk.ran.push(minute);
        }
    }
    walk
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn s4_the_verdict_agrees_with_a_naive_walk(history in history(), later in 0..11_000i64) {
        let now = history[0].0 + later;
        let facts: Vec<Fact> = history
            .iter()
            .map(|(minute, kind)| Fact { at: at(*minute), kind: kind.clone(), actor: String::new() })
            .collect();
        let view = derive(&facts, &*CALENDARS, at(now)).unwrap();
        let expected = walk(&history, now).verdict(now);
        // A kept deadline is history: the walk does not know it.
        let due = view.due.filter(|_| matches!(view.state, ClockState::Running | ClockState::Breached));
        let minute = |at: Timestamp| (at.as_second() - BEGIN) / 60;
        let found =
            Verdict { state: view.state, due: due.map(minute), consumed: view.consumed, met: view.met_at.map(minute) };
        prop_assert_eq!(found, expected, "{:#?} at {}", history, now);
        // N5: the table has no holes and sums up.
        for pair in view.intervals.windows(2) {
            prop_assert_eq!(pair[0].end, Some(pair[1].start));
        }
        let round = view.intervals.iter().filter(|interval| interval.cycle == view.cycle);
        prop_assert_eq!(round.map(|interval| interval.consumed).sum::<i64>(), view.consumed);
        // A step at 100 % is due at the deadline, one at 50 % not after it.
        if let Some(target) = view.target {
            let whole = reached_at(&view, &*CALENDARS, target.seconds()).unwrap();
            if view.state == ClockState::Running {
                prop_assert_eq!(whole, view.due);
                let half = reached_at(&view, &*CALENDARS, target.seconds() / 2).unwrap();
                prop_assert!(half <= whole);
            }
        }
    }

    #[test]
    fn s4_the_order_of_recording_does_not_matter(history in history(), turn in 0..9usize) {
        // Distinct instants, recorded in another order.
        let mut facts: Vec<Fact> = history
            .iter()
            .zip(0..)
            .map(|((minute, kind), n)| Fact { at: at(minute * 16 + n), kind: kind.clone(), actor: String::new() })
            .collect();
        let now = at(200_000);
        let view = derive(&facts, &*CALENDARS, now);
        let length = facts.len();
        facts.rotate_left(turn % length);
        prop_assert_eq!(derive(&facts, &*CALENDARS, now), view);
    }

    #[test]
    fn e1_steps_come_in_order_and_never_early(history in history(), later in 0..11_000i64) {
        let now = at(history[0].0 + later);
        let facts: Vec<Fact> = history
            .iter()
            .map(|(minute, kind)| Fact { at: at(*minute), kind: kind.clone(), actor: String::new() })
            .collect();
        let view = derive(&facts, &*CALENDARS, now).unwrap();
        let step = |when| Step {
            kind: ClockKind::Resolution, when, actions: vec![Action::NotifyTeam], repeat_every: Some(3600),
        };
        let steps = [When::Percent(33), When::Percent(75), When::Percent(100), When::Offset(3600)].map(step);
        let policy = Policy::new(steps.to_vec()).unwrap();
        let due = due_steps(ClockKind::Resolution, &view, &policy, &[], &*CALENDARS, (None, now)).unwrap();
        prop_assert!(due.windows(2).all(|pair| pair[0].at <= pair[1].at));
        prop_assert!(due.iter().all(|step| step.at <= now && step.at >= view.started_at));
        let fired = |place| due.iter().any(|due| due.step == place && due.repetition == 0);
        prop_assert_eq!(fired(2), view.state == ClockState::Breached);
        prop_assert!(!fired(1) || fired(0));
        if let Some(target) = view.target {
            prop_assert_eq!(fired(0) || view.met_at.is_some(), view.consumed * 100 >= target.seconds() * 33 || view.met_at.is_some());
        }
    }
}
