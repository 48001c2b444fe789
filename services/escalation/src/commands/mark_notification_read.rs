//! Mark a notification as read.

use crate::store::notifications;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{NotificationId, UserId};
use kontor_proto::escalation::v1::{MarkNotificationReadRequest, Notification};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Marks one of the person's own; the first time stays.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    (user, id): (UserId, NotificationId),
    request: &MarkNotificationReadRequest,
) -> Result<Notification> {
    let begun = begin(kit.db(), caller, "MarkNotificationRead", &request.request_id, request).await?;
    let mut fresh = match begun {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    notifications::mark_read(fresh.tx(), user, id, kit.clock().now()).await?;
    let found = notifications::get(fresh.tx(), user, id).await?;
    fresh.finish(found.ok_or_else(|| Problem::NotFound(request.name.clone()))?).await
}
