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

/// As [`publish`] for many events of one kind, each with its aggregate and version, in one statement.
///
/// # Errors
/// Whatever the database has.
pub async fn publish_all<M: Message + Name>(tx: &mut TenantTx, events: &[(Uuid, i64, M)]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let insert = format!(
        "insert into {}.pending (tenant_id, aggregate_id, version, kind, payload)
         select $1, e.aggregate, e.version, $2, e.payload
         from unnest($3::uuid[], $4::bigint[], $5::bytea[]) with ordinality as e (aggregate, version, payload, n)
         order by e.n",
        tx.schema()
    );
    sqlx::query(AssertSqlSafe(insert))
        .bind(tx.tenant().uuid())
        .bind(M::full_name())
        .bind(events.iter().map(|(aggregate, ..)| *aggregate).collect::<Vec<_>>())
        .bind(events.iter().map(|(_, version, _)| *version).collect::<Vec<_>>())
        .bind(events.iter().map(|(_, _, event)| event.encode_to_vec()).collect::<Vec<_>>())
        .execute(tx.conn())
        .await?;
    tx.note_events();
    Ok(())
}
