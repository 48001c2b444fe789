//! Two customers became one: the one that stays has the book of both, from its open drafts to its quotas.

use super::rate_customer;
use crate::store::book::Book;
use kontor_ids::{CustomerId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::CustomerMerged;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::collections::{BTreeSet, HashMap};

/// The customers whose books are kept for customers: themselves, or those that they were merged into.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn current(
    tx: &mut TenantTx,
    customers: &BTreeSet<CustomerId>,
) -> Result<BTreeSet<CustomerId>> {
    let ids: Vec<Uuid> = customers.iter().map(|customer| customer.uuid()).collect();
    let merged = sqlx::query_file!("queries/merged_customer/into_of.sql", tx.tenant().uuid(), &ids);
    let merged = merged.fetch_all(tx.conn()).await?;
    let merged: HashMap<Uuid, Uuid> = merged.into_iter().map(|row| (row.customer_id, row.into_id)).collect();
    let kept = |id: Uuid| CustomerId::from_uuid(merged.get(&id).copied().unwrap_or(id));
    Ok(ids.into_iter().map(kept).collect())
}

/// Rates both books anew: the open drafts of the customer that ended are the other's, and its own hold nothing any more.
/// What may be given as goodwill adds up (N3). What was issued stays as it is; mandates and accounts are found through the
/// pointer.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn run(tx: &mut TenantTx, kit: &Kit, event: &CustomerMerged) -> Result<()> {
    let bad = |e: kontor_ids::IdError| Problem::internal(e);
    let lost = CustomerId::from_resource_name(&event.customer).map_err(bad)?;
    let kept = CustomerId::from_resource_name(&event.into).map_err(bad)?;
    // Both are locked before what their books hold changes.
    Book::lock_all(tx, &BTreeSet::from([lost, kept])).await?;
    sqlx::query_file!("queries/merged_customer/insert.sql", tx.tenant().uuid(), lost.uuid(), kept.uuid())
        .execute(tx.conn())
        .await?;
    sqlx::query_file!("queries/merged_customer/add_budget.sql", tx.tenant().uuid(), lost.uuid(), kept.uuid())
        .execute(tx.conn())
        .await?;
    rate_customer::empty(tx, kit, lost).await?;
    rate_customer::rate(tx, kit, kept).await
}
