//! timetracking
