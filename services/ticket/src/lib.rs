//! The ticket service: tickets and their log (domain.md, 6).
//!
//! `rpc` reads requests and prints answers; `commands` change tickets by the rules of `kontor-ticket-domain`;
//! `queries` read; `store` brings rows in and out; `subscriptions` hear escalation, billing and contract; `closing` closes what
//! has been resolved for long.
#![forbid(unsafe_code)]

mod closing;
mod commands;
mod events;
mod overflow;
mod queries;
mod rpc;
mod store;
mod subscriptions;
mod wire;

use kontor_config::Reader;
use kontor_postgres::Schema;
use kontor_proto::ticket::v1::call_service_server::CallServiceServer;
use kontor_proto::ticket::v1::link_service_server::LinkServiceServer;
use kontor_proto::ticket::v1::ticket_service_server::TicketServiceServer;
use kontor_proto::ticket::v1::verbund_service_server::VerbundServiceServer;
use kontor_service::{Kit, Parts, Service, StartError};
use tonic::service::Routes;

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// The ticket service.
pub struct Ticket;

impl Service for Ticket {
    const NAME: &'static str = "ticket";
    const PEERS: &'static [&'static str] = &["contract", "escalation", "billing"];
    type Settings = ();

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &MIGRATOR })
    }

    fn settings(_: &mut Reader) -> Option<()> {
        Some(())
    }

    async fn build(kit: Kit, (): ()) -> Result<Parts, StartError> {
        let rpc = rpc::Tickets::new(kit.clone())?;
        let links = rpc::links::Links::new(kit.clone())?;
        let routes = Routes::default()
            .add_service(TicketServiceServer::new(rpc))
            .add_service(LinkServiceServer::new(links))
            .add_service(CallServiceServer::new(rpc::calls::Calls::new(kit.clone())?))
            .add_service(VerbundServiceServer::new(rpc::Verbund::new(kit.clone())?));
        let (closer, hander) = (kit.clone(), kit.clone());
        Ok(Parts::guarded(&kit, routes)
            .hears(subscriptions::Escalations::new(&kit))?
            .hears(subscriptions::Invoices::new(&kit))?
            .hears(subscriptions::records::Records::new(&kit))?
            .does("close", |stop| closing::run(closer, stop))
            .does("overflow", |stop| overflow::run(hander, stop)))
    }
}
