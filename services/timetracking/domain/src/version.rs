//! Corrections (T5).

use crate::billing_state::{BillingEvent, BillingState};
use crate::entry::{Entry, Field, Problem, checked};

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
        Self { entry, version: 1, reason: String::new(), billing: BillingState::Pending }
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
        Ok(Self { entry, version: self.version + 1, reason, billing: BillingState::Pending })
    }

    /// What billing said about a version of it: about an older one only that it was invoiced counts.
    #[must_use]
    pub fn heard(mut self, version: u32, event: BillingEvent) -> Self {
        let locks = matches!(event, BillingEvent::Invoiced | BillingEvent::Released);
        if version == self.version || (version < self.version && locks) {
            self.billing = self.billing.after(event);
        }
        self
    }
}
