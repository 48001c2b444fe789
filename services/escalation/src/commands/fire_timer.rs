//! Fire what is due: exactly once, never early (E2).

use super::{arm_timers, move_clocks};
use crate::levels::{Level, Levels};
use crate::store::firings::{self, Firing};
use crate::store::timers::{self, Armed, Claimed, DEADLINE, TimerState};
use crate::store::{policies, tickets};
use crate::{views, words};
use jiff::{SignedDuration, Timestamp};
use kontor_escalation_domain::{Policy, When};
use kontor_ids::FiringId;
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1::StepFired;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

mod text;

/// A firing that comes so long after it was due is marked late.
const LATE: SignedDuration = SignedDuration::from_secs(5);

/// Fires a timer in one transaction: claim, firing, event and the next repetition. Tells when the next timer of the
/// ticket that was armed by it may fire. A timer that was taken or changed since it was read is left alone.
pub(crate) async fn run(kit: &Kit, levels: &Levels, timer: &Armed) -> Result<Option<Timestamp>> {
    let mut tx = kit.db().tenant(timer.tenant).await?;
    let Some(mut loaded) = tickets::lock(&mut tx, levels, timer.ticket).await? else { return Ok(None) };
    let now = kit.clock().now();
    let Some(claimed) = timers::claim(&mut tx, timer, now).await? else { return Ok(None) };
    let policy = match loaded.policy {
        Some(id) => Some(policies::get(&mut tx, id).await?),
        None => None,
    };
    let known = timers::of_ticket(&mut tx, timer.ticket).await?;
    let mut fired = known.iter().find(|known| known.id == timer.id).copied();
    if claimed.step != DEADLINE {
        let firing = firing(kit, timer, &claimed, policy.as_ref(), now)?;
        tell(&mut tx, &firing, &loaded.level).await?;
        // A step that does not repeat never fires again in this round.
        if let Some(fired) = fired.as_mut().filter(|_| !repeats(policy.as_ref(), claimed.step)) {
            fired.state = TimerState::Done;
        }
    }
    let derived_at = loaded.not_before_facts(now);
    let views = views::of(&loaded, derived_at)?;
    move_clocks::run(&mut tx, &mut loaded, &views).await?;
    let state = (&loaded, &views, policy.as_ref());
    let next = arm_timers::run(&mut tx, kit.ids(), state, &known, fired, now).await?;
    tx.commit().await?;
    if claimed.step != DEADLINE {
        metrics::counter!("kontor_steps_fired_total").increment(1);
        let late = now.duration_since(claimed.due).unsigned_abs();
        metrics::histogram!("kontor_step_lateness_seconds").record(late);
    }
    Ok(next)
}

fn repeats(policy: Option<&Policy>, step: i32) -> bool {
    let step = policy.zip(usize::try_from(step).ok()).and_then(|(policy, step)| policy.steps().get(step));
    step.is_some_and(|step| step.repeat_every.is_some())
}

fn firing(
    kit: &Kit,
    timer: &Armed,
    claimed: &Claimed,
    policy: Option<&Policy>,
    now: Timestamp,
) -> Result<Firing> {
    let place = usize::try_from(claimed.step).ok();
    let step = policy.zip(place).and_then(|(policy, place)| policy.steps().get(place));
    let step = step.ok_or_else(|| Problem::internal("a timer names no step of its policy"))?;
    let percent = match step.when {
        When::Percent(percent) => percent,
        When::Offset(_) => 100,
    };
    let number = |n: u32| i32::try_from(n).map_err(Problem::internal);
    Ok(Firing {
        id: FiringId::new(kit.ids()),
        ticket: timer.ticket,
        kind: claimed.kind,
        cycle: number(claimed.cycle)?,
        step: claimed.step,
        percent: number(percent)?,
        repetition: number(claimed.repetition)?,
        due_time: claimed.due,
        fire_time: now,
        late: now.duration_since(claimed.due) > LATE,
        actions: step.actions.iter().map(|action| policies::wire_action(action).into()).collect(),
        acknowledged_by: None,
    })
}

/// The ticket's log tells of the firing with its cause (E6).
async fn tell(tx: &mut TenantTx, firing: &Firing, level: &Level) -> Result<()> {
    firings::insert(tx, firing).await?;
    let event = StepFired {
        ticket: firing.ticket.resource_name(),
        firing: Some(firing.print()),
        text: Some(text::of(firing, level.time().zone())),
        fire_time: Some(words::time(firing.fire_time)),
    };
    publish(tx, firing.id.uuid(), 1, &event).await
}
