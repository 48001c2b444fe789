//! REST/JSON from the `google.api.http` annotations, by one table and without handlers.

mod check;
mod fields;
mod route;

pub(crate) use route::{BodyRule, Route, routes};

use crate::entry::Admitted;
use crate::grpc::{FRAME, PassThrough, told, too_large};
use crate::limits::{ANSWER_BYTES, BODY_BYTES, CALL, JSON_DEPTH};
use crate::web::{FORWARDED_FOR, answer, refused};
use bytes::{BufMut as _, Bytes, BytesMut};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body::Body as _;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use kontor_proto::descriptor::Method;
use kontor_status::{Problem, Result};
use prost::Message as _;
use prost_reflect::{DeserializeOptions, DynamicMessage, SerializeOptions};
use route::Captured;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use tonic::Status;
use tonic::body::Body;

/// The table of all routes, read from the descriptors once.
static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(routes);

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
            Ok(Ok(response)) => response,
            Ok(Err(refusal)) => refusal.into_response(),
            Err(_elapsed) => refused(Problem::DeadlineExceeded),
        }
    }

    async fn call(&self, request: Request<Body>) -> Result<Response<Body>, Refusal> {
        let (parts, body) = request.into_parts();
        let (route, captured) = find(&parts)?;
        // Who calls comes first: nobody learns what a request should look like without being let in.
        let admitted = self.grpc.entrance().admit(&route.rpc, &parts.headers, &parts.extensions).await?;
        let body = read(&parts, body).await?;
        let json =
            fields::gather(route, admitted.method, captured, parts.uri.query(), &parts.headers, &body)?;
        let message = message(admitted.method, json)?;
        let answer = self.ask(&admitted, parts, &message).await?;
        Ok(print(&answer)?)
    }

    async fn ask(
        &self,
        admitted: &Admitted,
        parts: Parts,
        message: &DynamicMessage,
    ) -> Result<DynamicMessage> {
        let method = admitted.method;
        let mut request = Request::post(&method.path).body(frame(message)?).map_err(Problem::internal)?;
        *request.version_mut() = http::Version::HTTP_2;
        let out = request.headers_mut();
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        out.insert(header::TE, HeaderValue::from_static("trailers"));
        for name in ["traceparent", "tracestate", FORWARDED_FOR] {
            for value in parts.headers.get_all(name) {
                out.append(name, value.clone());
            }
        }
        // The connection's address stays with the request.
        *request.extensions_mut() = parts.extensions;
        let response = self.grpc.forward(admitted, request).await?;
        let bytes = unframe(response, &method.service).await?;
        DynamicMessage::decode(method.descriptor.output(), bytes).map_err(Problem::internal)
    }
}

