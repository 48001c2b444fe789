//! What the rules refuse, as callers read it.

use kontor_access::Caller;
use kontor_ids::{TimeEntryId, UserId};
use kontor_status::{Problem, Reason, Result, Violation};
use kontor_timetracking_domain::{self as domain, ApprovalRefusal, CorrectionRefusal, Overlap, TimerRefusal};

/// The person that calls: timers belong to people.
///
/// # Errors
/// [`Problem::Refused`] for machines.
pub(crate) fn person(caller: &Caller) -> Result<UserId> {
    let remedy = "a timer belongs to a person: enter the work as a time entry that names its technician";
    let subject = || caller.principal().resource_name();
    caller.user().ok_or_else(|| Problem::refused(Reason::WrongState, subject(), remedy))
}

/// The person that decides about others' work: machines do not.
///
/// # Errors
/// [`Problem::Refused`] for machines.
pub(crate) fn decider(caller: &Caller) -> Result<UserId> {
    let remedy = "a person has to decide: no token approves, rejects or submits work";
    let subject = || caller.principal().resource_name();
    caller.user().ok_or_else(|| Problem::refused(Reason::WrongState, subject(), remedy))
}

/// An entry is not approved, rejected or submitted (T6).
pub(crate) fn approval(id: TimeEntryId, refusal: ApprovalRefusal) -> Problem {
    let text = refusal.to_string();
    match refusal {
        ApprovalRefusal::NotWaiting(_) | ApprovalRefusal::NotRejected(_) | ApprovalRefusal::OwnWork => {
            Problem::refused(Reason::WrongState, id.resource_name(), text)
        }
        ApprovalRefusal::Invoiced => Problem::refused(Reason::EntryInvoiced, id.resource_name(), text),
        ApprovalRefusal::Reason(problem) => fields("", vec![problem]),
    }
}

/// No timer of this person runs.
pub(crate) fn no_timer(person: UserId) -> Problem {
    Problem::refused(Reason::NoTimer, person.resource_name(), "no timer of yours runs: start one")
}

/// Wrong fields; `prefix` is such as `entry.`.
pub(crate) fn fields(prefix: &str, problems: Vec<domain::Problem>) -> Problem {
    let violation =
        |p: domain::Problem| Violation { field: format!("{prefix}{}", p.field), remedy: p.remedy };
    Problem::Invalid(problems.into_iter().map(violation).collect())
}

/// A timer does not start or stop (T2).
pub(crate) fn timer(person: UserId, refusal: &TimerRefusal) -> Problem {
    let reason = match refusal {
        TimerRefusal::Running { .. } | TimerRefusal::SameTicket(_) => Reason::TimerRunning,
        TimerRefusal::TooLong(_) => Reason::WrongState,
    };
    Problem::refused(reason, person.resource_name(), refusal.to_string())
}

/// An entry overlaps others (T4).
pub(crate) fn overlap(overlap: &Overlap) -> Problem {
    let others: Vec<String> = overlap.0.iter().map(|id| id.resource_name()).collect();
    Problem::refused(Reason::EntryOverlaps, others.join(" "), overlap.to_string())
}

/// A correction is not made (T5).
pub(crate) fn correction(id: TimeEntryId, refusal: CorrectionRefusal) -> Problem {
    let text = refusal.to_string();
    match refusal {
        CorrectionRefusal::Invoiced => Problem::refused(Reason::EntryInvoiced, id.resource_name(), text),
        CorrectionRefusal::Unchanged => Problem::field("entry", text),
        CorrectionRefusal::OtherTechnician => Problem::field("entry.technician", text),
        CorrectionRefusal::Reason(problem) => fields("", vec![problem]),
    }
}
