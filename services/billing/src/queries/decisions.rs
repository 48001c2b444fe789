//! What was decided about an entry (C2).

use crate::store::{decisions, entries};
use crate::wire;
use kontor_access::Caller;
use kontor_ids::TimeEntryId;
use kontor_proto::billing::v1::{ListEntryDecisionsRequest, ListEntryDecisionsResponse};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: ListEntryDecisionsRequest,
) -> Result<ListEntryDecisionsResponse> {
    let id = TimeEntryId::from_resource_name(&request.entry)
        .map_err(|e| Problem::field("entry", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    entries::one(&mut tx, id).await?.ok_or(Problem::NotFound(request.entry))?;
    let decisions = decisions::of_entry(&mut tx, id).await?;
    let decisions = decisions.iter().map(|d| wire::decision::decision(id, d)).collect();
    Ok(ListEntryDecisionsResponse { decisions })
}
