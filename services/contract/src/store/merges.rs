//! Records that become pointers to others.

use kontor_ids::{AssetId, ContactId, ContractId, CustomerId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::Result;

/// What of two customers cannot lie side by side, and what would change hands.
pub(crate) struct Clashes {
    /// Names that an asset of each has, at most 20.
    pub same_assets: Vec<String>,
    /// Whether price lists of their own hold on the same day.
    pub price_lists_overlap: bool,
    /// The loser's contracts.
    pub contracts: Vec<Uuid>,
}

impl Clashes {
    /// The names of the contracts that would change hands.
    pub(crate) fn contracts(&self) -> Vec<String> {
        self.contracts.iter().map(|id| ContractId::from_uuid(*id).resource_name()).collect()
    }
}

/// What speaks against merging two customers that are locked.
pub(crate) async fn clashes(tx: &mut TenantTx, loser: CustomerId, winner: CustomerId) -> Result<Clashes> {
    let row =
        sqlx::query_file_as!(Clashes, "queries/merge/customer_clashes.sql", loser.uuid(), winner.uuid());
    Ok(row.fetch_one(tx.conn()).await?)
}

/// Makes a customer a pointer; all that is its becomes the winner's.
pub(crate) async fn customer(tx: &mut TenantTx, loser: CustomerId, winner: CustomerId) -> Result<()> {
    sqlx::query_file!("queries/merge/customer.sql", loser.uuid(), winner.uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// Makes a contact of a customer a pointer.
pub(crate) async fn contact(
    tx: &mut TenantTx,
    loser: ContactId,
    winner: ContactId,
    customer: CustomerId,
) -> Result<()> {
    let merged = sqlx::query_file!("queries/merge/contact.sql", loser.uuid(), winner.uuid(), customer.uuid());
    merged.execute(tx.conn()).await?;
    Ok(())
}

/// Makes an asset of a customer a pointer.
pub(crate) async fn asset(
    tx: &mut TenantTx,
    loser: AssetId,
    winner: AssetId,
    customer: CustomerId,
) -> Result<()> {
    let merged = sqlx::query_file!("queries/merge/asset.sql", loser.uuid(), winner.uuid(), customer.uuid());
    merged.execute(tx.conn()).await?;
    Ok(())
}
