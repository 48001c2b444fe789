//! Approval, where a tenant wants it (T6).

use crate::entry::Entry;
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
