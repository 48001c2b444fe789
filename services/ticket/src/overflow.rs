//! Hands tickets to other houses by the hour, and gets back what is beyond its time (N10).

use crate::commands::hand_over_ticket::{self, Order};
use crate::commands::take_back_ticket::{self, itself};
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{HandoverId, TenantId, TicketId};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often is looked; two readings of indexes that hold only what waits.
const EVERY: Duration = Duration::from_secs(1);
/// Most of each that is done between two looks.
const BATCH: i64 = 200;

/// Looks until it is told to stop. Any number of replicas may run it: what one has done the others do not find, or find
/// done.
pub(crate) async fn run(kit: Kit, stop: CancellationToken) {
    loop {
        if let Err(problem) = look(&kit).await {
            tracing::warn!(error = %problem, "nothing goes to or comes from other houses for now");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn look(kit: &Kit) -> Result<()> {
    let now = kit.clock().now().to_sqlx();
    let over = sqlx::query_file!("queries/verbund/find_lapsed.sql", now as _, BATCH)
        .fetch_all(kit.db().feed())
        .await?;
    for row in over {
        let (tenant, id) = (TenantId::from_uuid(row.tenant_id), HandoverId::from_uuid(row.id));
        if let Err(problem) = bring_back(kit, tenant, id).await {
            tracing::warn!(handover = %id, error = %problem, "a handed ticket does not come back for now");
        }
    }
    let came = sqlx::query_file!("queries/verbund/find_intake.sql", BATCH).fetch_all(kit.db().feed()).await?;
    for row in came {
        let (tenant, id) = (TenantId::from_uuid(row.tenant_id), TicketId::from_uuid(row.ticket_id));
        if let Err(problem) = take_in(kit, tenant, id).await {
            tracing::warn!(ticket = %id, error = %problem, "a ticket is not looked at for now");
        }
    }
    Ok(())
}

async fn bring_back(kit: &Kit, tenant: TenantId, id: HandoverId) -> Result<()> {
    let mut tx = kit.db().tenant(tenant).await?;
    take_back_ticket::lapse(&mut tx, id, itself(kit)).await?;
    Ok(tx.commit().await?)
}

/// Looks at a ticket that came in, once: hands it over where an agreement does so at the hour it came in.
async fn take_in(kit: &Kit, tenant: TenantId, ticket: TicketId) -> Result<()> {
    let mut tx = kit.db().tenant(tenant).await?;
    let query = sqlx::query_file_scalar!("queries/verbund/take_intake.sql", tenant.uuid(), ticket.uuid());
    let Some(came) = query.fetch_optional(tx.conn()).await? else { return Ok(()) };
    let order = Order {
        id: HandoverId::new(kit.ids()),
        ticket,
        agreement: None,
        automatic: true,
        at: came.to_jiff(),
        stamp: itself(kit),
        person: "",
        note: "",
    };
    match hand_over_ticket::place(&mut tx, &order).await {
        // No agreement applies at that hour, or the ticket is done already: it stays in the house.
        Ok(_) | Err(Problem::Refused { .. }) => Ok(tx.commit().await?),
        Err(problem) => Err(problem),
    }
}
