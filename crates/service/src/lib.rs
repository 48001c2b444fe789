//! The service kit: every service starts, serves, tells of itself and stops the same way.
//!
//! A service implements [`Service`]: its name, its schema, whom it asks, and how it is built from a [`Kit`]. Its
//! binary is one line, [`main`]. The same services run together in one process as a [`Fleet`]; they talk through the
//! same generated clients then, without a network between them.
//!
//! The way of a request, outermost first: span and metrics → panic → time limit → caller and demand → handler.
#![forbid(unsafe_code)]

mod door;
mod feed_peer;
mod fleet;
mod kit;
mod limits;
mod parts;
mod peer;
mod run;
mod serve;
mod settings;

pub use door::code_word;
pub use fleet::{Fleet, FleetMember};
pub use kit::{Environment, Kit};
pub use kontor_outbox::Subscriber;
pub use limits::Limits;
pub use parts::{Parts, Task};
pub use peer::{Peer, PeerError};
pub use run::main;
pub use serve::{Serving, serve_gateway, serve_grpc};
pub use settings::{database_options, environment_of_one_process};

use kontor_postgres::Schema;
use std::convert::Infallible;
use std::future::Future;

/// A gRPC service without a network before it.
pub type GrpcService = tower::util::BoxCloneSyncService<
    http::Request<tonic::body::Body>,
    http::Response<tonic::body::Body>,
    Infallible,
>;

/// Why a service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] kontor_config::ConfigError),
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migrate(#[from] kontor_postgres::MigrateError),
    /// Telemetry could not be set up.
    #[error(transparent)]
    Telemetry(#[from] kontor_telemetry::TelemetryError),
    /// An address cannot be listened on.
    #[error(
        "{address} cannot be listened on ({source}): stop what uses it or set {variable} to another address"
    )]
    Listen {
        /// The address.
        address: String,
        /// The variable that sets it.
        variable: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something of the service's own.
    #[error("{0}")]
    Other(String),
}

/// One service of Kontor.
pub trait Service: 'static {
    /// Its name, which is also its schema's.
    const NAME: &'static str;

    /// The services it asks or hears.
    const PEERS: &'static [&'static str];

    /// Whether it serves HTTP/1.1 beside HTTP/2 on its port: only the gateway does.
    const IS_WEB: bool = false;

    /// What it reads from the configuration beside what every service reads.
    type Settings: Send + 'static;

    /// Its schema; none for a service without data.
    fn schema() -> Option<Schema>;

    /// Reads its own settings; mistakes are collected by the reader.
    fn settings(reader: &mut kontor_config::Reader) -> Option<Self::Settings>;

    /// Builds it. Tasks begin only when it is run.
    fn build(kit: Kit, settings: Self::Settings) -> impl Future<Output = Result<Parts, StartError>> + Send;
}
