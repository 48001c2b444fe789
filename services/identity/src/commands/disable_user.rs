//! Disabling a person.

use crate::store::{token, user};
use crate::wire::print;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::UserId;
use kontor_outbox::publish;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result};

/// Disables a person; sessions and API tokens end in the same transaction. Disabled before, nothing happens.
///
/// # Errors
/// [`Problem::NotFound`]; [`Problem::Refused`] for oneself, so that a house never locks itself out.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::DisableUserRequest,
    id: UserId,
) -> Result<wire::User> {
    let mut fresh = match begin(kit.db(), caller, "DisableUser", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let row = user::load_for_update(fresh.tx(), id).await?;
    if row.disable_time.is_some() {
        return fresh.finish(print::user(row)?).await;
    }
    if caller.user() == Some(id) {
        let remedy = "nobody disables oneself: ask another administrator";
        return Err(Problem::refused(Reason::WrongState, id.resource_name(), remedy));
    }
    let now = kit.clock().now();
    user::disable(fresh.tx(), id, now).await?;
    let token_digests = token::end_all(fresh.tx(), id, now).await?;
    let event = wire::UserDisabled { user: id.resource_name(), token_digests };
    publish(fresh.tx(), id.uuid(), i64::from(row.version) + 1, &event).await?;
    let row = user::get(fresh.tx(), id).await?;
    fresh.finish(print::user(row)?).await
}
