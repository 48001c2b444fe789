//! Add a version of an on-call schedule (E4).

use crate::store::schedules;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::OnCallScheduleId;
use kontor_proto::escalation::v1::OnCallSchedule;
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result};
use prost::Message;

/// What is saved: a new schedule, or the next version of one that is there.
pub(crate) struct Saving<'a, M> {
    pub(crate) method: &'static str,
    pub(crate) request_id: &'a str,
    pub(crate) request: &'a M,
    pub(crate) existing: Option<OnCallScheduleId>,
    pub(crate) schedule: OnCallSchedule,
}

/// Saves it; the etag must be the one it was read with.
pub(crate) async fn run<M: Message>(
    kit: &Kit,
    caller: &Caller,
    saving: Saving<'_, M>,
) -> Result<OnCallSchedule> {
    let begun = begin(kit.db(), caller, saving.method, saving.request_id, saving.request).await?;
    let mut fresh = match begun {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let (id, version) = match saving.existing {
        None => (OnCallScheduleId::new(kit.ids()), 1),
        Some(id) => {
            let absent = || Problem::NotFound(id.resource_name());
            let stored = schedules::get(fresh.tx(), id).await?.ok_or_else(absent)?;
            if stored.wire.etag != saving.schedule.etag {
                return Err(Problem::Conflict {
                    reason: Reason::Conflict,
                    remedy: "the schedule has changed meanwhile: read it again and repeat".to_owned(),
                });
            }
            (id, stored.version + 1)
        }
    };
    let schedule =
        OnCallSchedule { name: id.resource_name(), etag: schedules::etag(version), ..saving.schedule };
    let principal = caller.principal().resource_name();
    schedules::insert(fresh.tx(), (id, version), &schedule, (&principal, kit.clock().now())).await?;
    fresh.finish(schedule).await
}
