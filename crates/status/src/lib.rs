//! The only mapping from a problem to a gRPC status with details, to HTTP, and back (X6).
//!
//! A [`Problem`] says what went wrong, where and what to do. Services return it; the kit turns it into a
//! [`tonic::Status`] carrying `google.rpc.ErrorInfo` always, `BadRequest` for fields, `PreconditionFailure` for
//! wrong states and `RetryInfo` where a retry is safe. The gateway prints the same as JSON.
//!
//! ```
//! use kontor_status::{Problem, Reason, Violations};
//! let mut violations = Violations::new();
//! violations.add("ticket.subject", "give 1 to 200 characters");
//! violations.add("ticket.customer", "name the customer as customers/{customer}");
//! let problem = violations.finish().unwrap_err();
//! let status: tonic::Status = problem.into();
//! assert_eq!(status.code(), tonic::Code::InvalidArgument);
//! assert_eq!(Problem::from(status).reason(), Reason::InvalidArgument);
//! ```
#![forbid(unsafe_code)]

mod http_json;
mod problem;
#[cfg(feature = "postgres")]
mod sql;
mod violations;
mod wire;

pub use http_json::{http_status, to_json};
pub use kontor_proto::types::v1::ErrorReason as Reason;
pub use problem::{Problem, Result};
pub use violations::{Violation, Violations};
