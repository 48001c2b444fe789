//! How the house's documents look.

use crate::wire::style::look;
use jiff::Timestamp;
use kontor_documents::{HouseStyle, Language};
use kontor_ids::Uuid;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::DocumentStyle;
use kontor_status::{Problem, Result};
use prost::Message as _;

pub(crate) async fn current(tx: &mut TenantTx) -> Result<Option<DocumentStyle>> {
    let row = sqlx::query_file_scalar!("queries/style/current.sql", tx.tenant().uuid());
    let bytes = row.fetch_optional(tx.conn()).await?;
    bytes.map(|b| DocumentStyle::decode(b.as_slice()).map_err(Problem::internal)).transpose()
}

/// How documents in a language look now.
pub(crate) async fn of_house(tx: &mut TenantTx, language: Language) -> Result<HouseStyle> {
    let style = current(tx).await?;
    Ok(style.map_or_else(HouseStyle::default, |style| look(&style, language)))
}

pub(crate) async fn set(tx: &mut TenantTx, style: &DocumentStyle, (by, at): (Uuid, Timestamp)) -> Result<()> {
    let (tenant, bytes, at) = (tx.tenant().uuid(), style.encode_to_vec(), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/style/insert.sql", tenant, bytes, by, at as _).execute(tx.conn()).await?;
    Ok(())
}
