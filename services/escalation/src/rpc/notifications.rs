//! Inboxes.

use super::parse::{all_or_nothing, page_size, request_id};
use crate::commands::mark_notification_read;
use crate::queries::{list_notifications, watch_notifications};
use futures::Stream;
use kontor_access::Caller;
use kontor_ids::{NotificationId, UserId};
use kontor_proto::escalation::v1::notification_service_server::NotificationService;
use kontor_proto::escalation::v1::*;
use kontor_service::Kit;
use kontor_status::{Problem, Violations};
use std::pin::Pin;
use tonic::{Request, Response, Status};

/// The RPCs.
pub(crate) struct NotificationRpc {
    kit: Kit,
}

impl NotificationRpc {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

/// Only people have an inbox: a machine's token stands for none.
fn person(caller: &Caller) -> Result<UserId, Problem> {
    caller.user().ok_or_else(|| Problem::Denied("an inbox: sign in as a person".to_owned()))
}

#[tonic::async_trait]
impl NotificationService for NotificationRpc {
    type WatchNotificationsStream = Pin<Box<dyn Stream<Item = Result<Notification, Status>> + Send>>;

    async fn list_notifications(
        &self,
        request: Request<ListNotificationsRequest>,
    ) -> Result<Response<ListNotificationsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.get_ref();
        let page = (request.unread, page_size(request.page_size)?, request.page_token.as_str());
        let user = person(&caller)?;
        Ok(Response::new(list_notifications::run(&self.kit, &caller, user, page).await?))
    }

    async fn watch_notifications(
        &self,
        request: Request<WatchNotificationsRequest>,
    ) -> Result<Response<Self::WatchNotificationsStream>, Status> {
        let caller = Caller::of(&request)?;
        let after = request.get_ref().after_position;
        let mut violations = Violations::new();
        violations.require(after >= 0, "after_position", "give the last position you have, or 0 for all");
        violations.finish()?;
        let user = person(&caller)?;
        let stream = watch_notifications::run(self.kit.clone(), caller, user, after);
        Ok(Response::new(Box::pin(stream)))
    }

    async fn mark_notification_read(
        &self,
        request: Request<MarkNotificationReadRequest>,
    ) -> Result<Response<Notification>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.get_ref();
        let mut violations = Violations::new();
        let id = violations.take("name", NotificationId::from_resource_name(&request.name));
        request_id(&mut violations, &request.request_id);
        let id = all_or_nothing(violations, id)?;
        let whose = (person(&caller)?, id);
        Ok(Response::new(mark_notification_read::run(&self.kit, &caller, whose, request).await?))
    }
}
