//! Fire what is due: exactly once, never early (E2).
//!
//! A batch of tickets of one house is one transaction: its tickets are locked, what is due of them is fired in due
//! order, and timers, clocks, firings and events are saved with one statement each. Timers change only under the lock of
//! their ticket, and a ticket that another replica has locked is left to it.

use super::notify::{self, Around};
use super::settle_clocks::Past;
use super::{arm_timers, move_clocks};
use crate::levels::{Guard, Levels};
use crate::store::firings::{self, Firing};
use crate::store::notifications::Notification;
use crate::store::tickets::{self, ClockRow, Loaded};
use crate::store::timers::{self, DEADLINE, Timer, TimerState};
use crate::{views, words};
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{FiringId, TenantId, TicketId};
use kontor_outbox::publish_all;
use kontor_proto::escalation::v1::{Step, StepFired};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) mod text;

/// A firing that comes so long after it was due is marked late.
const LATE: SignedDuration = SignedDuration::from_secs(5);

/// Most firings of a ticket in one transaction; what is left stays due.
const MOST: usize = 200;

/// What a batch brought about.
#[derive(Default)]
struct Brought {
    firings: Vec<Firing>,
    events: Vec<StepFired>,
    timers: Vec<(TicketId, Timer)>,
    clocks: Vec<(TicketId, ClockRow)>,
    notifications: Vec<Notification>,
}

/// Fires what is due of some tickets of a house and may fire until an instant, in one transaction.
///
/// # Errors
/// Whatever the database has, and a stored row that is not sound: nothing has happened then.
pub(crate) async fn run(
    (kit, levels): (&Kit, &Levels),
    tenant: TenantId,
    batch: &[TicketId],
    until: Timestamp,
) -> Result<()> {
    let mut tx = kit.db().tenant(tenant).await?;
    let loaded = tickets::lock_free(&mut tx, levels, batch).await?;
    // Read under the locks: what another replica fired meanwhile is not due any more.
    let ids: Vec<TicketId> = loaded.iter().map(|loaded| loaded.id).collect();
    let mut known = timers::of_tickets(&mut tx, &ids).await?;
    let around = Around::read(&mut tx, &ids).await?;
    let now = kit.clock().now();
    let mut brought = Brought::default();
    for mut loaded in loaded {
        let guard = levels.guard_of(&mut tx, loaded.policy).await?;
        let timers = known.remove(&loaded.id).unwrap_or_default();
        fire_ticket(kit, (&mut loaded, guard.as_deref(), &around), timers, (now, until), &mut brought)?;
    }
    brought.firings.sort_by_key(|firing| (firing.due_time, firing.id));
    brought
        .events
        .sort_by_key(|event| event.firing.as_ref().map(|f| f.due_time.map(|due| (due.seconds, due.nanos))));
    timers::save(&mut tx, &brought.timers).await?;
    move_clocks::tell(&mut tx, &brought.clocks).await?;
    firings::insert(&mut tx, &brought.firings, now).await?;
    notify::run(&mut tx, &brought.notifications, now).await?;
    let told = |event: StepFired| Ok((firing_id(&event)?.uuid(), 1, event));
    let events: Vec<_> = brought.events.into_iter().map(told).collect::<Result<_>>()?;
    publish_all(&mut tx, &events).await?;
    tx.commit().await?;
    metrics::counter!("kontor_steps_fired_total").increment(brought.firings.len() as u64);
    for firing in &brought.firings {
        let late = now.duration_since(firing.due_time).unsigned_abs();
        metrics::histogram!("kontor_step_lateness_seconds").record(late);
    }
    Ok(())
}

fn firing_id(event: &StepFired) -> Result<FiringId> {
    let name = event.firing.as_ref().map(|firing| firing.name.as_str()).unwrap_or_default();
    FiringId::from_resource_name(name).map_err(Problem::internal)
}

