//! The service started anew on a database that is there: with the system's clock and fresh keys.

use crate::ticket_stand_in::{TicketDesk, TicketStandIn};
use crate::world::AT_WORK;
use jiff::Timestamp;
use kontor_access::Signer;
use kontor_ids::TenantId;
use kontor_proto::access::v1::RequestContext;
use kontor_service::{Fleet, FleetMember, Peer, Service as _, environment_of_one_process};
use kontor_testkit::TestDatabase;
use kontor_timetracking::Timetracking;

pub struct Replica {
    fleet: Fleet,
    gateway: Signer,
    now: Timestamp,
}

impl Replica {
    pub async fn start(database: &TestDatabase, tickets: Option<TicketDesk>) -> Self {
        let names = ["gateway", "contract", "ticket", "billing", "timetracking"];
        let (environment, signers) = environment_of_one_process(&names).unwrap();
        let (now, gateway) = (environment.clock.now(), signers["gateway"].clone());
        let mut fleet = Fleet::new(environment, signers);
        if let Some(settings) = tickets {
            let database = Some(database.options(TicketStandIn::NAME));
            fleet.launch::<TicketStandIn>(FleetMember { database, settings }).await.unwrap();
        }
        let database = Some(database.options(Timetracking::NAME));
        fleet.launch::<Timetracking>(FleetMember { database, settings: () }).await.unwrap();
        Self { fleet, gateway, now }
    }

    /// The service as a person (`users/…`) or a machine (`tokens/…`) at work sees it.
    pub fn peer(&self, tenant: TenantId, principal: String) -> Peer {
        let context = RequestContext {
            tenant_id: tenant.to_string(),
            principal,
            permissions: AT_WORK.map(str::to_owned).to_vec(),
            ..RequestContext::default()
        };
        let peer = self.fleet.peer("timetracking", "gateway").unwrap();
        peer.with_context(self.gateway.sign(context, self.now))
    }

    pub async fn stop(self) {
        self.fleet.stop().await;
    }
}
