//! Status → HTTP, for the REST edge.

use http::StatusCode;
use serde_json::{Map, Value, json};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// The HTTP status of a gRPC code, after `google/rpc/code.proto`.
#[must_use]
pub fn http_status(code: Code) -> StatusCode {
    let number = match code {
        Code::Ok => 200,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => 400,
        Code::Unauthenticated => 401,
        Code::PermissionDenied => 403,
        Code::NotFound => 404,
        Code::Aborted | Code::AlreadyExists => 409,
        Code::ResourceExhausted => 429,
        Code::Cancelled => 499,
        Code::Unimplemented => 501,
        Code::Unavailable => 503,
        Code::DeadlineExceeded => 504,
        Code::Unknown | Code::Internal | Code::DataLoss => 500,
    };
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// `{code, message, details}` with the details as canonical JSON of their `google.rpc` messages.
#[must_use]
pub fn to_json(status: &Status) -> Value {
    json!({
        "code": status.code() as i32,
        "message": status.message(),
        "details": details(&status.get_error_details()),
    })
}

fn details(details: &ErrorDetails) -> Vec<Value> {
    let mut all = Vec::new();
    if let Some(info) = details.error_info() {
        let metadata: Map<_, _> = info.metadata.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
        all.push(json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": info.reason, "domain": info.domain, "metadata": metadata,
        }));
    }
    if let Some(bad) = details.bad_request() {
        let fields = bad.field_violations.iter();
        let fields: Vec<_> =
            fields.map(|v| json!({"field": v.field, "description": v.description})).collect();
        all.push(json!({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": fields}));
    }
    if let Some(failure) = details.precondition_failure() {
        let rows = failure.violations.iter();
        let rows: Vec<_> = rows
            .map(|v| json!({"type": v.r#type, "subject": v.subject, "description": v.description}))
            .collect();
        all.push(json!({"@type": "type.googleapis.com/google.rpc.PreconditionFailure", "violations": rows}));
    }
    if let Some(delay) = details.retry_info().and_then(|r| r.retry_delay) {
        let delay = format!("{}.{:03}s", delay.as_secs(), delay.subsec_millis());
        all.push(json!({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}));
    }
    all
}
