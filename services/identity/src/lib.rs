//! The identity service: houses, people, roles, sessions and API tokens (reliability.md, 4.1 and 4.3).
//!
//! `rpc` reads requests and prints answers; `commands` change things by the rules of `kontor-identity-domain`;
//! `queries` read; `store` brings rows in and out; `secrets` hashes passwords and makes bearer tokens;
//! [`bootstrap`] gives an installation its operator.
#![forbid(unsafe_code)]

mod bootstrap;
mod commands;
mod queries;
mod rpc;
mod secrets;
mod store;
mod wire;

pub use bootstrap::bootstrap;

use kontor_config::Reader;
use kontor_postgres::Schema;
use kontor_proto::identity::v1::identity_service_server::IdentityServiceServer;
use kontor_service::{Kit, Parts, Service, StartError};
use tonic::service::Routes;

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// The identity service.
pub struct Identity;

impl Service for Identity {
    const NAME: &'static str = "identity";
    const PEERS: &'static [&'static str] = &[];
    type Settings = ();

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &MIGRATOR })
    }

    fn settings(_: &mut Reader) -> Option<()> {
        Some(())
    }

    async fn build(kit: Kit, (): ()) -> Result<Parts, StartError> {
        let rpc = rpc::Identities::new(kit.clone(), secrets::Hasher::new());
        Ok(Parts::guarded(&kit, Routes::default().add_service(IdentityServiceServer::new(rpc))))
    }
}
