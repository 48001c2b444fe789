//! What changes something.

pub(crate) mod answered;
pub(crate) mod cancel_invoice;
pub(crate) mod decide_entry;
pub(crate) mod hold_quota;
pub(crate) mod issue_draft;
pub(crate) mod rate_customer;
pub(crate) mod set_seller_profile;
pub(crate) mod void_hold;
pub(crate) mod waive_line;
