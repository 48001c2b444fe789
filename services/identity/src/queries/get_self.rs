//! Who the caller is.

use crate::store::token;
use crate::wire::print;
use kontor_access::Caller;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// The principal behind the token that the call is made with.
///
/// # Errors
/// [`Problem::Unauthenticated`] when the call is made without a token.
pub(crate) async fn run(kit: &Kit, caller: &Caller) -> Result<wire::Principal> {
    let token = caller.token().ok_or(Problem::Unauthenticated)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    print::principal(token::holder(&mut tx, token).await?.ok_or(Problem::Unauthenticated)?)
}
