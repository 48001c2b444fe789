//! From facts to a verdict.

use crate::clock::{ClockError, ClockState, ClockView, FormerBreach, Interval};
use crate::facts::{Calendars, Cause, Fact, Target};
use crate::timeline::{Cycle, Mode, Stretch, Timeline};
use jiff::Timestamp;
use kontor_calendar::{BeyondHorizon, ServiceTime};

/// Where a clock stands at `now`, from its facts alone (S3 to S6). Facts after `now` do not count.
///
/// A clock counts as breached from the instant of its deadline on; one that is met at that very instant is
/// met in time.
///
/// # Errors
/// When no fact starts it, a calendar is not at hand, or a deadline lies beyond the compiled years.
pub fn derive(facts: &[Fact], calendars: &impl Calendars, now: Timestamp) -> Result<ClockView, ClockError> {
    let timeline = Timeline::new(facts, now).ok_or(ClockError::NotStarted)?;
    let mut intervals = Vec::new();
    let mut missed_rounds = Vec::new();
    for (number, cycle) in (0..).zip(&timeline.cycles) {
        let target = cycle.targets.last().and_then(|(_, target)| *target);
        let meter = meter(target, calendars)?;
        intervals.extend(intervals_of(number, &cycle.stretches, meter, now));
        if let Some((target, time)) = target.zip(meter) {
            let missed = reach(&cycle.stretches, time, target.seconds(), now)?.filter(|reach| reach.passed);
            missed_rounds.extend(missed.map(|reach| reach.at));
        }
    }
    let target = timeline.target();
    let meter = meter(target, calendars)?;
    let cycle = u32::try_from(timeline.cycles.len()).unwrap_or(u32::MAX);
    let current = intervals_of(cycle, &timeline.current.stretches, meter, now);
    let consumed = current.iter().map(|interval| interval.consumed).sum();
    intervals.extend(current);
    if matches!(intervals.last(), Some(last) if matches!(last.cause, Cause::Met | Cause::Cancelled)) {
        intervals.pop();
    }
    let due = match target.zip(meter) {
        Some((target, time)) => reach(&timeline.current.stretches, time, target.seconds(), now)?,
        None => None,
    };
    let breached_at = due.filter(|reach| reach.passed).map(|reach| reach.at);
    Ok(ClockView {
        state: state(timeline.mode, breached_at),
        target,
        cycle,
        started_at: timeline.current.start,
        due: due.map(|reach| reach.at),
        consumed,
        met_at: timeline.met_at,
        first_met_at: timeline.first_met_at,
        breached_at,
        cancelled_at: timeline.cancelled_at,
        missed_rounds,
        former_breaches: former_breaches(&timeline.current, calendars, now)?,
        intervals,
    })
}

/// When a clock's current round has consumed, or if it runs on will have consumed, so many seconds of
/// service time. None while it stands short of them or was met before.
///
/// # Errors
/// When the calendar is not at hand or the instant lies beyond the compiled years.
pub fn reached_at(
    view: &ClockView,
    calendars: &impl Calendars,
    seconds: i64,
) -> Result<Option<Timestamp>, ClockError> {
    let Some(time) = meter(view.target, calendars)? else { return Ok(None) };
    let mut used = 0;
    for interval in view.intervals.iter().filter(|i| i.cycle == view.cycle && i.running) {
        let reached = || time.add(interval.start, (seconds - used).max(0));
        match interval.end {
            None => return Ok(Some(reached()?)),
            Some(end) if used + interval.consumed >= seconds => {
                let at = reached()?;
                if at <= end {
                    return Ok(Some(at));
                }
            }
            Some(_) => {}
        }
        used += interval.consumed;
    }
    Ok(None)
}

const fn state(mode: Mode, breached_at: Option<Timestamp>) -> ClockState {
    match (mode, breached_at) {
        (_, Some(_)) => ClockState::Breached,
        (Mode::Running, None) => ClockState::Running,
        (Mode::Paused, None) => ClockState::Paused,
        (Mode::Met, None) => ClockState::Met,
        (Mode::Cancelled, None) => ClockState::Cancelled,
    }
}

fn meter(target: Option<Target>, calendars: &impl Calendars) -> Result<Option<&ServiceTime>, ClockError> {
    let Some(target) = target else { return Ok(None) };
    let time = calendars.service_time(target.calendar());
    time.map(Some).ok_or(ClockError::UnknownCalendar(target.calendar()))
}

fn consumed(stretch: &Stretch, time: &ServiceTime, now: Timestamp) -> i64 {
    if stretch.running { time.between(stretch.start, stretch.end.unwrap_or(now)) } else { 0 }
}

fn intervals_of(
    cycle: u32,
    stretches: &[Stretch],
    time: Option<&ServiceTime>,
    now: Timestamp,
) -> Vec<Interval> {
    let interval = |stretch: &Stretch| Interval {
        cycle,
        start: stretch.start,
        end: stretch.end,
        running: stretch.running,
        consumed: time.map_or(0, |time| consumed(stretch, time, now)),
        cause: stretch.cause,
        actor: stretch.actor.clone(),
        target: stretch.target,
    };
    stretches.iter().map(interval).collect()
}

#[derive(Debug, Clone, Copy)]
struct Reach {
    at: Timestamp,
    passed: bool,
}

/// When the stretches have consumed an amount. `None` where the clock stands short of it.
fn reach(
    stretches: &[Stretch],
    time: &ServiceTime,
    amount: i64,
    now: Timestamp,
) -> Result<Option<Reach>, BeyondHorizon> {
    let mut used = 0;
    let mut spared = None;
    for stretch in stretches {
        if !stretch.running {
            // Once met it stands: the deadline that was kept stays known until it runs again.
            if !matches!(stretch.cause, Cause::Met | Cause::Cancelled) {
                spared = None;
            }
            continue;
        }
        let here = consumed(stretch, time, now);
        let left = (amount - used).max(0);
        match stretch.end {
            None => {
                let at = time.add(stretch.start, left)?;
                return Ok(Some(Reach { at, passed: at <= now }));
            }
            Some(end) if here >= left => {
                let at = time.add(stretch.start, left)?;
                if at < end || (at == end && !stretch.ended_well) {
                    return Ok(Some(Reach { at, passed: true }));
                }
                spared = Some(at);
            }
            Some(_) if stretch.ended_well => spared = Some(time.add(stretch.start, left)?),
            Some(_) => spared = None,
        }
        used += here;
    }
    Ok(spared.map(|at| Reach { at, passed: false }))
}

/// What was missed by the targets that held before the last one, while they held.
fn former_breaches(
    cycle: &Cycle,
    calendars: &impl Calendars,
    now: Timestamp,
) -> Result<Vec<FormerBreach>, ClockError> {
    let mut found = Vec::new();
    for pair in cycle.targets.windows(2) {
        let ((_, Some(target)), (until, _)) = (pair[0], pair[1]) else { continue };
        let Some(time) = meter(Some(target), calendars)? else { continue };
        // The change cut the stretches: those before it are over.
        let before = cycle.stretches.partition_point(|stretch| stretch.start < until);
        let reach = reach(&cycle.stretches[..before], time, target.seconds(), now)?;
        found.extend(reach.filter(|reach| reach.passed).map(|reach| FormerBreach { at: reach.at, target }));
    }
    Ok(found)
}
