//! Log entries as rows.

use kontor_ids::{TenantId, TicketId};
use kontor_postgres::Db;
use kontor_status::Result;

/// An entry as a page shows it. All is absent in the one row of an empty page.
#[derive(Debug)]
pub(crate) struct EntryRow {
    pub(crate) sequence: Option<i32>,
    pub(crate) kind: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) actor: Option<String>,
    pub(crate) event_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) record_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) from_state: Option<String>,
    pub(crate) to_state: Option<String>,
    pub(crate) public: Option<bool>,
    pub(crate) worked_minutes: Option<i32>,
    pub(crate) digest: Option<Vec<u8>>,
}

/// Entries after a sequence, at most so many; nothing where the house has no such ticket.
pub(crate) async fn list(
    db: &Db,
    tenant: TenantId,
    ticket: TicketId,
    after: i32,
    most: i64,
) -> Result<Option<Vec<EntryRow>>> {
    let (tenant, ticket) = (tenant.uuid(), ticket.uuid());
    let query = sqlx::query_file_as!(EntryRow, "queries/log/list.sql", tenant, ticket, after, most);
    let mut rows = query.fetch_all(db.single()).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    rows.retain(|row| row.sequence.is_some());
    Ok(Some(rows))
}
