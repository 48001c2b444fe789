//! One person.

use crate::store::user;
use crate::wire::print;
use kontor_access::Caller;
use kontor_ids::UserId;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

/// A person of the house.
///
/// # Errors
/// [`kontor_status::Problem::NotFound`].
pub(crate) async fn run(kit: &Kit, caller: &Caller, id: UserId) -> Result<wire::User> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    print::user(user::get(&mut tx, id).await?)
}
