//! The sweeper: wakes up for what falls due (E2, E3). Any number of replicas may sweep at once.

use crate::commands::fire_timer;
use crate::levels::Levels;
use crate::store::timers::{self, Armed};
use jiff::SignedDuration;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Most timers that are read at once.
const BATCH: i64 = 100;

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
        let first = timers::first(self.kit.db(), BATCH).await?;
        if first.is_empty() {
            return Ok(SLEEP);
        }
        for timer in first {
            let now = self.kit.clock().now();
            if timer.fire_after > now {
                let wait = Duration::try_from(timer.fire_after.duration_since(now)).unwrap_or_default();
                return Ok(wait.min(SLEEP));
            }
            if stop.is_cancelled() {
                return Ok(Duration::ZERO);
            }
            let next = match fire_timer::run(&self.kit, &self.levels, &timer).await {
                Ok(next) => next,
                Err(problem) => {
                    self.fail(&timer, problem).await?;
                    continue;
                }
            };
            // What it armed may be due before the rest of the batch: read again, to keep the order.
            if next.is_some_and(|next| next <= now) {
                return Ok(Duration::ZERO);
            }
        }
        Ok(Duration::ZERO)
    }

    /// What is wrong with one timer must not hold up the others; what cannot be reached is tried again.
    async fn fail(&self, timer: &Armed, problem: Problem) -> Result<()> {
        let text = match problem {
            Problem::Internal(text) => text,
            other => return Err(other),
        };
        tracing::error!(timer = %timer.id, tenant = %timer.tenant, reason = text, "a timer cannot be fired");
        let now = self.kit.clock().now();
        let mut tx = self.kit.db().tenant(timer.tenant).await?;
        timers::postpone(&mut tx, timer, now.checked_add(POSTPONE).unwrap_or(now)).await?;
        Ok(tx.commit().await?)
    }
}
