#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod commands;
mod levels;
mod queries;
mod rpc;
mod store;
mod subscriptions;
mod timers;
mod views;
mod words;

use kontor_config::Reader;
use kontor_postgres::Schema;
use kontor_proto::escalation::v1::escalation_service_server::EscalationServiceServer;
use kontor_service::{Kit, Parts, Service, StartError};
use levels::Levels;
use sqlx::migrate::Migrator;
use tonic::service::Routes;

static MIGRATOR: Migrator = sqlx::migrate!();

/// The escalation service.
pub struct Escalation;

impl Service for Escalation {
    const NAME: &'static str = "escalation";
    const PEERS: &'static [&'static str] = &["contract", "ticket"];
    type Settings = ();

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &MIGRATOR })
    }

    fn settings(_: &mut Reader) -> Option<()> {
        Some(())
    }

    async fn build(kit: Kit, (): ()) -> Result<Parts, StartError> {
        let levels = Levels::new(kit.peer("contract")?);
        let rpc = rpc::EscalationRpc::new(kit.clone(), levels.clone());
        let routes = Routes::default().add_service(EscalationServiceServer::new(rpc));
        let sweeper = timers::Sweeper::new(kit.clone(), levels.clone());
        let parts = Parts::guarded(&kit, routes).does("sweep", |stop| sweeper.run(stop));
        parts.hears(subscriptions::Tickets::new(kit, levels))
    }
}
