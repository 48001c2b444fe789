//! All services in one process.

use crate::{Environment, GrpcService, Kit, Parts, Peer, Service, StartError};
use kontor_access::Signer;
use kontor_postgres::{Db, DbOptions};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use tokio::task::JoinSet;

/// Services that run together in one process and talk without a network between them.
pub struct Fleet {
    environment: Environment,
    signers: BTreeMap<&'static str, Signer>,
    slots: BTreeMap<&'static str, Arc<OnceLock<GrpcService>>>,
    tasks: JoinSet<()>,
    databases: Vec<Db>,
}

/// What one member of a fleet needs of its own.
pub struct FleetMember<S: Service> {
    /// Its pools; none for a service without data.
    pub database: Option<DbOptions>,
    /// Its own settings.
    pub settings: S::Settings,
}

impl Fleet {
    /// A fleet of services with these signers, none of them built yet.
    #[must_use]
    pub fn new(environment: Environment, signers: BTreeMap<&'static str, Signer>) -> Self {
        let slots = signers.keys().map(|name| (*name, Arc::default())).collect();
        Self { environment, signers, slots, tasks: JoinSet::new(), databases: Vec::new() }
    }

    /// What its services share.
    #[must_use]
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Builds a service and begins its tasks.
    ///
    /// # Errors
    /// Whatever the service has, or that the fleet has no signer of its name.
    pub async fn launch<S: Service>(&mut self, member: FleetMember<S>) -> Result<(), StartError> {
        let kit = self.kit::<S>(member.database)?;
        let Parts { door, tasks, .. } = S::build(kit, member.settings).await?;
        // Fails only when it was launched before; the first one stays.
        let _ = self.slot(S::NAME)?.set(door);
        for task in tasks {
            tracing::debug!(task = task.name, "begins");
            self.tasks.spawn(task.future);
        }
        Ok(())
    }

    fn kit<S: Service>(&mut self, database: Option<DbOptions>) -> Result<Kit, StartError> {
        let signer = self.signers.get(S::NAME).cloned().ok_or_else(|| unknown(S::NAME))?;
        let mut peers = BTreeMap::new();
        for name in S::PEERS {
            peers
                .insert(*name, Peer::local(self.slot(name)?, signer.clone(), self.environment.clock.clone()));
        }
        let db = database
            .map(|options| Db::new(&options))
            .transpose()
            .map_err(|e| StartError::Other(e.to_string()))?;
        self.databases.extend(db.clone());
        Ok(Kit { name: S::NAME, environment: self.environment.clone(), signer, db, peers: Arc::new(peers) })
    }

    /// A member as others see it, asked with the context that the signer of `from` makes.
    ///
    /// # Errors
    /// When the fleet has no such member.
    pub fn peer(&self, name: &'static str, from: &'static str) -> Result<Peer, StartError> {
        let signer = self.signers.get(from).cloned().ok_or_else(|| unknown(from))?;
        Ok(Peer::local(self.slot(name)?, signer, self.environment.clock.clone()))
    }

    /// The door of a member, to be served on a network.
    ///
    /// # Errors
    /// When the member is not launched.
    pub fn door(&self, name: &'static str) -> Result<GrpcService, StartError> {
        self.slot(name)?.get().cloned().ok_or_else(|| unknown(name))
    }

    fn slot(&self, name: &'static str) -> Result<Arc<OnceLock<GrpcService>>, StartError> {
        self.slots.get(name).cloned().ok_or_else(|| unknown(name))
    }

    /// Tells all tasks to stop, waits for them and closes the pools.
    pub async fn stop(mut self) {
        self.environment.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
        for db in self.databases {
            db.close().await;
        }
    }
}

fn unknown(name: &str) -> StartError {
    StartError::Other(format!("the fleet has no service {name}"))
}
