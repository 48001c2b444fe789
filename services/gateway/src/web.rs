//! What comes in by HTTP, and who takes it.

use crate::entry::Entrance;
use crate::grpc::PassThrough;
use crate::rest::Rest;
use crate::{openapi, page};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use kontor_service::Peer;
use kontor_status::Problem;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tonic::Status;
use tonic::body::Body;
use tonic_web::GrpcWebService;
use tower::Service;

/// The front of the gateway.
#[derive(Clone)]
pub(crate) struct Front {
    grpc: PassThrough,
    web: GrpcWebService<PassThrough>,
    rest: Rest,
}

impl Front {
    pub(crate) fn new(entrance: Arc<Entrance>, peers: Arc<BTreeMap<&'static str, Peer>>) -> Self {
        let grpc = PassThrough::new(entrance, peers);
        let web = tower::Layer::layer(&tonic_web::GrpcWebLayer::new(), grpc.clone());
        Self { rest: Rest::new(grpc.clone()), grpc, web }
    }
}

impl Service<Request<Body>> for Front {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let kind = request.headers().get(http::header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
        if kind.starts_with(b"application/grpc-web") {
            let answer = self.web.call(request);
            return Box::pin(answer);
        }
        if kind.starts_with(b"application/grpc") {
            return self.grpc.call(request);
        }
        if request.method() == Method::GET
            && let Some(answer) = own(request.uri().path())
        {
            return Box::pin(std::future::ready(Ok(answer)));
        }
        let rest = self.rest.clone();
        Box::pin(async move { Ok(rest.serve(request).await) })
    }
}

/// The pages that the gateway answers itself.
fn own(path: &str) -> Option<Response<Body>> {
    match path {
        "/" => Some(answer(StatusCode::OK, "text/html; charset=utf-8", page::html())),
        "/v1/openapi.json" => Some(answer(StatusCode::OK, "application/json", openapi::text())),
        "/livez" | "/readyz" => Some(answer(StatusCode::OK, "text/plain; charset=utf-8", "ok\n".to_owned())),
        _ => None,
    }
}

/// An answer with the headers that every answer has.
pub(crate) fn answer(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::new(Full::new(body.into())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
    headers.insert("content-security-policy", HeaderValue::from_static(policy));
    headers.insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A problem as JSON.
pub(crate) fn refused(problem: Problem) -> Response<Body> {
    let status = Status::from(problem);
    let retry = kontor_status::to_json(&status);
    let seconds = retry["details"].as_array().into_iter().flatten().find_map(|d| d["retryDelay"].as_str());
    let mut response =
        answer(kontor_status::http_status(status.code()), "application/json", retry.to_string());
    if let Some(seconds) = seconds.and_then(|s| s.split('.').next()).and_then(|s| HeaderValue::from_str(s).ok()) {
        response.headers_mut().insert(http::header::RETRY_AFTER, seconds);
    }
    if status.code() == tonic::Code::Unauthenticated {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(http::header::WWW_AUTHENTICATE, scheme);
    }
    response
}
