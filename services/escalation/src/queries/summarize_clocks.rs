//! Met, breached and open clocks of a house.

use crate::store::clocks::CONSUMER;
use crate::words;
use kontor_access::Caller;
use kontor_proto::escalation::v1::{ClockSummary, SummarizeClocksResponse};
use kontor_service::Kit;
use kontor_status::Result;

/// Counts by priority and kind, and up to where tickets were heard.
pub(crate) async fn run(kit: &Kit, caller: &Caller) -> Result<SummarizeClocksResponse> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    // Read before the counts: they are complete up to there, or further.
    let applied_pos = sqlx::query_file_scalar!("queries/clock/applied_pos.sql", CONSUMER);
    let applied_pos = applied_pos.fetch_optional(tx.conn()).await?.unwrap_or(0);
    let counted = sqlx::query_file!("queries/clock/summarize.sql", tx.tenant().uuid());
    let mut rows = Vec::new();
    for row in counted.fetch_all(tx.conn()).await? {
        rows.push(ClockSummary {
            priority: words::read_priority(&row.priority)?.into(),
            kind: words::wire_kind(words::read_kind(&row.kind)?).into(),
            met: row.met,
            breached: row.breached,
            open: row.open,
        });
    }
    rows.sort_by_key(|row| (row.priority, row.kind));
    Ok(SummarizeClocksResponse { rows, applied_pos })
}
