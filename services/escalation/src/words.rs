//! The domain's values as words of the database and of the wire.

use jiff::Timestamp;
use kontor_escalation_domain::{ClockKind, ClockState, Pause, TargetChange, TicketState};
use kontor_proto::ticket::v1 as ticket;
use kontor_proto::types::v1::Priority;
use kontor_status::{Problem, Result};

fn unknown(what: &str, word: &str) -> Problem {
    Problem::internal(format!("{word} is no {what}"))
}

pub(crate) const fn kind_word(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Response => "response",
        ClockKind::Update => "update",
        ClockKind::Resolution => "resolution",
    }
}

pub(crate) fn read_kind(word: &str) -> Result<ClockKind> {
    let found = ClockKind::ALL.into_iter().find(|kind| kind_word(*kind) == word);
    found.ok_or_else(|| unknown("clock", word))
}

pub(crate) const fn wire_kind(kind: ClockKind) -> ticket::ClockKind {
    match kind {
        ClockKind::Response => ticket::ClockKind::Response,
        ClockKind::Update => ticket::ClockKind::Update,
        ClockKind::Resolution => ticket::ClockKind::Resolution,
    }
}

/// None for unspecified and unknown values.
pub(crate) fn kind_of_wire(kind: i32) -> Option<ClockKind> {
    match ticket::ClockKind::try_from(kind).ok()? {
        ticket::ClockKind::Unspecified => None,
        ticket::ClockKind::Response => Some(ClockKind::Response),
        ticket::ClockKind::Update => Some(ClockKind::Update),
        ticket::ClockKind::Resolution => Some(ClockKind::Resolution),
    }
}

pub(crate) const fn state_word(state: ClockState) -> &'static str {
    match state {
        ClockState::Running => "running",
        ClockState::Paused => "paused",
        ClockState::Met => "met",
        ClockState::Breached => "breached",
        ClockState::Cancelled => "cancelled",
    }
}

pub(crate) fn read_state(word: &str) -> Result<ClockState> {
    let all = [
        ClockState::Running,
        ClockState::Paused,
        ClockState::Met,
        ClockState::Breached,
        ClockState::Cancelled,
    ];
    all.into_iter().find(|state| state_word(*state) == word).ok_or_else(|| unknown("state of a clock", word))
}

/// A clock that ended without a verdict, or has no promise any more, is shown as one that stands.
pub(crate) const fn wire_state(state: Option<ClockState>) -> ticket::ClockState {
    match state {
        Some(ClockState::Running) => ticket::ClockState::Running,
        Some(ClockState::Met) => ticket::ClockState::Met,
        Some(ClockState::Breached) => ticket::ClockState::Breached,
        Some(ClockState::Paused | ClockState::Cancelled) | None => ticket::ClockState::Paused,
    }
}

pub(crate) const fn ticket_word(state: TicketState) -> &'static str {
    match state {
        TicketState::New => "new",
        TicketState::InProgress => "in_progress",
        TicketState::WaitingCustomer => "waiting_customer",
        TicketState::WaitingVendor => "waiting_vendor",
        TicketState::Scheduled => "scheduled",
        TicketState::Resolved => "resolved",
        TicketState::Closed => "closed",
    }
}

pub(crate) fn read_ticket(word: &str) -> Result<TicketState> {
    let all = [
        TicketState::New,
        TicketState::InProgress,
        TicketState::WaitingCustomer,
        TicketState::WaitingVendor,
        TicketState::Scheduled,
        TicketState::Resolved,
        TicketState::Closed,
    ];
    all.into_iter()
        .find(|state| ticket_word(*state) == word)
        .ok_or_else(|| unknown("state of a ticket", word))
}

pub(crate) fn ticket_of_wire(state: ticket::TicketState) -> Result<TicketState> {
    Ok(match state {
        ticket::TicketState::Unspecified => return Err(Problem::internal("an event names no state")),
        ticket::TicketState::New => TicketState::New,
        ticket::TicketState::InProgress => TicketState::InProgress,
        ticket::TicketState::WaitingCustomer => TicketState::WaitingCustomer,
        ticket::TicketState::WaitingVendor => TicketState::WaitingVendor,
        ticket::TicketState::Scheduled => TicketState::Scheduled,
        ticket::TicketState::Resolved => TicketState::Resolved,
        ticket::TicketState::Closed => TicketState::Closed,
    })
}

pub(crate) fn priority_word(priority: Priority) -> Result<&'static str> {
    Ok(match priority {
        Priority::Unspecified => return Err(Problem::internal("an event names no priority")),
        Priority::Critical => "critical",
        Priority::High => "high",
        Priority::Normal => "normal",
        Priority::Low => "low",
    })
}

pub(crate) fn read_priority(word: &str) -> Result<Priority> {
    Ok(match word {
        "critical" => Priority::Critical,
        "high" => Priority::High,
        "normal" => Priority::Normal,
        "low" => Priority::Low,
        _ => return Err(unknown("priority", word)),
    })
}

pub(crate) const fn pause_word(pause: Pause) -> &'static str {
    match pause {
        Pause::WaitingCustomer => "waiting_customer",
        Pause::WaitingVendor => "waiting_vendor",
        Pause::Scheduled => "scheduled",
        Pause::Resolved => "resolved",
    }
}

pub(crate) fn read_pause(word: &str) -> Result<Pause> {
    let all = [Pause::WaitingCustomer, Pause::WaitingVendor, Pause::Scheduled, Pause::Resolved];
    all.into_iter().find(|pause| pause_word(*pause) == word).ok_or_else(|| unknown("pause", word))
}

pub(crate) const fn change_word(change: TargetChange) -> &'static str {
    match change {
        TargetChange::Priority => "priority",
        TargetChange::Policy => "policy",
        TargetChange::Calendar => "calendar",
    }
}

pub(crate) fn read_change(word: &str) -> Result<TargetChange> {
    let all = [TargetChange::Priority, TargetChange::Policy, TargetChange::Calendar];
    all.into_iter().find(|change| change_word(*change) == word).ok_or_else(|| unknown("change", word))
}

pub(crate) fn time(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}

/// The instant of an event, to the microsecond that the database keeps.
pub(crate) fn read_time(at: Option<prost_types::Timestamp>) -> Result<Timestamp> {
    let missing = || Problem::internal("an event names no valid instant");
    let at = at.ok_or_else(missing)?;
    let micros = at.seconds.checked_mul(1_000_000).ok_or_else(missing)?;
    Timestamp::from_microsecond(micros + i64::from(at.nanos / 1_000)).map_err(|_| missing())
}

pub(crate) const fn duration(seconds: i64) -> prost_types::Duration {
    prost_types::Duration { seconds, nanos: 0 }
}
