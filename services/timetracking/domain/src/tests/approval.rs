//! Approval (T6).

use super::*;
use ApprovalMove::{Approve, Reject, Submit};
use ApprovalState::{Approved, NotNeeded, Rejected, Waiting};

fn waiting() -> Versioned {
    Versioned::first(entry(0, 7_201))
        .judged(&Approval { above_seconds: Some(7_200), ..Approval::default() }, None)
}

fn boss() -> UserId {
    UserId::new(&SequentialIds::new(77))
}

#[test]
fn t6_every_state_and_move() {
    for (state, after) in [
        (NotNeeded, [None, None, None]),
        (Waiting, [None, Some(Approved), Some(Rejected)]),
        (Approved, [None, None, None]),
        (Rejected, [Some(Waiting), None, None]),
    ] {
        assert_eq!([Submit, Approve, Reject].map(|step| state.after(step, false).ok()), after, "{state:?}");
        assert_eq!(state.as_str().parse(), Ok(state));
    }
    assert_eq!(Waiting.after(Approve, true), Err(ApprovalRefusal::OwnWork));
    assert_eq!(Waiting.after(Reject, true), Err(ApprovalRefusal::OwnWork));
    assert_eq!(Rejected.after(Submit, true), Ok(Waiting), "one's own is submitted by oneself");
}

#[test]
fn t6_nobody_approves_their_own_work() {
    let technician = waiting().entry.technician;
    assert_eq!(waiting().decide(Approve, technician, false, ""), Err(ApprovalRefusal::OwnWork));
    assert_eq!(waiting().decide(Approve, boss(), true, ""), Err(ApprovalRefusal::OwnWork));
    let approved = waiting().decide(Approve, boss(), false, "").unwrap();
    assert_eq!((approved.version, approved.approval), (2, Approved));
    assert!(!approved.reason.is_empty(), "each later version has a reason");
    assert_eq!(approved.entry, waiting().entry);
}

#[test]
fn t6_a_rejection_has_a_reason_and_ends_with_a_correction_or_another_try() {
    assert!(matches!(waiting().decide(Reject, boss(), false, " "), Err(ApprovalRefusal::Reason(_))));
    let rejected = waiting().decide(Reject, boss(), false, "zu lang").unwrap();
    let again = rejected.clone().decide(Submit, rejected.entry.technician, true, "so war es").unwrap();
    assert_eq!((again.version, again.approval), (3, Waiting));
    let rules = Approval { above_seconds: Some(7_200), ..Approval::default() };
    let shorter = rejected.clone().correct(entry(0, 7_200), "Pause abgezogen").unwrap().judged(&rules, None);
    assert_eq!((shorter.approval, shorter.approval_reasons.len()), (NotNeeded, 0));
    let longer = rejected.correct(entry(0, 9_000), "doch länger").unwrap().judged(&rules, None);
    assert_eq!((longer.approval, longer.approval_reasons), (Waiting, vec![ApprovalReason::Long]));
}

#[test]
fn t6_what_is_invoiced_is_decided_no_more() {
    let invoiced = waiting().heard(1, BillingEvent::Invoiced);
    assert_eq!(invoiced.decide(Approve, boss(), false, ""), Err(ApprovalRefusal::Invoiced));
}
