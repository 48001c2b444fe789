//! What clocks show, as rows.

use super::bind;
use super::tickets::ClockRow;
use crate::words;
use kontor_ids::Uuid;
use kontor_postgres::TenantTx;
use kontor_status::Result;

/// The consumer of the ticket feed, whose cursor tells up to where clocks are complete.
pub(crate) const CONSUMER: &str = "escalation.ticket";

/// Saves what changed clocks show.
pub(crate) async fn save(tx: &mut TenantTx, clocks: &[ClockRow]) -> Result<()> {
    let ids: Vec<Uuid> = clocks.iter().map(|clock| clock.id.uuid()).collect();
    let versions: Vec<i64> = clocks.iter().map(|clock| clock.version).collect();
    let states: Vec<Option<&str>> = clocks.iter().map(|clock| clock.state.map(words::state_word)).collect();
    let dues: Vec<Option<jiff_sqlx::Timestamp>> = clocks.iter().map(|clock| bind(clock.due)).collect();
    let missed: Vec<bool> = clocks.iter().map(|clock| clock.missed_rounds).collect();
    sqlx::query_file!(
        "queries/clock/save.sql",
        tx.tenant().uuid(),
        &ids,
        &versions,
        states as _,
        dues as _,
        &missed,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
