//! What is promised: targets by priority and the compiled calendar that measures them; and the policies that guard it.

use crate::store::policies;
use crate::store::tickets::Measures;
use kontor_calendar::{Calendar, ServiceTime};
use kontor_escalation_domain::{CalendarRef, Policy, Targets};
use kontor_ids::{CalendarId, EscalationPolicyId, SlaPolicyId, TenantId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::contract::v1::{GetServiceLevelRequest, ServiceLevel};
use kontor_proto::escalation::v1::EscalationPolicy;
use kontor_proto::types::v1::Priority;
use kontor_service::Peer;
use kontor_status::{Problem, Result};
use moka::sync::Cache;
use prost::Message as _;
use std::sync::Arc;

/// Most levels and calendars that are remembered; those used least are forgotten.
const MOST: u64 = 2_000;

/// Names a level. What it names never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct LevelKey {
    pub(crate) sla_policy: SlaPolicyId,
    pub(crate) calendar: CalendarRef,
}

/// What is promised.
#[derive(Debug)]
pub(crate) struct Level {
    pub(crate) key: LevelKey,
    pub(crate) wire: ServiceLevel,
    time: Arc<ServiceTime>,
}

impl Level {
    /// What is promised for a priority.
    pub(crate) fn targets(&self, priority: Priority) -> Targets {
        let row = self.wire.targets.iter().find(|row| row.priority() == priority);
        let seconds = |duration: Option<prost_types::Duration>| duration.map(|duration| duration.seconds);
        Targets {
            response: row.and_then(|row| seconds(row.response)),
            update: row.and_then(|row| seconds(row.update)),
            resolution: row.and_then(|row| seconds(row.resolution)),
            calendar: self.key.calendar,
            pause_for_vendor: self.wire.pause_on_vendor,
        }
    }

    /// The calendar that measures it.
    pub(crate) fn calendars(&self) -> Measures {
        Measures::from([(self.key.calendar, self.time.clone())])
    }

    /// The compiled calendar.
    pub(crate) fn time(&self) -> &ServiceTime {
        &self.time
    }
}

/// A policy that guards clocks, with the hours in which people are left in peace.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) wire: EscalationPolicy,
    pub(crate) policy: Policy,
    pub(crate) quiet: Option<Arc<ServiceTime>>,
}

impl Guard {
    /// A policy as the rules want it; none where it is not sound.
    pub(crate) fn new(wire: EscalationPolicy) -> Option<Self> {
        let policy = policies::read(&wire)?;
        let quiet = match wire.quiet_hours.as_str() {
            "" => None,
            text => Some(Arc::new(Calendar::parse(text).ok()?.compile())),
        };
        Some(Self { wire, policy, quiet })
    }
}

/// Finds levels, and remembers them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Levels {
    contract: Peer,
    known: Cache<(TenantId, LevelKey), Arc<Level>>,
    /// By their definition: many houses keep the same hours. Each takes about 250 KiB.
    compiled: Cache<String, Arc<ServiceTime>>,
    guards: Cache<(TenantId, EscalationPolicyId), Arc<Guard>>,
}

impl Levels {
    pub(crate) fn new(contract: Peer) -> Self {
        Self { contract, known: Cache::new(MOST), compiled: Cache::new(MOST), guards: Cache::new(MOST) }
    }

    /// Asks the contract service where it is not known yet. Version 0 asks for the newest.
    pub(crate) async fn ask(
        &self,
        tenant: TenantId,
        sla_policy: SlaPolicyId,
        calendar: CalendarId,
        version: i32,
    ) -> Result<Arc<Level>> {
        let key = LevelKey { sla_policy, calendar: CalendarRef { id: calendar, version } };
        if let Some(level) = self.known.get(&(tenant, key)) {
            return Ok(level);
        }
        let request = GetServiceLevelRequest {
            calendar: calendar.resource_name(),
            calendar_version: version,
            sla_policy: sla_policy.resource_name(),
            sla_policy_version: 0,
        };
        let mut client = CoverageServiceClient::new(self.contract.on_own_behalf(tenant));
        let wire = client.get_service_level(request).await.map_err(Problem::from)?.into_inner();
        let calendar = CalendarRef { id: calendar, version: wire.calendar_version };
        self.remember(tenant, LevelKey { sla_policy, calendar }, wire)
    }

    /// The level that a ticket was stored with.
    pub(crate) async fn stored(&self, tx: &mut TenantTx, key: LevelKey) -> Result<Arc<Level>> {
        let tenant = tx.tenant();
        if let Some(level) = self.known.get(&(tenant, key)) {
            return Ok(level);
        }
        let calendar: Uuid = key.calendar.id.uuid();
        let bytes = sqlx::query_file_scalar!(
            "queries/level/get.sql",
            tenant.uuid(),
            key.sla_policy.uuid(),
            calendar,
            key.calendar.version
        );
        let bytes = bytes.fetch_one(tx.conn()).await?;
        let wire = ServiceLevel::decode(bytes.as_slice()).map_err(Problem::internal)?;
        self.remember(tenant, key, wire)
    }

    /// The policy that guards a ticket; policies never change.
    pub(crate) async fn guard_of(
        &self,
        tx: &mut TenantTx,
        policy: Option<EscalationPolicyId>,
    ) -> Result<Option<Arc<Guard>>> {
        let Some(id) = policy else { return Ok(None) };
        let key = (tx.tenant(), id);
        if let Some(guard) = self.guards.get(&key) {
            return Ok(Some(guard));
        }
        let unsound = || Problem::internal(format!("the policy {id} is not sound"));
        let guard = policies::get(tx, id).await?.and_then(Guard::new).ok_or_else(unsound)?;
        let guard = Arc::new(guard);
        self.guards.insert(key, guard.clone());
        Ok(Some(guard))
    }

    fn remember(&self, tenant: TenantId, key: LevelKey, wire: ServiceLevel) -> Result<Arc<Level>> {
        let time = self.compiled(&wire.calendar_definition)?;
        let level = Arc::new(Level { key, wire, time });
        self.known.insert((tenant, key), level.clone());
        Ok(level)
    }

    fn compiled(&self, definition: &str) -> Result<Arc<ServiceTime>> {
        if let Some(time) = self.compiled.get(definition) {
            return Ok(time);
        }
        let time = Arc::new(Calendar::parse(definition).map_err(Problem::internal)?.compile());
        self.compiled.insert(definition.to_owned(), time.clone());
        Ok(time)
    }
}
