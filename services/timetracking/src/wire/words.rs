//! The words of the wire and the words of the rules.

use jiff::{SignedDuration, Timestamp};
use kontor_ids::Uuid;
use kontor_proto::ticket::v1::TicketState;
use kontor_proto::timetracking::v1 as wire;
use kontor_proto::types::v1::{Channel as WireChannel, Priority};
use kontor_timetracking_domain::{ApprovalReason, ApprovalState, BillingState, Channel};

/// A channel on the wire.
pub(crate) const fn channel(channel: Channel) -> WireChannel {
    match channel {
        Channel::Remote => WireChannel::Remote,
        Channel::Phone => WireChannel::Phone,
        Channel::OnSite => WireChannel::OnSite,
        Channel::Travel => WireChannel::Travel,
    }
}

/// A channel from the wire; nothing where none is said or it is unknown.
pub(crate) fn read_channel(value: i32) -> Option<Channel> {
    Channel::ALL.into_iter().find(|c| i32::from(channel(*c)) == value)
}

/// A billing state on the wire.
pub(crate) const fn billing_state(state: BillingState) -> wire::BillingState {
    match state {
        BillingState::Pending => wire::BillingState::Pending,
        BillingState::Rated => wire::BillingState::Rated,
        BillingState::Undecided => wire::BillingState::Undecided,
        BillingState::Invoiced => wire::BillingState::Invoiced,
    }
}

/// An approval state on the wire.
pub(crate) const fn approval(state: ApprovalState) -> wire::ApprovalState {
    match state {
        ApprovalState::NotNeeded => wire::ApprovalState::NotNeeded,
        ApprovalState::Waiting => wire::ApprovalState::Waiting,
        ApprovalState::Approved => wire::ApprovalState::Approved,
        ApprovalState::Rejected => wire::ApprovalState::Rejected,
    }
}

/// A reason to wait on the wire.
pub(crate) const fn approval_reason(reason: ApprovalReason) -> wire::ApprovalReason {
    match reason {
        ApprovalReason::Long => wire::ApprovalReason::Long,
        ApprovalReason::ForeignTicket => wire::ApprovalReason::ForeignTicket,
        ApprovalReason::Goodwill => wire::ApprovalReason::Goodwill,
    }
}

/// A priority as it is stored; nothing where none is said or it is unknown.
pub(crate) fn priority_word(value: i32) -> Option<&'static str> {
    match Priority::try_from(value).ok()? {
        Priority::Unspecified => None,
        Priority::Critical => Some("critical"),
        Priority::High => Some("high"),
        Priority::Normal => Some("normal"),
        Priority::Low => Some("low"),
    }
}

/// A stored priority on the wire.
pub(crate) fn priority(word: &str) -> Priority {
    let all = [Priority::Critical, Priority::High, Priority::Normal, Priority::Low];
    let found = all.into_iter().find(|p| priority_word((*p).into()) == Some(word));
    found.unwrap_or(Priority::Unspecified)
}

/// A ticket's state as it is stored; nothing where none is said or it is unknown.
pub(crate) fn state_word(value: i32) -> Option<&'static str> {
    match TicketState::try_from(value).ok()? {
        TicketState::Unspecified => None,
        TicketState::New => Some("new"),
        TicketState::InProgress => Some("in_progress"),
        TicketState::WaitingCustomer => Some("waiting_customer"),
        TicketState::WaitingVendor => Some("waiting_vendor"),
        TicketState::Scheduled => Some("scheduled"),
        TicketState::Resolved => Some("resolved"),
        TicketState::Closed => Some("closed"),
    }
}

/// An instant on the wire.
pub(crate) fn time(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }.normalized()
}

/// An instant from the wire; nothing where there is no such instant or it lies outside the years 1970 to 2999.
pub(crate) fn read_time(at: &prost_types::Timestamp) -> Option<Timestamp> {
    const YEARS: std::ops::Range<i64> = 0..32_503_680_000;
    if !(0..1_000_000_000).contains(&at.nanos) || !YEARS.contains(&at.seconds) {
        return None;
    }
    Timestamp::new(at.seconds, at.nanos).ok()
}

/// A duration that the rules can judge; nothing where it is none or longer than a year.
pub(crate) fn read_duration(wire: &prost_types::Duration) -> Option<SignedDuration> {
    const YEAR: i64 = 366 * 86_400;
    let readable = (-YEAR..=YEAR).contains(&wire.seconds) && (0..1_000_000_000).contains(&wire.nanos);
    readable.then(|| SignedDuration::new(wire.seconds, wire.nanos))
}

/// Whole seconds on the wire.
pub(crate) fn seconds(seconds: u64) -> prost_types::Duration {
    prost_types::Duration { seconds: i64::try_from(seconds).unwrap_or(i64::MAX), nanos: 0 }
}

/// The name of a thing that may be absent.
pub(crate) fn optional(id: Option<Uuid>, name: impl Fn(Uuid) -> String) -> String {
    id.map(name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        assert!(Channel::ALL.into_iter().all(|c| read_channel(channel(c).into()) == Some(c)));
        for p in [Priority::Critical, Priority::High, Priority::Normal, Priority::Low] {
            assert_eq!(priority_word(p.into()).map(priority), Some(p));
        }
        assert!((1..=7).all(|state| state_word(state).is_some()));
        for unknown in [0, -1, 99] {
            assert!(read_channel(unknown).is_none() && priority_word(unknown).is_none());
            assert!(state_word(unknown).is_none());
        }
    }
}
