//! Another service.

use crate::GrpcService;
use http::{HeaderValue, Request, Response};
use kontor_access::{CONTEXT_HEADER, Caller, Signer};
use kontor_clock::Clock;
use kontor_ids::TenantId;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use tonic::body::Body;
use tonic::transport::Channel;

/// Why a peer cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// The network or the other side failed.
    #[error(transparent)]
    Transport(#[from] tonic::transport::Error),
    /// In one process: it is not built yet.
    #[error("the service has not started yet")]
    NotStarted,
}

#[derive(Clone)]
enum Way {
    Remote(Channel),
    Local(Arc<OnceLock<GrpcService>>),
}

/// Another service, near or far. Generated clients take it as their channel.
#[derive(Clone)]
pub struct Peer {
    way: Way,
    signer: Signer,
    clock: Arc<dyn Clock>,
    context: Option<HeaderValue>,
}

impl std::fmt::Debug for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self.way, Way::Remote(_)) { "Peer(remote)" } else { "Peer(local)" })
    }
}

impl Peer {
    /// A service behind a network.
    #[must_use]
    pub fn remote(channel: Channel, signer: Signer, clock: Arc<dyn Clock>) -> Self {
        Self { way: Way::Remote(channel), signer, clock, context: None }
    }

    /// A service of this process, which may be built later.
    #[must_use]
    pub fn local(slot: Arc<OnceLock<GrpcService>>, signer: Signer, clock: Arc<dyn Clock>) -> Self {
        Self { way: Way::Local(slot), signer, clock, context: None }
    }

    /// Asks for a caller: passes the caller's signed context on as it came.
    #[must_use]
    pub fn on_behalf_of(&self, caller: &Caller) -> Self {
        self.with_context(caller.header().clone())
    }

    /// Asks for the service itself, in a house. May read, never write.
    #[must_use]
    pub fn on_own_behalf(&self, tenant: TenantId) -> Self {
        self.with_context(self.signer.sign_as_service(tenant, self.clock.now()))
    }

    /// Asks with a signed context that the gateway made.
    #[must_use]
    pub fn with_context(&self, context: HeaderValue) -> Self {
        Self { context: Some(context), ..self.clone() }
    }
}

impl tower::Service<Request<Body>> for Peer {
    type Response = Response<Body>;
    type Error = PeerError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, PeerError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), PeerError>> {
        match &mut self.way {
            Way::Remote(channel) => channel.poll_ready(cx).map_err(PeerError::from),
            Way::Local(_) => Poll::Ready(Ok(())),
        }
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Some(context) = &self.context {
            request.headers_mut().insert(CONTEXT_HEADER, context.clone());
        }
        kontor_telemetry::pass_trace(request.headers_mut());
        match &mut self.way {
            Way::Remote(channel) => {
                let answer = channel.call(request);
                Box::pin(async move { Ok(answer.await?) })
            }
            Way::Local(slot) => match slot.get().cloned() {
                None => Box::pin(async { Err(PeerError::NotStarted) }),
                Some(mut service) => {
                    let answer = service.call(request);
                    Box::pin(async move { answer.await.map_err(|never| match never {}) })
                }
            },
        }
    }
}
