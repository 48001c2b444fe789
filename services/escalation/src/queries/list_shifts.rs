//! Who is on call when, and the gaps ahead (E4).

use crate::store::schedules;
use crate::{on_call, words};
use jiff::{SignedDuration, Timestamp};
use kontor_access::Caller;
use kontor_ids::OnCallScheduleId;
use kontor_proto::escalation::v1::{ListOnCallShiftsResponse, OnCallSchedule, Shift};
use kontor_proto::types::v1::TimeRange;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// A schedule by its name.
pub(crate) async fn schedule(kit: &Kit, caller: &Caller, id: OnCallScheduleId) -> Result<OnCallSchedule> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let stored = schedules::get(&mut tx, id).await?;
    stored.map(|stored| stored.wire).ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// Shifts and gaps of a span.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    id: OnCallScheduleId,
    (start, span): (Option<Timestamp>, SignedDuration),
) -> Result<ListOnCallShiftsResponse> {
    let wire = schedule(kit, caller, id).await?;
    let unsound = || Problem::internal(format!("the schedule {id} is not sound"));
    let schedule = on_call::stored(&wire).ok_or_else(unsound)?;
    let start = start.unwrap_or_else(|| kit.clock().now());
    let end = start.checked_add(span).unwrap_or(Timestamp::MAX);
    let range = |start, end| TimeRange { start: Some(words::time(start)), end: Some(words::time(end)) };
    let shifts = schedule.shifts(start, end).into_iter().map(|shift| Shift {
        time: Some(range(shift.start, shift.end)),
        person: shift.person.resource_name(),
    });
    let gaps = schedule.gaps(start, end).into_iter().map(|gap| range(gap.start, gap.end));
    Ok(ListOnCallShiftsResponse { shifts: shifts.collect(), gaps: gaps.collect() })
}
