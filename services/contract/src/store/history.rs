//! Who changed what when.

use jiff::Timestamp;
use kontor_access::Caller;
use kontor_ids::Uuid;
use kontor_postgres::TenantTx;
use kontor_status::Result;
use serde_json::Value;
use std::collections::BTreeMap;

/// How records come to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Added.
    Create,
    /// Changed.
    Update,
    /// Added or changed by an import.
    Import,
    /// Merged.
    Merge,
}

impl Cause {
    /// Its word, as stored.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Import => "import",
            Self::Merge => "merge",
        }
    }
}

/// Says who changes records in this transaction, before they change: the history takes it from here.
pub(crate) async fn attribute(
    tx: &mut TenantTx,
    caller: &Caller,
    now: Timestamp,
    cause: Cause,
) -> Result<()> {
    sqlx::query_file!(
        "queries/history/attribute.sql",
        caller.principal().resource_name(),
        caller.display_name(),
        now.to_string(),
        cause.as_str()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}

/// Columns with their values before and after.
pub(crate) type Changes = BTreeMap<String, (Value, Value)>;

/// One version of a record.
#[derive(Debug)]
pub(crate) struct HistoryRow {
    pub version: i64,
    pub cause: String,
    pub actor: String,
    pub actor_name: String,
    pub at: jiff_sqlx::Timestamp,
    pub changes: sqlx::types::Json<Changes>,
}

/// Versions of a record before `before`, the newest first.
pub(crate) async fn list(
    tx: &mut TenantTx,
    record: Uuid,
    before: i64,
    limit: i64,
) -> Result<Vec<HistoryRow>> {
    let rows = sqlx::query_file_as!(HistoryRow, "queries/history/list.sql", record, before, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}
