//! The house's rules of capture on the wire.

use crate::store::rules::RulesRow;
use crate::wire::entry::etag;
use kontor_proto::timetracking::v1 as wire;

fn seconds(seconds: i32) -> prost_types::Duration {
    prost_types::Duration { seconds: seconds.into(), nanos: 0 }
}

/// The rules; without etag where the house never set any.
pub(crate) fn rules(row: &RulesRow) -> wire::CaptureRules {
    wire::CaptureRules {
        approve_above: row.approve_above_seconds.map(seconds),
        approve_foreign_tickets: row.approve_foreign_tickets,
        approve_goodwill: row.approve_goodwill,
        session_gap: Some(seconds(row.session_gap_seconds)),
        session_least: Some(seconds(row.session_least_seconds)),
        etag: etag_of(row),
    }
}

/// What guards the next change.
pub(crate) fn etag_of(row: &RulesRow) -> String {
    if row.version == 0 { String::new() } else { etag(row.version) }
}
