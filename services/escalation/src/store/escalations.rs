//! Escalations by hand as rows.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{EscalationId, TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1::Escalation;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// Inserts one.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    (id, ticket): (EscalationId, TicketId),
    escalation: &Escalation,
    now: Timestamp,
) -> Result<()> {
    let (tenant, bytes, now) = (tx.tenant().uuid(), escalation.encode_to_vec(), now.to_sqlx());
    sqlx::query_file!("queries/escalation/insert.sql", tenant, id.uuid(), ticket.uuid(), bytes, now as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Those of a ticket before `before` in order of creation, newest first.
pub(crate) async fn list(
    tx: &mut TenantTx,
    ticket: TicketId,
    before: Uuid,
    most: i64,
) -> Result<Vec<Escalation>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_file_scalar!("queries/escalation/list.sql", tenant, ticket.uuid(), before, most);
    let rows = rows.fetch_all(tx.conn()).await?;
    rows.iter().map(|bytes| Escalation::decode(bytes.as_slice()).map_err(Problem::internal)).collect()
}
