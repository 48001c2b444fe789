//! A proposal as it is now.

use crate::queries::get_missing_time;
use crate::store::trace;
use crate::wire;
use jiff::Timestamp;
use kontor_ids::{ProposalId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::timetracking::v1 as proto;
use kontor_status::{Problem, Reason, Result};
use kontor_timetracking_domain::missing::{self, Proposal};

/// What was seen and is still so.
pub(super) struct Seen {
    pub(super) technician: UserId,
    pub(super) proposal: Proposal,
    pub(super) printed: proto::Proposal,
}

/// Between which ids its first trace lies.
pub(super) const fn trace_ids(id: ProposalId) -> (Uuid, Uuid) {
    missing::trace_ids(id.uuid())
}

/// Finds a proposal again among what is missing.
///
/// # Errors
/// [`Problem::NotFound`] where there never was such a trace, [`Reason::WrongState`] where it is not proposed any more,
/// a stale etag where it is proposed otherwise than it was seen.
pub(super) async fn load(tx: &mut TenantTx, id: ProposalId, etag: &str, now: Timestamp) -> Result<Seen> {
    let found = trace::find(tx, trace_ids(id)).await?;
    let (technician, range) = found.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    let found = get_missing_time::find(tx, technician, range, now).await?;
    let remedy = "it is not proposed any more: it was accepted, dismissed or booked meanwhile";
    let gone = || Problem::refused(Reason::WrongState, id.resource_name(), remedy);
    let proposal = found.proposals.into_iter().find(|p| p.id == id.uuid()).ok_or_else(gone)?;
    let printed = wire::proposal::proposal(technician, &proposal, &found.traces);
    if printed.etag != etag {
        return Err(Problem::etag_mismatch());
    }
    Ok(Seen { technician, proposal, printed })
}
