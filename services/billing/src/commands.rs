//! What changes something.

pub(crate) mod assign_payment;
pub(crate) mod cancel_invoice;
pub(crate) mod change_line;
pub(crate) mod continue_issue_run;
pub(crate) mod create_issue_run;
pub(crate) mod create_review_mark;
pub(crate) mod credit_invoice;
pub(crate) mod decide_entry;
pub(crate) mod export_bookings;
pub(crate) mod hold_quota;
pub(crate) mod import_statement;
pub(crate) mod issue_draft;
pub(crate) mod judge_change;
pub(crate) mod mark_draft;
pub(crate) mod rate_customer;
pub(crate) mod record_payment;
pub(crate) mod set_accounting_settings;
pub(crate) mod set_billing_profile;
pub(crate) mod set_goodwill_budget;
pub(crate) mod set_internal_rate;
pub(crate) mod set_order_number;
pub(crate) mod set_review_settings;
pub(crate) mod set_seller_profile;
pub(crate) mod split_draft;
pub(crate) mod void_hold;
pub(crate) mod waive_line;
