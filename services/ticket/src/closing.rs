//! Resolved tickets close by themselves (K1): after the days that the house decided, so that a reply can reopen them.

use crate::store::ticket as store;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{TenantId, TicketId};
use kontor_service::Kit;
use kontor_status::Result;
use kontor_ticket_domain::{Actor, Stamp, State};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(5);
/// Most tickets closed between two looks.
const BATCH: i64 = 200;

/// Closes what is due until it is told to stop. Any number of replicas may run it: each ticket is locked and looked at
/// again before it is closed.
pub(crate) async fn run(kit: Kit, stop: CancellationToken) {
    loop {
        if let Err(problem) = close_due(&kit, kit.clock().now()).await {
            tracing::warn!(error = %problem, "resolved tickets stay open for now");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn close_due(kit: &Kit, now: Timestamp) -> Result<()> {
    let rows = sqlx::query_file!("queries/ticket/find_resolved.sql", now.to_sqlx() as _, BATCH)
        .fetch_all(kit.db().feed())
        .await?;
    for row in rows {
        let ticket = TicketId::from_uuid(row.id);
        if let Err(problem) = close(kit, TenantId::from_uuid(row.tenant_id), ticket, now).await {
            tracing::warn!(%ticket, error = %problem, "a resolved ticket stays open for now");
        }
    }
    Ok(())
}

async fn close(kit: &Kit, tenant: TenantId, id: TicketId, now: Timestamp) -> Result<()> {
    let mut tx = kit.db().tenant(tenant).await?;
    let mut row = store::load_for_update(&mut tx, id).await?;
    let ticket = row.ticket()?;
    // It may have been reopened, and even resolved again, since it was found.
    let still = row.close_time.is_some_and(|at| at.to_jiff() <= now);
    if ticket.state != State::Resolved || !still {
        return Ok(());
    }
    let stamp = Stamp { actor: Actor::Service(kit.name().to_owned()), now };
    // A resolved ticket may always be closed: the table of moves says so (K1).
    let Ok((ticket, change)) = ticket.close(&stamp) else { return Ok(()) };
    store::save(&mut tx, &mut row, &ticket, &change).await?;
    tx.commit().await?;
    Ok(())
}
