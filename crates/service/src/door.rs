//! The guarded door of a service: what every request passes, in one place.

use crate::{Kit, Limits};
use futures::FutureExt as _;
use http::{Request, Response};
use kontor_access::{CONTEXT_HEADER, Caller, Verifier, enforce};
use kontor_clock::Clock;
use kontor_proto::descriptor::{self, Method};
use kontor_status::{Problem, Result};
use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tonic::body::Body;
use tonic::service::Routes;
use tonic::{Code, Status};
use tower::Service;
use tracing::Instrument as _;

/// Lets in whom the descriptors let in.
#[derive(Clone)]
pub(crate) struct Door {
    routes: Routes,
    guard: Arc<Guard>,
}

struct Guard {
    service: &'static str,
    verifier: Verifier,
    clock: Arc<dyn Clock>,
}

impl Door {
    pub(crate) fn new(kit: &Kit, routes: Routes) -> Self {
        let environment = kit.environment();
        let guard = Guard {
            service: kit.name(),
            verifier: environment.verifier.clone(),
            clock: environment.clock.clone(),
        };
        Self { routes, guard: Arc::new(guard) }
    }
}

impl Guard {
    /// The RPC that is called and by whom.
    fn admit(&self, request: &Request<Body>) -> Result<(&'static Method, Option<Caller>)> {
        let path = request.uri().path();
        let method = descriptor::method(path).ok_or_else(|| Problem::UnknownMethod(path.to_owned()))?;
        let caller = match request.headers().get(CONTEXT_HEADER) {
            None => None,
            Some(context) => {
                Some(self.verifier.verify(context, self.clock.now()).map_err(|_| Problem::Unauthenticated)?)
            }
        };
        enforce(method, caller.as_ref())?;
        Ok((method, caller))
    }
}

impl Service<Request<Body>> for Door {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let (method, caller) = match self.guard.admit(&request) {
            Ok(admitted) => admitted,
            Err(problem) => {
                let answer = Status::from(problem).into_http();
                return Box::pin(std::future::ready(Ok(answer)));
            }
        };
        let span = tracing::info_span!("rpc", otel.name = %method.path, otel.kind = "server", service = self.guard.service);
        kontor_telemetry::continue_trace(&span, request.headers());
        if let Some(caller) = caller {
            request.extensions_mut().insert(caller);
        }
        let answer = self.routes.call(request);
        Box::pin(observed(method, answer).instrument(span))
    }
}

async fn observed(
    method: &'static Method,
    answer: impl Future<Output = Result<Response<Body>, Infallible>> + Send,
) -> Result<Response<Body>, Infallible> {
    let begin = tokio::time::Instant::now();
    let caught = AssertUnwindSafe(answer).catch_unwind();
    let response = match tokio::time::timeout(Limits::STANDARD.request, caught).await {
        Ok(Ok(Ok(response))) => response,
        Ok(Ok(Err(never))) => match never {},
        Ok(Err(_panic)) => {
            metrics::counter!("kontor_panics_total").increment(1);
            Status::from(Problem::internal(format!("{} panicked", method.path))).into_http()
        }
        Err(_elapsed) => Status::from(Problem::DeadlineExceeded).into_http(),
    };
    let code = Status::from_header_map(response.headers()).map_or(Code::Ok, |s| s.code());
    let labels = [("method", method.path.as_str()), ("code", code_word(code))];
    metrics::histogram!("kontor_rpc_seconds", &labels).record(begin.elapsed());
    Ok(response)
}

/// A code as metrics name it.
#[must_use]
pub const fn code_word(code: Code) -> &'static str {
    match code {
        Code::Ok => "Ok",
        Code::Cancelled => "Cancelled",
        Code::Unknown => "Unknown",
        Code::InvalidArgument => "InvalidArgument",
        Code::DeadlineExceeded => "DeadlineExceeded",
        Code::NotFound => "NotFound",
        Code::AlreadyExists => "AlreadyExists",
        Code::PermissionDenied => "PermissionDenied",
        Code::ResourceExhausted => "ResourceExhausted",
        Code::FailedPrecondition => "FailedPrecondition",
        Code::Aborted => "Aborted",
        Code::OutOfRange => "OutOfRange",
        Code::Unimplemented => "Unimplemented",
        Code::Internal => "Internal",
        Code::Unavailable => "Unavailable",
        Code::DataLoss => "DataLoss",
        Code::Unauthenticated => "Unauthenticated",
    }
}
