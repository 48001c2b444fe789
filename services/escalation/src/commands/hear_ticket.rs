//! Take what happened to a ticket: facts, clocks, timers.

use super::{arm_timers, move_clocks};
use crate::levels::{Level, Levels};
use crate::store::tickets::{self, ClockRow, Loaded};
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
    /// What was promised; none for a ticket without clocks.
    pub(crate) level: Option<Arc<Level>>,
}

/// What happens to a known ticket.
pub(crate) enum Heard {
    Happening(Happening),
    Priority(Priority),
}

/// Starts the clocks of a new ticket at the time the disturbance was reported (S3, S6).
pub(crate) async fn open(tx: &mut TenantTx, kit: &Kit, opened: Opened) -> Result<()> {
    let Opened { id, number, priority, report_time, actor, level } = opened;
    let Some(level) = level else {
        return tickets::insert_without_clocks(tx, id, &number, priority).await;
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
    let mut loaded = Loaded { id, number, priority, policy, level, clocks, ticket };
    tickets::insert(tx, &loaded).await?;
    let new = |kind: ClockKind| loaded.ticket.facts(kind).iter().map(move |fact| (kind, fact.clone()));
    let facts: Vec<(ClockKind, Fact)> = ClockKind::ALL.into_iter().flat_map(new).collect();
    tickets::save(tx, &loaded, &facts).await?;
    refresh(tx, kit, &mut loaded, true).await
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
    refresh(tx, kit, &mut loaded, false).await
}

async fn refresh(tx: &mut TenantTx, kit: &Kit, loaded: &mut Loaded, is_new: bool) -> Result<()> {
    let now = loaded.not_before_facts(kit.clock().now());
    let views = views::of(loaded, now)?;
    move_clocks::run(tx, loaded, &views).await?;
    let policy = match loaded.policy {
        Some(id) => Some(policies::get(tx, id).await?),
        None => None,
    };
    let timers = if is_new { Vec::new() } else { timers::of_ticket(tx, loaded.id).await? };
    let state = (&*loaded, &views, policy.as_ref());
    arm_timers::run(tx, kit.ids(), state, &timers, None, now).await?;
    Ok(())
}
