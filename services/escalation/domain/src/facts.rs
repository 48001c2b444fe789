//! What is known about a clock.

use jiff::Timestamp;
use kontor_calendar::ServiceTime;
use kontor_ids::CalendarId;
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// What a clock measures (S3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockKind {
    /// Until the first outbound human communication.
    Response,
    /// The longest silence towards the customer; starts with the first response.
    Update,
    /// Until resolved.
    Resolution,
}

impl ClockKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Response, Self::Update, Self::Resolution];
}

/// One version of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarRef {
    /// The calendar.
    pub id: CalendarId,
    /// Its version, from 1.
    pub version: i32,
}

/// Where compiled calendars are found.
pub trait Calendars {
    /// The service time of a calendar's version; `None` where it is not at hand.
    fn service_time(&self, calendar: CalendarRef) -> Option<&ServiceTime>;
}

impl<T: Borrow<ServiceTime>> Calendars for BTreeMap<CalendarRef, T> {
    fn service_time(&self, calendar: CalendarRef) -> Option<&ServiceTime> {
        self.get(&calendar).map(Borrow::borrow)
    }
}

/// Longest target in seconds: ten years.
pub const MAX_TARGET: i64 = 315_576_000;

/// How long a clock may run, and by which calendar it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    seconds: i64,
    calendar: CalendarRef,
}

impl Target {
    /// A target in seconds of service time; `None` unless 1 to [`MAX_TARGET`].
    #[must_use]
    pub const fn new(seconds: i64, calendar: CalendarRef) -> Option<Self> {
        if seconds >= 1 && seconds <= MAX_TARGET { Some(Self { seconds, calendar }) } else { None }
    }

    /// Seconds of service time.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// The calendar that measures them.
    #[must_use]
    pub const fn calendar(self) -> CalendarRef {
        self.calendar
    }
}

/// Why a clock stands (S4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pause {
    /// The customer has to act.
    WaitingCustomer,
    /// A vendor has to act, and the policy lets clocks pause for it.
    WaitingVendor,
    /// The work is planned for later.
    Scheduled,
    /// The ticket is resolved: response and update clocks stand until it is reopened.
    Resolved,
}

/// Why a target changed (S5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TargetChange {
    /// The ticket's priority.
    Priority,
    /// The SLA policy or contract.
    Policy,
    /// The calendar.
    Calendar,
}

/// What happened to a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactKind {
    /// It started, for response and resolution at the instant the disturbance was reported (S6). Without a
    /// target it keeps its history but has no deadline.
    Started(Option<Target>),
    /// It stands from now on.
    Paused(Pause),
    /// It runs again.
    Resumed,
    /// Another target holds, from the start (S5); none where there is no promise any more.
    TargetChanged(Option<Target>, TargetChange),
    /// What it measures happened.
    Met,
    /// The ticket was reopened: it runs again with what was consumed before (S4).
    Reopened,
    /// The customer heard from the house: the update clock begins anew.
    Restarted,
    /// It counts no more: the ticket was merged or closed.
    Cancelled,
}

/// One fact of a clock's history; never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// When it happened, which may be before it was recorded.
    pub at: Timestamp,
    /// What.
    pub kind: FactKind,
    /// Who: `users/{user}`, `contacts/{contact}` or a service's name.
    pub actor: String,
}

/// Why an interval began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The clock started.
    Started,
    /// It was paused.
    Paused(Pause),
    /// It was resumed.
    Resumed,
    /// Another target held from then on.
    TargetChanged(TargetChange),
    /// It was met; it stood until the ticket was reopened.
    Met,
    /// The ticket was reopened.
    Reopened,
    /// The customer heard from the house.
    Restarted,
    /// It was cancelled.
    Cancelled,
}
