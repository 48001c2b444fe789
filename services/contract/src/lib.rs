//! The contract service: who is served, by which terms, and what covers a piece of work.
//!
//! ```text
//! rpc ──► commands ──► store       writes: parse, begin, decide (kontor-contract-domain), save, tell, commit
//!  │ └──► queries  ──► store       reads; `queries::facts` loads what coverage is judged by, in one statement
//!  └────► wire                     messages from and to the values of the domain
//! ```
#![forbid(unsafe_code)]

mod commands;
mod queries;
mod rpc;
mod store;
mod timers;
mod wire;

use kontor_config::Reader;
use kontor_postgres::Schema;
use kontor_proto::contract::v1::contract_service_server::ContractServiceServer;
use kontor_proto::contract::v1::coverage_service_server::CoverageServiceServer;
use kontor_proto::contract::v1::customer_service_server::CustomerServiceServer;
use kontor_proto::contract::v1::ending_service_server::EndingServiceServer;
use kontor_proto::contract::v1::house_service_server::HouseServiceServer;
use kontor_proto::contract::v1::level_service_server::LevelServiceServer;
use kontor_proto::contract::v1::master_service_server::MasterServiceServer;
use kontor_proto::contract::v1::property_service_server::PropertyServiceServer;
use kontor_proto::contract::v1::renewal_service_server::RenewalServiceServer;
use kontor_proto::contract::v1::template_service_server::TemplateServiceServer;
use kontor_proto::contract::v1::transfer_service_server::TransferServiceServer;
use kontor_service::{Kit, Parts, Service, StartError};
use queries::facts::Shelf;
use std::sync::Arc;
use tonic::service::Routes;

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// The contract service.
#[derive(Debug)]
pub struct Contract;

impl Service for Contract {
    const NAME: &'static str = "contract";
    const PEERS: &'static [&'static str] = &[];
    type Settings = ();

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &MIGRATOR })
    }

    fn settings(_: &mut Reader) -> Option<()> {
        Some(())
    }

    async fn build(kit: Kit, (): ()) -> Result<Parts, StartError> {
        let shelf = Arc::new(Shelf::new());
        let routes = Routes::default()
            .add_service(CustomerServiceServer::new(rpc::Customers::new(kit.clone())))
            .add_service(PropertyServiceServer::new(rpc::Properties::new(kit.clone())))
            .add_service(MasterServiceServer::new(rpc::Master::new(kit.clone())))
            .add_service(TransferServiceServer::new(rpc::Transfers::new(kit.clone())))
            .add_service(ContractServiceServer::new(rpc::Contracts::new(kit.clone())))
            .add_service(LevelServiceServer::new(rpc::Levels::new(kit.clone())))
            .add_service(HouseServiceServer::new(rpc::Houses::new(kit.clone())))
            .add_service(TemplateServiceServer::new(rpc::Templates::new(kit.clone())))
            .add_service(RenewalServiceServer::new(rpc::Renewals::new(kit.clone())))
            .add_service(EndingServiceServer::new(rpc::Endings::new(kit.clone())))
            .add_service(CoverageServiceServer::new(rpc::Coverages::new(kit.clone(), shelf)));
        let reminder = kit.clone();
        Ok(Parts::guarded(&kit, routes).does("remind", |stop| timers::run(reminder, stop)))
    }
}
