//! The people of the house: service reports name them (N8).

use super::payload;
use crate::store::people;
use kontor_ids::{TenantId, UserId};
use kontor_outbox::Event;
use kontor_postgres::TenantTx;
use kontor_proto::identity::v1::identity_service_client::IdentityServiceClient;
use kontor_proto::identity::v1::{GetUserRequest, UserAdded};
use kontor_service::{Peer, Subscriber};
use kontor_status::{Problem, Result};

/// Hears who was added. The event carries no free text: the name is asked for.
pub(crate) struct People(Peer);

impl People {
    pub(crate) const fn new(identity: Peer) -> Self {
        Self(identity)
    }
}

impl Subscriber for People {
    type Prepared = Option<(UserId, String)>;

    fn name(&self) -> &'static str {
        "billing.identity"
    }

    fn source(&self) -> &'static str {
        "identity"
    }

    async fn prepare(&self, event: &Event) -> Result<Self::Prepared> {
        let Some(added) = payload::<UserAdded>(event)? else { return Ok(None) };
        let tenant = event.tenant_id.parse::<TenantId>().map_err(Problem::internal)?;
        let id = UserId::from_resource_name(&added.user).map_err(Problem::internal)?;
        let mut identity = IdentityServiceClient::new(self.0.on_own_behalf(tenant));
        match identity.get_user(GetUserRequest { name: added.user }).await.map_err(Problem::from) {
            Ok(user) => Ok(Some((id, user.into_inner().display_name))),
            Err(Problem::NotFound(_)) => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    async fn apply(&self, tx: &mut TenantTx, _: &Event, person: Self::Prepared) -> Result<()> {
        let Some((id, name)) = person else { return Ok(()) };
        people::save(tx, id, &name).await
    }
}
