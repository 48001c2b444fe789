//! Handed tickets on the wire (N10).

use super::agreement::duration;
use super::{parse, words};
use crate::store::handover::{HandoverRow, StepRow};
use jiff::SignedDuration;
use kontor_ids::{HandoverId, TenantId, TicketId, Uuid, VerbundAgreementId};
use kontor_proto::ticket::v1 as wire;
use kontor_status::{Problem, Reason, Result, Violations};
use kontor_ticket_domain::verbund::{Refusal, StepKind, Work, WorkKind};

/// A handover's name.
pub(crate) fn name(violations: &mut Violations, name: &str) -> HandoverId {
    let id = violations.take("name", HandoverId::from_resource_name(name));
    id.unwrap_or_else(|| HandoverId::from_uuid(Uuid::nil()))
}

/// A handover's name and the id of the request.
pub(crate) fn order(violations: &mut Violations, name_: &str, request_id: &str) -> HandoverId {
    parse::request_id(violations, request_id);
    name(violations, name_)
}

/// Work that was done.
pub(crate) fn work(v: &mut Violations, r: &wire::LogHandoverWorkRequest) -> (WorkKind, Work, String) {
    let kind = words::read_log_kind(r.kind)
        .and_then(|kind| WorkKind::ALL.iter().copied().find(|work| work.log_kind() == kind));
    v.require(kind.is_some(), "kind", "choose a call in or out, a mail out, a remote session or a note");
    let kind = kind.unwrap_or(WorkKind::CallIn);
    let start = parse::time(v, "start_time", r.start_time.as_ref());
    v.require(r.start_time.is_some(), "start_time", "give it");
    let end = parse::time(v, "end_time", r.end_time.as_ref());
    v.require(r.end_time.is_some(), "end_time", "give it");
    let text = v.text("text", &r.text, usize::from(!kind.is_wordless()), 10_000);
    let work = Work { start: start.unwrap_or_default(), end: end.unwrap_or_default() };
    (kind, work, text)
}

/// Why something between houses is refused; `subject` is what the caller named.
pub(crate) fn refused(subject: String, refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::Absent => Problem::NotFound(subject),
        Refusal::Invalid { field, remedy } => Problem::field(*field, *remedy),
        other => Problem::refused(Reason::WrongState, subject, other.to_string()),
    }
}

/// Why the ticket does not take it, told to the taking house: by the handover, since it does not know the ticket's name.
pub(crate) fn refused_by_ticket(id: HandoverId, refusal: &kontor_ticket_domain::Refusal) -> Problem {
    use kontor_ticket_domain::Refusal as Ticket;
    let reason = match refusal {
        Ticket::Invalid { field, remedy } => return Problem::field(*field, remedy.clone()),
        Ticket::Unacknowledged(_) => Reason::DirectiveUnacknowledged,
        // Into which one is not told: it is another ticket.
        Ticket::Merged(_) => {
            let remedy = "the ticket was merged into another one: return it";
            return Problem::refused(Reason::WrongState, id.resource_name(), remedy);
        }
        _ => Reason::WrongState,
    };
    Problem::refused(reason, id.resource_name(), refusal.to_string())
}

const fn step_kind(kind: StepKind) -> wire::HandoverStepKind {
    match kind {
        StepKind::HandedOver => wire::HandoverStepKind::HandedOver,
        StepKind::Taken => wire::HandoverStepKind::Taken,
        StepKind::Worked => wire::HandoverStepKind::Worked,
        StepKind::Acknowledged => wire::HandoverStepKind::Acknowledged,
        StepKind::Resolved => wire::HandoverStepKind::Resolved,
        StepKind::Returned => wire::HandoverStepKind::Returned,
        StepKind::TakenBack => wire::HandoverStepKind::TakenBack,
        StepKind::Lapsed => wire::HandoverStepKind::Lapsed,
    }
}

/// A handover as a house may see it: the ticket's name is told to the giving house alone, what is shown of it to the
/// taking one.
pub(crate) fn print(row: &HandoverRow, house: TenantId, shown: Option<wire::HandedTicket>) -> wire::Handover {
    let own = row.giver() == house;
    let state = match row.state.as_str() {
        "handed" => wire::HandoverState::Handed,
        "taken" => wire::HandoverState::Taken,
        _ => wire::HandoverState::Ended,
    };
    let ended_as = row.ended_as.as_deref().and_then(|word| word.parse().ok()).map(step_kind);
    let time = |at: jiff_sqlx::Timestamp| words::time(at.to_jiff());
    let ticket = TicketId::from_uuid(row.ticket_id).resource_name();
    wire::Handover {
        name: HandoverId::from_uuid(row.id).resource_name(),
        agreement: VerbundAgreementId::from_uuid(row.agreement_id).resource_name(),
        giver: row.giver().resource_name(),
        taker: TenantId::from_uuid(row.taker_id).resource_name(),
        ticket: if own { ticket } else { String::new() },
        ticket_number: row.ticket_number.clone(),
        state: state.into(),
        ended_as: ended_as.unwrap_or_default().into(),
        automatic: row.automatic,
        hand_time: Some(time(row.hand_time)),
        access_end_time: Some(time(row.access_until)),
        taken_by: row.taken_by.clone().unwrap_or_default(),
        take_time: row.take_time.map(time),
        end_time: row.end_time.map(time),
        step_count: row.steps,
        shown,
    }
}

/// A step, the same for both houses.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn step(row: StepRow) -> Result<wire::HandoverStep> {
    let kind: StepKind = row.kind.parse().map_err(Problem::internal)?;
    let work = row.work_kind.map(|word| word.parse::<WorkKind>()).transpose().map_err(Problem::internal)?;
    let house = row.house_id.map(|id| TenantId::from_uuid(id).resource_name());
    Ok(wire::HandoverStep {
        sequence: row.sequence,
        kind: step_kind(kind).into(),
        text: row.text,
        house: house.unwrap_or_default(),
        person: row.person,
        log_kind: work.map(|kind| words::log_kind(kind.log_kind())).unwrap_or_default().into(),
        start_time: row.start_time.map(|at| words::time(at.to_jiff())),
        duration: row.seconds.map(|n| duration(SignedDuration::from_secs(n.into()))),
        record_time: Some(words::time(row.record_time.to_jiff())),
    })
}
