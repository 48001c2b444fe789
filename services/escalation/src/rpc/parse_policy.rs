//! Policies as the rules want them, or all that is wrong with them (E1).

use super::parse::{all_or_nothing, request_id};
use crate::words;
use kontor_calendar::Calendar;
use kontor_escalation_domain::{MAX_STEPS, MAX_TARGET};
use kontor_ids::{EscalationPolicyId, OnCallScheduleId};
use kontor_proto::escalation::v1::{
    Action, CreateEscalationPolicyRequest, EscalationPolicy, GetEscalationPolicyRequest, Step,
};
use kontor_status::{Result, Violations};

/// Most actions of a step: each once.
const MOST_ACTIONS: usize = 12;

pub(super) fn name(request: &GetEscalationPolicyRequest) -> Result<EscalationPolicyId> {
    let mut violations = Violations::new();
    let id = violations.take("name", EscalationPolicyId::from_resource_name(&request.name));
    all_or_nothing(violations, id)
}

pub(super) fn policy(request: &CreateEscalationPolicyRequest) -> Result<EscalationPolicy> {
    let mut violations = Violations::new();
    request_id(&mut violations, &request.request_id);
    let Some(policy) = &request.policy else {
        violations.add("policy", "give a policy with a display_name and steps");
        return all_or_nothing(violations, None);
    };
    let policy = checked(&mut violations, "policy", policy);
    all_or_nothing(violations, Some(policy))
}

/// Notes all that is wrong with a policy, which stands in this field.
pub(super) fn checked(
    violations: &mut Violations,
    field: &str,
    policy: &EscalationPolicy,
) -> EscalationPolicy {
    let display_name = violations.text(&format!("{field}.display_name"), &policy.display_name, 1, 200);
    let steps = policy.steps.len();
    let remedy = format!("give 1 to {MAX_STEPS} steps, not {steps}");
    violations.require((1..=MAX_STEPS).contains(&steps), format!("{field}.steps"), remedy);
    for (place, step) in policy.steps.iter().take(MAX_STEPS).enumerate() {
        check_step(violations, &format!("{field}.steps[{place}]"), step);
    }
    let quiet_hours = quiet_hours(violations, &format!("{field}.quiet_hours"), policy.quiet_hours.trim());
    EscalationPolicy { name: String::new(), display_name, steps: policy.steps.clone(), quiet_hours }
}

fn quiet_hours(violations: &mut Violations, field: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    match Calendar::parse(text) {
        Ok(calendar) if calendar.is_round_the_clock() => {
            violations.add(field, "leave an hour in which people may be told");
        }
        Ok(calendar) => return calendar.to_string(),
        Err(mistakes) => {
            for mistake in mistakes.mistakes() {
                violations.add(field, mistake.to_string());
            }
        }
    }
    String::new()
}

fn check_step(violations: &mut Violations, field: &str, step: &Step) {
    let kind = words::kind_of_wire(step.kind);
    violations.require(kind.is_some(), format!("{field}.kind"), "choose response, update or resolution");
    check_when(violations, field, step);
    let known = |action: &i32| Action::try_from(*action).is_ok_and(|action| action != Action::Unspecified);
    let actions = &step.actions;
    let once = actions.iter().enumerate().all(|(place, action)| !actions[..place].contains(action));
    let sound = (1..=MOST_ACTIONS).contains(&actions.len()) && actions.iter().all(known) && once;
    violations.require(sound, format!("{field}.actions"), "name at least one known action, each once");
    if let Some(every) = step.repeat_every {
        let sound = (60..=MAX_TARGET).contains(&every.seconds) && every.nanos == 0;
        let remedy = "give at least 60 whole seconds, or leave it";
        violations.require(sound, format!("{field}.repeat_every"), remedy);
    }
    check_target(violations, field, step);
}

/// Either a share or an offset.
fn check_when(violations: &mut Violations, field: &str, step: &Step) {
    let Some(offset) = step.offset else {
        violations.require((1..=1000).contains(&step.percent), format!("{field}.percent"), "give 1 to 1000");
        return;
    };
    let alone = step.percent == 0;
    violations.require(alone, format!("{field}.percent"), "give a share or an offset, not both");
    let sound = offset.nanos == 0 && offset.seconds.abs() <= MAX_TARGET;
    violations.require(sound, format!("{field}.offset"), "give whole seconds, at most ten years");
}

/// What actions aim at is given where they need it, and only there.
fn check_target(violations: &mut Violations, field: &str, step: &Step) {
    let does = |action: Action| step.actions.contains(&action.into());
    let length = step.team.chars().count();
    let sound = if does(Action::Reassign) { (1..=100).contains(&length) } else { length == 0 };
    let remedy = "give 1 to 100 characters with the action that reassigns, and only then";
    violations.require(sound && step.team.trim() == step.team, format!("{field}.team"), remedy);
    let url = &step.webhook_url;
    let is_address = url.strip_prefix("https://").is_some_and(|rest| {
        !rest.is_empty() && url.len() <= 2000 && !rest.starts_with('/') && !rest.contains(char::is_whitespace)
    });
    let sound = if does(Action::CallWebhook) { is_address } else { url.is_empty() };
    let remedy = "give an https address with the action that calls a webhook, and only then";
    violations.require(sound, format!("{field}.webhook_url"), remedy);
    if !step.on_call_schedule.is_empty() {
        let schedule = OnCallScheduleId::from_resource_name(&step.on_call_schedule);
        violations.take(format!("{field}.on_call_schedule"), schedule);
        let remedy = "leave it, or notify who is on call";
        violations.require(does(Action::NotifyOnCall), format!("{field}.on_call_schedule"), remedy);
    }
}
