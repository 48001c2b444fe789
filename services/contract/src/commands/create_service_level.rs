//! Adds calendars and SLA policies.

use super::add_level_version::policy_changed;
use super::fresh;
use crate::store::levels;
use crate::wire::policy::NewCalendar;
use crate::wire::print_terms;
use crate::wire::values::etag;
use kontor_access::Caller;
use kontor_contract_domain::terms::SlaPolicy;
use kontor_ids::{CalendarId, SlaPolicyId};
use kontor_outbox::publish;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

pub(crate) async fn create_calendar(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateCalendarRequest,
    calendar: &NewCalendar,
) -> Result<wire::Calendar> {
    let mut fresh = fresh!(kit, caller, "CreateCalendar", request);
    let (id, now, tx) = (CalendarId::new(kit.ids()), kit.clock().now(), fresh.tx());
    levels::insert_calendar(tx, id, calendar, now).await?;
    let event = wire::CalendarChanged {
        calendar: id.resource_name(),
        version: 1,
        valid_from: None,
        definition: calendar.definition.clone(),
    };
    publish(tx, id.uuid(), 1, &event).await?;
    let shown = levels::get_calendar(tx, id, 1).await?.print(id);
    fresh.finish(shown).await
}

pub(crate) async fn create_sla_policy(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateSlaPolicyRequest,
    policy: &SlaPolicy,
) -> Result<wire::SlaPolicy> {
    let mut fresh = fresh!(kit, caller, "CreateSlaPolicy", request);
    let (id, now, tx) = (SlaPolicyId::new(kit.ids()), kit.clock().now(), fresh.tx());
    let stored = print_terms::policy(policy);
    levels::insert_policy(tx, id, &stored, now).await?;
    publish(tx, id.uuid(), 1, &policy_changed(id, 1, &stored)).await?;
    fresh.finish(wire::SlaPolicy { name: id.resource_name(), version: 1, etag: etag(1), ..stored }).await
}
