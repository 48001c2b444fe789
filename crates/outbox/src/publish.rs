//! Writing an event.

use kontor_ids::Uuid;
use kontor_postgres::TenantTx;
use kontor_status::Result;
use prost::{Message, Name};
use sqlx::AssertSqlSafe;

/// Writes an event in the transaction of the change it tells of. The aggregate must be locked or changed before,
/// so that events of one aggregate wait in the order of its versions (I16).
///
/// # Errors
/// Whatever the database has.
pub async fn publish<M: Message + Name>(
    tx: &mut TenantTx,
    aggregate: Uuid,
    version: i64,
    event: &M,
) -> Result<()> {
    let insert = format!(
        "insert into {}.pending (tenant_id, aggregate_id, version, kind, payload) values ($1, $2, $3, $4, $5)",
        tx.schema()
    );
    sqlx::query(AssertSqlSafe(insert))
        .bind(tx.tenant().uuid())
        .bind(aggregate)
        .bind(version)
        .bind(M::full_name())
        .bind(event.encode_to_vec())
        .execute(tx.conn())
        .await?;
    tx.note_events();
    Ok(())
}
