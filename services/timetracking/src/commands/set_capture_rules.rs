//! The house sets its rules of capture (T6, N4).

use crate::store::rules::{self, RulesRow};
use crate::wire;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::timetracking::v1::{CaptureRules, SetCaptureRulesRequest};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Saves the rules as the version after the one that was read. They judge what is saved from now on.
///
/// # Errors
/// A stale etag, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &SetCaptureRulesRequest,
    asked: RulesRow,
    etag: &str,
) -> Result<CaptureRules> {
    let method = "SetCaptureRules";
    let mut fresh = match begin(kit.db(), caller, method, &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    let before = rules::get(tx).await?;
    if wire::rules::etag_of(&before) != etag {
        return Err(Problem::etag_mismatch());
    }
    let saved = RulesRow { version: before.version + 1, ..asked };
    rules::set(tx, &saved, &caller.principal().resource_name(), kit.clock().now()).await?;
    fresh.finish(wire::rules::rules(&saved)).await
}
