//! Signing out.

use crate::store::token::{self, Kind};
use kontor_access::Caller;
use kontor_outbox::publish;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Ends the session that the call is made with. Ended before, nothing happens.
///
/// # Errors
/// [`Problem::Unauthenticated`] when the call is made without a session, and whatever the database has.
pub(crate) async fn run(kit: &Kit, caller: &Caller) -> Result<wire::SignOutResponse> {
    let session = caller.token().ok_or(Problem::Unauthenticated)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    if let Some((user, token_digest)) = token::end(&mut tx, session, Kind::Session, kit.clock().now()).await?
    {
        let event =
            wire::SessionEnded { token: session.resource_name(), user: user.resource_name(), token_digest };
        publish(&mut tx, session.uuid(), 2, &event).await?;
        tx.commit().await?;
    }
    Ok(wire::SignOutResponse {})
}
