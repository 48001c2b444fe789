//! From a bearer token to its principal.

use crate::secrets;
use crate::store::token;
use crate::wire::print;
use kontor_identity_domain::BearerToken;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// The principal that a living token stands for.
///
/// # Errors
/// [`Problem::Unauthenticated`], the same for whatever is wrong with the token.
pub(crate) async fn run(kit: &Kit, text: &str) -> Result<wire::Principal> {
    BearerToken::parse(text).map_err(|_| Problem::Unauthenticated)?;
    let found = token::authenticate(kit.db(), &secrets::digest(text), kit.clock().now()).await?;
    print::principal(found.ok_or(Problem::Unauthenticated)?)
}
