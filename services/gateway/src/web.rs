//! What comes in by HTTP, and who takes it.

use crate::entry::Entrance;
use crate::grpc::PassThrough;
use crate::rest::Rest;
use crate::{openapi, page};
use bytes::Bytes;
use futures::FutureExt as _;
use http::{Extensions, HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use kontor_service::{Peer, code_word};
use kontor_status::Problem;
use metrics::Label;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tonic::Status;
use tonic::body::Body;
use tonic::transport::server::TcpConnectInfo;
use tonic_web::GrpcWebService;
use tower::Service;
use tracing::Instrument as _;

/// The front of the gateway.
#[derive(Clone)]
pub(crate) struct Front {
    grpc: PassThrough,
    web: GrpcWebService<PassThrough>,
    rest: Rest,
    entrance: Arc<Entrance>,
}

impl Front {
    pub(crate) fn new(entrance: Arc<Entrance>, peers: Arc<BTreeMap<&'static str, Peer>>) -> Self {
        let grpc = PassThrough::new(entrance.clone(), peers);
        let web = tower::Layer::layer(&tonic_web::GrpcWebLayer::new(), grpc.clone());
        Self { rest: Rest::new(grpc.clone()), grpc, web, entrance }
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
        let speech = speech(&request);
        let span = tracing::info_span!("door", otel.kind = "server", speech = speech.word());
        kontor_telemetry::continue_trace(&span, request.headers());
        let answer: Self::Future = match speech {
            Speech::Grpc => self.grpc.call(request),
            Speech::GrpcWeb => Box::pin(self.web.call(request)),
            Speech::Rest => {
                let (rest, entrance) = (self.rest.clone(), self.entrance.clone());
                Box::pin(async move {
                    let (verb, path) = (request.method().clone(), request.uri().path().to_owned());
                    Ok(match own(&entrance, &verb, &path).await {
                        Some(page) => page,
                        None => rest.serve(request).await,
                    })
                })
            }
        };
        Box::pin(observed(speech, answer).instrument(span))
    }
}

/// How a request speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speech {
    Grpc,
    GrpcWeb,
    Rest,
}

impl Speech {
    const fn word(self) -> &'static str {
        match self {
            Self::Grpc => "grpc",
            Self::GrpcWeb => "grpc-web",
            Self::Rest => "rest",
        }
    }
}

fn speech(request: &Request<Body>) -> Speech {
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    match kind {
        _ if kind.starts_with(b"application/grpc-web") => Speech::GrpcWeb,
        _ if kind.starts_with(b"application/grpc") => Speech::Grpc,
        _ => Speech::Rest,
    }
}

/// The address that a request came from; none within the process. Behind proxies, each of which appends whom it
/// heard, it is the address that the outermost of them appended; what stands before it anyone could have written.
pub(crate) fn address(extensions: &Extensions, headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let peer = extensions.get::<TcpConnectInfo>().and_then(TcpConnectInfo::remote_addr).map(|a| a.ip());
    let Some(hops) = proxies.checked_sub(1) else { return peer };
    let lines = headers.get_all(FORWARDED_FOR).into_iter().filter_map(|line| line.to_str().ok());
    let all: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    all.into_iter().rev().nth(hops).and_then(|text| text.parse().ok()).or(peer)
}

/// Where proxies write whom they heard.
pub(crate) const FORWARDED_FOR: &str = "x-forwarded-for";

/// Measures an answer. A panic costs one request, never the process.
async fn observed(
    speech: Speech,
    answer: impl Future<Output = Result<Response<Body>, Infallible>> + Send,
) -> Result<Response<Body>, Infallible> {
    let begin = tokio::time::Instant::now();
    let response = match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(_panic) => {
            metrics::counter!("kontor_panics_total").increment(1);
            let problem = Problem::internal("the gateway panicked");
            if speech == Speech::Rest { refused(problem) } else { Status::from(problem).into_http() }
        }
    };
    let code = Status::from_header_map(response.headers()).map_or(tonic::Code::Ok, |s| s.code());
    let status = response.status();
    // Only what is no success has a status that is worth an allocation.
    let status =
        if status == StatusCode::OK { Cow::Borrowed("200") } else { Cow::Owned(status.as_u16().to_string()) };
    let labels = [
        Label::from_static_parts("speech", speech.word()),
        Label::new("status", status),
        Label::from_static_parts("code", code_word(code)),
    ];
    metrics::histogram!("kontor_door_seconds", labels.to_vec()).record(begin.elapsed());
    Ok(response)
}

/// The pages that the gateway answers itself.
async fn own(entrance: &Entrance, verb: &Method, path: &str) -> Option<Response<Body>> {
    if verb != Method::GET {
        return None;
    }
    let text = "text/plain; charset=utf-8";
    match path {
        "/" => Some(answer(StatusCode::OK, "text/html; charset=utf-8", page::html())),
        "/v1/openapi.json" => Some(answer(StatusCode::OK, "application/json", openapi::text())),
        "/livez" => Some(answer(StatusCode::OK, text, "alive\n")),
        "/readyz" if entrance.is_ready().await => Some(answer(StatusCode::OK, text, "ready\n")),
        "/readyz" => Some(answer(StatusCode::SERVICE_UNAVAILABLE, text, "identity cannot be reached\n")),
        _ => None,
    }
}

/// An answer with the headers that every answer has.
pub(crate) fn answer(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::new(Full::new(body.into())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
    headers.insert("content-security-policy", HeaderValue::from_static(policy));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A problem as JSON.
pub(crate) fn refused(problem: Problem) -> Response<Body> {
    let status = Status::from(problem);
    let retry = kontor_status::to_json(&status);
    let seconds = retry["details"].as_array().into_iter().flatten().find_map(|d| d["retryDelay"].as_str());
    let mut response =
        answer(kontor_status::http_status(status.code()), "application/json", retry.to_string());
    if let Some(seconds) =
        seconds.and_then(|s| s.split('.').next()).and_then(|s| HeaderValue::from_str(s).ok())
    {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    if status.code() == tonic::Code::Unauthenticated {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_believed_as_far_as_proxies_stand() {
        let mut headers = HeaderMap::new();
        headers.append(FORWARDED_FOR, HeaderValue::from_static("9.9.9.9, 1.1.1.1"));
        headers.append(FORWARDED_FOR, HeaderValue::from_static("2.2.2.2"));
        let found = |proxies| address(&Extensions::new(), &headers, proxies).map(|ip| ip.to_string());
        assert_eq!(found(0), None);
        assert_eq!(found(1).as_deref(), Some("2.2.2.2"));
        assert_eq!(found(2).as_deref(), Some("1.1.1.1"));
        assert_eq!(found(4), None);
    }
}
