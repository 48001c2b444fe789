//! Quiet hours end: what they held back is told. Any number of replicas may look at once.

use crate::store::notifications;
use kontor_ids::{TenantId, Uuid};
use kontor_outbox::publish_all;
use kontor_service::Kit;
use kontor_status::Result;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Most that are told at once.
const BATCH: i64 = 500;

/// How often it looks for the end of quiet hours.
const SLEEP: Duration = Duration::from_millis(500);

/// Tells what was held back.
pub(crate) struct Waker {
    kit: Kit,
}

impl Waker {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }

    /// Looks until it is told to stop.
    pub(crate) async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let is_more = self.tell().await.unwrap_or_else(|problem| {
                tracing::warn!(error = %problem, "held notifications cannot be told");
                false
            });
            if is_more {
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(SLEEP) => {}
            }
        }
    }

    /// Tells a batch, house by house; whether there may be more.
    async fn tell(&self) -> Result<bool> {
        let held = notifications::held(self.kit.db(), self.kit.clock().now(), BATCH).await?;
        let is_more = held.len() as i64 == BATCH;
        let mut houses: BTreeMap<TenantId, Vec<Uuid>> = BTreeMap::new();
        for (tenant, id) in held {
            houses.entry(tenant).or_default().push(id);
        }
        for (tenant, ids) in houses {
            let mut tx = self.kit.db().tenant(tenant).await?;
            let told = notifications::release(&mut tx, &ids).await?;
            let events: Vec<_> = told.into_iter().map(|(id, event)| (id, 1, event)).collect();
            publish_all(&mut tx, &events).await?;
            tx.commit().await?;
        }
        Ok(is_more)
    }
}
