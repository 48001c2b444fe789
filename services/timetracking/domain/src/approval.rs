//! Approval, where a tenant wants it (T6).

use crate::entry::{Entry, UnknownWord};
use crate::field::Problem;
use kontor_ids::UserId;

/// What waits for approval; by default nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Approval {
    /// Entries of more seconds than this.
    pub above_seconds: Option<u32>,
    /// Entries on tickets that someone else is assigned to.
    pub foreign_tickets: bool,
    /// Entries with a wish for goodwill.
    pub goodwill: bool,
}

/// Whether an entry waits for approval. Each change is a version of the entry with its reason.
///
/// ```text
/// not_needed          saved, and no rule of the house holds it
/// waiting ──approve──► approved
///    │ ▲
/// reject submit       a correction is judged anew, whatever was decided before
///    ▼ │
/// rejected
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ApprovalState {
    /// It needs none.
    #[default]
    NotNeeded,
    /// It waits, and is not billed.
    Waiting,
    /// Someone else approved it.
    Approved,
    /// Someone else rejected it; it is not billed.
    Rejected,
}

impl ApprovalState {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::NotNeeded, Self::Waiting, Self::Approved, Self::Rejected];

    /// Its stable word, as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotNeeded => "not_needed",
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

impl std::str::FromStr for ApprovalState {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or(UnknownWord("not_needed waiting approved rejected"))
    }
}

/// What is done with an entry that may need approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalMove {
    /// A rejected one is submitted again as it is.
    Submit,
    /// A waiting one is approved.
    Approve,
    /// A waiting one is rejected.
    Reject,
}

/// Why it is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalRefusal {
    /// It does not wait.
    #[error("the entry does not wait for approval: it is {}", .0.as_str())]
    NotWaiting(ApprovalState),
    /// It was not rejected.
    #[error("only a rejected entry is submitted again: this one is {}", .0.as_str())]
    NotRejected(ApprovalState),
    /// Nobody approves what they did or saved themselves.
    #[error("someone else has to decide: nobody approves work of their own or what they saved themselves")]
    OwnWork,
    /// It stands on an invoice already.
    #[error("the entry is invoiced and locked: cancel or credit the invoice first")]
    Invoiced,
    /// The reason is missing or too long.
    #[error(transparent)]
    Reason(#[from] Problem),
}

impl ApprovalState {
    /// The state after a move; `own` tells whether who moves did the work or saved the version.
    ///
    /// # Errors
    /// See [`ApprovalRefusal`].
    pub const fn after(self, step: ApprovalMove, own: bool) -> Result<Self, ApprovalRefusal> {
        match (step, self) {
            (ApprovalMove::Submit, Self::Rejected) => Ok(Self::Waiting),
            (ApprovalMove::Submit, state) => Err(ApprovalRefusal::NotRejected(state)),
            (_, Self::Waiting) if own => Err(ApprovalRefusal::OwnWork),
            (ApprovalMove::Approve, Self::Waiting) => Ok(Self::Approved),
            (ApprovalMove::Reject, Self::Waiting) => Ok(Self::Rejected),
            (_, state) => Err(ApprovalRefusal::NotWaiting(state)),
        }
    }
}

/// Why an entry waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalReason {
    /// It is long.
    Long,
    /// The ticket is someone else's.
    ForeignTicket,
    /// Goodwill is wished for.
    Goodwill,
}

impl ApprovalReason {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Long, Self::ForeignTicket, Self::Goodwill];

    /// Its stable word, as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::ForeignTicket => "foreign_ticket",
            Self::Goodwill => "goodwill",
        }
    }
}

impl std::str::FromStr for ApprovalReason {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL.into_iter().find(|reason| reason.as_str() == text);
        found.ok_or(UnknownWord("long foreign_ticket goodwill"))
    }
}

impl Approval {
    /// Why an entry waits for approval; empty when it does not.
    #[must_use]
    pub fn needed(&self, entry: &Entry, assignee: Option<UserId>) -> Vec<ApprovalReason> {
        let long = self.above_seconds.is_some_and(|limit| entry.seconds > limit);
        let foreign = self.foreign_tickets && assignee.is_some_and(|person| person != entry.technician);
        let goodwill = self.goodwill && !entry.goodwill_reason.is_empty();
        let reasons = [
            (long, ApprovalReason::Long),
            (foreign, ApprovalReason::ForeignTicket),
            (goodwill, ApprovalReason::Goodwill),
        ];
        reasons.into_iter().filter_map(|(applies, reason)| applies.then_some(reason)).collect()
    }
}
