//! gRPC, passed through: the body goes to the service as it came and is never decoded here.

use crate::entry::Entrance;
use http::{Request, Response};
use kontor_access::CONTEXT_HEADER;
use kontor_proto::identity::v1::SignInRequest;
use kontor_service::Peer;
use kontor_status::{Problem, Result};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tonic::Status;
use tonic::body::Body;
use tower::Service;

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

    /// Lets a call in and hands it on; what a service answers goes back as it is.
    pub(crate) async fn pass(&self, mut request: Request<Body>) -> Result<Response<Body>> {
        let admitted = self.entrance.admit(request.uri().path(), request.headers()).await?;
        let service = &admitted.method.service;
        let mut peer = self.peers.get(service.as_str()).cloned();
        if let Some(context) = admitted.context {
            peer = peer.map(|peer| peer.with_context(context));
        }
        let mut peer = peer.ok_or_else(|| Problem::UnknownMethod(admitted.method.path.clone()))?;
        // Nobody outside speaks for anyone, and the token goes no further than here.
        request.headers_mut().remove(CONTEXT_HEADER);
        request.headers_mut().remove(http::header::AUTHORIZATION);
        if admitted.method.descriptor.input().full_name() == "kontor.identity.v1.SignInRequest" {
            request = self.count_sign_in(request).await?;
        }
        let ready = std::future::poll_fn(|cx| peer.poll_ready(cx)).await;
        let unavailable = |e: kontor_service::PeerError| {
            tracing::warn!(service, error = %e, "a service cannot be reached");
            Problem::Unavailable(format!("the service {service}"))
        };
        ready.map_err(unavailable)?;
        peer.call(request).await.map_err(unavailable)
    }

    /// Sign-ins are counted per account, before a password is looked at: the one body that is read here.
    async fn count_sign_in(&self, request: Request<Body>) -> Result<Request<Body>> {
        use http_body_util::{BodyExt as _, Full, Limited};
        let (parts, body) = request.into_parts();
        let too_large = |_| Problem::Limit { remedy: "a sign-in has at most 4 KiB".to_owned(), retry_after: None };
        let bytes = Limited::new(body, 4_096).collect().await.map_err(too_large)?.to_bytes();
        // A compressed or broken message is the service's to refuse; it counts for the nameless account.
        let message = bytes.get(5..).unwrap_or_default();
        let account: SignInRequest = prost::Message::decode(message).unwrap_or_default();
        let account = format!("{}/{}", account.tenant_slug.to_lowercase(), account.email.to_lowercase());
        self.entrance.rates().sign_in(&account)?;
        Ok(Request::from_parts(parts, Body::new(Full::new(bytes))))
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
