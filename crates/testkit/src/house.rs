//! A fleet of real services for a test.

use crate::TestDatabase;
use jiff::Timestamp;
use kontor_access::Signer;
use kontor_clock::ManualClock;
use kontor_ids::{RandomIds, TenantId, UserId};
use kontor_proto::access::v1::RequestContext;
use kontor_service::{Fleet, FleetMember, Peer, Service, environment_of_one_process};
use std::sync::Arc;

/// Real services on a fresh database, a clock that stands until it is moved, and callers made to order.
pub struct TestHouse {
    fleet: Fleet,
    database: TestDatabase,
    gateway: Signer,
    clock: Arc<ManualClock>,
    tenant: TenantId,
    user: UserId,
}

impl TestHouse {
    /// Opens a house for these services; the clock stands at 2026-03-02T09:00:00Z, a Monday.
    ///
    /// # Panics
    /// When there is no Postgres to be had.
    pub async fn open(services: &[&'static str]) -> Self {
        let database = TestDatabase::create().await;
        let names: Vec<&'static str> = services.iter().copied().chain(["gateway"]).collect();
        let (mut environment, signers) =
            environment_of_one_process(&names).expect("the system gives randomness");
        let start: Timestamp = "2026-03-02T09:00:00Z".parse().expect("a valid instant");
        let clock = Arc::new(ManualClock::at(start));
        environment.clock = clock.clone();
        let gateway = signers["gateway"].clone();
        let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
        Self { fleet: Fleet::new(environment, signers), database, gateway, clock, tenant, user }
    }

    /// Migrates and launches a service. Launch those that are asked first.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn launch<S: Service>(&mut self, settings: S::Settings) {
        let database = match S::schema() {
            Some(schema) => {
                self.database.schema(schema).await.close().await;
                Some(self.database.options(schema.name))
            }
            None => None,
        };
        let launched = self.fleet.launch::<S>(FleetMember { database, settings }).await;
        launched.unwrap_or_else(|e| panic!("{} does not start: {e}", S::NAME));
    }

    /// The database.
    #[must_use]
    pub const fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// The house that [`TestHouse::peer_as`] acts in.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The person that [`TestHouse::peer_as`] acts as.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The fleet.
    #[must_use]
    pub const fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// A service as the house's person with these permissions sees it.
    #[must_use]
    pub fn peer_as(&self, service: &'static str, permissions: &[&str]) -> Peer {
        self.peer_of(service, self.tenant, self.user, permissions)
    }

    /// A service as any person of any house sees it.
    ///
    /// # Panics
    /// When the service is not in the fleet.
    #[must_use]
    pub fn peer_of(
        &self,
        service: &'static str,
        tenant: TenantId,
        user: UserId,
        permissions: &[&str],
    ) -> Peer {
        let context = RequestContext {
            tenant_id: tenant.to_string(),
            principal: user.resource_name(),
            display_name: "Test Person".to_owned(),
            permissions: permissions.iter().map(|p| (*p).to_owned()).collect(),
            language_code: "de".to_owned(),
            ..RequestContext::default()
        };
        self.peer_in(service, context)
    }

    /// A service as seen in a context of one's own making, signed as the gateway would.
    ///
    /// # Panics
    /// When the service is not in the fleet.
    #[must_use]
    pub fn peer_in(&self, service: &'static str, context: RequestContext) -> Peer {
        let now = kontor_clock::Clock::now(&*self.clock);
        self.anonymous(service).with_context(self.gateway.sign(context, now))
    }

    /// A service as nobody sees it.
    ///
    /// # Panics
    /// When the service is not in the fleet.
    #[must_use]
    pub fn anonymous(&self, service: &'static str) -> Peer {
        self.fleet.peer(service, "gateway").expect("the service is in the fleet")
    }

    /// Waits until `condition` holds, at most 20 s: for what events bring about.
    ///
    /// # Panics
    /// When it does not come to hold.
    pub async fn eventually<F: Future<Output = bool>>(&self, what: &str, mut condition: impl FnMut() -> F) {
        let end = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
        while !condition().await {
            assert!(tokio::time::Instant::now() < end, "{what} did not come about");
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }

    /// Stops all services.
    pub async fn close(self) {
        self.fleet.stop().await;
    }
}
