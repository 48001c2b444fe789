//! Who would hear of what and when, without effects.

use crate::commands::fire_due::{firing, text};
use crate::commands::notify::{Around, noted};
use crate::levels::{Guard, Level, Levels};
use crate::store::tickets::{self, Found, Measures};
use crate::store::timers::{Timer, TimerState};
use crate::store::{notifications, people, policies};
use crate::words;
use jiff::{SignedDuration, Timestamp};
use kontor_access::Caller;
use kontor_escalation_domain::{ClockKind, Directory, DueStep, TicketClocks, due_steps};
use kontor_ids::{
    CalendarId, CustomerId, EscalationPolicyId, FiringId, SlaPolicyId, TicketId, TimerId, UserId,
};
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1::{
    DrillEscalationResponse, DrilledFiring, DrilledNotification, EscalationPolicy,
};
use kontor_proto::types::v1::Priority;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::sync::Arc;

/// Most firings that are shown.
const MOST: usize = 500;

/// Which policy is tried.
pub(crate) enum Tried {
    Newest,
    Stored(EscalationPolicyId),
    Draft(EscalationPolicy),
}

/// What it is tried on.
pub(crate) enum Subject {
    Ticket(TicketId),
    Case(Case),
}

/// A case that does not exist.
pub(crate) struct Case {
    pub(crate) sla_policy: SlaPolicyId,
    pub(crate) calendar: CalendarId,
    pub(crate) priority: Priority,
    pub(crate) report_time: Option<Timestamp>,
    pub(crate) assignee: Option<UserId>,
    pub(crate) team: String,
    pub(crate) customer: Option<CustomerId>,
}

/// What the clocks of the subject are.
struct Stage {
    ticket: TicketId,
    clocks: TicketClocks,
    level: Arc<Level>,
    calendars: Measures,
    priority: Priority,
    directory: Directory,
    now: Timestamp,
}

/// Fires a policy in thought.
pub(crate) async fn run(
    (kit, levels): (&Kit, &Levels),
    caller: &Caller,
    (tried, subject): (Tried, Subject),
    span: SignedDuration,
) -> Result<DrillEscalationResponse> {
    let level = match &subject {
        Subject::Ticket(_) => None,
        Subject::Case(case) => {
            Some(levels.newest(caller.tenant(), case.sla_policy, (case.calendar, 0)).await?)
        }
    };
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let guard = guard(&mut tx, tried).await?;
    let around = match &subject {
        Subject::Ticket(id) => Around::read(&mut tx, &[*id]).await?,
        Subject::Case(_) => Around::read(&mut tx, &[TicketId::new(kit.ids())]).await?,
    };
    let stage = match (subject, level) {
        (Subject::Case(case), Some(level)) => of_case(&mut tx, kit, case, level).await?,
        (Subject::Ticket(id), _) => of_ticket(&mut tx, (kit, levels), id, &around).await?,
        (Subject::Case(_), None) => return Err(Problem::internal("a case without a level")),
    };
    let until = stage.now.checked_add(span).unwrap_or(Timestamp::MAX);
    let mut due = Vec::new();
    for kind in ClockKind::ALL {
        let view = stage.clocks.view(kind, &stage.calendars, stage.now).map_err(Problem::internal)?;
        let Some(view) = view.filter(|view| view.target.is_some()) else { continue };
        let steps = due_steps(kind, &view, &guard.policy, &[], &stage.calendars, (None, until));
        due.extend(steps.map_err(Problem::internal)?.into_iter().filter(|step| step.at >= stage.now));
    }
    due.sort_by_key(|step| (step.at, step.kind, step.step, step.repetition));
    let truncated = due.len() > MOST;
    due.truncate(MOST);
    let firings =
        due.iter().map(|step| drilled(kit, (&stage, &around, &guard), step)).collect::<Result<_>>()?;
    Ok(DrillEscalationResponse { firings, truncated })
}

async fn guard(tx: &mut TenantTx, tried: Tried) -> Result<Guard> {
    let unsound = || Problem::internal("a policy is not sound");
    let id = match tried {
        Tried::Draft(policy) => return Guard::new(policy).ok_or_else(unsound),
        Tried::Stored(id) => id,
        Tried::Newest => {
            let none = || Problem::NotFound("escalationPolicies: the house has none".to_owned());
            policies::current(tx).await?.ok_or_else(none)?
        }
    };
    let absent = || Problem::NotFound(id.resource_name());
    Guard::new(policies::get(tx, id).await?.ok_or_else(absent)?).ok_or_else(unsound)
}

async fn of_ticket(
    tx: &mut TenantTx,
    (kit, levels): (&Kit, &Levels),
    id: TicketId,
    around: &Around,
) -> Result<Stage> {
    let loaded = match tickets::get(tx, levels, id).await? {
        Found::Nothing | Found::WithoutClocks => return Err(Problem::NotFound(id.resource_name())),
        Found::WithClocks(loaded) => *loaded,
    };
    let now = loaded.not_before_facts(kit.clock().now());
    Ok(Stage {
        ticket: id,
        clocks: loaded.ticket,
        level: loaded.level,
        calendars: loaded.calendars,
        priority: loaded.priority,
        directory: around.of(id),
        now,
    })
}

async fn of_case(tx: &mut TenantTx, kit: &Kit, case: Case, level: Arc<Level>) -> Result<Stage> {
    let now = case.report_time.unwrap_or_else(|| kit.clock().now());
    Ok(Stage {
        ticket: TicketId::new(kit.ids()),
        clocks: TicketClocks::open(now, level.targets(case.priority), "drill"),
        calendars: level.calendars(),
        level,
        priority: case.priority,
        directory: people::of_case(tx, (case.assignee, &case.team, case.customer)).await?,
        now,
    })
}

fn drilled(
    kit: &Kit,
    (stage, around, guard): (&Stage, &Around, &Guard),
    due: &DueStep,
) -> Result<DrilledFiring> {
    let step = guard.wire.steps.get(due.step).ok_or_else(|| Problem::internal("no such step"))?;
    let place = i32::try_from(due.step).map_err(Problem::internal)?;
    let timer = Timer {
        id: TimerId::new(kit.ids()),
        kind: due.kind,
        cycle: due.cycle,
        step: place,
        repetition: due.repetition,
        state: TimerState::Armed,
        due: due.at,
        fire_after: due.at,
        settles: false,
    };
    let when = (due.at, due.repetition);
    let told = around.told(&stage.directory, (step, guard), when, (due.at, stage.priority));
    let mut firing = firing(FiringId::new(kit.ids()), stage.ticket, &timer, step, due.at)?;
    noted(&mut firing, &told);
    let notification = |(person, at): (&_, &Timestamp)| DrilledNotification {
        person: notifications::name(*person),
        notify_time: Some(words::time(*at)),
    };
    Ok(DrilledFiring {
        due_time: Some(words::time(due.at)),
        kind: words::wire_kind(due.kind).into(),
        step: place,
        repetition: firing.repetition,
        actions: step.actions.clone(),
        notifications: told.people.iter().map(notification).collect(),
        unreached: told.unreached.iter().copied().collect(),
        text: Some(text::of(&firing, stage.level.time().zone())),
    })
}
