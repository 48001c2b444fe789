//! SLA policies and calendars as they came in.

use super::{values, words};
use kontor_calendar::Calendar;
use kontor_contract_domain::terms::{SlaPolicy, SlaTarget};
use kontor_contract_domain::{Priority, Violations};
use kontor_proto::contract::v1 as wire;
use kontor_status::Result;

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
