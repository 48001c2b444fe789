//! The words of the wire and the words of the rules.

use jiff::Timestamp;
use kontor_access::{Caller, Principal};
use kontor_proto::ticket::v1 as wire;
use kontor_proto::types::v1::Priority as WirePriority;
use kontor_ticket_domain::{Actor, LogKind, Priority, Relation, Stamp, State};

/// A state on the wire.
pub(crate) const fn state(state: State) -> wire::TicketState {
    match state {
        State::New => wire::TicketState::New,
        State::InProgress => wire::TicketState::InProgress,
        State::WaitingCustomer => wire::TicketState::WaitingCustomer,
        State::WaitingVendor => wire::TicketState::WaitingVendor,
        State::Scheduled => wire::TicketState::Scheduled,
        State::Resolved => wire::TicketState::Resolved,
        State::Closed => wire::TicketState::Closed,
    }
}

/// A state from the wire; nothing where none is said or it is unknown.
pub(crate) fn read_state(value: i32) -> Option<State> {
    State::ALL.iter().copied().find(|s| i32::from(state(*s)) == value)
}

/// A priority on the wire.
pub(crate) const fn priority(priority: Priority) -> WirePriority {
    match priority {
        Priority::Critical => WirePriority::Critical,
        Priority::High => WirePriority::High,
        Priority::Normal => WirePriority::Normal,
        Priority::Low => WirePriority::Low,
    }
}

/// A priority from the wire; nothing where none is said or it is unknown.
pub(crate) fn read_priority(value: i32) -> Option<Priority> {
    Priority::ALL.iter().copied().find(|p| i32::from(priority(*p)) == value)
}

/// A kind of log entry on the wire.
pub(crate) const fn log_kind(kind: LogKind) -> wire::LogKind {
    match kind {
        LogKind::CallIn => wire::LogKind::CallIn,
        LogKind::CallOut => wire::LogKind::CallOut,
        LogKind::MailIn => wire::LogKind::MailIn,
        LogKind::MailOut => wire::LogKind::MailOut,
        LogKind::PortalMessage => wire::LogKind::PortalMessage,
        LogKind::Note => wire::LogKind::Note,
        LogKind::RemoteSession => wire::LogKind::RemoteSession,
        LogKind::Visit => wire::LogKind::Visit,
        LogKind::StateChange => wire::LogKind::StateChange,
        LogKind::Assignment => wire::LogKind::Assignment,
        LogKind::DirectiveAcknowledgement => wire::LogKind::DirectiveAcknowledgement,
        LogKind::Escalation => wire::LogKind::Escalation,
        LogKind::FollowUp => wire::LogKind::FollowUp,
        LogKind::BillingRemark => wire::LogKind::BillingRemark,
        LogKind::Merge => wire::LogKind::Merge,
        LogKind::Attachment => wire::LogKind::Attachment,
        LogKind::Opened => wire::LogKind::Opened,
        LogKind::PriorityChange => wire::LogKind::PriorityChange,
        LogKind::Split => wire::LogKind::Split,
        LogKind::Link => wire::LogKind::Link,
        LogKind::Handover => wire::LogKind::Handover,
    }
}

/// A kind of log entry from the wire; nothing where none is said or it is unknown.
pub(crate) fn read_log_kind(value: i32) -> Option<LogKind> {
    LogKind::ALL.iter().copied().find(|k| i32::from(log_kind(*k)) == value)
}

/// A relation on the wire.
pub(crate) const fn relation(relation: Relation) -> wire::TicketRelation {
    match relation {
        Relation::ChildOf => wire::TicketRelation::ChildOf,
        Relation::ParentOf => wire::TicketRelation::ParentOf,
        Relation::DuplicateOf => wire::TicketRelation::DuplicateOf,
        Relation::DuplicatedBy => wire::TicketRelation::DuplicatedBy,
        Relation::CausedBy => wire::TicketRelation::CausedBy,
        Relation::Causes => wire::TicketRelation::Causes,
        Relation::MergedInto => wire::TicketRelation::MergedInto,
        Relation::Absorbed => wire::TicketRelation::Absorbed,
        Relation::SplitFrom => wire::TicketRelation::SplitFrom,
        Relation::SplitInto => wire::TicketRelation::SplitInto,
    }
}

/// A relation from the wire; nothing where none is said or it is unknown.
pub(crate) fn read_relation(value: i32) -> Option<Relation> {
    Relation::ALL.iter().copied().find(|r| i32::from(relation(*r)) == value)
}

/// An instant on the wire.
pub(crate) fn time(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }.normalized()
}

/// An instant from the wire, to the microsecond, which is what the database keeps; nothing where there is no such
/// instant or it lies outside the years 1970 to 2999.
pub(crate) fn read_time(at: &prost_types::Timestamp) -> Option<Timestamp> {
    const YEARS: std::ops::Range<i64> = 0..32_503_680_000;
    if !(0..1_000_000_000).contains(&at.nanos) || !YEARS.contains(&at.seconds) {
        return None;
    }
    Timestamp::new(at.seconds, at.nanos / 1000 * 1000).ok()
}

/// Who a caller is in the log.
pub(crate) fn actor(caller: &Caller) -> Actor {
    match caller.principal() {
        Principal::User(id) => Actor::User(*id),
        Principal::Token(id) => Actor::Service(id.resource_name()),
        Principal::Service(name) => Actor::Service(name.clone()),
    }
}

/// A caller's change, made now.
pub(crate) fn stamp(caller: &Caller, now: Timestamp) -> Stamp {
    Stamp { actor: actor(caller), now }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        assert!(State::ALL.iter().all(|s| read_state(state(*s).into()) == Some(*s)));
        assert!(Priority::ALL.iter().all(|p| read_priority(priority(*p).into()) == Some(*p)));
        assert!(LogKind::ALL.iter().all(|k| read_log_kind(log_kind(*k).into()) == Some(*k)));
        assert!(Relation::ALL.iter().all(|r| read_relation(relation(*r).into()) == Some(*r)));
        for unknown in [0, -1, 99] {
            assert!(read_relation(unknown).is_none());
            assert!(read_state(unknown).is_none() && read_priority(unknown).is_none());
            assert!(read_log_kind(unknown).is_none());
        }
    }

    #[test]
    fn instants_are_kept_to_the_microsecond_and_in_range() {
        let read = |seconds, nanos| read_time(&prost_types::Timestamp { seconds, nanos });
        assert_eq!(read(1, 1_999).map(|at| at.as_nanosecond()), Some(1_000_001_000));
        for (seconds, nanos) in [(-1, 0), (1, -1), (1, 1_000_000_000), (i64::MAX, 0), (32_503_680_000, 0)] {
            assert!(read(seconds, nanos).is_none());
        }
    }
}
