//! What an RPC demands, enforced from its descriptor.

use crate::Caller;
use kontor_proto::descriptor::Method;
use kontor_status::{Problem, Result};

/// Lets a call pass or says why not. A service on its own may read, never write: what people do goes on with their
/// own context.
///
/// # Errors
/// [`Problem::Unauthenticated`] without a caller, [`Problem::Denied`] without the permission.
pub fn enforce(method: &Method, caller: Option<&Caller>) -> Result<()> {
    let access = &method.access;
    if access.anonymous {
        return Ok(());
    }
    let caller = caller.ok_or(Problem::Unauthenticated)?;
    let passes = if caller.is_service() {
        access.read_only
    } else {
        // An RPC without a demand has the empty permission, which nobody holds.
        !access.internal && caller.may(&access.permission)
    };
    if passes { Ok(()) } else { Err(Problem::Denied(access.permission.clone())) }
}
