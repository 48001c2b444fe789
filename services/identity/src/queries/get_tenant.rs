//! One's own house.

use crate::store::tenant;
use crate::wire::words;
use kontor_access::Caller;
use kontor_ids::TenantId;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// The caller's house. Any other looks as if it did not exist.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn run(kit: &Kit, caller: &Caller, asked: TenantId) -> Result<wire::Tenant> {
    let absent = || Problem::NotFound(asked.resource_name());
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let row = tenant::get(&mut tx).await?.filter(|_| asked == caller.tenant()).ok_or_else(absent)?;
    Ok(wire::Tenant {
        name: asked.resource_name(),
        display_name: row.display_name,
        slug: row.slug,
        create_time: Some(words::time(row.create_time.to_jiff())),
    })
}
