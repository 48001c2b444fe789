//! A proposal is dismissed for a reason (N4).

use super::proposal;
use crate::store::person;
use crate::store::trace::{self, Decided};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::ProposalId;
use kontor_proto::timetracking::v1::{DismissProposalRequest, Proposal};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Keeps that its traces are not proposed again, with who, when and why, and shows it a last time.
///
/// # Errors
/// [`Problem::NotFound`], a stale etag, [`kontor_status::Reason::WrongState`] where it was decided or booked before.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &DismissProposalRequest,
    id: ProposalId,
) -> Result<Proposal> {
    let mut fresh = match begin(kit.db(), caller, "DismissProposal", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let (tx, now) = (fresh.tx(), kit.clock().now());
    let found = trace::find(tx, proposal::trace_ids(id)).await?;
    let (technician, _) = found.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    person::lock(tx, technician).await?;
    let seen = proposal::load(tx, id, &request.etag, now).await?;
    let by = caller.principal().resource_name();
    let decided = Decided {
        proposal: &seen.proposal,
        technician,
        entry: None,
        reason: request.reason.trim(),
        recorder: &by,
        at: now,
    };
    trace::decide(tx, &decided).await?;
    fresh.finish(seen.printed).await
}
