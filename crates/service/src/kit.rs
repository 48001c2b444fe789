//! What a service is built from.

use crate::{Peer, StartError};
use kontor_access::{Signer, Verifier};
use kontor_clock::Clock;
use kontor_ids::IdSource;
use kontor_paging::Seal;
use kontor_postgres::Db;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What all services of a process share.
#[derive(Clone)]
pub struct Environment {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives ids.
    pub ids: Arc<dyn IdSource>,
    /// Seals page tokens.
    pub seal: Seal,
    /// Verifies callers.
    pub verifier: Verifier,
    /// Tells tasks to stop.
    pub stop: CancellationToken,
}

/// What one service is built from. Cheap to clone.
#[derive(Clone)]
pub struct Kit {
    pub(crate) name: &'static str,
    pub(crate) environment: Environment,
    pub(crate) signer: Signer,
    pub(crate) db: Option<Db>,
    pub(crate) peers: Arc<BTreeMap<&'static str, Peer>>,
}

impl Kit {
    /// The service's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What all services of the process share.
    #[must_use]
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Tells the time.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.environment.clock
    }

    /// Gives ids.
    #[must_use]
    pub fn ids(&self) -> &dyn IdSource {
        &*self.environment.ids
    }

    /// Seals page tokens.
    #[must_use]
    pub const fn seal(&self) -> &Seal {
        &self.environment.seal
    }

    /// Signs contexts as this service.
    #[must_use]
    pub const fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Its schema's pools.
    ///
    /// # Panics
    /// In a service without a schema, which has no use for it.
    #[must_use]
    pub fn db(&self) -> &Db {
        self.db.as_ref().expect("a service with a schema has a database")
    }

    /// A service that it asks or hears.
    ///
    /// # Errors
    /// When the service is not among its declared peers.
    pub fn peer(&self, name: &str) -> Result<Peer, StartError> {
        let peer = self.peers.get(name).cloned();
        peer.ok_or_else(|| StartError::Other(format!("{} does not declare {name} as a peer", self.name)))
    }
}
