//! Wakes up for contracts that someone has to decide about.

use crate::commands::remind_due;
use crate::store::houses::HOUSE_ZONE;
use jiff::tz::TimeZone;
use kontor_service::Kit;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often is looked; one reading of two indexes.
const EVERY: Duration = Duration::from_secs(5);
/// Most reminders told between two looks.
const BATCH: i64 = 200;

/// Reminds until it is told to stop. Any number of replicas may run it.
pub(crate) async fn run(kit: Kit, stop: CancellationToken) {
    // Without the zone's data the days of the world do.
    let zone = TimeZone::get(HOUSE_ZONE).unwrap_or(TimeZone::UTC);
    loop {
        let today = zone.to_datetime(kit.clock().now()).date();
        if let Err(problem) = remind_due(&kit, today, BATCH).await {
            tracing::warn!(error = %problem, "nobody is reminded for now");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
