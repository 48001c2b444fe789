//! What capture holds of quotas (R8).

use super::book::{ByBook, by_book};
use crate::wire::entry::{entry, zone_of_days};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx as _;
use kontor_billing_domain::{Entry, Standing};
use kontor_ids::{CustomerId, IdSource, TenantId, TimeEntryId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_proto::contract::v1::ResolveTermsResponse;
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// How a hold ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The entry's event came.
    Posted,
    /// Capture let it go.
    Voided,
    /// Capture holds for the entry anew.
    Replaced,
}

/// A hold as an entry that draws but does not stand.
pub(crate) fn held(saved: &TimeEntrySaved, cut: &ResolveTermsResponse) -> Result<Entry> {
    Ok(Entry { standing: Standing::Held, ..entry(saved, cut)? })
}

/// What is held of customers' quotas, with the zone that its days are counted in.
pub(crate) async fn of_books(tx: &mut TenantTx, customers: &[Uuid]) -> Result<ByBook<(Entry, TimeZone)>> {
    let rows = sqlx::query_file!("queries/hold/of_books.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    by_book(rows.into_iter().map(|row| {
        let saved = TimeEntrySaved::decode(row.saved.as_slice()).map_err(Problem::internal)?;
        let cut = ResolveTermsResponse::decode(row.spans.as_slice()).map_err(Problem::internal)?;
        Ok((row.book, (held(&saved, &cut)?, zone_of_days(&cut))))
    }))
}

/// The customer whose quotas an entry holds.
pub(crate) async fn customer(tx: &mut TenantTx, entry: TimeEntryId) -> Result<Option<CustomerId>> {
    let row = sqlx::query_file_scalar!("queries/hold/customer.sql", tx.tenant().uuid(), entry.uuid());
    Ok(row.fetch_optional(tx.conn()).await?.map(CustomerId::from_uuid))
}

/// Keeps a hold.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    entry: &Entry,
    (saved, cut): (&TimeEntrySaved, &ResolveTermsResponse),
    (ids, now, until): (&dyn IdSource, Timestamp, Timestamp),
) -> Result<()> {
    let insert = sqlx::query_file!(
        "queries/hold/insert.sql",
        tx.tenant().uuid(),
        ids.uuid(),
        entry.id.uuid(),
        saved.version,
        entry.customer.uuid(),
        saved.encode_to_vec(),
        cut.encode_to_vec(),
        now.to_sqlx() as _,
        until.to_sqlx() as _,
    );
    insert.execute(tx.conn()).await?;
    Ok(())
}

/// Ends the hold of an entry that was taken for this version or an earlier one. Gives whose quotas it held.
pub(crate) async fn end(
    tx: &mut TenantTx,
    (entry, version): (TimeEntryId, i32),
    end: End,
    now: Timestamp,
) -> Result<Option<CustomerId>> {
    let word = match end {
        End::Posted => "posted",
        End::Voided => "voided",
        End::Replaced => "replaced",
    };
    let (tenant, now) = (tx.tenant().uuid(), now.to_sqlx());
    let row = sqlx::query_file_scalar!("queries/hold/end.sql", tenant, entry.uuid(), word, now as _, version);
    Ok(row.fetch_optional(tx.conn()).await?.map(CustomerId::from_uuid))
}

/// Ends a hold whose time is over; says whether it did.
pub(crate) async fn expire(tx: &mut TenantTx, entry: Uuid, now: Timestamp) -> Result<bool> {
    let (tenant, now) = (tx.tenant().uuid(), now.to_sqlx());
    let row = sqlx::query_file_scalar!("queries/hold/expire.sql", tenant, entry, now as _);
    Ok(row.fetch_optional(tx.conn()).await?.is_some())
}

/// A hold of any house whose time is over.
pub(crate) struct Due {
    pub(crate) tenant: TenantId,
    pub(crate) entry: Uuid,
    pub(crate) customer: CustomerId,
}

/// The holds whose time is over, of all houses.
pub(crate) async fn due(db: &Db, now: Timestamp, most: i64) -> Result<Vec<Due>> {
    let rows =
        sqlx::query_file!("queries/hold/due.sql", now.to_sqlx() as _, most).fetch_all(db.feed()).await?;
    let due = rows.into_iter().map(|row| Due {
        tenant: TenantId::from_uuid(row.tenant_id),
        entry: row.entry_id,
        customer: CustomerId::from_uuid(row.customer_id),
    });
    Ok(due.collect())
}
