//! What can go wrong.

use crate::{Reason, Violation};
use std::time::Duration;

/// The result of whatever may have a [`Problem`].
pub type Result<T, E = Problem> = std::result::Result<T, E>;

/// Why a request was not fulfilled. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Fields are wrong.
    #[error("invalid request: {}", list(.0))]
    Invalid(Vec<Violation>),
    /// No such resource. A foreign house's resource looks the same.
    #[error("{0} not found")]
    NotFound(String),
    /// Something with this unique name is there already.
    #[error("{subject} exists already: {remedy}")]
    Exists {
        /// What.
        subject: String,
        /// What to do.
        remedy: String,
    },
    /// The state of things does not allow it.
    #[error("{remedy}")]
    Refused {
        /// Which rule refuses it.
        reason: Reason,
        /// The resource whose state it is.
        subject: String,
        /// What its state is and what to do.
        remedy: String,
    },
    /// It changed since it was read, or two changes met; repeating may help.
    #[error("{remedy}")]
    Conflict {
        /// `EtagMismatch`, `DraftChanged`, `RequestIdReused` or `Conflict`.
        reason: Reason,
        /// What to do.
        remedy: String,
    },
    /// The caller is not known.
    #[error("sign in: the bearer token is missing, unknown, revoked or expired")]
    Unauthenticated,
    /// House, address and password do not belong together. It does not tell which is wrong.
    #[error("the house, the mail address or the password is wrong")]
    SignInRefused,
    /// The caller may not.
    #[error("permission {0} is missing")]
    Denied(String),
    /// Too much.
    #[error("limit exceeded: {remedy}")]
    Limit {
        /// What to do.
        remedy: String,
        /// When to try again.
        retry_after: Option<Duration>,
    },
    /// A part of the system cannot be reached.
    #[error("{0} cannot be reached at the moment, try again with the same request_id")]
    Unavailable(String),
    /// The time ran out.
    #[error("the time allowed for the request ran out, try again with the same request_id")]
    DeadlineExceeded,
    /// No such RPC.
    #[error("there is no method {0}")]
    UnknownMethod(String),
    /// A fault of ours. The text is for the log, never for the caller.
    #[error("internal error")]
    Internal(String),
    /// What another service answered, passed on as it is.
    #[error("{}", .0.message())]
    Passed(Box<tonic::Status>),
}

impl Problem {
    /// A fault of ours with a text for the log.
    pub fn internal(text: impl std::fmt::Display) -> Self {
        Self::Internal(text.to_string())
    }

    /// One wrong field.
    pub fn field(field: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation { field: field.into(), remedy: remedy.into() }])
    }

    /// The state of `subject` does not allow it.
    pub fn refused(reason: Reason, subject: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Refused { reason, subject: subject.into(), remedy: remedy.into() }
    }

    /// The resource changed since it was read.
    #[must_use]
    pub fn etag_mismatch() -> Self {
        let remedy = "the resource changed since it was read: read it again and repeat the change".to_owned();
        Self::Conflict { reason: Reason::EtagMismatch, remedy }
    }

    /// Whether the same may well succeed a little later, also where a peer told it: nothing was wrong with the request.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self.reason(),
            Reason::Unavailable | Reason::DeadlineExceeded | Reason::LimitExceeded | Reason::Conflict
        )
    }

    /// The reason that stands in `google.rpc.ErrorInfo`.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Invalid(_) => Reason::InvalidArgument,
            Self::NotFound(_) => Reason::NotFound,
            Self::Exists { .. } => Reason::AlreadyExists,
            Self::Refused { reason, .. } | Self::Conflict { reason, .. } => *reason,
            Self::Unauthenticated | Self::SignInRefused => Reason::Unauthenticated,
            Self::Denied(_) => Reason::PermissionDenied,
            Self::Limit { .. } => Reason::LimitExceeded,
            Self::Unavailable(_) => Reason::Unavailable,
            Self::DeadlineExceeded => Reason::DeadlineExceeded,
            Self::UnknownMethod(_) => Reason::UnknownMethod,
            Self::Internal(_) => Reason::Internal,
            Self::Passed(status) => crate::wire::reason_of(status),
        }
    }
}

fn list(violations: &[Violation]) -> String {
    violations.iter().map(|v| format!("{}: {}", v.field, v.remedy)).collect::<Vec<_>>().join("; ")
}
