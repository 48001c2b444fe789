#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod commands;
mod level_changes;
mod levels;
mod measure;
mod on_call;
mod queries;
mod quiet;
mod rpc;
mod store;
mod subscriptions;
mod timers;
mod views;
mod words;

use kontor_config::Reader;
use kontor_postgres::Schema;
use kontor_proto::escalation::v1::drill_service_server::DrillServiceServer;
use kontor_proto::escalation::v1::escalation_service_server::EscalationServiceServer;
use kontor_proto::escalation::v1::manual_escalation_service_server::ManualEscalationServiceServer;
use kontor_proto::escalation::v1::notification_service_server::NotificationServiceServer;
use kontor_proto::escalation::v1::on_call_service_server::OnCallServiceServer;
use kontor_service::{Kit, Parts, Service, StartError};
use levels::Levels;
use rpc::EscalationRpc;
use rpc::by_hand::ByHandRpc;
use rpc::notifications::NotificationRpc;
use rpc::on_call::OnCallRpc;
use sqlx::migrate::Migrator;
use tonic::service::Routes;

static MIGRATOR: Migrator = sqlx::migrate!();

/// The escalation service.
pub struct Escalation;

impl Service for Escalation {
    const NAME: &'static str = "escalation";
    const PEERS: &'static [&'static str] = &["contract", "ticket", "identity"];
    type Settings = ();

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &MIGRATOR })
    }

    fn settings(_: &mut Reader) -> Option<()> {
        Some(())
    }

    async fn build(kit: Kit, (): ()) -> Result<Parts, StartError> {
        let levels = Levels::new(kit.peer("contract")?);
        let by_hand = ByHandRpc::new(kit.clone(), levels.clone());
        let routes = Routes::default()
            .add_service(EscalationServiceServer::new(EscalationRpc::new(kit.clone(), levels.clone())))
            .add_service(OnCallServiceServer::new(OnCallRpc::new(kit.clone())))
            .add_service(NotificationServiceServer::new(NotificationRpc::new(kit.clone())))
            .add_service(ManualEscalationServiceServer::new(by_hand.clone()))
            .add_service(DrillServiceServer::new(by_hand));
        let sweeper = timers::Sweeper::new(kit.clone(), levels.clone());
        let recomputer = level_changes::Recomputer::new(kit.clone(), levels.clone());
        let waker = quiet::Waker::new(kit.clone());
        Parts::guarded(&kit, routes)
            .does("sweep", |stop| sweeper.run(stop))
            .does("quiet", |stop| waker.run(stop))
            .does("recompute", |stop| recomputer.run(stop))
            .hears(subscriptions::people::People)?
            .hears(subscriptions::customers::Customers::new(kit.peer("contract")?))?
            .hears(subscriptions::level_changes::LevelChanges::new(kit.clone()))?
            .hears(subscriptions::Tickets::new(kit, levels))
    }
}
