//! Corrections (T5).

use crate::approval::{Approval, ApprovalMove, ApprovalReason, ApprovalRefusal, ApprovalState};
use crate::billing_state::{BillingEvent, BillingState};
use crate::entry::Entry;
use crate::field::{Field, Problem, checked};
use kontor_ids::UserId;

/// An entry with its version and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// The newest version of it.
    pub entry: Entry,
    /// 1, 2, 3 ...
    pub version: u32,
    /// Why this version was made, 1 to 500 characters; empty for the first.
    pub reason: String,
    /// Where it stands.
    pub billing: BillingState,
    /// The version that billing rated last; 0 for none.
    pub rated: u32,
    /// The version that stands on an invoice; 0 for none. It is below the newest where someone corrected while the
    /// invoice was issued: what was corrected is not billed then.
    pub invoiced: u32,
    /// Whether it waits for approval (T6).
    pub approval: ApprovalState,
    /// Why it waits or waited.
    pub approval_reasons: Vec<ApprovalReason>,
}

/// Why a correction is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionRefusal {
    /// It is invoiced and locked.
    #[error("the entry is invoiced and locked: cancel or credit the invoice first")]
    Invoiced,
    /// It is the same as before.
    #[error("the correction changes nothing")]
    Unchanged,
    /// The work was done by one person for one customer's ticket: that is another entry.
    #[error("the technician of an entry stays: waive this one and enter the work anew")]
    OtherTechnician,
    /// The reason is missing or too long.
    #[error(transparent)]
    Reason(#[from] Problem),
}

impl Versioned {
    /// The first version.
    #[must_use]
    pub const fn first(entry: Entry) -> Self {
        Self {
            entry,
            version: 1,
            reason: String::new(),
            billing: BillingState::Pending,
            rated: 0,
            invoiced: 0,
            approval: ApprovalState::NotNeeded,
            approval_reasons: Vec::new(),
        }
    }

    /// The version as the house's rules judge it: it waits where there is any reason to (T6).
    #[must_use]
    pub fn judged(mut self, rules: &Approval, assignee: Option<UserId>) -> Self {
        self.approval_reasons = rules.needed(&self.entry, assignee);
        let waits = !self.approval_reasons.is_empty();
        self.approval = if waits { ApprovalState::Waiting } else { ApprovalState::NotNeeded };
        self
    }

    /// The next version, which says the same and is approved, rejected or submitted again (T6). `by` is who does it,
    /// `own` whether they saved the version before. Billing hears of it as of any version.
    ///
    /// # Errors
    /// See [`ApprovalRefusal`].
    pub fn decide(
        self,
        step: ApprovalMove,
        by: UserId,
        own: bool,
        reason: &str,
    ) -> Result<Self, ApprovalRefusal> {
        let least = usize::from(step != ApprovalMove::Approve);
        let reason = checked(Field::Reason, reason, least, 500)?;
        let reason = if reason.is_empty() { "freigegeben / approved".to_owned() } else { reason };
        if !self.billing.is_open() {
            return Err(ApprovalRefusal::Invoiced);
        }
        let approval = self.approval.after(step, own || by == self.entry.technician)?;
        let version = self.version + 1;
        Ok(Self { version, reason, billing: BillingState::Pending, approval, ..self })
    }

    /// The next version with what should have been; the old one stays in the store. Billing rates it anew.
    ///
    /// # Errors
    /// See [`CorrectionRefusal`].
    pub fn correct(self, entry: Entry, reason: &str) -> Result<Self, CorrectionRefusal> {
        let reason = checked(Field::Reason, reason, 1, 500)?;
        if !self.billing.is_open() {
            return Err(CorrectionRefusal::Invoiced);
        }
        if entry.technician != self.entry.technician {
            return Err(CorrectionRefusal::OtherTechnician);
        }
        if entry == self.entry {
            return Err(CorrectionRefusal::Unchanged);
        }
        let version = self.version + 1;
        Ok(Self { entry, version, reason, billing: BillingState::Pending, ..self })
    }

    /// What billing said about a version of it: about an older one only that it was invoiced counts.
    #[must_use]
    pub fn heard(mut self, version: u32, event: BillingEvent) -> Self {
        let locks = matches!(event, BillingEvent::Invoiced | BillingEvent::Released);
        if version == self.version || (version < self.version && locks) {
            self.billing = self.billing.after(event);
        }
        match event {
            BillingEvent::Rated | BillingEvent::Undecided if version <= self.version => {
                self.rated = self.rated.max(version);
            }
            // Invoices tell of entries, not of versions: the one that was rated last was invoiced.
            BillingEvent::Invoiced if self.rated == 0 => self.invoiced = version,
            BillingEvent::Invoiced => self.invoiced = self.rated,
            BillingEvent::Released => self.invoiced = 0,
            BillingEvent::Rated | BillingEvent::Undecided => {}
        }
        self
    }
}
