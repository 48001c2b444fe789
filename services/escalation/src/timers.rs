//! The sweeper: wakes up for what falls due (E2, E3). Any number of replicas may sweep at once.

use crate::commands::fire_due;
use crate::levels::Levels;
use crate::store::timers::{self, Armed};
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{TenantId, TicketId};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Most timers that are read at once.
const BATCH: i64 = 200;

/// Most tickets that are fired in one transaction.
const TOGETHER: usize = 50;

/// What fell due so long ago or less goes before what an outage left behind.
const FRESH: SignedDuration = SignedDuration::from_secs(2);

/// Longest sleep: what is armed meanwhile fires within it.
const SLEEP: Duration = Duration::from_millis(500);

/// So long a timer waits that cannot be fired.
const POSTPONE: SignedDuration = SignedDuration::from_mins(1);

/// Fires what is due, in due order.
pub(crate) struct Sweeper {
    kit: Kit,
    levels: Levels,
}

impl Sweeper {
    pub(crate) const fn new(kit: Kit, levels: Levels) -> Self {
        Self { kit, levels }
    }

    /// Sweeps until it is told to stop.
    pub(crate) async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let pause = self.sweep(&stop).await.unwrap_or_else(|problem| {
                tracing::warn!(error = %problem, "due timers cannot be read");
                SLEEP
            });
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Fires a batch; tells how long nothing more is due.
    async fn sweep(&self, stop: &CancellationToken) -> Result<Duration> {
        let now = self.kit.clock().now();
        let first = timers::first(self.kit.db(), BATCH).await?;
        let Some(next) = first.first() else { return Ok(SLEEP) };
        if next.fire_after > now {
            let wait = Duration::try_from(next.fire_after.duration_since(now)).unwrap_or_default();
            return Ok(wait.min(SLEEP));
        }
        // A whole batch of what is due: an outage's backlog may lie behind it. What falls due now goes first.
        if first.last().is_some_and(|last| last.fire_after <= now) && first.len() as i64 == BATCH {
            let since = now.checked_sub(FRESH).unwrap_or(now);
            let fresh = timers::fresh(self.kit.db(), (since, now), BATCH).await?;
            self.fire(&fresh, (now, now), stop).await?;
        }
        // Of the tickets of a whole batch no more than its part is fired: what is due later has its turn after it.
        let last = first.last().filter(|_| first.len() as i64 == BATCH);
        let until = last.map_or(now, |last| last.fire_after.min(now));
        self.fire(&first, (now, until), stop).await?;
        Ok(Duration::ZERO)
    }

    /// Fires what may fire until an instant of some timers' tickets, house by house.
    async fn fire(
        &self,
        timers: &[Armed],
        (now, until): (Timestamp, Timestamp),
        stop: &CancellationToken,
    ) -> Result<()> {
        let mut houses: Vec<(TenantId, Vec<TicketId>)> = Vec::new();
        for timer in timers.iter().filter(|timer| timer.fire_after <= now) {
            match houses.iter_mut().find(|(tenant, _)| *tenant == timer.tenant) {
                Some((_, tickets)) if tickets.contains(&timer.ticket) => {}
                Some((_, tickets)) => tickets.push(timer.ticket),
                None => houses.push((timer.tenant, vec![timer.ticket])),
            }
        }
        for (tenant, tickets) in houses {
            for batch in tickets.chunks(TOGETHER) {
                if stop.is_cancelled() {
                    return Ok(());
                }
                self.fire_batch(tenant, batch, until).await?;
            }
        }
        Ok(())
    }

    /// What is wrong with one ticket must not hold up the others; what cannot be reached is tried again.
    async fn fire_batch(&self, tenant: TenantId, batch: &[TicketId], until: Timestamp) -> Result<()> {
        match fire_due::run((&self.kit, &self.levels), tenant, batch, until).await {
            Err(Problem::Internal(_)) if batch.len() > 1 => {}
            Err(Problem::Internal(text)) => return self.put_off(tenant, batch, &text).await,
            other => return other,
        }
        for alone in batch.chunks(1) {
            match fire_due::run((&self.kit, &self.levels), tenant, alone, until).await {
                Err(Problem::Internal(text)) => self.put_off(tenant, alone, &text).await?,
                other => other?,
            }
        }
        Ok(())
    }

    async fn put_off(&self, tenant: TenantId, batch: &[TicketId], reason: &str) -> Result<()> {
        let now = self.kit.clock().now();
        let mut tx = self.kit.db().tenant(tenant).await?;
        for ticket in batch {
            tracing::error!(ticket = %ticket, tenant = %tenant, reason, "a ticket's timers cannot be fired");
            timers::postpone(&mut tx, *ticket, (now, now.checked_add(POSTPONE).unwrap_or(now))).await?;
        }
        Ok(tx.commit().await?)
    }
}
