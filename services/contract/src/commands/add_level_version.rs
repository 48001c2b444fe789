//! Adds versions to calendars and SLA policies (S1, S5).

use super::fresh;
use crate::store::{houses, levels};
use crate::wire::policy::NewCalendarVersion;
use crate::wire::print_terms;
use crate::wire::values::{etag, print_date};
use kontor_access::Caller;
use kontor_calendar::{Calendar, CalendarHistory};
use kontor_contract_domain::terms::SlaPolicy;
use kontor_ids::SlaPolicyId;
use kontor_outbox::publish;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

pub(crate) async fn add_calendar_version(
    kit: &Kit,
    caller: &Caller,
    request: &wire::AddCalendarVersionRequest,
    change: &NewCalendarVersion,
) -> Result<wire::Calendar> {
    let mut fresh = fresh!(kit, caller, "AddCalendarVersion", request);
    let (id, now, tx) = (change.id, kit.clock().now(), fresh.tx());
    // Also locks the house, so that one version at a time is added.
    houses::touch(tx).await?;
    let newest = levels::get_calendar(tx, id, 0).await?;
    if etag(newest.version.into()) != request.etag {
        return Err(Problem::etag_mismatch());
    }
    let former: Calendar = newest.definition.parse().map_err(Problem::internal)?;
    let today = former.time_zone().to_datetime(now).date();
    if change.from < today {
        return Err(Problem::field(
            "valid_from",
            format!("give {today} or a later day: the past stays as it was"),
        ));
    }
    let fits = CalendarHistory::new(former).then(change.from, change.calendar.clone());
    fits.map_err(|error| Problem::field("definition", error.to_string()))?;
    let version = newest.version + 1;
    levels::insert_calendar_version(tx, id, (version, change.from, &change.definition), now).await?;
    let event = wire::CalendarChanged {
        calendar: id.resource_name(),
        version,
        valid_from: Some(print_date(change.from)),
        definition: change.definition.clone(),
    };
    publish(tx, id.uuid(), version.into(), &event).await?;
    let shown = levels::get_calendar(tx, id, version).await?.print(id);
    fresh.finish(shown).await
}

pub(crate) async fn add_policy_version(
    kit: &Kit,
    caller: &Caller,
    request: &wire::AddPolicyVersionRequest,
    (id, policy): (SlaPolicyId, &SlaPolicy),
) -> Result<wire::SlaPolicy> {
    let mut fresh = fresh!(kit, caller, "AddPolicyVersion", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    houses::touch(tx).await?;
    let newest = levels::get_policy(tx, id, 0).await?;
    if etag(newest.version.into()) != request.etag {
        return Err(Problem::etag_mismatch());
    }
    let (version, stored) = (newest.version + 1, print_terms::policy(policy));
    levels::insert_policy_version(tx, id, (version, &stored), now).await?;
    publish(tx, id.uuid(), version.into(), &policy_changed(id, version, &stored)).await?;
    let shown = wire::SlaPolicy { name: id.resource_name(), version, etag: etag(version.into()), ..stored };
    fresh.finish(shown).await
}

/// What others hear of a policy's version.
pub(super) fn policy_changed(id: SlaPolicyId, version: i32, policy: &wire::SlaPolicy) -> wire::PolicyChanged {
    wire::PolicyChanged {
        sla_policy: id.resource_name(),
        version,
        targets: policy.targets.clone(),
        pause_on_vendor: policy.pause_on_vendor,
    }
}
