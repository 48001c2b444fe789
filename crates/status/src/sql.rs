//! Database errors as problems. The database's words go to the log, never to the caller.

use crate::{Problem, Reason};

/// `serialization_failure`, `deadlock_detected`, `lock_not_available`.
const RETRYABLE: [&str; 3] = ["40001", "40P01", "55P03"];

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(db) => match db.code().as_deref() {
                Some(code) if RETRYABLE.contains(&code) => Self::Conflict {
                    reason: Reason::Conflict,
                    remedy: "two changes met and nothing was changed: repeat with the same request_id"
                        .to_owned(),
                },
                Some("57014") => Self::DeadlineExceeded,
                // Shutdown, crash, cannot connect now, disk full, too many connections.
                Some("57P01" | "57P02" | "57P03" | "53100" | "53300") => {
                    Self::Unavailable("the database".to_owned())
                }
                _ => Self::internal(error),
            },
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Protocol(_) => {
                tracing::warn!(error = %error, "the database cannot be reached");
                Self::Unavailable("the database".to_owned())
            }
            _ => Self::internal(error),
        }
    }
}
