//! What clocks show, as rows.

use super::bind;
use super::tickets::ClockRow;
use crate::words;
use kontor_ids::{ClockId, TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::Result;
use std::collections::BTreeMap;

/// The consumer of the ticket feed, whose cursor tells up to where clocks are complete.
pub(crate) const CONSUMER: &str = "escalation.ticket";

/// Saves what changed clocks show.
pub(crate) async fn save(tx: &mut TenantTx, clocks: &[(TicketId, ClockRow)]) -> Result<()> {
    let ids: Vec<Uuid> = clocks.iter().map(|(_, clock)| clock.id.uuid()).collect();
    let versions: Vec<i64> = clocks.iter().map(|(_, clock)| clock.version).collect();
    let states: Vec<Option<&str>> =
        clocks.iter().map(|(_, clock)| clock.state.map(words::state_word)).collect();
    let dues: Vec<Option<jiff_sqlx::Timestamp>> = clocks.iter().map(|(_, clock)| bind(clock.due)).collect();
    let missed: Vec<bool> = clocks.iter().map(|(_, clock)| clock.missed_rounds).collect();
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

/// What the clocks of some tickets last showed.
pub(crate) async fn of_tickets(
    tx: &mut TenantTx,
    tickets: impl Iterator<Item = TicketId>,
) -> Result<BTreeMap<TicketId, Vec<ClockRow>>> {
    let ids: Vec<Uuid> = tickets.map(TicketId::uuid).collect();
    let rows = sqlx::query_file!("queries/clock/of_tickets.sql", tx.tenant().uuid(), &ids);
    let mut found: BTreeMap<TicketId, Vec<ClockRow>> = BTreeMap::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let clock = ClockRow {
            id: ClockId::from_uuid(row.id),
            kind: words::read_kind(&row.kind)?,
            version: row.version,
            state: row.state.as_deref().map(words::read_state).transpose()?,
            due: row.due.map(jiff_sqlx::Timestamp::to_jiff),
            missed_rounds: row.missed_rounds,
        };
        found.entry(TicketId::from_uuid(row.ticket_id)).or_default().push(clock);
    }
    Ok(found)
}
