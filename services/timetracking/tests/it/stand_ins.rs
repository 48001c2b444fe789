//! What the stand-ins for the ticket and billing services share.
//!
//! They are no mocks of behaviour: each answers the one RPC that time tracking asks, behind the same guarded door as
//! every service, and tells events through a real feed in a schema of its own.

use axum::Router;
use axum::extract::Request as HttpRequest;
use kontor_ids::{TenantId, Uuid};
use kontor_service::{Kit, Parts};
use prost::{Message, Name};
use sqlx::migrate::Migrator;
use std::convert::Infallible;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use tonic::service::Routes;
use tonic::{Request, Response, Status};

/// No tables but those that every service has.
pub static NO_TABLES: Migrator = Migrator::DEFAULT;

/// The kit that a stand-in was built with, for the tests to speak through.
#[derive(Clone, Default)]
pub struct Voice(Arc<OnceLock<Kit>>);

impl Voice {
    pub fn give(&self, kit: &Kit) {
        let _first_one_stays = self.0.set(kit.clone());
    }

    /// Tells the house's subscribers something about a thing.
    pub async fn tell<M: Message + Name>(&self, tenant: TenantId, aggregate: Uuid, version: i64, event: &M) {
        let mut tx = self.0.get().unwrap().db().tenant(tenant).await.unwrap();
        kontor_outbox::publish(&mut tx, aggregate, version, event).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// A service that answers one RPC.
pub fn answering<Q, A, F, W>(kit: &Kit, path: &str, answer: F) -> Parts
where
    Q: Message + Default + Send + Sync + 'static,
    A: Message + Default + Send + Sync + 'static,
    F: Fn(Request<Q>) -> W + Clone + Send + Sync + 'static,
    W: Future<Output = Result<Response<A>, Status>> + Send + 'static,
{
    Parts::guarded(kit, Routes::from(rpc(path, answer)))
}

/// One RPC.
pub fn rpc<Q, A, F, W>(path: &str, answer: F) -> Router
where
    Q: Message + Default + Send + Sync + 'static,
    A: Message + Default + Send + Sync + 'static,
    F: Fn(Request<Q>) -> W + Clone + Send + Sync + 'static,
    W: Future<Output = Result<Response<A>, Status>> + Send + 'static,
{
    let rpc = tower::service_fn(move |request: HttpRequest| {
        let answer = answer.clone();
        async move {
            let mut grpc = tonic::server::Grpc::new(tonic_prost::ProstCodec::<A, Q>::default());
            Ok::<_, Infallible>(grpc.unary(tower::service_fn(answer), request).await)
        }
    });
    Router::new().route_service(path, rpc)
}
