//! Let the clocks of open tickets follow a change of their calendar or SLA policy, from the start and with their history
//! (S5): some tickets in one transaction, with one statement for each kind of row.

use super::settle_clocks::{self, Past, Touched};
use crate::levels::{Level, LevelKey, Levels};
use crate::store::level_changes::{self, LevelChange, Subject};
use crate::store::levels as level_rows;
use crate::store::tickets::{self, Loaded};
use crate::words;
use jiff::Timestamp;
use kontor_escalation_domain::{CalendarRef, Happening, TargetChange, TicketState};
use kontor_ids::TicketId;
use kontor_outbox::publish;
use kontor_proto::escalation::v1::DeadlinesRecomputed;
use kontor_proto::types::v1::LocalizedText;
use kontor_service::Kit;
use kontor_status::Result;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// Who is named as the cause: the service that told of the change.
const ACTOR: &str = "contract";

/// The next tickets that do not follow a change yet. Where there are none, the change is closed as soon as nothing can be
/// under way any more.
pub(crate) async fn next(
    kit: &Kit,
    change: &LevelChange,
    but: &[TicketId],
    most: usize,
) -> Result<Vec<(TicketId, LevelKey)>> {
    let mut tx = kit.db().tenant(change.tenant).await?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let behind = level_changes::behind(&mut tx, change, but, most).await?;
    if behind.is_empty() && but.is_empty() {
        level_changes::close(&mut tx, change).await?;
        tx.commit().await?;
    }
    Ok(behind)
}

/// Lets some tickets follow; those that somebody works on are left for the next time. Tells how many do now.
///
/// # Errors
/// Whatever database and contract service have, and a ticket that is not sound: nothing has happened then.
pub(crate) async fn run(
    kit: &Kit,
    levels: &Levels,
    change: &LevelChange,
    block: &[(TicketId, LevelKey)],
) -> Result<usize> {
    if block.is_empty() {
        return Ok(0);
    }
    let versions = {
        let mut tx = kit.db().tenant(change.tenant).await?;
        level_changes::versions(&mut tx, change).await?
    };
    let mut follows: BTreeMap<LevelKey, Vec<Step>> = BTreeMap::new();
    for (_, key) in block {
        if let Entry::Vacant(missing) = follows.entry(*key) {
            let mut steps = Vec::new();
            for (version, at) in versions.iter().filter(|(version, _)| *version > held(key, change)) {
                let level = levels.ask(change.tenant, followed(key, change, *version)).await?;
                steps.push(Step { level, at: *at });
            }
            missing.insert(steps);
        }
    }
    let mut tx = kit.db().tenant(change.tenant).await?;
    let ids: Vec<TicketId> = block.iter().map(|(id, _)| *id).collect();
    let locked = tickets::lock_free(&mut tx, levels, &ids).await?;
    let touched = locked.into_iter().filter_map(|loaded| {
        let steps = follows.get(&loaded.level.key)?;
        follow(loaded, steps, change)
    });
    let mut touched: Vec<Touched> = touched.collect();
    level_rows::save(&mut tx, follows.values().flatten().map(|step| &*step.level)).await?;
    let shown = settle_clocks::run(&mut tx, (kit, levels), &mut touched, Past::Implied).await?;
    if !shown.is_empty() {
        let block = level_changes::tell(&mut tx, change).await?;
        publish(&mut tx, change.id, block, &event(change, &shown)).await?;
    }
    tx.commit().await?;
    metrics::counter!("kontor_clocks_recomputed_total").increment(touched.len() as u64);
    Ok(touched.len())
}

/// A version on the way, and from when on it holds.
struct Step {
    level: Arc<Level>,
    at: Timestamp,
}

/// The version of what changes that a level has.
const fn held(key: &LevelKey, change: &LevelChange) -> i32 {
    match change.subject {
        Subject::Calendar(_) => key.calendar.version,
        Subject::Policy(_) => key.sla_policy_version,
    }
}

/// What holds for a level from a version of the change on.
const fn followed(key: &LevelKey, change: &LevelChange, version: i32) -> LevelKey {
    match change.subject {
        Subject::Calendar(id) => LevelKey { calendar: CalendarRef { id, version }, ..*key },
        Subject::Policy(_) => LevelKey { sla_policy_version: version, ..*key },
    }
}

/// The ticket under its new level; none where it was closed meanwhile. Versions that waited together are each a fact of
/// its own, so that what is on record does not depend on when they are worked off.
fn follow(mut loaded: Loaded, steps: &[Step], change: &LevelChange) -> Option<Touched> {
    if loaded.ticket.standing().state == TicketState::Closed {
        return None;
    }
    let why = match change.subject {
        Subject::Calendar(_) => TargetChange::Calendar,
        Subject::Policy(_) => TargetChange::Policy,
    };
    let mut facts = Vec::new();
    for Step { level, at } in steps {
        let targets = level.targets(loaded.priority);
        facts.extend(loaded.ticket.take(*at, &Happening::TargetsChanged { targets, why }, ACTOR));
        loaded.calendars.extend(level.calendars());
        loaded.level = level.clone();
    }
    Some(Touched { loaded, facts, is_new: false, changed: true })
}

fn event(change: &LevelChange, shown: &[TicketId]) -> DeadlinesRecomputed {
    let version = change.version;
    let (subject, de, en) = match change.subject {
        Subject::Calendar(id) => (
            id.resource_name(),
            format!("Servicezeiten geändert (Kalender, Version {version})"),
            format!("Service hours changed (calendar, version {version})"),
        ),
        Subject::Policy(id) => (
            id.resource_name(),
            format!("SLA-Richtlinie geändert (Version {version})"),
            format!("SLA policy changed (version {version})"),
        ),
    };
    DeadlinesRecomputed {
        subject,
        version,
        tickets: shown.iter().map(|id| id.resource_name()).collect(),
        text: Some(LocalizedText {
            de: format!("{de}: Fristen neu berechnet"),
            en: format!("{en}: deadlines worked out anew"),
        }),
        change_time: Some(words::time(change.change_time)),
    }
}
