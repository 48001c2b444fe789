//! The people of the house by name.

use kontor_ids::{UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Who a person is, from now on.
pub(crate) async fn save(tx: &mut TenantTx, id: UserId, name: &str) -> Result<()> {
    sqlx::query_file!("queries/person/save.sql", tx.tenant().uuid(), id.uuid(), name)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The names of these people; those that nobody told of are missing.
pub(crate) async fn names(tx: &mut TenantTx, ids: &BTreeSet<UserId>) -> Result<BTreeMap<UserId, String>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_file!("queries/person/names.sql", tx.tenant().uuid(), &ids);
    let rows = rows.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (UserId::from_uuid(row.id), row.display_name)).collect())
}
