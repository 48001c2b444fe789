//! SLA policies and calendars as they came in.

use super::{values, words};
use jiff::civil::Date;
use kontor_calendar::Calendar;
use kontor_contract_domain::terms::{SlaPolicy, SlaTarget};
use kontor_contract_domain::{Priority, Violations};
use kontor_ids::{CalendarId, SlaPolicyId};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};

/// Reads and checks a policy.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn parse(policy: Option<&wire::SlaPolicy>) -> Result<SlaPolicy> {
    let mut v = Violations::new();
    let Some(policy) = policy else {
        v.add("policy", "give the policy");
        return Err(super::refusal(v));
    };
    let items = policy.targets.iter().take(20).enumerate();
    let targets = items.filter_map(|(i, target)| {
        let at = |name: &str| format!("policy.targets[{i}].{name}");
        let priority = words::required::<Priority>(&at("priority"), target.priority, &mut v);
        let response = values::seconds(&at("response"), target.response.as_ref(), &mut v);
        let update = values::seconds(&at("update"), target.update.as_ref(), &mut v);
        let resolution = values::seconds(&at("resolution"), target.resolution.as_ref(), &mut v);
        Some(SlaTarget { priority: priority?, response, update, resolution })
    });
    let targets = targets.collect();
    let display_name = policy.display_name.trim().to_owned();
    let read = SlaPolicy { display_name, targets, pause_on_vendor: policy.pause_on_vendor };
    let checked = super::keep_but(&mut v, read.check(), &["policy.targets"]);
    super::accept(v, checked)
}

/// A calendar that was accepted (S1).
pub(crate) struct NewCalendar {
    /// What people call it.
    pub display_name: String,
    /// Its text form.
    pub definition: String,
}

/// Reads a calendar; a malformed or empty one is refused (S1).
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn parse_calendar(calendar: Option<&wire::Calendar>) -> Result<NewCalendar> {
    let mut v = Violations::new();
    let Some(calendar) = calendar else {
        v.add("calendar", "give the calendar");
        return Err(super::refusal(v));
    };
    let display_name = v.text("calendar.display_name", &calendar.display_name, 1, 200);
    let read = v.take("calendar.definition", calendar.definition.parse::<Calendar>());
    let accepted =
        read.map(|_| NewCalendar { display_name, definition: calendar.definition.trim().to_owned() });
    super::accept(v, accepted)
}

/// A version of a calendar that was accepted.
pub(crate) struct NewCalendarVersion {
    /// Of which calendar.
    pub id: CalendarId,
    /// The first day it holds.
    pub from: Date,
    /// Its text form.
    pub definition: String,
    /// What that says.
    pub calendar: Calendar,
}

/// Reads a version of a calendar.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn parse_calendar_version(
    request: &wire::AddCalendarVersionRequest,
) -> Result<NewCalendarVersion> {
    let mut v = Violations::new();
    let id = v.take("name", CalendarId::from_resource_name(&request.name));
    let calendar = v.take("definition", request.definition.parse::<Calendar>());
    let from = request.valid_from.as_ref().and_then(|day| values::date("valid_from", day, &mut v));
    v.require(request.valid_from.is_some(), "valid_from", "give the first day it holds");
    v.require(!request.etag.is_empty(), "etag", "give the etag that was read");
    let definition = request.definition.trim().to_owned();
    let read = id.zip(calendar).zip(from);
    let read = read.map(|((id, calendar), from)| NewCalendarVersion { id, from, definition, calendar });
    super::accept(v, read)
}

/// Reads a version of a policy.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn parse_policy_version(
    request: &wire::AddPolicyVersionRequest,
) -> Result<(SlaPolicyId, SlaPolicy)> {
    let mut v = Violations::new();
    let id = v.take("name", SlaPolicyId::from_resource_name(&request.name));
    v.require(!request.etag.is_empty(), "etag", "give the etag that was read");
    match parse(request.policy.as_ref()) {
        Ok(policy) => super::accept(v, id.map(|id| (id, policy))),
        Err(Problem::Invalid(more)) => {
            more.into_iter().for_each(|wrong| v.add(wrong.field, wrong.remedy));
            Err(super::refusal(v))
        }
        Err(other) => Err(other),
    }
}
