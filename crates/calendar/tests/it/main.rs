//! The rules of service time.
#![expect(clippy::unwrap_used, clippy::panic, reason = "all of it is test code")]
mod history;
mod lands;
mod oracle;
mod properties;
mod service_time;
mod text;
