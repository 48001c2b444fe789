//! Fees that come every period (R9).

use crate::words::{Proration, Replenishment};
use kontor_money::Amount;

/// A fee that comes every period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurringFee {
    /// What stands on the invoice, 1 to 200 characters.
    pub display_name: String,
    /// Net amount for one period and one piece, not negative.
    pub amount: Amount,
    /// The period; not `once`.
    pub period: Replenishment,
    /// Whether it is billed at the period's beginning.
    pub in_advance: bool,
    /// What becomes of a period that is covered in part only.
    pub proration: Proration,
    /// For how many it is paid, 1 to 100,000.
    pub quantity: u32,
}
