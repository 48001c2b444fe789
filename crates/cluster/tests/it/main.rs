//! The launcher against a real server: every start, stop and accident.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise, in its helping functions too")]

mod accidents;
mod life;
mod refusals;
mod scratch;
