//! Who sells.

use jiff::Timestamp;
use kontor_ids::Uuid;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::SellerProfile;
use kontor_status::{Problem, Result};
use prost::Message as _;

pub(crate) async fn current(tx: &mut TenantTx) -> Result<Option<SellerProfile>> {
    let row = sqlx::query_file_scalar!("queries/seller/current.sql", tx.tenant().uuid());
    let bytes = row.fetch_optional(tx.conn()).await?;
    bytes.map(|b| SellerProfile::decode(b.as_slice()).map_err(Problem::internal)).transpose()
}

pub(crate) async fn set(tx: &mut TenantTx, profile: &SellerProfile, by: Uuid, now: Timestamp) -> Result<()> {
    let now = jiff_sqlx::Timestamp::from(now);
    sqlx::query_file!("queries/seller/insert.sql", tx.tenant().uuid(), profile.encode_to_vec(), by, now as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}
