//! An ordinary client of the gateway, over gRPC or over REST/JSON, driven by the descriptors: any RPC by its name,
//! with canonical JSON in and out.

mod grpc;
mod rest;

pub use grpc::GrpcDoor;
pub use rest::RestDoor;

use kontor_proto::descriptor::{self, Method};
use serde_json::Value;

/// Why a call had no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The gateway refused it.
    #[error("{code}: {message}{}", fields(.details))]
    Refused {
        /// The gRPC code, such as `NotFound`.
        code: String,
        /// The message.
        message: String,
        /// The details as JSON.
        details: Vec<Value>,
    },
    /// There is no such RPC.
    #[error("there is no RPC {0}")]
    Unknown(String),
    /// The request does not fit the RPC.
    #[error("the request does not fit {0}: {1}")]
    BadRequest(String, String),
    /// The gateway cannot be reached.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
}

impl CallError {
    /// The reason in `google.rpc.ErrorInfo`.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        let Self::Refused { details, .. } = self else { return None };
        details.iter().find_map(|d| d.get("reason")).and_then(Value::as_str)
    }
}

fn fields(details: &[Value]) -> String {
    let violations =
        details.iter().filter_map(|d| d.get("fieldViolations")).filter_map(Value::as_array).flatten();
    violations.map(|v| format!("\n    {}: {}", word(v, "field"), word(v, "description"))).collect()
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A way to the gateway.
#[derive(Debug, Clone)]
pub enum Door {
    /// gRPC over HTTP/2.
    Grpc(GrpcDoor),
    /// REST/JSON over HTTP/1.1.
    Rest(Box<RestDoor>),
}

impl Door {
    /// The same way with a bearer token.
    #[must_use]
    pub fn signed_in(&self, token: &str) -> Self {
        match self {
            Self::Grpc(door) => Self::Grpc(door.signed_in(token)),
            Self::Rest(door) => Self::Rest(Box::new(door.signed_in(token))),
        }
    }

    /// Calls an RPC such as `ticket.TicketService/GetTicket`.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn call(&self, rpc: &str, request: Value) -> Result<Value, CallError> {
        let method = find(rpc)?;
        match self {
            Self::Grpc(door) => door.call(method, request).await,
            Self::Rest(door) => door.call(method, request).await,
        }
    }
}

fn find(rpc: &str) -> Result<&'static Method, CallError> {
    let path = rpc.split_once('.').map(|(package, rest)| format!("/kontor.{package}.v1.{rest}"));
    path.and_then(|p| descriptor::method(&p)).ok_or_else(|| CallError::Unknown(rpc.to_owned()))
}
