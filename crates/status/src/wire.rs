//! Problem → gRPC status and back.

use crate::{Problem, Reason};
use std::collections::HashMap;
use std::time::Duration;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

const DOMAIN: &str = "kontor";

impl From<Problem> for Status {
    fn from(problem: Problem) -> Self {
        if let Problem::Passed(status) = problem {
            return *status;
        }
        let mut message = problem.to_string();
        let mut metadata = HashMap::new();
        if let Problem::Internal(text) = &problem {
            let id = kontor_ids::IdSource::uuid(&kontor_ids::RandomIds).to_string();
            tracing::error!(error.id = %id, "{text}");
            message = format!("internal error {id}");
            metadata.insert("error_id".to_owned(), id);
        }
        let mut details = ErrorDetails::with_error_info(problem.reason().as_str_name(), DOMAIN, metadata);
        add_details(&problem, &mut details);
        Self::with_error_details(code(&problem), message, details)
    }
}

fn add_details(problem: &Problem, details: &mut ErrorDetails) {
    match problem {
        Problem::Invalid(violations) => {
            for v in violations {
                details.add_bad_request_violation(&v.field, &v.remedy);
            }
        }
        Problem::Refused { reason, subject, remedy } => {
            details.add_precondition_failure_violation(reason.as_str_name(), subject, remedy);
        }
        Problem::Limit { retry_after, .. } => {
            details.set_retry_info(*retry_after);
        }
        Problem::Unavailable(_)
        | Problem::DeadlineExceeded
        | Problem::Conflict { reason: Reason::Conflict, .. } => {
            details.set_retry_info(Some(Duration::from_millis(200)));
        }
        _ => {}
    }
}

fn code(problem: &Problem) -> Code {
    match problem {
        Problem::Invalid(_) => Code::InvalidArgument,
        Problem::NotFound(_) => Code::NotFound,
        Problem::Exists { .. } => Code::AlreadyExists,
        Problem::Refused { .. } => Code::FailedPrecondition,
        Problem::Conflict { .. } => Code::Aborted,
        Problem::Unauthenticated | Problem::SignInRefused => Code::Unauthenticated,
        Problem::Denied(_) => Code::PermissionDenied,
        Problem::Limit { .. } => Code::ResourceExhausted,
        Problem::Unavailable(_) => Code::Unavailable,
        Problem::DeadlineExceeded => Code::DeadlineExceeded,
        Problem::UnknownMethod(_) => Code::Unimplemented,
        Problem::Internal(_) => Code::Internal,
        Problem::Passed(status) => status.code(),
    }
}

/// What a peer answered is passed on, but for transport faults, which become [`Problem::Unavailable`].
impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        if status.get_details_error_info().is_some() {
            return Self::Passed(Box::new(status));
        }
        match status.code() {
            Code::Unavailable => Self::Unavailable("a service".to_owned()),
            Code::DeadlineExceeded | Code::Cancelled => Self::DeadlineExceeded,
            Code::ResourceExhausted | Code::OutOfRange => {
                Self::Limit { remedy: status.message().to_owned(), retry_after: None }
            }
            Code::Unimplemented => Self::UnknownMethod(status.message().to_owned()),
            Code::Unauthenticated => Self::Unauthenticated,
            _ => Self::Internal(format!("a peer answered {:?}: {}", status.code(), status.message())),
        }
    }
}

pub(crate) fn reason_of(status: &Status) -> Reason {
    let info = status.get_details_error_info();
    info.and_then(|i| Reason::from_str_name(&i.reason)).unwrap_or(Reason::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x6_details_tell_what_where_and_what_to_do() {
        let problem = Problem::Invalid(vec![
            crate::Violation { field: "a".into(), remedy: "give a".into() },
            crate::Violation { field: "b".into(), remedy: "give b".into() },
        ]);
        let status = Status::from(problem);
        let fields = status.get_details_bad_request().unwrap().field_violations;
        assert_eq!(fields.iter().map(|v| v.field.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(status.get_details_error_info().unwrap().reason, "INVALID_ARGUMENT");
    }

    #[test]
    fn the_text_of_a_fault_never_reaches_the_caller() {
        let status = Status::from(Problem::internal("relation secret_table does not exist"));
        assert!(!format!("{status:?}").contains("secret_table"));
    }

    #[test]
    fn what_a_peer_cannot_reach_is_as_transient_as_what_we_cannot() {
        let unreachable = Problem::Unavailable("the database".to_owned());
        assert!(unreachable.is_transient());
        assert!(Problem::from(Status::from(unreachable)).is_transient());
        assert!(!Problem::from(Status::from(Problem::internal("a fault"))).is_transient());
        assert!(!Problem::etag_mismatch().is_transient());
    }

    #[test]
    fn a_peers_answer_is_passed_on_as_it_is() {
        let status = Status::from(Problem::refused(Reason::DraftChanged, "drafts/1", "look again"));
        let passed = Status::from(Problem::from(status.clone()));
        assert_eq!(passed.code(), status.code());
        assert_eq!(passed.details(), status.details());
    }
}
