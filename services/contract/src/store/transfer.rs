//! Records as rows of a file, by the columns of their sheet.

use kontor_ids::{CustomerId, SiteId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::RecordKind;
use kontor_status::{Problem, Result};
use std::collections::HashMap;

/// A record as a row.
#[derive(Debug)]
pub(crate) struct SheetRow {
    pub id: Uuid,
    pub number: String,
    pub merged: bool,
    pub cells: Vec<String>,
}

fn no_kind() -> Problem {
    Problem::internal("no kind of record")
}

/// What is there under these numbers, locked.
pub(crate) async fn known(tx: &mut TenantTx, kind: RecordKind, numbers: &[String]) -> Result<Vec<SheetRow>> {
    let conn = tx.conn();
    Ok(match kind {
        RecordKind::Customers => {
            sqlx::query_file_as!(SheetRow, "queries/customer/known.sql", numbers).fetch_all(conn).await?
        }
        RecordKind::Contacts => {
            sqlx::query_file_as!(SheetRow, "queries/contact/known.sql", numbers).fetch_all(conn).await?
        }
        RecordKind::Sites => {
            sqlx::query_file_as!(SheetRow, "queries/site/known.sql", numbers).fetch_all(conn).await?
        }
        RecordKind::Assets => {
            sqlx::query_file_as!(SheetRow, "queries/asset/known.sql", numbers).fetch_all(conn).await?
        }
        RecordKind::Unspecified => return Err(no_kind()),
    })
}

/// Rows by number, from the one after `after` on.
pub(crate) async fn export(
    tx: &mut TenantTx,
    kind: RecordKind,
    after: &str,
    limit: i64,
) -> Result<Vec<SheetRow>> {
    let conn = tx.conn();
    Ok(match kind {
        RecordKind::Customers => {
            sqlx::query_file_as!(SheetRow, "queries/customer/export.sql", after, limit)
                .fetch_all(conn)
                .await?
        }
        RecordKind::Contacts => {
            sqlx::query_file_as!(SheetRow, "queries/contact/export.sql", after, limit).fetch_all(conn).await?
        }
        RecordKind::Sites => {
            sqlx::query_file_as!(SheetRow, "queries/site/export.sql", after, limit).fetch_all(conn).await?
        }
        RecordKind::Assets => {
            sqlx::query_file_as!(SheetRow, "queries/asset/export.sql", after, limit).fetch_all(conn).await?
        }
        RecordKind::Unspecified => return Err(no_kind()),
    })
}

/// Customers by number, with the ones that they were merged into; none is merged until the transaction ends.
pub(crate) async fn customers(
    tx: &mut TenantTx,
    numbers: &[String],
) -> Result<HashMap<String, (CustomerId, Option<Uuid>)>> {
    let rows = sqlx::query_file!("queries/transfer/customers.sql", numbers).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.number, (CustomerId::from_uuid(row.id), row.merged_into))).collect())
}

/// Sites by number, with their customers.
pub(crate) async fn sites(
    tx: &mut TenantTx,
    numbers: &[String],
) -> Result<HashMap<String, (SiteId, CustomerId)>> {
    let rows = sqlx::query_file!("queries/transfer/sites.sql", numbers).fetch_all(tx.conn()).await?;
    let site = |id, customer| (SiteId::from_uuid(id), CustomerId::from_uuid(customer));
    Ok(rows.into_iter().map(|row| (row.number, site(row.id, row.customer_id))).collect())
}

/// Numbers of assets that have one of these names at the same customer and are not among `ids`.
pub(crate) async fn names_taken(
    tx: &mut TenantTx,
    names: &[(CustomerId, String)],
    ids: &[Uuid],
) -> Result<HashMap<(CustomerId, String), String>> {
    let (customers, texts): (Vec<Uuid>, Vec<String>) =
        names.iter().map(|(customer, name)| (customer.uuid(), name.clone())).unzip();
    let rows = sqlx::query_file!("queries/transfer/asset_names.sql", &customers, &texts, ids);
    let rows = rows.fetch_all(tx.conn()).await?;
    let key = |customer, name| (CustomerId::from_uuid(customer), name);
    Ok(rows.into_iter().map(|row| (key(row.customer_id, row.display_name), row.number)).collect())
}
