//! One's own notifications as they come.

use crate::store::notifications;
use futures::Stream;
use kontor_access::Caller;
use kontor_ids::UserId;
use kontor_proto::escalation::v1::Notification;
use kontor_service::Kit;
use kontor_status::Result;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tonic::Status;

/// How often the inbox is looked at.
const POLL: Duration = Duration::from_millis(250);

/// A stream lives no longer, whatever the clock of the house says.
const LONGEST: Duration = Duration::from_secs(60);

/// Most that wait for a slow reader.
const READ_AHEAD: usize = 1;

/// Most that are read at once.
const MOST: i64 = 200;

struct Watch {
    kit: Kit,
    caller: Caller,
    user: UserId,
    position: i64,
    end: Instant,
}

/// From a position on, until the right it was opened with ends: then the stream ends too.
///
/// The inbox is read by a task of its own, which holds no connection while a slow reader is waited for.
pub(crate) fn run(
    kit: Kit,
    caller: Caller,
    user: UserId,
    after: i64,
) -> impl Stream<Item = Result<Notification, Status>> + Send + 'static {
    let (sender, receiver) = mpsc::channel(READ_AHEAD);
    let watch = Watch { kit, caller, user, position: after, end: Instant::now() + LONGEST };
    tokio::spawn(async move {
        let stop = watch.kit.environment().stop.clone();
        tokio::select! {
            () = stop.cancelled() => {}
            () = sender.closed() => {}
            () = watch.tell(&sender) => {}
        }
    });
    futures::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|next| (next, receiver))
    })
}

impl Watch {
    async fn tell(mut self, sender: &mpsc::Sender<Result<Notification, Status>>) {
        while self.may() {
            let read = match self.read().await {
                Ok(read) => read,
                Err(problem) => {
                    // Whoever is gone does not care.
                    let _ = sender.send(Err(problem.into())).await;
                    return;
                }
            };
            let is_empty = read.is_empty();
            for notification in read {
                self.position = notification.position;
                // What was read before the right ended is not told after it.
                let room = tokio::time::timeout_at(self.end, sender.reserve()).await;
                let (Ok(Ok(room)), true) = (room, self.may()) else { return };
                room.send(Ok(notification));
            }
            if is_empty {
                tokio::time::sleep(POLL).await;
            }
        }
    }

    fn may(&self) -> bool {
        let verifier = &self.kit.environment().verifier;
        let holds = verifier.verify(self.caller.header(), self.kit.clock().now()).is_ok();
        holds && Instant::now() < self.end
    }

    async fn read(&self) -> Result<Vec<Notification>> {
        let mut tx = self.kit.db().tenant(self.caller.tenant()).await?;
        notifications::after(&mut tx, self.user, self.position, MOST).await
    }
}
