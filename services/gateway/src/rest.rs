//! REST/JSON from the `google.api.http` annotations, by one table and without handlers.

mod fields;
mod route;

pub(crate) use route::{BodyRule, Route, routes};

use crate::grpc::PassThrough;
use crate::limits::{ANSWER_BYTES, BODY_BYTES, CALL, JSON_DEPTH};
use crate::web::{answer, refused};
use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use kontor_proto::descriptor::{self, Method};
use kontor_status::{Problem, Result};
use prost::Message as _;
use prost_reflect::{DeserializeOptions, DynamicMessage, SerializeOptions};
use serde_json::Value;
use std::sync::{Arc, LazyLock};
use tonic::Status;
use tonic::body::Body;

/// The table of all routes, read from the descriptors once.
static ROUTES: LazyLock<Arc<Vec<Route>>> = LazyLock::new(|| Arc::new(routes()));

/// Serves REST/JSON.
#[derive(Clone)]
pub(crate) struct Rest {
    grpc: PassThrough,
}

impl Rest {
    pub(crate) const fn new(grpc: PassThrough) -> Self {
        Self { grpc }
    }

    pub(crate) async fn serve(&self, request: Request<Body>) -> Response<Body> {
        match tokio::time::timeout(CALL, self.call(request)).await {
            Ok(Ok(json)) => answer(StatusCode::OK, "application/json", json),
            Ok(Err(problem)) => refused(problem),
            Err(_elapsed) => refused(Problem::DeadlineExceeded),
        }
    }

    async fn call(&self, request: Request<Body>) -> Result<Vec<u8>> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        let unknown = || Problem::UnknownMethod(format!("{} {path}", parts.method));
        let (route, captured) = ROUTES.iter().find_map(|r| Some((r, r.captures(&parts.method, path)?))).ok_or_else(unknown)?;
        let method = descriptor::method(&route.rpc).ok_or_else(unknown)?;
        let body = read(body).await?;
        let json = fields::gather(route, method, captured, parts.uri.query(), &parts.headers, &body)?;
        let message = message(method, json)?;
        self.ask(method, &parts.headers, &message).await
    }

    async fn ask(&self, method: &'static Method, headers: &HeaderMap, message: &DynamicMessage) -> Result<Vec<u8>> {
        let mut request = Request::post(&method.path).body(frame(message)?).map_err(Problem::internal)?;
        let out = request.headers_mut();
        out.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        out.insert(http::header::TE, HeaderValue::from_static("trailers"));
        for name in ["authorization", "traceparent", "tracestate"] {
            if let Some(value) = headers.get(name) {
                out.insert(name, value.clone());
            }
        }
        let response = self.grpc.pass(request).await?;
        let bytes = unframe(response).await?;
        let answer = DynamicMessage::decode(method.descriptor.output(), bytes).map_err(Problem::internal)?;
        let mut json = Vec::new();
        let mut serializer = serde_json::Serializer::new(&mut json);
        answer.serialize_with_options(&mut serializer, &SerializeOptions::new()).map_err(Problem::internal)?;
        Ok(json)
    }
}

/// A body as JSON; none for an empty one.
async fn read(body: Body) -> Result<Value> {
    let too_large = |_| Problem::Limit {
        remedy: format!("a request has at most {BODY_BYTES} bytes: send less"),
        retry_after: None,
    };
    let bytes = Limited::new(body, BODY_BYTES).collect().await.map_err(too_large)?.to_bytes();
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    if depth(&bytes) > JSON_DEPTH {
        return Err(Problem::field("body", format!("nest at most {JSON_DEPTH} levels deep")));
    }
    serde_json::from_slice(&bytes).map_err(|e| Problem::field("body", format!("it is no JSON: {e}")))
}

/// How deep JSON text nests; brackets in strings do not count.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn message(method: &Method, json: Value) -> Result<DynamicMessage> {
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    let read = DynamicMessage::deserialize_with_options(method.descriptor.input(), json, &options);
    read.map_err(|e| Problem::field("body", e.to_string()))
}

/// A message in gRPC's frame.
fn frame(message: &DynamicMessage) -> Result<Body> {
    let length = message.encoded_len();
    let mut bytes = BytesMut::with_capacity(5 + length);
    bytes.put_u8(0);
    bytes.put_u32(u32::try_from(length).map_err(Problem::internal)?);
    message.encode(&mut bytes).map_err(Problem::internal)?;
    Ok(Body::new(Full::new(bytes.freeze())))
}

/// The one message of an answer, or the status that came instead.
async fn unframe(response: Response<Body>) -> Result<Bytes> {
    if let Some(status) = Status::from_header_map(response.headers()) {
        if status.code() != tonic::Code::Ok {
            return Err(status.into());
        }
    }
    let cut = |_| Problem::Unavailable("a service".to_owned());
    let collected = Limited::new(response.into_body(), ANSWER_BYTES).collect().await.map_err(cut)?;
    if let Some(status) = collected.trailers().and_then(Status::from_header_map) {
        if status.code() != tonic::Code::Ok {
            return Err(status.into());
        }
    }
    let bytes = collected.to_bytes();
    match bytes.first() {
        Some(0) if bytes.len() >= 5 => Ok(bytes.slice(5..)),
        _ => Err(Problem::internal("a service answered no plain message")),
    }
}
