//! The people of the house, as identity tells of them.

use super::payload;
use crate::store::people;
use kontor_ids::UserId;
use kontor_outbox::{Event, Subscriber};
use kontor_postgres::TenantTx;
use kontor_proto::identity::v1::{Role, UserAdded, UserDisabled};
use kontor_status::{Problem, Result};

/// Hears who is in the management.
pub(crate) struct People;

impl Subscriber for People {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "escalation.identity"
    }

    fn source(&self) -> &'static str {
        "identity"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        if let Some(added) = payload::<UserAdded>(event)? {
            let id = UserId::from_resource_name(&added.user).map_err(Problem::internal)?;
            return people::add(tx, id, added.roles.contains(&Role::Management.into())).await;
        }
        if let Some(disabled) = payload::<UserDisabled>(event)? {
            let id = UserId::from_resource_name(&disabled.user).map_err(Problem::internal)?;
            return people::disable(tx, id).await;
        }
        Ok(())
    }
}
