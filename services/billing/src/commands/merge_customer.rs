//! Two customers became one: the one that stays has the book of both, from its open drafts to its quotas.

use super::rate_customer;
use crate::store::book::Book;
use kontor_ids::CustomerId;
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::CustomerMerged;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// The customer whose book is kept for a customer: itself, or the one that it was merged into.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn current(tx: &mut TenantTx, customer: CustomerId) -> Result<CustomerId> {
    let into =
        sqlx::query_file_scalar!("queries/merged_customer/into.sql", tx.tenant().uuid(), customer.uuid());
    Ok(into.fetch_optional(tx.conn()).await?.map_or(customer, CustomerId::from_uuid))
}

/// Rates both books anew: the open drafts of the customer that ended are the other's, and its own hold nothing any more.
/// What was issued stays as it is.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn run(tx: &mut TenantTx, kit: &Kit, event: &CustomerMerged) -> Result<()> {
    let bad = |e: kontor_ids::IdError| Problem::internal(e);
    let lost = CustomerId::from_resource_name(&event.customer).map_err(bad)?;
    let kept = CustomerId::from_resource_name(&event.into).map_err(bad)?;
    // Both are locked in one order before what their books hold changes.
    Book::lock(tx, lost.min(kept)).await?;
    Book::lock(tx, lost.max(kept)).await?;
    sqlx::query_file!("queries/merged_customer/insert.sql", tx.tenant().uuid(), lost.uuid(), kept.uuid())
        .execute(tx.conn())
        .await?;
    rate_customer::empty(tx, kit, lost).await?;
    rate_customer::rate(tx, kit, kept).await
}
