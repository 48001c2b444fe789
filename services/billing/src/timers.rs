//! What billing wakes up for: holds whose time is over (R8), and days on which the calendar changes something about a
//! customer though nobody works: lots begin and expire, fees fall due (R5, R9).

use crate::commands::rate_customer;
use crate::store::book::{Book, today};
use crate::store::{due, holds};
use kontor_ids::{CustomerId, TenantId};
use kontor_service::Kit;
use kontor_status::Result;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often is looked; what falls due is done within it.
const EVERY: Duration = Duration::from_secs(2);
/// Most of each kind that is done between two looks.
const BATCH: i64 = 200;

/// Does what is due until it is told to stop. Any number of replicas may run it: each customer is locked and looked at
/// again, and rating anew what was rated asks for nothing.
pub(crate) async fn run(kit: Kit, stop: CancellationToken) {
    loop {
        let more = match look(&kit, &stop).await {
            Ok(more) => more,
            Err(problem) => {
                tracing::warn!(error = %problem, "what is due cannot be read");
                false
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(if more { Duration::ZERO } else { EVERY }) => {}
        }
    }
}

/// Does a batch; tells whether there may be more.
async fn look(kit: &Kit, stop: &CancellationToken) -> Result<bool> {
    let holds = holds::due(kit.db(), kit.clock().now(), BATCH).await?;
    let mut done = 0;
    for hold in &holds {
        if stop.is_cancelled() {
            return Ok(false);
        }
        match expire(kit, hold).await {
            Ok(()) => done += 1,
            Err(problem) => tracing::warn!(entry = %hold.entry, error = %problem, "a hold stays for now"),
        }
    }
    let customers = due::customers(kit.db(), today(kit), BATCH).await?;
    for (tenant, customer) in &customers {
        if stop.is_cancelled() {
            return Ok(false);
        }
        match renew(kit, *tenant, *customer).await {
            Ok(()) => done += 1,
            Err(problem) => tracing::warn!(%customer, error = %problem, "a customer stays as it was for now"),
        }
    }
    // Where all of a batch failed the next look would fail as well: it waits.
    Ok(done > 0)
}

async fn expire(kit: &Kit, hold: &holds::Due) -> Result<()> {
    let mut tx = kit.db().tenant(hold.tenant).await?;
    Book::lock(&mut tx, hold.customer).await?;
    // It may have been posted or voided since it was found.
    if holds::expire(&mut tx, hold.entry, kit.clock().now()).await? {
        rate_customer::rate(&mut tx, kit, hold.customer).await?;
    }
    Ok(tx.commit().await?)
}

/// Rates a customer as of today: expiry and new lots are posted, drafts show what fell due.
async fn renew(kit: &Kit, tenant: TenantId, customer: CustomerId) -> Result<()> {
    let mut tx = kit.db().tenant(tenant).await?;
    rate_customer::rate(&mut tx, kit, customer).await?;
    Ok(tx.commit().await?)
}
