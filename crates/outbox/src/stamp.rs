//! Giving events their positions.

use kontor_ids::Uuid;
use kontor_postgres::Db;
use ring::digest::{Context, SHA256, digest};
use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Most events in one step.
const BATCH: i64 = 2_000;
/// Events that are told so soon after others get their positions together: under load a step, and each consumer's after
/// it, serves many.
const TOGETHER: Duration = Duration::from_millis(10);
/// How long to sleep when nothing was committed in this process: other replicas may have committed.
const IDLE: Duration = Duration::from_millis(200);

#[derive(FromRow)]
struct Pending {
    tenant_id: Uuid,
    event_id: Uuid,
    aggregate_id: Uuid,
    version: i64,
    kind: String,
    schema_version: i32,
    payload: Vec<u8>,
    at: jiff_sqlx::Timestamp,
}

#[derive(Default)]
struct Columns {
    pos: Vec<i64>,
    tenant_seq: Vec<i64>,
    prev_hash: Vec<Vec<u8>>,
    hash: Vec<Vec<u8>>,
}

/// Stamps until it is told to stop and tells `head` the last position. Any number of replicas may run it: one
/// stamps, the others wait.
pub async fn run(db: Db, head: watch::Sender<i64>, stop: CancellationToken) {
    loop {
        match stamp_once(&db).await {
            Ok(Some(pos)) => {
                head.send_replace(pos);
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(TOGETHER) => continue,
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(schema = db.schema(), error = %error, "events wait for their position")
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = db.committed().notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

/// Stamps what waits, at most a batch. Tells the last position, or none when nothing waited or another replica is
/// at it.
///
/// # Errors
/// Whatever the database has; nothing was stamped then.
pub async fn stamp_once(db: &Db) -> Result<Option<i64>, sqlx::Error> {
    let mut tx = db.feed().begin().await?;
    let schema = db.schema();
    let take = format!(
        "with mine as materialized (select pg_try_advisory_xact_lock(hashtext('{schema}.stamp')) as locked),
         taken as (delete from {schema}.pending where seq in
           (select seq from {schema}.pending where (select locked from mine) order by seq limit {BATCH}) returning *)
         select tenant_id, event_id, aggregate_id, version, kind, schema_version, payload, at from taken order by seq"
    );
    let rows: Vec<Pending> = sqlx::query_as(AssertSqlSafe(take)).fetch_all(&mut *tx).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let columns = number(&mut tx, schema, &rows).await?;
    insert(&mut tx, schema, &rows, &columns).await?;
    tx.commit().await?;
    Ok(columns.pos.last().copied())
}

/// Dense positions over all, a dense sequence and a hash chain for each house.
async fn number(conn: &mut PgConnection, schema: &str, rows: &[Pending]) -> Result<Columns, sqlx::Error> {
    let head = format!("select coalesce(max(pos), 0) from {schema}.event_log");
    let mut pos: i64 = sqlx::query_scalar(AssertSqlSafe(head)).fetch_one(&mut *conn).await?;
    let mut tenants: Vec<Uuid> = rows.iter().map(|r| r.tenant_id).collect();
    tenants.sort_unstable();
    tenants.dedup();
    let ends = format!(
        "select t.id, e.tenant_seq, e.hash from unnest($1::uuid[]) as t(id)
         cross join lateral (select tenant_seq, hash from {schema}.event_log
           where tenant_id = t.id order by tenant_seq desc limit 1) e"
    );
    let ends: Vec<(Uuid, i64, Vec<u8>)> =
        sqlx::query_as(AssertSqlSafe(ends)).bind(&tenants).fetch_all(&mut *conn).await?;
    let mut chains: HashMap<Uuid, (i64, Vec<u8>)> =
        ends.into_iter().map(|(t, seq, hash)| (t, (seq, hash))).collect();
    let mut columns = Columns::default();
    for row in rows {
        pos += 1;
        let (seq, prev) = chains.remove(&row.tenant_id).unwrap_or_else(|| (0, vec![0; 32]));
        let hash = chain(&prev, seq + 1, row);
        columns.pos.push(pos);
        columns.tenant_seq.push(seq + 1);
        columns.prev_hash.push(prev);
        columns.hash.push(hash.clone());
        chains.insert(row.tenant_id, (seq + 1, hash));
    }
    Ok(columns)
}

/// SHA-256 over the hash before, the header and the digest of the payload. The position is left out, so that a house
/// can take its chain along and verify it alone.
fn chain(prev: &[u8], tenant_seq: i64, row: &Pending) -> Vec<u8> {
    let mut hash = Context::new(&SHA256);
    hash.update(prev);
    hash.update(row.tenant_id.as_bytes());
    hash.update(&tenant_seq.to_be_bytes());
    hash.update(row.event_id.as_bytes());
    hash.update(row.aggregate_id.as_bytes());
    hash.update(&row.version.to_be_bytes());
    hash.update(&row.schema_version.to_be_bytes());
    hash.update(&row.at.to_jiff().as_microsecond().to_be_bytes());
    hash.update(row.kind.as_bytes());
    hash.update(digest(&SHA256, &row.payload).as_ref());
    hash.finish().as_ref().to_vec()
}

async fn insert(
    conn: &mut PgConnection,
    schema: &str,
    rows: &[Pending],
    columns: &Columns,
) -> Result<(), sqlx::Error> {
    let insert = format!(
        "insert into {schema}.event_log (pos, tenant_id, tenant_seq, prev_hash, hash, event_id, aggregate_id, version,
           kind, schema_version, payload, at)
         select * from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[], $6::uuid[],
           $7::uuid[], $8::bigint[], $9::text[], $10::int[], $11::bytea[], $12::timestamptz[])"
    );
    let at: Vec<jiff_sqlx::Timestamp> = rows.iter().map(|r| r.at).collect();
    sqlx::query(AssertSqlSafe(insert))
        .bind(&columns.pos)
        .bind(rows.iter().map(|r| r.tenant_id).collect::<Vec<_>>())
        .bind(&columns.tenant_seq)
        .bind(&columns.prev_hash)
        .bind(&columns.hash)
        .bind(rows.iter().map(|r| r.event_id).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.aggregate_id).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.version).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.kind.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.schema_version).collect::<Vec<_>>())
        .bind(rows.iter().map(|r| r.payload.as_slice()).collect::<Vec<_>>())
        .bind(at)
        .execute(conn)
        .await
        .map(drop)
}
