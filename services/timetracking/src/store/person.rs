//! One after the other, person by person.

use kontor_ids::UserId;
use kontor_postgres::TenantTx;
use kontor_status::Result;

/// Waits until nobody else changes the timer or the times of this person; holds until the transaction ends.
///
/// # Errors
/// [`kontor_status::Problem::Conflict`] when it takes too long.
pub(crate) async fn lock(tx: &mut TenantTx, person: UserId) -> Result<()> {
    let key = format!("timetracking.person {} {person}", tx.tenant());
    sqlx::query_file!("queries/person/lock.sql", key).execute(tx.conn()).await?;
    Ok(())
}
