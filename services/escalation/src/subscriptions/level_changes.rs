//! Calendars and SLA policies that changed, as the contract service tells (S5).

use super::payload;
use crate::store::level_changes::{self, LevelChange, Subject};
use crate::words;
use kontor_ids::{CalendarId, SlaPolicyId};
use kontor_outbox::{Event, Subscriber};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::{CalendarChanged, PolicyChanged};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Hears what open tickets have to follow. They are worked off in blocks afterwards, never here.
pub(crate) struct LevelChanges(Kit);

impl LevelChanges {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self(kit)
    }
}

impl Subscriber for LevelChanges {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "escalation.levels"
    }

    fn source(&self) -> &'static str {
        "contract"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        let (subject, version) = if let Some(changed) = payload::<CalendarChanged>(event)? {
            let id = CalendarId::from_resource_name(&changed.calendar).map_err(Problem::internal)?;
            (Subject::Calendar(id), changed.version)
        } else if let Some(changed) = payload::<PolicyChanged>(event)? {
            let id = SlaPolicyId::from_resource_name(&changed.sla_policy).map_err(Problem::internal)?;
            (Subject::Policy(id), changed.version)
        } else {
            return Ok(());
        };
        // Nothing is older than the first version.
        if version < 2 {
            return Ok(());
        }
        let change = LevelChange {
            tenant: tx.tenant(),
            subject,
            id: self.0.ids().uuid(),
            version,
            // The database's clock may be ahead of ours.
            change_time: words::read_time(event.record_time)?.min(self.0.clock().now()),
        };
        level_changes::hear(tx, &change).await
    }
}
