//! The one door to Kontor: authentication, authorisation, limits, gRPC, gRPC-Web, REST/JSON, OpenAPI. It knows no
//! business rule and has no handler per RPC: whatever the protos describe is served.
//!
//! ```text
//! request ─> web::Front ─┬─ application/grpc      ─> grpc::PassThrough ─> the service, body undecoded
//!                        ├─ application/grpc-web  ─> tonic-web ─┘
//!                        ├─ a route of google.api.http ─> rest::Rest: JSON ─> message ─> the service ─> JSON
//!                        └─ /, /v1/openapi.json, /livez, /readyz
//! ```
//!
//! Every call passes [`entry::Entrance`] first: bearer token → principal (remembered for seconds, forgotten at once when
//! identity tells of its end) → demand of the descriptor → rate limits → signed context.
#![forbid(unsafe_code)]

mod entry;
mod grpc;
mod known;
mod limits;
mod openapi;
mod page;
mod rest;
mod web;

pub use limits::GatewaySettings;
pub use openapi::document as openapi;

use entry::Entrance;
use kontor_config::Reader;
use kontor_postgres::Schema;
use kontor_service::{Kit, Parts, Peer, Service, StartError};
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::util::BoxCloneSyncService;

/// The services behind the door.
const BEHIND: &[&str] = &["identity", "contract", "ticket", "timetracking", "escalation", "billing"];

/// The gateway.
pub struct Gateway;

impl Service for Gateway {
    const NAME: &'static str = "gateway";
    const PEERS: &'static [&'static str] = BEHIND;
    const IS_WEB: bool = true;
    type Settings = GatewaySettings;

    fn schema() -> Option<Schema> {
        None
    }

    fn settings(reader: &mut Reader) -> Option<GatewaySettings> {
        Some(GatewaySettings::read(reader))
    }

    async fn build(kit: Kit, settings: GatewaySettings) -> Result<Parts, StartError> {
        let peers = BEHIND.iter().map(|name| Ok((*name, kit.peer(name)?)));
        let peers: BTreeMap<&'static str, Peer> = peers.collect::<Result<_, StartError>>()?;
        let entrance = Arc::new(Entrance::new(&kit, peers["identity"].clone(), settings));
        let listener = entrance.clone();
        let identity = peers["identity"].clone();
        let front = web::Front::new(entrance, Arc::new(peers));
        let parts = Parts::open(&kit, BoxCloneSyncService::new(front));
        Ok(parts.does("forget", move |stop| known::forget_what_ended(listener, identity, stop)))
    }
}
