//! Works off what changed of calendars and SLA policies, in blocks beside the sweeper (S5).

use crate::commands::recompute_clocks;
use crate::levels::Levels;
use crate::store::level_changes::{self, LevelChange};
use kontor_ids::{TenantId, TicketId};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Most tickets in one transaction: what is due of them waits as long as it takes.
const BLOCK: usize = 100;

/// Most changes that are looked at in one round.
const CHANGES: i64 = 50;

/// How long nothing is looked for once nothing is left.
const SLEEP: Duration = Duration::from_millis(500);

/// Makes the clocks of open tickets follow what changed.
pub(crate) struct Recomputer {
    kit: Kit,
    levels: Levels,
    /// What is wrong with one ticket must not hold up the others; it is tried again after a restart.
    unsound: BTreeSet<(TenantId, TicketId)>,
}

impl Recomputer {
    pub(crate) const fn new(kit: Kit, levels: Levels) -> Self {
        Self { kit, levels, unsound: BTreeSet::new() }
    }

    /// Works until it is told to stop.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(problem) = self.round(&stop).await {
                tracing::warn!(error = %problem, "a change of service levels cannot be worked off");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(SLEEP) => {}
            }
        }
    }

    async fn round(&mut self, stop: &CancellationToken) -> Result<()> {
        for change in level_changes::open(self.kit.db(), CHANGES).await? {
            let mut tickets = 0;
            while !stop.is_cancelled() {
                match self.block(&change).await? {
                    0 => break,
                    some => tickets += some,
                }
                // What is due goes first.
                tokio::task::yield_now().await;
            }
            if tickets > 0 {
                let (subject, version) = (change.subject, change.version);
                tracing::info!(tenant = %change.tenant, ?subject, version, tickets, "clocks follow a change");
            }
        }
        Ok(())
    }

    /// Works off a block; tells how many tickets are done with.
    async fn block(&mut self, change: &LevelChange) -> Result<usize> {
        let of_house = self.unsound.iter().filter(|(tenant, _)| *tenant == change.tenant);
        let but: Vec<TicketId> = of_house.map(|(_, ticket)| *ticket).collect();
        let block = recompute_clocks::next(&self.kit, change, &but, BLOCK).await?;
        match recompute_clocks::run(&self.kit, &self.levels, change, &block).await {
            Err(Problem::Internal(_)) => {}
            other => return other,
        }
        let mut done = 0;
        for alone in block.chunks(1) {
            match recompute_clocks::run(&self.kit, &self.levels, change, alone).await {
                Err(Problem::Internal(reason)) => {
                    for (ticket, _) in alone {
                        tracing::error!(%ticket, reason, "the clocks of a ticket cannot follow a change");
                        self.unsound.insert((change.tenant, *ticket));
                    }
                    done += alone.len();
                }
                other => done += other?,
            }
        }
        Ok(done)
    }
}
