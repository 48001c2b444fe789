//! Arm what falls due next, and disarm what does no more (E1, E2).

use super::settle_clocks::Past;
use crate::store::tickets::Loaded;
use crate::store::timers::{DEADLINE, Timer, TimerState};
use crate::views::Views;
use jiff::{SignedDuration, Timestamp};
use kontor_escalation_domain::{Calendars, ClockKind, ClockState, ClockView, Policy, Step, next_due};
use kontor_ids::{IdSource, TimerId};
use kontor_status::{Problem, Result};

/// A step that was due so long before it became known belongs to an imported history: it never fires.
const HISTORY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What was due already when it became known waits so long: what ends the clock may be right behind it. What falls due
/// meanwhile waits with it, so that a ticket's steps fire in due order.
const SETTLE: SignedDuration = SignedDuration::from_secs(2);

/// What should be armed.
struct Wanted {
    kind: ClockKind,
    cycle: u32,
    step: i32,
    repetition: u32,
    due: Timestamp,
}

impl Wanted {
    fn is(&self, timer: &Timer) -> bool {
        (self.kind, self.cycle, self.step) == (timer.kind, timer.cycle, timer.step)
    }

    /// Whether the timer is armed so already.
    fn stands(&self, timer: &Timer) -> bool {
        (timer.state, timer.repetition, timer.due) == (TimerState::Armed, self.repetition, self.due)
    }

    /// Whether it was due already when it became known; what follows a firing is known before.
    fn settles(&self, follows: bool, now: Timestamp) -> bool {
        !follows && now.duration_since(self.due).is_positive()
    }
}

/// The timers that differ from what the clocks want, the one in `fired` with them.
///
/// # Errors
/// A stored step that is not sound.
pub(crate) fn plan(
    ids: &dyn IdSource,
    (loaded, views, policy): (&Loaded, &Views, Option<&Policy>),
    timers: &[Timer],
    fired: Option<Timer>,
    (now, past): (Timestamp, Past),
) -> Result<Vec<Timer>> {
    let mut known = timers.to_vec();
    if let Some(fired) = &fired {
        known.retain(|timer| timer.id != fired.id);
        known.push(*fired);
    }
    let wanted = wanted(views, policy, (&known, fired.as_ref()), &loaded.calendars)?;
    let mut changed: Vec<Timer> = Vec::new();
    for timer in known.iter().filter(|timer| timer.state == TimerState::Armed) {
        if !wanted.iter().any(|wanted| wanted.is(timer)) {
            changed.push(Timer { state: TimerState::Idle, ..*timer });
        }
    }
    let follows = |wanted: &Wanted| fired.as_ref().is_some_and(|fired| wanted.is(fired));
    let known_of = |wanted: &Wanted| known.iter().find(|timer| wanted.is(timer));
    let settling = wanted.iter().any(|wanted| {
        let is_new = known_of(wanted).is_none_or(|timer| !wanted.stands(timer));
        is_new && wanted.step != DEADLINE && wanted.settles(follows(wanted), now)
    });
    let held = settling.then(|| now.checked_add(SETTLE).unwrap_or(now));
    for wanted in &wanted {
        changed.extend(armed(ids, wanted, known_of(wanted), (follows(wanted), held), (now, past)));
    }
    // A fired step without a next time is done, unless it is among the changed already.
    changed.extend(fired.filter(|fired| !changed.iter().any(|timer| timer.id == fired.id)));
    Ok(changed)
}

/// The timer as it should be; none where it is so already. Steps are held until `held`.
fn armed(
    ids: &dyn IdSource,
    wanted: &Wanted,
    timer: Option<&Timer>,
    (follows, held): (bool, Option<Timestamp>),
    (now, past): (Timestamp, Past),
) -> Option<Timer> {
    let held = held.filter(|_| wanted.step != DEADLINE);
    if let Some(timer) = timer.filter(|timer| wanted.stands(timer)) {
        let until = held.filter(|held| timer.fire_after < *held && timer.due < *held)?;
        return Some(Timer { fire_after: until, ..*timer });
    }
    let overdue = now.duration_since(wanted.due);
    let is_history =
        past == Past::History && wanted.step != DEADLINE && wanted.repetition == 0 && overdue > HISTORY;
    let settles = wanted.settles(follows, now);
    let settled = now.checked_add(SETTLE).unwrap_or(now);
    Some(Timer {
        id: timer.map_or_else(|| TimerId::new(ids), |timer| timer.id),
        kind: wanted.kind,
        cycle: wanted.cycle,
        step: wanted.step,
        repetition: wanted.repetition,
        state: if is_history { TimerState::Done } else { TimerState::Armed },
        due: wanted.due,
        fire_after: if settles { settled } else { held.map_or(wanted.due, |held| held.max(wanted.due)) },
        settles,
    })
}

fn wanted(
    views: &Views,
    policy: Option<&Policy>,
    (known, fired): (&[Timer], Option<&Timer>),
    calendars: &impl Calendars,
) -> Result<Vec<Wanted>> {
    let mut all = Vec::new();
    for (kind, view) in views {
        let (kind, cycle) = (*kind, view.cycle);
        // Every clock turns to breached at its deadline, with a policy or without.
        if let Some(due) = view.due.filter(|_| view.state == ClockState::Running) {
            all.push(Wanted { kind, cycle, step: DEADLINE, repetition: 0, due });
        }
        let steps = policy.map(Policy::steps).unwrap_or_default();
        for (step, definition) in (0..).zip(steps).filter(|(_, step)| step.kind == kind) {
            let at = Wanted { kind, cycle, step, repetition: 0, due: view.started_at };
            let timer = known.iter().find(|timer| at.is(timer));
            if timer.is_some_and(|timer| timer.state == TimerState::Done) {
                continue;
            }
            // When a clock is over, what was armed in time still fires, late (E2). What becomes known only now does not.
            let is_over = view.met_at.is_some() || view.cancelled_at.is_some();
            let in_time = |timer: &Timer| timer.state == TimerState::Armed && !timer.settles;
            let follows = fired.is_some_and(|fired| at.is(fired));
            if is_over && !follows && !timer.is_some_and(in_time) {
                continue;
            }
            let repetition = timer.map_or(0, |timer| timer.repetition);
            if let Some(due) = due(kind, view, definition, repetition, calendars)? {
                all.push(Wanted { repetition, due, ..at });
            }
        }
    }
    Ok(all)
}

/// When a repetition of a step is due as things stand; none where it is not.
fn due(
    kind: ClockKind,
    view: &ClockView,
    step: &Step,
    repetition: u32,
    calendars: &impl Calendars,
) -> Result<Option<Timestamp>> {
    let alone =
        Policy::new(vec![step.clone()]).map_err(|_| Problem::internal("a stored step is not sound"))?;
    let next = |after| next_due(kind, view, &alone, &[], calendars, after).map_err(Problem::internal);
    let Some(first) = next(Timestamp::MIN)? else { return Ok(None) };
    if repetition == 0 {
        return Ok(Some(first.at));
    }
    let Some(every) = step.repeat_every else { return Ok(None) };
    let since = SignedDuration::from_secs(every.saturating_mul(i64::from(repetition - 1)));
    let Ok(before) = first.at.checked_add(since) else { return Ok(None) };
    Ok(next(before)?.filter(|due| due.repetition == repetition).map(|due| due.at))
}
