//! One's own notifications, newest first.

use crate::store::notifications;
use kontor_access::Caller;
use kontor_ids::UserId;
use kontor_proto::escalation::v1::ListNotificationsResponse;
use kontor_service::Kit;
use kontor_status::Result;

/// One page.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    user: UserId,
    (unread, size, token): (bool, i64, &str),
) -> Result<ListNotificationsResponse> {
    let (tenant, person) = (caller.tenant().to_string(), user.to_string());
    let filter = if unread { "unread" } else { "all" };
    let binding = [tenant.as_str(), "ListNotifications", person.as_str(), filter];
    let before = kit.seal().open::<i64>(&binding, token)?.unwrap_or(i64::MAX);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut notifications = notifications::list(&mut tx, user, unread, (before, size + 1)).await?;
    let size = usize::try_from(size).unwrap_or_default();
    let is_more = notifications.len() > size;
    notifications.truncate(size);
    let next_page_token = match notifications.last().filter(|_| is_more) {
        Some(last) => kit.seal().close(&binding, &last.position)?,
        None => String::new(),
    };
    Ok(ListNotificationsResponse { notifications, next_page_token })
}
