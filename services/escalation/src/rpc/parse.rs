//! Requests as the rules want them, or all that is wrong with them.

use crate::queries::list_firings::Page;
use crate::words;
use kontor_escalation_domain::{ClockKind, MAX_STEPS, MAX_TARGET};
use kontor_ids::{FiringId, TicketId, Uuid};
use kontor_proto::escalation::v1::{
    AcknowledgeFiringRequest, Action, CreateEscalationPolicyRequest, EscalationPolicy, GetClocksRequest,
    GetProofSheetRequest, ListFiringsRequest, Step,
};
use kontor_status::{Problem, Result, Violations};

/// Most firings of a page, and how many without a wish.
const PAGE: (i64, i64) = (200, 50);

/// Most actions of a step: each once.
const MOST_ACTIONS: usize = 5;

fn all_or_nothing<T>(violations: Violations, value: Option<T>) -> Result<T> {
    violations.finish()?;
    value.ok_or_else(|| Problem::internal("a value is missing that nothing is wrong with"))
}

fn request_id(violations: &mut Violations, id: &str) {
    let remedy = "give a fresh UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057";
    violations.require(id.parse::<Uuid>().is_ok(), "request_id", remedy);
}

pub(super) fn ticket(request: &GetClocksRequest) -> Result<TicketId> {
    let mut violations = Violations::new();
    let ticket = violations.take("ticket", TicketId::from_resource_name(&request.ticket));
    all_or_nothing(violations, ticket)
}

pub(super) fn sheet(request: &GetProofSheetRequest) -> Result<(TicketId, ClockKind)> {
    let mut violations = Violations::new();
    let ticket = violations.take("ticket", TicketId::from_resource_name(&request.ticket));
    let kind = match request.kind {
        0 => Some(ClockKind::Resolution),
        kind => words::kind_of_wire(kind),
    };
    violations.require(kind.is_some(), "kind", "choose response, update or resolution");
    all_or_nothing(violations, ticket.zip(kind))
}

pub(super) fn page(request: ListFiringsRequest) -> Result<Page> {
    let mut violations = Violations::new();
    let (most, default) = PAGE;
    let size = kontor_paging::page_size(request.page_size, default, most).ok();
    violations.require(size.is_some(), "page_size", format!("give 1 to {most}, or 0 for {default}"));
    let ticket = if request.ticket.is_empty() {
        None
    } else {
        violations.take("ticket", TicketId::from_resource_name(&request.ticket))
    };
    let page = size.map(|size| Page { ticket, size, token: request.page_token });
    all_or_nothing(violations, page)
}

pub(super) fn firing(request: &AcknowledgeFiringRequest) -> Result<FiringId> {
    let mut violations = Violations::new();
    let firing = violations.take("name", FiringId::from_resource_name(&request.name));
    request_id(&mut violations, &request.request_id);
    all_or_nothing(violations, firing)
}

pub(super) fn policy(request: &CreateEscalationPolicyRequest) -> Result<EscalationPolicy> {
    let mut violations = Violations::new();
    request_id(&mut violations, &request.request_id);
    let Some(policy) = &request.policy else {
        violations.add("policy", "give a policy with a display_name and steps");
        return all_or_nothing(violations, None);
    };
    let display_name = violations.text("policy.display_name", &policy.display_name, 1, 200);
    let steps = policy.steps.len();
    let remedy = format!("give 1 to {MAX_STEPS} steps, not {steps}");
    violations.require((1..=MAX_STEPS).contains(&steps), "policy.steps", remedy);
    for (place, step) in policy.steps.iter().take(MAX_STEPS).enumerate() {
        check_step(&mut violations, &format!("policy.steps[{place}]"), step);
    }
    let policy = EscalationPolicy { name: String::new(), display_name, steps: policy.steps.clone() };
    all_or_nothing(violations, Some(policy))
}

fn check_step(violations: &mut Violations, field: &str, step: &Step) {
    let kind = words::kind_of_wire(step.kind);
    violations.require(kind.is_some(), format!("{field}.kind"), "choose response, update or resolution");
    violations.require((1..=100).contains(&step.percent), format!("{field}.percent"), "give 1 to 100");
    let known = |action: &i32| Action::try_from(*action).is_ok_and(|action| action != Action::Unspecified);
    let actions = &step.actions;
    let once = actions.iter().enumerate().all(|(place, action)| !actions[..place].contains(action));
    let sound = (1..=MOST_ACTIONS).contains(&actions.len()) && actions.iter().all(known) && once;
    violations.require(sound, format!("{field}.actions"), "name at least one known action, each once");
    if let Some(every) = step.repeat_every {
        let sound = (60..=MAX_TARGET).contains(&every.seconds) && every.nanos == 0;
        violations.require(
            sound,
            format!("{field}.repeat_every"),
            "give at least 60 whole seconds, or leave it",
        );
    }
}
