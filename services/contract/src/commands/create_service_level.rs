//! Adds calendars and SLA policies.

use super::fresh;
use crate::store::contracts;
use crate::wire::policy::NewCalendar;
use crate::wire::print_terms;
use kontor_access::Caller;
use kontor_contract_domain::terms::SlaPolicy;
use kontor_ids::{CalendarId, SlaPolicyId};
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
    contracts::insert_calendar(tx, id, calendar, now).await?;
    let (display_name, definition) = (calendar.display_name.clone(), calendar.definition.clone());
    fresh.finish(wire::Calendar { name: id.resource_name(), display_name, definition, version: 1 }).await
}

pub(crate) async fn create_sla_policy(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateSlaPolicyRequest,
    policy: &SlaPolicy,
) -> Result<wire::SlaPolicy> {
    let mut fresh = fresh!(kit, caller, "CreateSlaPolicy", request);
    let (id, now) = (SlaPolicyId::new(kit.ids()), kit.clock().now());
    let stored = print_terms::policy(policy);
    contracts::insert_policy(fresh.tx(), id, &stored, now).await?;
    fresh.finish(wire::SlaPolicy { name: id.resource_name(), ..stored }).await
}
