//! A timer stops and its time is not kept.

use crate::store::{person, timer};
use crate::{refusals, wire};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::timetracking::v1::{DiscardTimerRequest, Timer};
use kontor_service::Kit;
use kontor_status::Result;

/// Discards the caller's timer and shows it a last time.
///
/// # Errors
/// [`kontor_status::Reason::NoTimer`].
pub(crate) async fn run(kit: &Kit, caller: &Caller, request: &DiscardTimerRequest) -> Result<Timer> {
    let technician = refusals::person(caller)?;
    let mut fresh = match begin(kit.db(), caller, "DiscardTimer", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    person::lock(tx, technician).await?;
    let running = timer::of(tx, technician).await?.ok_or_else(|| refusals::no_timer(technician))?;
    timer::delete(tx, technician).await?;
    fresh.finish(wire::timer::timer(&running)).await
}
