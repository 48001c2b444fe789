//! Listening: the gRPC port and the admin port.

use crate::{GrpcService, Limits, StartError};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use kontor_postgres::Db;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

/// A port that is served.
#[derive(Debug)]
pub struct Serving {
    /// The address, with the port that was really taken.
    pub address: SocketAddr,
    pub(crate) task: JoinHandle<()>,
}

impl Serving {
    /// Waits until it was told to stop and requests under way are done.
    pub async fn finished(self) {
        if let Err(error) = self.task.await {
            tracing::error!(error = %error, "serving ended badly");
        }
    }
}

pub(crate) async fn listen(address: &str, variable: &'static str) -> Result<TcpListener, StartError> {
    let failed = |source| StartError::Listen { address: address.to_owned(), variable, source };
    TcpListener::bind(address).await.map_err(failed)
}

/// Serves a service with HTTP/2, health and reflection on a port, until it is told to stop.
///
/// # Errors
/// [`StartError::Listen`].
pub async fn serve_grpc(
    address: &str,
    door: GrpcService,
    stop: CancellationToken,
) -> Result<Serving, StartError> {
    serve(address, door, stop, false).await
}

/// The same with HTTP/1.1 beside HTTP/2: for the gateway, whose door also speaks REST and gRPC-Web.
///
/// # Errors
/// [`StartError::Listen`].
pub async fn serve_gateway(
    address: &str,
    door: GrpcService,
    stop: CancellationToken,
) -> Result<Serving, StartError> {
    serve(address, door, stop, true).await
}

async fn serve(
    address: &str,
    door: GrpcService,
    stop: CancellationToken,
    http1: bool,
) -> Result<Serving, StartError> {
    let listener = listen(address, "KONTOR_LISTEN").await?;
    let local = listener.local_addr().map_err(|e| StartError::Other(e.to_string()))?;
    let limits = Limits::STANDARD;
    let (_, health) = tonic_health::server::health_reporter();
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(kontor_proto::descriptor::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()
        .map_err(|e| StartError::Other(e.to_string()))?;
    let routes = Routes::from(Router::new().fallback_service(to_axum(door)))
        .add_service(health)
        .add_service(reflection);
    let server = Server::builder()
        .accept_http1(http1)
        .max_concurrent_streams(limits.concurrent_streams)
        .http2_max_header_list_size(limits.header_bytes)
        .http2_keepalive_interval(Some(limits.keepalive_interval))
        .http2_keepalive_timeout(Some(limits.keepalive_timeout))
        .max_connection_age(limits.connection_age)
        .add_routes(routes.prepare());
    // On the stream and not on the server, which would ignore it: a small answer must not wait for the next one.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let task = tokio::spawn(async move {
        let drained = server.serve_with_incoming_shutdown(incoming, stop.cancelled_owned());
        if let Err(error) = drained.await {
            tracing::error!(error = %error, "the gRPC port failed");
        }
    });
    Ok(Serving { address: local, task })
}

/// The same door with axum's body.
fn to_axum(
    door: GrpcService,
) -> impl tower::Service<
    axum::extract::Request,
    Response = http::Response<tonic::body::Body>,
    Error = std::convert::Infallible,
    Future: Send,
> + Clone
+ Send
+ Sync
+ 'static {
    use tower::ServiceExt as _;
    door.map_request(|request: axum::extract::Request| request.map(tonic::body::Body::new))
}

/// Serves health and metrics on the admin port.
pub(crate) async fn serve_admin(
    address: &str,
    db: Option<Db>,
    stop: CancellationToken,
) -> Result<Serving, StartError> {
    let listener = listen(address, "KONTOR_ADMIN_LISTEN").await?;
    let local = listener.local_addr().map_err(|e| StartError::Other(e.to_string()))?;
    let metrics = kontor_telemetry::metrics();
    let ready = move || {
        let db = db.clone();
        async move {
            match db {
                Some(db) if db.ping().await.is_err() => {
                    (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be reached\n")
                }
                _ => (StatusCode::OK, "ready\n"),
            }
        }
    };
    let router = Router::new()
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(move || async move { metrics.render() }));
    let task = tokio::spawn(async move {
        let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
        if let Err(error) = served.await {
            tracing::error!(error = %error, "the admin port failed");
        }
    });
    Ok(Serving { address: local, task })
}
