//! What follows from changed facts: clocks that show it, timers that are armed for it.

use super::{arm_timers, move_clocks};
use crate::levels::Levels;
use crate::store::tickets::Loaded;
use crate::store::{tickets, timers};
use crate::views;
use kontor_escalation_domain::{ClockKind, Fact};
use kontor_ids::TicketId;
use kontor_postgres::TenantTx;
use kontor_service::Kit;
use kontor_status::Result;
use std::collections::BTreeMap;

/// A locked or new ticket with what became known of it.
pub(crate) struct Touched {
    pub(crate) loaded: Loaded,
    /// The facts that are new.
    pub(crate) facts: Vec<(ClockKind, Fact)>,
    /// It has no timers yet.
    pub(crate) is_new: bool,
    /// State, priority or level changed.
    pub(crate) changed: bool,
}

/// Whether what was due long ago is an imported history, which never fires, or what a change implies (S5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Past {
    History,
    Implied,
}

/// Saves what became known of some tickets, derives, tells and arms anew; a statement for each kind of row, however many
/// tickets. Which of them show something else now.
pub(crate) async fn run(
    tx: &mut TenantTx,
    (kit, levels): (&Kit, &Levels),
    touched: &mut [Touched],
    past: Past,
) -> Result<Vec<TicketId>> {
    let rows: Vec<(&Loaded, &[(ClockKind, Fact)])> = touched
        .iter()
        .filter(|touched| touched.changed || !touched.facts.is_empty())
        .map(|touched| (&touched.loaded, touched.facts.as_slice()))
        .collect();
    tickets::save::run(tx, &rows).await?;
    touched.sort_by_key(|touched| touched.loaded.id);
    let old = touched.iter().filter(|touched| !touched.is_new && !touched.facts.is_empty());
    let old: Vec<TicketId> = old.map(|touched| touched.loaded.id).collect();
    let mut known = if old.is_empty() { BTreeMap::new() } else { timers::of_tickets(tx, &old).await? };
    let (mut plan, mut moved) = (Vec::new(), Vec::new());
    for Touched { loaded, .. } in touched.iter_mut().filter(|touched| !touched.facts.is_empty()) {
        let now = loaded.not_before_facts(kit.clock().now());
        let views = views::of(loaded, now)?;
        moved.extend(move_clocks::moved(loaded, &views).into_iter().map(|clock| (loaded.id, clock)));
        let guard = levels.guard_of(tx, loaded.policy).await?;
        let known = known.remove(&loaded.id).unwrap_or_default();
        let state = (&*loaded, &views, guard.as_deref().map(|guard| &guard.policy));
        let timers = arm_timers::plan(kit.ids(), state, &known, None, (now, past))?;
        plan.extend(timers.into_iter().map(|timer| (loaded.id, timer)));
    }
    move_clocks::tell(tx, &moved).await?;
    timers::save(tx, &plan).await?;
    let mut shown: Vec<TicketId> = moved.into_iter().map(|(ticket, _)| ticket).collect();
    shown.dedup();
    Ok(shown)
}
