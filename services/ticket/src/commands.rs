//! What changes tickets: begin → load → the rules decide → save → log → tell → answer.

pub(crate) mod accept_agreement;
pub(crate) mod add_log_entry;
pub(crate) mod change_ticket;
pub(crate) mod create_ticket;
pub(crate) mod end_agreement;
pub(crate) mod escalate;
pub(crate) mod follow_records;
pub(crate) mod hand_over_ticket;
pub(crate) mod import_ticket;
pub(crate) mod link_ticket;
pub(crate) mod merge_ticket;
pub(crate) mod offer_agreement;
pub(crate) mod remark;
pub(crate) mod show_clocks;
pub(crate) mod split_ticket;
pub(crate) mod take_back_ticket;
mod whole;
pub(crate) mod work_for_house;
