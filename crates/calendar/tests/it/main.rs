//! The rules of service time.
mod lands;
mod oracle;
mod properties;
mod service_time;
mod text;
