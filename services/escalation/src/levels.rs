//! What is promised: targets by priority and the compiled calendar that measures them; and the policies that guard it.

use crate::measure::Measure;
use crate::store::tickets::Measures;
use crate::store::{levels as rows, policies};
use kontor_calendar::{Calendar, ServiceTime};
use kontor_escalation_domain::{CalendarRef, Policy, Targets};
use kontor_ids::{CalendarId, EscalationPolicyId, SlaPolicyId, TenantId};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::contract::v1::{GetServiceLevelRequest, ServiceLevel};
use kontor_proto::escalation::v1::EscalationPolicy;
use kontor_proto::types::v1::Priority;
use kontor_service::Peer;
use kontor_status::{Problem, Result};
use moka::sync::Cache;
use std::sync::Arc;
use std::time::Duration;

/// Most levels and calendars that are remembered; those used least are forgotten.
const MOST: u64 = 2_000;

/// So long an answer counts as the newest. What changes meanwhile is worked off afterwards (S5).
const NEWEST: Duration = Duration::from_secs(5);

/// Names a level. What it names never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LevelKey {
    pub(crate) sla_policy: SlaPolicyId,
    /// 0 for levels that were stored before policies had versions; in a question for the newest.
    pub(crate) sla_policy_version: i32,
    /// Its version 0 asks for the newest.
    pub(crate) calendar: CalendarRef,
}

impl LevelKey {
    const fn is_exact(&self) -> bool {
        self.sla_policy_version > 0 && self.calendar.version > 0
    }
}

/// What is promised.
#[derive(Debug)]
pub(crate) struct Level {
    pub(crate) key: LevelKey,
    pub(crate) wire: ServiceLevel,
    measure: Measure,
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
        Measures::from([(self.key.calendar, self.measure.clone())])
    }

    /// How it is measured.
    pub(crate) const fn measure(&self) -> &Measure {
        &self.measure
    }

    /// The compiled calendar.
    pub(crate) fn time(&self) -> &ServiceTime {
        self.measure.time()
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
    /// What was the newest a moment ago.
    newest: Cache<(TenantId, LevelKey), Arc<Level>>,
    measures: Cache<(TenantId, CalendarRef), Measure>,
    /// By what they are written as: many houses keep the same hours. Each takes about 250 KiB.
    compiled: Cache<String, Measure>,
    guards: Cache<(TenantId, EscalationPolicyId), Arc<Guard>>,
}

impl Levels {
    pub(crate) fn new(contract: Peer) -> Self {
        Self {
            contract,
            known: Cache::new(MOST),
            newest: Cache::builder().max_capacity(MOST).time_to_live(NEWEST).build(),
            measures: Cache::new(MOST),
            compiled: Cache::new(MOST),
            guards: Cache::new(MOST),
        }
    }

    /// Asks the contract service where it is not known yet. Version 0 of policy or calendar asks for the newest.
    pub(crate) async fn ask(&self, tenant: TenantId, asked: LevelKey) -> Result<Arc<Level>> {
        let cache = if asked.is_exact() { &self.known } else { &self.newest };
        if let Some(level) = cache.get(&(tenant, asked)) {
            return Ok(level);
        }
        let request = GetServiceLevelRequest {
            calendar: asked.calendar.id.resource_name(),
            calendar_version: asked.calendar.version,
            sla_policy: asked.sla_policy.resource_name(),
            sla_policy_version: asked.sla_policy_version,
        };
        let mut client = CoverageServiceClient::new(self.contract.on_own_behalf(tenant));
        let wire = client.get_service_level(request).await.map_err(Problem::from)?.into_inner();
        let key = LevelKey {
            sla_policy_version: wire.sla_policy_version,
            calendar: CalendarRef { version: wire.calendar_version, ..asked.calendar },
            ..asked
        };
        let level = self.remember(tenant, key, wire)?;
        if !asked.is_exact() {
            self.newest.insert((tenant, asked), level.clone());
        }
        Ok(level)
    }

    /// The newest policy by a version of a calendar; version 0 asks for the newest.
    pub(crate) async fn newest(
        &self,
        tenant: TenantId,
        sla_policy: SlaPolicyId,
        (id, version): (CalendarId, i32),
    ) -> Result<Arc<Level>> {
        let calendar = CalendarRef { id, version };
        self.ask(tenant, LevelKey { sla_policy, sla_policy_version: 0, calendar }).await
    }

    /// The level that a ticket was stored with.
    pub(crate) async fn stored(&self, tx: &mut TenantTx, key: LevelKey) -> Result<Arc<Level>> {
        let tenant = tx.tenant();
        if let Some(level) = self.known.get(&(tenant, key)) {
            return Ok(level);
        }
        let wire = rows::get(tx, key).await?;
        self.remember(tenant, key, wire)
    }

    /// How a version of a calendar measures, by any level that was stored with it.
    pub(crate) async fn measure(&self, tx: &mut TenantTx, calendar: CalendarRef) -> Result<Measure> {
        let key = (tx.tenant(), calendar);
        if let Some(measure) = self.measures.get(&key) {
            return Ok(measure);
        }
        let measure = self.compiled(&rows::of_calendar(tx, calendar).await?)?;
        self.measures.insert(key, measure.clone());
        Ok(measure)
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
        let measure = self.compiled(&wire)?;
        self.measures.insert((tenant, key.calendar), measure.clone());
        let level = Arc::new(Level { key, wire, measure });
        self.known.insert((tenant, key), level.clone());
        Ok(level)
    }

    fn compiled(&self, wire: &ServiceLevel) -> Result<Measure> {
        let text = Measure::text(wire);
        if let Some(measure) = self.compiled.get(&text) {
            return Ok(measure);
        }
        let measure = Measure::new(wire)?;
        self.compiled.insert(text, measure.clone());
        Ok(measure)
    }
}
