//! Houses.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_identity_domain::Slug;
use kontor_ids::TenantId;
use kontor_postgres::{Db, TenantTx, violated};
use kontor_status::{Problem, Result};

/// A house as stored.
pub(crate) struct TenantRow {
    pub(crate) slug: String,
    pub(crate) display_name: String,
    pub(crate) create_time: jiff_sqlx::Timestamp,
}

/// The house with a slug, looked for across all.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn find(db: &Db, slug: &Slug) -> Result<Option<TenantId>> {
    let found = sqlx::query_file_scalar!("queries/tenant/find.sql", slug.as_str());
    Ok(found.fetch_optional(db.feed()).await?.map(TenantId::from_uuid))
}

/// The transaction's house.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn get(tx: &mut TenantTx) -> Result<Option<TenantRow>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_file_as!(TenantRow, "queries/tenant/get.sql", tenant);
    Ok(row.fetch_optional(tx.conn()).await?)
}

/// Adds the transaction's house.
///
/// # Errors
/// [`Problem::Exists`] when the slug is taken.
pub(crate) async fn insert(tx: &mut TenantTx, slug: &Slug, display_name: &str, now: Timestamp) -> Result<()> {
    let tenant = tx.tenant().uuid();
    let insert = sqlx::query_file!(
        "queries/tenant/insert.sql",
        tenant,
        slug.as_str(),
        display_name,
        now.to_sqlx() as _
    );
    insert.execute(tx.conn()).await.map(drop).map_err(|error| match violated(&error) {
        Some("tenants_slug_unique") => {
            Problem::Exists { subject: format!("the house {slug}"), remedy: "choose another slug".to_owned() }
        }
        _ => error.into(),
    })
}