/// Why a request gets no answer of a service. Where HTTP knows better than the table of codes, its own status is used.
enum Refusal {
    Problem(Problem),
    /// No such path.
    Path(String),
    /// The path is there for these verbs.
    Verb {
        asked: String,
        allowed: String,
    },
    /// By its own word the body is no JSON.
    NoJson,
    /// The body is too large.
    TooLarge,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Refusal {
    fn into_response(self) -> Response<Body> {
        let (problem, status, allowed) = match self {
            Self::Problem(problem) => return refused(problem),
            Self::Path(what) => (Problem::UnknownMethod(what), StatusCode::NOT_FOUND, None),
            Self::Verb { asked, allowed } => {
                let problem = Problem::UnknownMethod(format!("{asked} here: use {allowed}"));
                (problem, StatusCode::METHOD_NOT_ALLOWED, Some(allowed))
            }
            Self::NoJson => {
                let problem = Problem::field("content-type", "send application/json");
                (problem, StatusCode::UNSUPPORTED_MEDIA_TYPE, None)
            }
            Self::TooLarge => (too_large(BODY_BYTES), StatusCode::PAYLOAD_TOO_LARGE, None),
        };
        let mut response = refused(problem);
        *response.status_mut() = status;
        if let Some(allowed) = allowed.and_then(|verbs| HeaderValue::try_from(verbs).ok()) {
            response.headers_mut().insert(header::ALLOW, allowed);
        }
        response
    }
}

/// The route of a request with the fields that its path gives.
fn find(parts: &Parts) -> Result<(&'static Route, Captured), Refusal> {
    let path = parts.uri.path();
    let mut allowed = BTreeSet::new();
    for route in ROUTES.iter() {
        let Some(captured) = route.captures(path) else { continue };
        if route.verb == parts.method {
            return Ok((route, captured));
        }
        allowed.insert(route.verb.as_str());
    }
    let asked = parts.method.to_string();
    if allowed.is_empty() {
        return Err(Refusal::Path(format!("{asked} {path}")));
    }
    Err(Refusal::Verb { asked, allowed: allowed.into_iter().collect::<Vec<_>>().join(", ") })
}

fn print(message: &DynamicMessage) -> Result<Response<Body>> {
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut json);
    message.serialize_with_options(&mut serializer, &SerializeOptions::new()).map_err(Problem::internal)?;
    let mut response = answer(StatusCode::OK, "application/json", json);
    let etag = message.get_field_by_name("etag").and_then(|v| v.as_str().map(fields::etag_header));
    if let Some(etag) = etag.filter(|e| e.len() > 2).and_then(|e| HeaderValue::try_from(e).ok()) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

/// A body as JSON; none for an empty one.
async fn read(parts: &Parts, body: Body) -> Result<Value, Refusal> {
    if usize::try_from(body.size_hint().lower()).map_or(true, |bytes| bytes > BODY_BYTES) {
        return Err(Refusal::TooLarge);
    }
    let collected = Limited::new(body, BODY_BYTES).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() {
            Refusal::TooLarge
        } else {
            Problem::field("body", "send the whole body").into()
        }
    });
    let bytes = collected?.to_bytes();
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    if !is_json(&parts.headers) {
        return Err(Refusal::NoJson);
    }
    if depth(&bytes) > JSON_DEPTH {
        return Err(Problem::field("body", format!("nest at most {JSON_DEPTH} levels deep")).into());
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Null) => Err(Problem::field("body", "send a JSON object, or nothing").into()),
        Ok(json) => Ok(json),
        Err(e) => Err(Problem::field("body", format!("it is no JSON: {e}")).into()),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return true };
    let kind = kind.to_str().unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
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

/// The request's message, or all that is wrong with it.
fn message(method: &Method, json: Value) -> Result<DynamicMessage> {
    let input = method.descriptor.input();
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    match DynamicMessage::deserialize_with_options(input.clone(), &json, &options) {
        Ok(message) if !check::has_nul(&json) => Ok(message),
        other => Err(check::violations(&input, &json, other.err())),
    }
}

/// A message in gRPC's frame.
fn frame(message: &DynamicMessage) -> Result<Body> {
    let length = message.encoded_len();
    let mut bytes = BytesMut::with_capacity(FRAME + length);
    bytes.put_u8(0);
    bytes.put_u32(u32::try_from(length).map_err(Problem::internal)?);
    message.encode(&mut bytes).map_err(Problem::internal)?;
    Ok(Body::new(Full::new(bytes.freeze())))
}

/// The one message of an answer, or the status that came instead.
async fn unframe(response: Response<Body>, service: &str) -> Result<Bytes> {
    let cut = |_| Problem::Unavailable(format!("the service {service}"));
    let collected = Limited::new(response.into_body(), ANSWER_BYTES).collect().await.map_err(cut)?;
    if let Some(status) = collected.trailers().and_then(Status::from_header_map)
        && status.code() != tonic::Code::Ok
    {
        return Err(told(status, service));
    }
    let bytes = collected.to_bytes();
    match bytes.first() {
        Some(0) if bytes.len() >= FRAME => Ok(bytes.slice(FRAME..)),
        _ => Err(Problem::internal("a service answered no plain message")),
    }
}
