//! Take notice of a firing: its repetitions end (E4).

use crate::levels::Levels;
use crate::store::{firings, tickets, timers};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::FiringId;
use kontor_proto::escalation::v1::{AcknowledgeFiringRequest, Firing};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Notes who took notice, unless someone did before.
pub(crate) async fn run(
    (kit, levels): (&Kit, &Levels),
    caller: &Caller,
    id: FiringId,
    request: &AcknowledgeFiringRequest,
) -> Result<Firing> {
    let begun = begin(kit.db(), caller, "AcknowledgeFiring", &request.request_id, request).await?;
    let mut fresh = match begun {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    let absent = || Problem::NotFound(request.name.clone());
    let firing = firings::get(tx, id).await?.ok_or_else(absent)?;
    // Timers change only under their ticket's lock.
    tickets::lock(tx, levels, [firing.ticket].into_iter()).await?;
    firings::acknowledge(tx, id, &caller.principal().resource_name(), kit.clock().now()).await?;
    timers::end(tx, firing.ticket, (firing.kind, firing.cycle, firing.step)).await?;
    let firing = firings::get(tx, id).await?.ok_or_else(absent)?;
    fresh.finish(firing.print()).await
}
