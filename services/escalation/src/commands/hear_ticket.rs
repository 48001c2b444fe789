//! Take what happened to a ticket: facts, clocks, timers.

use super::{arm_timers, move_clocks};
use crate::levels::{Level, Levels};
use crate::store::tickets::{self, Around, ClockRow, Loaded};
use crate::store::{policies, timers};
use crate::views;
use jiff::Timestamp;
use kontor_escalation_domain::{ClockKind, Fact, Happening, TargetChange, TicketClocks};
use kontor_ids::{ClockId, TicketId};
use kontor_postgres::TenantTx;
use kontor_proto::types::v1::Priority;
use kontor_service::Kit;
use kontor_status::Result;
use std::sync::Arc;

/// What is known of a new ticket.
pub(crate) struct Opened {
    pub(crate) id: TicketId,
    pub(crate) number: String,
    pub(crate) priority: Priority,
    pub(crate) report_time: Timestamp,
    pub(crate) actor: String,
    pub(crate) people: Around,
    /// What was promised; none for a ticket without clocks.
    pub(crate) level: Option<Arc<Level>>,
}

/// What happens to a known ticket.
pub(crate) enum Heard {
    Happening(Happening),
    Priority(Priority),
}

/// Starts the clocks of a new ticket at the time the disturbance was reported (S3, S6).
pub(crate) async fn open(tx: &mut TenantTx, (kit, levels): (&Kit, &Levels), opened: Opened) -> Result<()> {
    let Opened { id, number, priority, report_time, actor, people, level } = opened;
    let Some(level) = level else {
        return tickets::insert_without_clocks(tx, id, &number, priority, &people).await;
    };
    let ticket = TicketClocks::open(report_time, level.targets(priority), &actor);
    let clock = |kind| ClockRow {
        id: ClockId::new(kit.ids()),
        kind,
        version: 0,
        state: None,
        due: None,
        missed_rounds: false,
    };
    let policy = policies::current(tx).await?;
    let clocks = ClockKind::ALL.into_iter().map(clock).collect();
    let calendars = level.calendars();
    let mut loaded = Loaded { id, number, priority, policy, level, calendars, clocks, ticket };
    tickets::insert(tx, &loaded, &people).await?;
    let new = |kind: ClockKind| loaded.ticket.facts(kind).iter().map(move |fact| (kind, fact.clone()));
    let facts: Vec<(ClockKind, Fact)> = ClockKind::ALL.into_iter().flat_map(new).collect();
    tickets::save(tx, &loaded, &facts).await?;
    refresh(tx, (kit, levels), &mut loaded, true).await
}

/// Takes what happened to a ticket at an instant. Tickets without clocks take nothing.
pub(crate) async fn run(
    tx: &mut TenantTx,
    (kit, levels): (&Kit, &Levels),
    id: TicketId,
    at: Timestamp,
    heard: &Heard,
    actor: &str,
) -> Result<()> {
    let Some(mut loaded) = tickets::lock(tx, levels, id).await? else { return Ok(()) };
    let before = (loaded.ticket.standing().state, loaded.priority);
    let happening = match heard {
        Heard::Happening(happening) => happening.clone(),
        Heard::Priority(priority) => {
            loaded.priority = *priority;
            Happening::TargetsChanged {
                targets: loaded.level.targets(*priority),
                why: TargetChange::Priority,
            }
        }
    };
    let facts = loaded.ticket.take(at, &happening, actor);
    if facts.is_empty() && before == (loaded.ticket.standing().state, loaded.priority) {
        return Ok(());
    }
    tickets::save(tx, &loaded, &facts).await?;
    if facts.is_empty() {
        return Ok(());
    }
    refresh(tx, (kit, levels), &mut loaded, false).await
}

/// Derives, tells and arms anew what follows from changed facts.
async fn refresh(
    tx: &mut TenantTx,
    (kit, levels): (&Kit, &Levels),
    loaded: &mut Loaded,
    is_new: bool,
) -> Result<()> {
    let now = loaded.not_before_facts(kit.clock().now());
    let views = views::of(loaded, now)?;
    move_clocks::run(tx, loaded, &views).await?;
    let guard = levels.guard_of(tx, loaded.policy).await?;
    let known = if is_new { Vec::new() } else { timers::of_ticket(tx, loaded.id).await? };
    let state = (&*loaded, &views, guard.as_deref().map(|guard| &guard.policy));
    let plan = arm_timers::plan(kit.ids(), state, &known, None, now)?;
    let plan: Vec<_> = plan.into_iter().map(|timer| (loaded.id, timer)).collect();
    timers::save(tx, &plan).await
}
