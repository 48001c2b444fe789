//! Levels as rows. What they name never changes.

use crate::levels::{Level, LevelKey};
use kontor_escalation_domain::CalendarRef;
use kontor_ids::Uuid;
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::ServiceLevel;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// A level that was stored.
pub(crate) async fn get(tx: &mut TenantTx, key: LevelKey) -> Result<ServiceLevel> {
    let bytes = sqlx::query_file_scalar!(
        "queries/level/get.sql",
        tx.tenant().uuid(),
        key.sla_policy.uuid(),
        key.calendar.id.uuid(),
        key.calendar.version,
        key.sla_policy_version
    );
    decode(&bytes.fetch_one(tx.conn()).await?)
}

/// Any level that was stored with a version of a calendar.
pub(crate) async fn of_calendar(tx: &mut TenantTx, calendar: CalendarRef) -> Result<ServiceLevel> {
    let (tenant, id) = (tx.tenant().uuid(), calendar.id.uuid());
    let bytes = sqlx::query_file_scalar!("queries/level/of_calendar.sql", tenant, id, calendar.version);
    decode(&bytes.fetch_one(tx.conn()).await?)
}

/// Stores levels that may be there already.
pub(crate) async fn save<'a>(tx: &mut TenantTx, levels: impl Iterator<Item = &'a Level>) -> Result<()> {
    let mut levels: Vec<&Level> = levels.collect();
    levels.sort_by_key(|level| level.key);
    levels.dedup_by_key(|level| level.key);
    if levels.is_empty() {
        return Ok(());
    }
    let policies: Vec<Uuid> = levels.iter().map(|level| level.key.sla_policy.uuid()).collect();
    let calendars: Vec<Uuid> = levels.iter().map(|level| level.key.calendar.id.uuid()).collect();
    let versions: Vec<i32> = levels.iter().map(|level| level.key.calendar.version).collect();
    let of_policies: Vec<i32> = levels.iter().map(|level| level.key.sla_policy_version).collect();
    let bytes: Vec<Vec<u8>> = levels.iter().map(|level| level.wire.encode_to_vec()).collect();
    let tenant = tx.tenant().uuid();
    sqlx::query_file!(
        "queries/level/save.sql",
        tenant,
        &policies,
        &calendars,
        &versions,
        &of_policies,
        &bytes
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn decode(bytes: &[u8]) -> Result<ServiceLevel> {
    ServiceLevel::decode(bytes).map_err(Problem::internal)
}
