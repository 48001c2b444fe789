//! Templates that contracts are made from.

use crate::wire::values::{etag, print_instant};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{ContractTemplateId, Uuid};
use kontor_postgres::{TenantTx, violated};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// One version of a template.
#[derive(Debug)]
pub(crate) struct TemplateRow {
    pub id: Uuid,
    pub display_name: String,
    pub version: i32,
    pub terms: Vec<u8>,
    pub create_time: jiff_sqlx::Timestamp,
    pub newest: i32,
}

impl TemplateRow {
    /// Its terms.
    pub(crate) fn terms(&self) -> Result<wire::Terms> {
        wire::Terms::decode(self.terms.as_slice()).map_err(Problem::internal)
    }

    /// As it is shown.
    pub(crate) fn print(&self) -> Result<wire::ContractTemplate> {
        Ok(wire::ContractTemplate {
            name: ContractTemplateId::from_uuid(self.id).resource_name(),
            display_name: self.display_name.clone(),
            terms: Some(self.terms()?),
            version: self.version,
            etag: etag(self.newest.into()),
            create_time: Some(print_instant(self.create_time.to_jiff())),
        })
    }
}

/// Adds a template with its first version.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: ContractTemplateId,
    (display_name, terms): (&str, &wire::Terms),
    now: Timestamp,
) -> Result<()> {
    let (tenant, bytes) = (tx.tenant().uuid(), terms.encode_to_vec());
    sqlx::query_file!(
        "queries/template/insert.sql",
        tenant,
        id.uuid(),
        display_name,
        bytes,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds a version to a template. Of two at once one fails, and its caller repeats it.
pub(crate) async fn insert_version(
    tx: &mut TenantTx,
    id: ContractTemplateId,
    (version, terms): (i32, &wire::Terms),
    now: Timestamp,
) -> Result<()> {
    let (tenant, bytes) = (tx.tenant().uuid(), terms.encode_to_vec());
    let now = now.to_sqlx();
    let added =
        sqlx::query_file!("queries/template/insert_version.sql", tenant, id.uuid(), version, bytes, now as _);
    added.execute(tx.conn()).await.map(drop).map_err(|error| {
        match violated(&error) == Some("contract_template_versions_pk") {
            true => Problem::etag_mismatch(),
            false => error.into(),
        }
    })
}

/// A version of a template; the newest for 0.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get(tx: &mut TenantTx, id: ContractTemplateId, version: i32) -> Result<TemplateRow> {
    let row = sqlx::query_file_as!(TemplateRow, "queries/template/get.sql", id.uuid(), version);
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// Templates behind the one given, the oldest first.
pub(crate) async fn list(tx: &mut TenantTx, after: Uuid, limit: i64) -> Result<Vec<TemplateRow>> {
    let rows = sqlx::query_file_as!(TemplateRow, "queries/template/list.sql", after, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}
