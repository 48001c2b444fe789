//! On-call schedules as rows.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::OnCallScheduleId;
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1::OnCallSchedule;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// A version of a schedule.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) version: i32,
    pub(crate) wire: OnCallSchedule,
}

fn stored(version: i32, bytes: &[u8]) -> Result<Stored> {
    let wire = OnCallSchedule::decode(bytes).map_err(Problem::internal)?;
    Ok(Stored { version, wire: OnCallSchedule { etag: etag(version), ..wire } })
}

/// The etag of a version.
pub(crate) fn etag(version: i32) -> String {
    format!("\"{version:x}\"")
}

/// Adds a version.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    (id, version): (OnCallScheduleId, i32),
    schedule: &OnCallSchedule,
    (principal, now): (&str, Timestamp),
) -> Result<()> {
    let (tenant, bytes) = (tx.tenant().uuid(), schedule.encode_to_vec());
    let now = now.to_sqlx();
    sqlx::query_file!("queries/schedule/insert.sql", tenant, id.uuid(), version, bytes, principal, now as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The newest version.
pub(crate) async fn get(tx: &mut TenantTx, id: OnCallScheduleId) -> Result<Option<Stored>> {
    let row = sqlx::query_file!("queries/schedule/get.sql", tx.tenant().uuid(), id.uuid());
    let row = row.fetch_optional(tx.conn()).await?;
    row.map(|row| stored(row.version, &row.schedule)).transpose()
}

/// The newest versions of all schedules, the oldest schedule first.
pub(crate) async fn newest(tx: &mut TenantTx) -> Result<Vec<Stored>> {
    let rows = sqlx::query_file!("queries/schedule/newest.sql", tx.tenant().uuid());
    let rows = rows.fetch_all(tx.conn()).await?;
    rows.iter().map(|row| stored(row.version, &row.schedule)).collect()
}
