//! Escalation by hand, and drills.

use super::parse::{all_or_nothing, page_size, request_id};
use super::parse_policy;
use crate::commands::drill_escalation::{self, Case, Subject, Tried};
use crate::commands::escalate_ticket;
use crate::levels::Levels;
use crate::on_call::instant;
use crate::queries::list_escalations;
use jiff::SignedDuration;
use kontor_access::Caller;
use kontor_ids::{CalendarId, CustomerId, EscalationPolicyId, SlaPolicyId, TicketId, UserId};
use kontor_proto::escalation::v1::drill_service_server::DrillService;
use kontor_proto::escalation::v1::manual_escalation_service_server::ManualEscalationService;
use kontor_proto::escalation::v1::*;
use kontor_proto::types::v1::Priority;
use kontor_service::Kit;
use kontor_status::{Problem, Violations};
use tonic::{Request, Response, Status};

/// How far ahead a drill looks, and the farthest.
const SPAN: (i64, i64) = (7 * 86_400, 31 * 86_400);

/// The RPCs.
#[derive(Clone)]
pub(crate) struct ByHandRpc {
    kit: Kit,
    levels: Levels,
}

impl ByHandRpc {
    pub(crate) const fn new(kit: Kit, levels: Levels) -> Self {
        Self { kit, levels }
    }
}

#[tonic::async_trait]
impl ManualEscalationService for ByHandRpc {
    async fn escalate_ticket(
        &self,
        request: Request<EscalateTicketRequest>,
    ) -> Result<Response<Escalation>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.get_ref();
        let escalation = escalation(request)?;
        Ok(Response::new(escalate_ticket::run(&self.kit, &caller, escalation, request).await?))
    }

    async fn list_escalations(
        &self,
        request: Request<ListEscalationsRequest>,
    ) -> Result<Response<ListEscalationsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.get_ref();
        let mut violations = Violations::new();
        let ticket = violations.take("ticket", TicketId::from_resource_name(&request.ticket));
        let size = super::parse::size(&mut violations, request.page_size);
        let ticket = all_or_nothing(violations, ticket)?;
        let page = (size.map_or_else(|| page_size(0), Ok)?, request.page_token.as_str());
        Ok(Response::new(list_escalations::run(&self.kit, &caller, ticket, page).await?))
    }
}

#[tonic::async_trait]
impl DrillService for ByHandRpc {
    async fn drill_escalation(
        &self,
        request: Request<DrillEscalationRequest>,
    ) -> Result<Response<DrillEscalationResponse>, Status> {
        let caller = Caller::of(&request)?;
        let (tried, span) = drill(request.get_ref())?;
        let service = (&self.kit, &self.levels);
        Ok(Response::new(drill_escalation::run(service, &caller, tried, span).await?))
    }
}

fn escalation(request: &EscalateTicketRequest) -> Result<(TicketId, Escalation), Problem> {
    let mut violations = Violations::new();
    request_id(&mut violations, &request.request_id);
    let given = request.escalation.clone().unwrap_or_default();
    let ticket = violations.take("escalation.ticket", TicketId::from_resource_name(&given.ticket));
    let kind = EscalationKind::try_from(given.kind).unwrap_or_default();
    let known = kind != EscalationKind::Unspecified;
    violations.require(known, "escalation.kind", "choose functional or hierarchical");
    let note = violations.text("escalation.note", &given.note, 1, 2000);
    let team = violations.text("escalation.team", &given.team, 0, 100);
    let remedy = "leave it: only a functional escalation has a team";
    violations.require(team.is_empty() || kind == EscalationKind::Functional, "escalation.team", remedy);
    let ticket = all_or_nothing(violations, ticket)?;
    let asked =
        Escalation { ticket: ticket.resource_name(), kind: kind.into(), note, team, ..Escalation::default() };
    Ok((ticket, asked))
}

type Drill = ((Tried, Subject), SignedDuration);

fn drill(request: &DrillEscalationRequest) -> Result<Drill, Problem> {
    let mut violations = Violations::new();
    let tried = match (request.policy.as_str(), &request.draft) {
        ("", None) => Some(Tried::Newest),
        ("", Some(draft)) => Some(Tried::Draft(parse_policy::checked(&mut violations, "draft", draft))),
        (name, draft) => {
            violations.require(draft.is_none(), "draft", "give a policy or a draft, not both");
            violations.take("policy", EscalationPolicyId::from_resource_name(name)).map(Tried::Stored)
        }
    };
    let subject = match (request.ticket.as_str(), &request.hypothetical) {
        ("", Some(given)) => case(given, &mut violations).map(Subject::Case),
        (name, given) => {
            violations.require(given.is_none(), "hypothetical", "give a ticket or a case, not both");
            violations.take("ticket", TicketId::from_resource_name(name)).map(Subject::Ticket)
        }
    };
    let (default, most) = SPAN;
    let span = request.span.as_ref().map_or(default, |span| span.seconds);
    violations.require((1..=most).contains(&span), "span", "give at most 31 days, or leave it for seven");
    let both = all_or_nothing(violations, tried.zip(subject))?;
    Ok((both, SignedDuration::from_secs(span)))
}

fn case(given: &Hypothetical, violations: &mut Violations) -> Option<Case> {
    let field = |name: &str| format!("hypothetical.{name}");
    let sla_policy = violations.take(field("sla_policy"), SlaPolicyId::from_resource_name(&given.sla_policy));
    let calendar = violations.take(field("calendar"), CalendarId::from_resource_name(&given.calendar));
    let priority = match Priority::try_from(given.priority) {
        Ok(Priority::Unspecified) => Some(Priority::Normal),
        other => other.ok(),
    };
    violations.require(priority.is_some(), field("priority"), "choose critical, high, normal or low");
    let report_time = instant(given.report_time.as_ref());
    let sound = given.report_time.is_none() || report_time.is_some();
    violations.require(sound, field("report_time"), "give an instant, or leave it for now");
    let assignee = match given.assignee.as_str() {
        "" => None,
        name => violations.take(field("assignee"), UserId::from_resource_name(name)),
    };
    let team = violations.text(&field("team"), &given.team, 0, 100);
    let customer = match given.customer.as_str() {
        "" => None,
        name => violations.take(field("customer"), CustomerId::from_resource_name(name)),
    };
    let ((sla_policy, calendar), priority) = sla_policy.zip(calendar).zip(priority)?;
    Some(Case { sla_policy, calendar, priority, report_time, assignee, team, customer })
}
