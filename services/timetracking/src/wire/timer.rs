//! Timers on the wire.

use super::{visit, words};
use kontor_proto::timetracking::v1 as wire;
use kontor_timetracking_domain::Timer;

/// A timer, without quote.
pub(crate) fn timer(timer: &Timer) -> wire::Timer {
    wire::Timer {
        name: timer.id.resource_name(),
        technician: timer.technician.resource_name(),
        ticket: timer.running.ticket.resource_name(),
        activity: timer.running.activity.as_str().to_owned(),
        channel: words::channel(timer.running.channel).into(),
        start_time: Some(words::time(timer.start)),
        quote: None,
        switched_entry: String::new(),
        travel: timer.running.travel.as_ref().map(visit::of_timer),
    }
}
