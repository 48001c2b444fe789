//! What only reads.

pub(crate) mod get_capture_rules;
pub(crate) mod get_missing_time;
pub(crate) mod get_time_entry;
pub(crate) mod get_timer;
pub(crate) mod get_week_sheet;
pub(crate) mod list_time_entries;
pub(crate) mod list_time_entry_versions;
pub(crate) mod list_waiting_time_entries;
