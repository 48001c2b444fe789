//! Firings as rows.

use crate::words;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_escalation_domain::ClockKind;
use kontor_ids::{FiringId, TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1 as wire;
use kontor_status::Result;

/// A firing.
#[derive(Debug, Clone)]
pub(crate) struct Firing {
    pub(crate) id: FiringId,
    pub(crate) ticket: TicketId,
    pub(crate) kind: ClockKind,
    pub(crate) cycle: i32,
    pub(crate) step: i32,
    pub(crate) percent: i32,
    pub(crate) repetition: i32,
    pub(crate) due_time: Timestamp,
    pub(crate) fire_time: Timestamp,
    pub(crate) late: bool,
    pub(crate) actions: Vec<i32>,
    pub(crate) acknowledged_by: Option<String>,
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
            acknowledged_by: self.acknowledged_by.clone().unwrap_or_default(),
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
    acknowledged_by: Option<String>,
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
            acknowledged_by: self.acknowledged_by,
        })
    }
}

/// Inserts a firing.
pub(crate) async fn insert(tx: &mut TenantTx, firing: &Firing) -> Result<()> {
    sqlx::query_file!(
        "queries/firing/insert.sql",
        tx.tenant().uuid(),
        firing.id.uuid(),
        firing.ticket.uuid(),
        words::kind_word(firing.kind),
        firing.cycle,
        firing.step,
        firing.percent,
        firing.repetition,
        firing.due_time.to_sqlx() as _,
        firing.fire_time.to_sqlx() as _,
        firing.late,
        &firing.actions,
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
