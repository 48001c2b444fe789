//! Facts as rows.

use crate::words;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_escalation_domain::{CalendarRef, ClockKind, Fact, FactKind, Target};
use kontor_ids::{TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use std::collections::BTreeMap;

struct Row {
    ticket_id: Uuid,
    kind: String,
    at: jiff_sqlx::Timestamp,
    fact: String,
    why: Option<String>,
    target: Option<i64>,
    calendar_version: Option<i32>,
    actor: String,
}

/// The facts of one ticket's clocks, each list in the order it was recorded.
pub(crate) type Facts = BTreeMap<ClockKind, Vec<Fact>>;

/// The facts of some tickets, which were opened with the calendars that `firsts` names.
pub(crate) async fn of_tickets(
    tx: &mut TenantTx,
    firsts: &BTreeMap<TicketId, CalendarRef>,
) -> Result<BTreeMap<TicketId, Facts>> {
    let ids: Vec<Uuid> = firsts.keys().map(|id| id.uuid()).collect();
    let rows = sqlx::query_file_as!(Row, "queries/ticket/facts.sql", tx.tenant().uuid(), &ids);
    let mut found: BTreeMap<TicketId, Facts> = BTreeMap::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let ticket = TicketId::from_uuid(row.ticket_id);
        let kind = words::read_kind(&row.kind)?;
        let calendar = firsts.get(&ticket).ok_or_else(|| Problem::internal("a fact of no ticket"))?;
        found.entry(ticket).or_default().entry(kind).or_default().push(fact(row, *calendar)?);
    }
    Ok(found)
}

/// The calendar that measures a fact's target.
pub(super) fn calendar_of(fact: &Fact) -> Option<CalendarRef> {
    match fact.kind {
        FactKind::Started(target) | FactKind::TargetChanged(target, _) => target.map(Target::calendar),
        _ => None,
    }
}

fn fact(row: Row, first: CalendarRef) -> Result<Fact> {
    let calendar = CalendarRef { version: row.calendar_version.unwrap_or(first.version), ..first };
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
    pub(super) ticket: Vec<Uuid>,
    pub(super) kind: Vec<&'static str>,
    pub(super) sequence: Vec<i32>,
    pub(super) at: Vec<jiff_sqlx::Timestamp>,
    pub(super) fact: Vec<&'static str>,
    pub(super) why: Vec<Option<&'static str>>,
    pub(super) target: Vec<Option<i64>>,
    pub(super) calendar_version: Vec<Option<i32>>,
    pub(super) actor: Vec<String>,
}

impl Columns {
    pub(super) fn add(&mut self, (ticket, kind): (TicketId, ClockKind), sequence: i32, fact: &Fact) {
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
        self.ticket.push(ticket.uuid());
        self.kind.push(words::kind_word(kind));
        self.sequence.push(sequence);
        self.at.push(Timestamp::to_sqlx(fact.at));
        self.fact.push(word);
        self.why.push(why);
        self.target.push(target.map(Target::seconds));
        self.calendar_version.push(target.map(|target| target.calendar().version));
        self.actor.push(fact.actor.clone());
    }
}