/// Fires what is due of one ticket, the earliest first: what a firing arms may be due before the rest.
fn fire_ticket(
    kit: &Kit,
    (loaded, guard, around): (&mut Loaded, Option<&Guard>, &Around),
    mut known: Vec<Timer>,
    (now, until): (Timestamp, Timestamp),
    brought: &mut Brought,
) -> Result<()> {
    let views = views::of(loaded, loaded.not_before_facts(now))?;
    let policy = guard.map(|guard| &guard.policy);
    let mut changed = BTreeMap::new();
    for _ in 0..MOST {
        let is_due = |timer: &&Timer| {
            timer.state == TimerState::Armed && timer.due <= now && timer.fire_after <= until.min(now)
        };
        let first = known.iter().filter(is_due).min_by_key(|timer| (timer.due, timer.step, timer.id));
        let Some(timer) = first.copied() else { break };
        let mut fired = Timer { state: TimerState::Idle, repetition: timer.repetition + 1, ..timer };
        if timer.step != DEADLINE {
            // A step that does not repeat never fires again in this round.
            if !fire_step(kit, (loaded, guard, around), &timer, now, brought)? {
                fired.state = TimerState::Done;
            }
        }
        let plan =
            arm_timers::plan(kit.ids(), (loaded, &views, policy), &known, Some(fired), (now, Past::History))?;
        for timer in plan {
            known.retain(|known| known.id != timer.id);
            known.push(timer);
            changed.insert(timer.id, timer);
        }
    }
    brought.timers.extend(changed.into_values().map(|timer| (loaded.id, timer)));
    let moved = move_clocks::moved(loaded, &views);
    brought.clocks.extend(moved.into_iter().map(|clock| (loaded.id, clock)));
    Ok(())
}

/// Fires a step: who is told, what the log says. Tells whether it repeats.
fn fire_step(
    kit: &Kit,
    (loaded, guard, around): (&Loaded, Option<&Guard>, &Around),
    timer: &Timer,
    now: Timestamp,
    brought: &mut Brought,
) -> Result<bool> {
    let place = usize::try_from(timer.step).ok();
    let found = guard.zip(place).and_then(|(guard, place)| Some((guard, guard.wire.steps.get(place)?)));
    let (guard, step) = found.ok_or_else(|| Problem::internal("a timer names no step of its policy"))?;
    let mut firing = firing(FiringId::new(kit.ids()), loaded.id, timer, step, now)?;
    let directory = around.of(loaded.id);
    let due = (timer.due, timer.repetition);
    let told = around.told(&directory, (step, guard), due, (now, loaded.priority));
    notify::noted(&mut firing, &told);
    let event = event(&firing, loaded);
    let text = event.text.clone().unwrap_or_default();
    let cause = firing.id.resource_name();
    brought.notifications.extend(told.notifications(kit.ids(), (loaded.id, &cause), &text));
    brought.events.push(event);
    brought.firings.push(firing);
    Ok(step.repeat_every.is_some())
}

/// The firing of a step.
pub(crate) fn firing(
    id: FiringId,
    ticket: TicketId,
    timer: &Timer,
    step: &Step,
    now: Timestamp,
) -> Result<Firing> {
    let number = |n: u32| i32::try_from(n).map_err(Problem::internal);
    Ok(Firing {
        id,
        ticket,
        kind: timer.kind,
        cycle: number(timer.cycle)?,
        step: timer.step,
        percent: step.percent,
        offset: step.offset.map(|offset| offset.seconds),
        repetition: number(timer.repetition)?,
        due_time: timer.due,
        fire_time: now,
        late: now.duration_since(timer.due) > LATE,
        actions: step.actions.clone(),
        team: step.team.clone(),
        webhook_url: step.webhook_url.clone(),
        notified: Vec::new(),
        unreached: BTreeSet::new(),
        acknowledged: None,
    })
}

/// The ticket's log tells of the firing with its cause (E6).
fn event(firing: &Firing, loaded: &Loaded) -> StepFired {
    StepFired {
        ticket: firing.ticket.resource_name(),
        firing: Some(firing.print()),
        text: Some(text::of(firing, loaded.level.time().zone())),
        fire_time: Some(words::time(firing.fire_time)),
    }
}
