//! Facts as rows.

use crate::words;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_escalation_domain::{CalendarRef, ClockKind, Fact, FactKind, Target};
use kontor_ids::TicketId;
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use std::collections::BTreeMap;

struct Row {
    kind: String,
    at: jiff_sqlx::Timestamp,
    fact: String,
    why: Option<String>,
    target: Option<i64>,
    actor: String,
}

/// The facts of a ticket's clocks in the order they were recorded. All its targets are measured by one calendar.
pub(crate) async fn of_ticket(
    tx: &mut TenantTx,
    ticket: TicketId,
    calendar: CalendarRef,
) -> Result<BTreeMap<ClockKind, Vec<Fact>>> {
    let rows = sqlx::query_file_as!(Row, "queries/ticket/facts.sql", tx.tenant().uuid(), ticket.uuid());
    let mut facts: BTreeMap<ClockKind, Vec<Fact>> = BTreeMap::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let kind = words::read_kind(&row.kind)?;
        facts.entry(kind).or_default().push(fact(row, calendar)?);
    }
    Ok(facts)
}

fn fact(row: Row, calendar: CalendarRef) -> Result<Fact> {
    let target = row.target.and_then(|seconds| Target::new(seconds, calendar));
    let why = row.why.as_deref().unwrap_or_default();
    let kind = match row.fact.as_str() {
        "started" => FactKind::Started(target),
        "paused" => FactKind::Paused(words::read_pause(why)?),
        "resumed" => FactKind::Resumed,
        "target_changed" => FactKind::TargetChanged(target, words::read_change(why)?),
        "met" => FactKind::Met,
        "reopened" => FactKind::Reopened,
        "restarted" => FactKind::Restarted,
        "cancelled" => FactKind::Cancelled,
        other => return Err(Problem::internal(format!("{other} is no fact"))),
    };
    Ok(Fact { at: row.at.to_jiff(), kind, actor: row.actor })
}

/// Facts as columns.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) kind: Vec<String>,
    pub(super) sequence: Vec<i32>,
    pub(super) at: Vec<jiff_sqlx::Timestamp>,
    pub(super) fact: Vec<String>,
    pub(super) why: Vec<Option<String>>,
    pub(super) target: Vec<Option<i64>>,
    pub(super) actor: Vec<String>,
}

impl Columns {
    pub(super) fn add(&mut self, kind: ClockKind, sequence: i32, fact: &Fact) {
        let (word, why, target) = match fact.kind {
            FactKind::Started(target) => ("started", None, target),
            FactKind::Paused(pause) => ("paused", Some(words::pause_word(pause)), None),
            FactKind::Resumed => ("resumed", None, None),
            FactKind::TargetChanged(target, why) => ("target_changed", Some(words::change_word(why)), target),
            FactKind::Met => ("met", None, None),
            FactKind::Reopened => ("reopened", None, None),
            FactKind::Restarted => ("restarted", None, None),
            FactKind::Cancelled => ("cancelled", None, None),
        };
        self.kind.push(words::kind_word(kind).to_owned());
        self.sequence.push(sequence);
        self.at.push(Timestamp::to_sqlx(fact.at));
        self.fact.push(word.to_owned());
        self.why.push(why.map(str::to_owned));
        self.target.push(target.map(Target::seconds));
        self.actor.push(fact.actor.clone());
    }
}
