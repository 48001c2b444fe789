//! Firings as rows.

use crate::words;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_escalation_domain::ClockKind;
use kontor_ids::{FiringId, TicketId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1 as wire;
use kontor_status::Result;
use std::collections::BTreeSet;

/// A firing.
#[derive(Debug, Clone)]
pub(crate) struct Firing {
    pub(crate) id: FiringId,
    pub(crate) ticket: TicketId,
    pub(crate) kind: ClockKind,
    pub(crate) cycle: i32,
    pub(crate) step: i32,
    pub(crate) percent: i32,
    pub(crate) offset: Option<i64>,
    pub(crate) repetition: i32,
    pub(crate) due_time: Timestamp,
    pub(crate) fire_time: Timestamp,
    pub(crate) late: bool,
    pub(crate) actions: Vec<i32>,
    pub(crate) team: String,
    pub(crate) webhook_url: String,
    /// Who of the house was notified.
    pub(crate) notified: Vec<UserId>,
    /// Actions that found nobody; told in the log, not stored.
    pub(crate) unreached: BTreeSet<i32>,
    /// Who took notice, and when.
    pub(crate) acknowledged: Option<(String, Timestamp)>,
}

impl Firing {
    /// As the wire shows it.
    pub(crate) fn print(&self) -> wire::Firing {
        wire::Firing {
            name: self.id.resource_name(),
            ticket: self.ticket.resource_name(),
            kind: words::wire_kind(self.kind).into(),
            percent: self.percent,
            repetition: self.repetition,
            due_time: Some(words::time(self.due_time)),
            fire_time: Some(words::time(self.fire_time)),
            late: self.late,
            actions: self.actions.clone(),
            acknowledged_by: self.acknowledged.as_ref().map(|(by, _)| by.clone()).unwrap_or_default(),
            acknowledge_time: self.acknowledged.as_ref().map(|(_, at)| words::time(*at)),
            offset: self.offset.map(words::duration),
            team: self.team.clone(),
            webhook_url: self.webhook_url.clone(),
            notified: self.notified.iter().map(|id| id.resource_name()).collect(),
        }
    }
}

struct Row {
    id: Uuid,
    ticket_id: Uuid,
    kind: String,
    cycle: i32,
    step: i32,
    percent: i32,
    repetition: i32,
    due_time: jiff_sqlx::Timestamp,
    fire_time: jiff_sqlx::Timestamp,
    late: bool,
    actions: Vec<i32>,
    offset_seconds: Option<i64>,
    team: String,
    webhook_url: String,
    notified: Vec<Uuid>,
    acknowledged_by: Option<String>,
    acknowledge_time: Option<jiff_sqlx::Timestamp>,
}

impl Row {
    fn read(self) -> Result<Firing> {
        Ok(Firing {
            id: FiringId::from_uuid(self.id),
            ticket: TicketId::from_uuid(self.ticket_id),
            kind: words::read_kind(&self.kind)?,
            cycle: self.cycle,
            step: self.step,
            percent: self.percent,
            repetition: self.repetition,
            due_time: self.due_time.to_jiff(),
            fire_time: self.fire_time.to_jiff(),
            late: self.late,
            actions: self.actions,
            offset: self.offset_seconds,
            team: self.team,
            webhook_url: self.webhook_url,
            notified: self.notified.into_iter().map(UserId::from_uuid).collect(),
            unreached: BTreeSet::new(),
            acknowledged: self.acknowledged_by.zip(self.acknowledge_time.map(jiff_sqlx::Timestamp::to_jiff)),
        })
    }
}

/// Inserts firings, all of one instant.
pub(crate) async fn insert(tx: &mut TenantTx, firings: &[Firing], now: Timestamp) -> Result<()> {
    if firings.is_empty() {
        return Ok(());
    }
    fn column<T>(firings: &[Firing], of: impl Fn(&Firing) -> T) -> Vec<T> {
        firings.iter().map(of).collect()
    }
    let actions =
        |firing: &Firing| firing.actions.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let notified = |firing: &Firing| {
        firing.notified.iter().map(|id| id.uuid().to_string()).collect::<Vec<_>>().join(",")
    };
    sqlx::query_file!(
        "queries/firing/insert.sql",
        tx.tenant().uuid(),
        now.to_sqlx() as _,
        &column(firings, |firing| firing.id.uuid()),
        &column(firings, |firing| firing.ticket.uuid()),
        &column(firings, |firing| words::kind_word(firing.kind).to_owned()),
        &column(firings, |firing| firing.cycle),
        &column(firings, |firing| firing.step),
        &column(firings, |firing| firing.percent),
        &column(firings, |firing| firing.repetition),
        column(firings, |firing| firing.due_time.to_sqlx()) as _,
        &column(firings, |firing| firing.late),
        &column(firings, actions),
        column(firings, |firing| firing.offset) as _,
        &column(firings, |firing| firing.team.clone()),
        &column(firings, |firing| firing.webhook_url.clone()),
        &column(firings, notified),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A firing, if there is one.
pub(crate) async fn get(tx: &mut TenantTx, id: FiringId) -> Result<Option<Firing>> {
    let row = sqlx::query_file_as!(Row, "queries/firing/get.sql", tx.tenant().uuid(), id.uuid());
    row.fetch_optional(tx.conn()).await?.map(Row::read).transpose()
}

/// Firings before `before` in order of creation, newest first.
pub(crate) async fn list(
    tx: &mut TenantTx,
    ticket: Option<TicketId>,
    before: Uuid,
    most: i64,
) -> Result<Vec<Firing>> {
    let tenant = tx.tenant().uuid();
    let rows = match ticket {
        None => {
            let query = sqlx::query_file_as!(Row, "queries/firing/list.sql", tenant, before, most);
            query.fetch_all(tx.conn()).await?
        }
        Some(ticket) => {
            let ticket = ticket.uuid();
            let query =
                sqlx::query_file_as!(Row, "queries/firing/list_of_ticket.sql", tenant, ticket, before, most);
            query.fetch_all(tx.conn()).await?
        }
    };
    rows.into_iter().map(Row::read).collect()
}

/// Notes who took notice; the first one stays.
pub(crate) async fn acknowledge(
    tx: &mut TenantTx,
    id: FiringId,
    principal: &str,
    now: Timestamp,
) -> Result<()> {
    let (tenant, now) = (tx.tenant().uuid(), now.to_sqlx());
    sqlx::query_file!("queries/firing/acknowledge.sql", tenant, id.uuid(), principal, now as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}
