//! What changes something.

pub(crate) mod cancel_invoice;
pub(crate) mod issue_draft;
pub(crate) mod rate_customer;
pub(crate) mod set_seller_profile;
pub(crate) mod waive_line;
