//! gRPC, passed through: the body goes to the service as it came and is never decoded here.

use crate::entry::{Admitted, Entrance};
use crate::limits::{BODY_BYTES, CALL, SIGN_IN_BYTES};
use crate::web::address;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, Method, Request, Response, header};
use http_body::Body as _;
use http_body_util::{BodyExt as _, Full, Limited};
use kontor_access::CONTEXT_HEADER;
use kontor_proto::identity::v1::SignInRequest;
use kontor_service::Peer;
use kontor_status::{Problem, Result};
use prost::Message as _;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tonic::body::Body;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use tower::{Service, ServiceExt as _};

/// Bytes before a message: flag and length.
pub(crate) const FRAME: usize = 5;
/// How tonic begins what it says of a message that cannot be read. That is no fault of ours.
const UNREADABLE: [&str; 5] = [
    "failed to decode Protobuf message",
    "Missing request message",
    "Unexpected EOF decoding stream",
    "protocol error: received message",
    "Content is compressed",
];

/// Takes a gRPC call to the service that answers it.
#[derive(Clone)]
pub(crate) struct PassThrough {
    entrance: Arc<Entrance>,
    peers: Arc<BTreeMap<&'static str, Peer>>,
}

impl PassThrough {
    pub(crate) const fn new(entrance: Arc<Entrance>, peers: Arc<BTreeMap<&'static str, Peer>>) -> Self {
        Self { entrance, peers }
    }

    /// The way in.
    pub(crate) fn entrance(&self) -> &Entrance {
        &self.entrance
    }

    async fn pass(&self, request: Request<Body>) -> Result<Response<Body>> {
        let path = request.uri().path();
        if request.method() != Method::POST {
            return Err(Problem::UnknownMethod(format!("{} {path}", request.method())));
        }
        let admitted = self.entrance.admit(path, request.headers(), request.extensions()).await?;
        let answer = tokio::time::timeout(CALL, self.forward(&admitted, request)).await;
        answer.unwrap_or(Err(Problem::DeadlineExceeded))
    }

    /// Hands an admitted call on; what a service answers goes back as it is.
    pub(crate) async fn forward(
        &self,
        admitted: &Admitted,
        request: Request<Body>,
    ) -> Result<Response<Body>> {
        let service = admitted.method.service.as_str();
        let mut peer = self.peers.get(service).cloned();
        if let Some(context) = &admitted.context {
            peer = peer.map(|peer| peer.with_context(context.clone()));
        }
        let peer = peer.ok_or_else(|| Problem::UnknownMethod(admitted.method.path.clone()))?;
        let mut request = self.measured(admitted, request).await?;
        // Nobody outside speaks for anyone, and what proves a caller goes no further than here.
        for name in [HeaderName::from_static(CONTEXT_HEADER), header::AUTHORIZATION, header::COOKIE] {
            request.headers_mut().remove(name);
        }
        let answer = peer.oneshot(request).await;
        self.entrance.passed(admitted.method);
        let answer = answer.map_err(|error| {
            tracing::warn!(service, error = %error, "a service cannot be reached");
            Problem::Unavailable(format!("the service {service}"))
        })?;
        match Status::from_header_map(answer.headers()) {
            Some(status) if status.code() != Code::Ok => Err(told(status, service)),
            _ => Ok(answer),
        }
    }

    /// The body under its limit. A sign-in is read and counted, before a password is looked at: the one body that is
    /// read here.
    async fn measured(&self, admitted: &Admitted, request: Request<Body>) -> Result<Request<Body>> {
        let is_sign_in = admitted.method.access.anonymous;
        let most = if is_sign_in { SIGN_IN_BYTES } else { BODY_BYTES + FRAME };
        let (parts, body) = request.into_parts();
        if usize::try_from(body.size_hint().lower()).map_or(true, |bytes| bytes > most) {
            return Err(too_large(most));
        }
        let limited = Limited::new(body, most);
        if !is_sign_in {
            return Ok(Request::from_parts(parts, Body::new(limited)));
        }
        let bytes = limited.collect().await.map_err(|_| too_large(most))?.to_bytes();
        self.count_sign_in(&bytes, &parts)?;
        Ok(Request::from_parts(parts, Body::new(Full::new(bytes))))
    }

    fn count_sign_in(&self, bytes: &Bytes, parts: &Parts) -> Result<()> {
        if bytes.first().is_some_and(|flag| *flag != 0) {
            return Err(Problem::field("message", "send a sign-in uncompressed"));
        }
        // What cannot be read is refused by identity, which tells what is wrong; it counts for the nameless account.
        let account = SignInRequest::decode(bytes.get(FRAME..).unwrap_or_default()).unwrap_or_default();
        let rates = self.entrance.rates();
        let address = address(&parts.extensions, &parts.headers, rates.proxies());
        rates.sign_in(&account.tenant_slug, &account.email, address)
    }
}

/// More bytes than are taken.
pub(crate) fn too_large(most: usize) -> Problem {
    Problem::Limit { remedy: format!("send at most {most} bytes"), retry_after: None }
}

/// What a service answered, as it is; what the transport answered in its place, as a problem.
pub(crate) fn told(status: Status, service: &str) -> Problem {
    if status.get_details_error_info().is_some() {
        return Problem::Passed(Box::new(status));
    }
    let message = status.message();
    if message.contains("length limit exceeded") {
        return too_large(BODY_BYTES);
    }
    if UNREADABLE.iter().any(|beginning| message.starts_with(beginning)) {
        return Problem::field("message", "send one message of the RPC's type in a gRPC frame");
    }
    match status.code() {
        Code::Unknown | Code::Unavailable => {
            tracing::warn!(service, error = message, "a service cannot be reached");
            Problem::Unavailable(format!("the service {service}"))
        }
        _ => Problem::from(status),
    }
}

impl Service<Request<Body>> for PassThrough {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let this = self.clone();
        Box::pin(async move { Ok(this.pass(request).await.unwrap_or_else(|p| Status::from(p).into_http())) })
    }
}

/// Signing in is the only call that anyone may make, and so the only one that is counted without a caller.
#[cfg(test)]
#[test]
fn signing_in_is_the_only_open_rpc() {
    let open = kontor_proto::descriptor::methods().into_iter().filter(|m| m.access.anonymous);
    let open: Vec<&str> = open.map(|m| m.path.as_str()).collect();
    assert_eq!(open, ["/kontor.identity.v1.IdentityService/SignIn"]);
}
