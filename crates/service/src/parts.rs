//! What a built service consists of.

use crate::door::Door;
use crate::{GrpcService, Kit, StartError, Subscriber};
use kontor_outbox::FeedServer;
use kontor_proto::event::v1::feed_service_server::FeedServiceServer;
use std::future::Future;
use std::pin::Pin;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tower::util::BoxCloneSyncService;

/// Work that goes on beside the requests.
pub struct Task {
    pub(crate) name: String,
    pub(crate) future: Pin<Box<dyn Future<Output = ()> + Send>>,
}

/// A built service.
pub struct Parts {
    pub(crate) door: GrpcService,
    pub(crate) tasks: Vec<Task>,
    kit: Kit,
}

impl Parts {
    /// The service with these RPCs behind the guarded door, together with its feed, its stamper and its health.
    #[must_use]
    pub fn guarded(kit: &Kit, routes: Routes) -> Self {
        let mut tasks = Vec::new();
        let mut routes = routes;
        if let Some(db) = &kit.db {
            let (head, heads) = watch::channel(0);
            routes = routes.add_service(FeedServiceServer::new(FeedServer::new(db.clone(), heads)));
            let stamp = kontor_outbox::stamp(db.clone(), head, kit.environment.stop.clone());
            tasks.push(Task { name: format!("{}.stamp", kit.name), future: Box::pin(stamp) });
        }
        let door = Door::new(kit, routes.prepare());
        Self { door: BoxCloneSyncService::new(door), tasks, kit: kit.clone() }
    }

    /// A service with a door of its own: the gateway.
    #[must_use]
    pub fn open(kit: &Kit, door: GrpcService) -> Self {
        Self { door, tasks: Vec::new(), kit: kit.clone() }
    }

    /// Hears what another service tells.
    ///
    /// # Errors
    /// When the source is not among the declared peers.
    pub fn hears<S: Subscriber>(mut self, subscriber: S) -> Result<Self, StartError> {
        let feed = self.kit.peer(subscriber.source())?;
        let name = subscriber.name().to_owned();
        let stop = self.kit.environment.stop.clone();
        let future = Box::pin(kontor_outbox::consume(self.kit.db().clone(), subscriber, feed, stop));
        self.tasks.push(Task { name, future });
        Ok(self)
    }

    /// Does something beside the requests until it is told to stop.
    #[must_use]
    pub fn does<F: Future<Output = ()> + Send + 'static>(
        mut self,
        name: &str,
        task: impl FnOnce(CancellationToken) -> F,
    ) -> Self {
        let future = Box::pin(task(self.kit.environment.stop.clone()));
        self.tasks.push(Task { name: format!("{}.{name}", self.kit.name), future });
        self
    }
}
