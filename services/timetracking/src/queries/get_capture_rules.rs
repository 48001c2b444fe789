//! The house's rules of capture.

use crate::store::rules;
use crate::wire;
use kontor_access::Caller;
use kontor_proto::timetracking::v1::CaptureRules;
use kontor_service::Kit;
use kontor_status::Result;

/// The rules as they are now.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn run(kit: &Kit, caller: &Caller) -> Result<CaptureRules> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    Ok(wire::rules::rules(&rules::get(&mut tx).await?))
}
