//! Traces of work and what became of the proposals made from them (N4).

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{CustomerId, TicketId, TimeEntryId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::missing::{Proposal, Trace, TraceKind};
use kontor_timetracking_domain::week::Range;

/// A trace with what people read of it.
#[derive(Debug, Clone)]
pub(crate) struct KnownTrace {
    pub(crate) trace: Trace,
    pub(crate) source: String,
    pub(crate) note: String,
    pub(crate) ticket_number: String,
    pub(crate) subject: String,
    pub(crate) customer: Option<CustomerId>,
}

/// A trace that the ticket service told of. What was taken before changes nothing.
pub(crate) struct Heard<'a> {
    pub(crate) id: Uuid,
    pub(crate) technician: UserId,
    pub(crate) source: &'a str,
    pub(crate) kind: TraceKind,
    pub(crate) ticket: TicketId,
    pub(crate) range: Range,
}

/// Keeps a trace.
pub(crate) async fn insert(tx: &mut TenantTx, heard: &Heard<'_>, at: Timestamp) -> Result<()> {
    sqlx::query_file!(
        "queries/trace/insert.sql",
        tx.tenant().uuid(),
        heard.id,
        heard.technician.uuid(),
        heard.source,
        heard.kind.as_str(),
        heard.ticket.uuid(),
        heard.range.start.to_sqlx() as _,
        heard.range.end.to_sqlx() as _,
        at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The traces of a person that share time with a range, with what of them was decided.
pub(crate) async fn of_range(tx: &mut TenantTx, person: UserId, range: Range) -> Result<Vec<KnownTrace>> {
    let (tenant, start, end) = (tx.tenant().uuid(), range.start.to_sqlx(), range.end.to_sqlx());
    let decided =
        sqlx::query_file!("queries/proposal/decided.sql", tenant, person.uuid(), start as _, end as _)
            .fetch_all(tx.conn())
            .await?;
    let settled = |id: Uuid| {
        let mine = decided.iter().filter(|decision| decision.trace_ids.contains(&id));
        mine.map(|d| Range { start: d.start_time.to_jiff(), end: d.end_time.to_jiff() }).collect()
    };
    let rows = sqlx::query_file!("queries/trace/of_range.sql", tenant, person.uuid(), start as _, end as _)
        .fetch_all(tx.conn())
        .await?;
    rows.into_iter()
        .map(|row| {
            let trace = Trace {
                id: row.id,
                ticket: row.ticket_id.map(TicketId::from_uuid),
                place: row.place,
                kind: row.kind.parse().map_err(Problem::internal)?,
                range: Range { start: row.start_time.to_jiff(), end: row.end_time.to_jiff() },
                measured: row.measured,
                settled: settled(row.id),
            };
            Ok(KnownTrace {
                trace,
                source: row.source,
                note: row.note,
                ticket_number: row.ticket_number.unwrap_or_default(),
                subject: row.subject.unwrap_or_default(),
                customer: row.customer_id.map(CustomerId::from_uuid),
            })
        })
        .collect()
}

/// Whose traces a proposal with this id may begin with, and when they lie.
pub(crate) async fn find(tx: &mut TenantTx, (low, high): (Uuid, Uuid)) -> Result<Option<(UserId, Range)>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_file!("queries/trace/find.sql", tenant, low, high).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().next().map(|row| {
        let range = Range { start: row.start_time.to_jiff(), end: row.end_time.to_jiff() };
        (UserId::from_uuid(row.technician_id), range)
    }))
}

/// A proposal becomes an entry, or is dismissed for a reason.
pub(crate) struct Decided<'a> {
    pub(crate) proposal: &'a Proposal,
    pub(crate) technician: UserId,
    pub(crate) entry: Option<TimeEntryId>,
    pub(crate) reason: &'a str,
    pub(crate) recorder: &'a str,
    pub(crate) at: Timestamp,
}

/// Keeps what became of a proposal. The person is locked.
pub(crate) async fn decide(tx: &mut TenantTx, decided: &Decided<'_>) -> Result<()> {
    let Decided { proposal, technician, entry, reason, recorder, at } = decided;
    sqlx::query_file!(
        "queries/proposal/decide.sql",
        tx.tenant().uuid(),
        proposal.id,
        technician.uuid(),
        proposal.range.start.to_sqlx() as _,
        proposal.range.end.to_sqlx() as _,
        &proposal.traces,
        entry.map(TimeEntryId::uuid) as _,
        reason,
        recorder,
        at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
