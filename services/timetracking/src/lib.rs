//! The timetracking service: timers and time entries (domain.md, 7).
//!
//! ```text
//! rpc ──► commands ──► store       writes: parse, ask the ticket service, begin, decide, save, tell, commit
//!  │ └──► queries  ──► store       reads; `queries::get_timer` asks billing for the live quote
//!  └────► wire                     messages from and to the words of the rules
//! subscriptions ──► commands       hears of tickets, of records that became one, and of billing what became of entries
//! ```
#![forbid(unsafe_code)]

mod commands;
mod queries;
mod refusals;
mod rpc;
mod session_log;
mod store;
mod subscriptions;
mod wire;

use kontor_config::Reader;
use kontor_postgres::Schema;
use kontor_proto::timetracking::v1::approval_service_server::ApprovalServiceServer;
use kontor_proto::timetracking::v1::proposal_service_server::ProposalServiceServer;
use kontor_proto::timetracking::v1::sheet_service_server::SheetServiceServer;
use kontor_proto::timetracking::v1::time_service_server::TimeServiceServer;
use kontor_service::{Kit, Parts, Service, StartError};
use tonic::service::Routes;

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// The timetracking service.
#[derive(Debug)]
pub struct Timetracking;

impl Service for Timetracking {
    const NAME: &'static str = "timetracking";
    const PEERS: &'static [&'static str] = &["contract", "ticket", "billing"];
    type Settings = ();

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &MIGRATOR })
    }

    fn settings(_: &mut Reader) -> Option<()> {
        Some(())
    }

    async fn build(kit: Kit, (): ()) -> Result<Parts, StartError> {
        let rpc = rpc::Times::new(kit.clone())?;
        let routes = Routes::default()
            .add_service(TimeServiceServer::new(rpc))
            .add_service(ApprovalServiceServer::new(rpc::Approvals::new(kit.clone())?))
            .add_service(ProposalServiceServer::new(rpc::Proposals::new(kit.clone())?))
            .add_service(SheetServiceServer::new(rpc::Sheets::new(kit.clone())));
        Parts::guarded(&kit, routes)
            .hears(subscriptions::Tickets::new(kit.clone()))?
            .hears(subscriptions::Records::new(kit))?
            .hears(subscriptions::Billing)
    }
}
