//! Take what happened to tickets: facts, clocks, timers. Many events are one statement for each kind of row.

use super::settle_clocks::{self, Past, Touched};
use crate::levels::{Level, Levels};
use crate::store::tickets::save::{self, New};
use crate::store::tickets::{self, Around, ClockRow, Loaded};
use crate::store::{levels as level_rows, policies};
use jiff::Timestamp;
use kontor_escalation_domain::{Absorbed, ClockKind, Happening, TargetChange, TicketClocks};
use kontor_ids::{ClockId, EscalationPolicyId, TicketId, UserId};
use kontor_postgres::TenantTx;
use kontor_proto::types::v1::Priority;
use kontor_service::Kit;
use kontor_status::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is known of a new ticket.
pub(crate) struct Opened {
    pub(crate) number: String,
    pub(crate) priority: Priority,
    pub(crate) report_time: Timestamp,
    pub(crate) actor: String,
    pub(crate) people: Around,
    /// What was promised; none for a ticket without clocks.
    pub(crate) level: Option<Arc<Level>>,
}

/// What happens to a ticket.
pub(crate) enum Heard {
    Opened(Box<Opened>),
    Assigned(Option<UserId>, String),
    Happened {
        at: Timestamp,
        actor: String,
        what: Happening,
    },
    Priority {
        at: Timestamp,
        actor: String,
        to: Priority,
    },
    /// Another ticket was merged into it: where it was still open, from when on this one is measured and when the customer
    /// first heard from the house (K7, S6).
    Absorbed {
        lost: TicketId,
        report_time: Option<Timestamp>,
        response_time: Option<Timestamp>,
        actor: String,
    },
}

impl Heard {
    /// The tickets whose clocks have to be at hand beside the one that it happened to.
    const fn other(&self) -> Option<TicketId> {
        match self {
            Self::Absorbed { lost, .. } => Some(*lost),
            _ => None,
        }
    }
}

/// Takes what happened to tickets of a house, in its order. Tickets without clocks take no more than who works on them.
///
/// What is heard together shows together: the clocks tell where they stand at the end.
pub(crate) async fn run(
    tx: &mut TenantTx,
    (kit, levels): (&Kit, &Levels),
    heard: &[(TicketId, Heard)],
) -> Result<()> {
    let opened: BTreeSet<TicketId> =
        heard.iter().filter(|(_, heard)| matches!(heard, Heard::Opened(_))).map(|(id, _)| *id).collect();
    let concerns = |heard: &Heard| !matches!(heard, Heard::Opened(_) | Heard::Assigned(..));
    let known: BTreeSet<TicketId> = heard
        .iter()
        .filter(|(_, heard)| concerns(heard))
        .flat_map(|(id, heard)| [Some(*id), heard.other()])
        .flatten()
        .filter(|id| !opened.contains(id))
        .collect();
    let locked = tickets::lock(tx, levels, known.into_iter()).await?;
    let old = |loaded: Loaded| Touched { loaded, facts: Vec::new(), is_new: false, changed: false };
    let mut touched: BTreeMap<TicketId, Touched> =
        locked.into_iter().map(|loaded| (loaded.id, old(loaded))).collect();
    // The house's newest policy guards the clocks of new tickets.
    let policy = if opened.is_empty() { None } else { policies::current(tx).await? };
    let mut assigned: BTreeMap<TicketId, (Option<UserId>, String)> = BTreeMap::new();
    for (id, heard) in heard {
        match heard {
            Heard::Opened(opened) => {
                touched.extend(start(kit, *id, opened, policy).map(|new| (*id, new)));
            }
            Heard::Assigned(assignee, team) => {
                assigned.insert(*id, (*assignee, team.clone()));
            }
            Heard::Absorbed { lost, report_time, response_time, actor } => {
                let lost = touched.get(lost).map(|lost| lost.loaded.ticket.clone());
                let (report_time, response_time) = (*report_time, *response_time);
                let absorbed = Absorbed { report_time, response_time, lost: lost.as_ref() };
                if let Some(Touched { loaded, facts, .. }) = touched.get_mut(id) {
                    facts.extend(loaded.ticket.absorb(&absorbed, actor));
                }
            }
            other => {
                if let Some(touched) = touched.get_mut(id) {
                    take(touched, other);
                }
            }
        }
    }
    let mut touched: Vec<Touched> = touched.into_values().collect();
    insert(tx, heard, &touched).await?;
    let assigned: Vec<_> = assigned.into_iter().map(|(id, (user, team))| (id, user, team)).collect();
    save::assign(tx, &assigned).await?;
    settle_clocks::run(tx, (kit, levels), &mut touched, Past::History).await?;
    Ok(())
}

/// Starts the clocks of a new ticket at the time the disturbance was reported (S3, S6).
fn start(kit: &Kit, id: TicketId, opened: &Opened, policy: Option<EscalationPolicyId>) -> Option<Touched> {
    let level = opened.level.clone()?;
    let ticket = TicketClocks::open(opened.report_time, level.targets(opened.priority), &opened.actor);
    let clock = |kind| ClockRow {
        id: ClockId::new(kit.ids()),
        kind,
        version: 0,
        state: None,
        due: None,
        missed_rounds: false,
    };
    let facts = |kind: ClockKind| ticket.facts(kind).iter().map(move |fact| (kind, fact.clone()));
    let facts = ClockKind::ALL.into_iter().flat_map(facts).collect();
    let loaded = Loaded {
        id,
        number: opened.number.clone(),
        priority: opened.priority,
        policy,
        calendars: level.calendars(),
        level,
        clocks: ClockKind::ALL.into_iter().map(clock).collect(),
        ticket,
    };
    Some(Touched { loaded, facts, is_new: true, changed: false })
}

/// What happened becomes facts.
fn take(touched: &mut Touched, heard: &Heard) {
    let loaded = &mut touched.loaded;
    let (at, actor, happening) = match heard {
        Heard::Happened { at, actor, what } => (*at, actor, what.clone()),
        Heard::Priority { at, actor, to } => {
            touched.changed |= loaded.priority != *to;
            loaded.priority = *to;
            let (targets, why) = (loaded.level.targets(*to), TargetChange::Priority);
            (*at, actor, Happening::TargetsChanged { targets, why })
        }
        Heard::Opened(_) | Heard::Assigned(..) | Heard::Absorbed { .. } => return,
    };
    let before = loaded.ticket.standing().state;
    touched.facts.extend(loaded.ticket.take(at, &happening, actor));
    touched.changed |= loaded.ticket.standing().state != before;
}

/// Inserts what was opened, as it stands at the end of what was heard.
async fn insert(tx: &mut TenantTx, heard: &[(TicketId, Heard)], touched: &[Touched]) -> Result<()> {
    let mut rows = Vec::new();
    for (id, heard) in heard {
        let Heard::Opened(opened) = heard else { continue };
        let loaded = touched.iter().map(|touched| &touched.loaded).find(|loaded| loaded.id == *id);
        rows.push(New {
            id: *id,
            number: &opened.number,
            priority: loaded.map_or(opened.priority, |loaded| loaded.priority),
            people: &opened.people,
            loaded,
        });
    }
    let new = touched.iter().filter(|touched| touched.is_new);
    level_rows::save(tx, new.map(|touched| &*touched.loaded.level)).await?;
    save::insert(tx, &rows).await
}
