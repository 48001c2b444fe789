//! A ticket in the hands of another house, and what is done with it.

use super::{Agreement, Case, Refusal, applying};
use crate::log::LogKind;
use crate::state::{State, words};
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{HandoverId, VerbundAgreementId};

/// How far ahead of the recording work may end, for clocks that differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// The longest piece of work.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

words! {
    /// What was done between the houses.
    StepKind {
        /// The giving house handed it over.
        HandedOver = "handed_over";
        /// Someone of the taking house took it.
        Taken = "taken";
        /// The taking house worked on it.
        Worked = "worked";
        /// The taking house acknowledged a directive (C7).
        Acknowledged = "acknowledged";
        /// The taking house resolved it.
        Resolved = "resolved";
        /// The taking house returned it.
        Returned = "returned";
        /// The giving house took it back.
        TakenBack = "taken_back";
        /// The hours were over, or the agreement ended.
        Lapsed = "lapsed";
    }

    /// How it came back.
    Ending {
        /// The taking house resolved it.
        Resolved = "resolved";
        /// The taking house returned it.
        Returned = "returned";
        /// The giving house took it back.
        TakenBack = "taken_back";
        /// The hours were over, or the agreement ended.
        Lapsed = "lapsed";
    }

    /// What the taking house can log as work.
    WorkKind {
        /// A call of the customer.
        CallIn = "call_in";
        /// A call to the customer.
        CallOut = "call_out";
        /// A mail to the customer.
        MailOut = "mail_out";
        /// A remote session.
        RemoteSession = "remote_session";
        /// A note.
        Note = "note";
    }
}

impl WorkKind {
    /// What it is in the giving house's log.
    #[must_use]
    pub const fn log_kind(self) -> LogKind {
        match self {
            Self::CallIn => LogKind::CallIn,
            Self::CallOut => LogKind::CallOut,
            Self::MailOut => LogKind::MailOut,
            Self::RemoteSession => LogKind::RemoteSession,
            Self::Note => LogKind::Note,
        }
    }

    /// Whether the time alone says enough.
    #[must_use]
    pub const fn is_wordless(self) -> bool {
        matches!(self, Self::CallIn | Self::CallOut | Self::RemoteSession)
    }
}

/// A piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// When it began.
    pub start: Timestamp,
    /// When it was done.
    pub end: Timestamp,
}

impl Work {
    /// Its whole seconds.
    #[must_use]
    pub fn seconds(&self) -> u32 {
        u32::try_from(self.end.duration_since(self.start).as_secs()).unwrap_or_default()
    }

    /// Its started minutes, as the giving house's log tells them.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.seconds().div_ceil(60)
    }

    fn check(&self, handed: Timestamp, now: Timestamp) -> Result<(), Refusal> {
        let invalid = |field, remedy| Err(Refusal::Invalid { field, remedy });
        if self.start < handed {
            return invalid("start_time", "give an instant not before the ticket was handed over");
        }
        if self.end < self.start || self.end.duration_since(self.start) > LONGEST {
            return invalid("end_time", "give an instant after the beginning, at most 24 hours later");
        }
        if self.end.duration_since(now) > AHEAD {
            return invalid("end_time", "give an instant that is not in the future");
        }
        Ok(())
    }
}

/// What was done: the one step that joins the record of both houses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// 1, 2, 3 ... without holes.
    pub sequence: u32,
    /// What.
    pub kind: StepKind,
}

/// Where it stands between the houses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nobody of the taking house has taken it.
    Handed,
    /// Someone there works on it.
    Taken,
    /// It is back.
    Ended(Ending),
}

/// A ticket in the hands of another house. Changed by commands only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Which.
    pub id: HandoverId,
    /// By which agreement.
    pub agreement: VerbundAgreementId,
    /// Since when.
    pub hand_time: Timestamp,
    /// The first instant at which the taking house no longer sees it.
    pub access_until: Timestamp,
    /// The number of its steps.
    pub steps: u32,
    pub(crate) standing: Standing,
}

impl Handover {
    /// One as it was stored.
    #[must_use]
    pub const fn stored(
        (id, agreement): (HandoverId, VerbundAgreementId),
        (hand_time, access_until): (Timestamp, Timestamp),
        steps: u32,
        is_taken: bool,
        ending: Option<Ending>,
    ) -> Self {
        let standing = match (ending, is_taken) {
            (Some(ending), _) => Standing::Ended(ending),
            (None, true) => Standing::Taken,
            (None, false) => Standing::Handed,
        };
        Self { id, agreement, hand_time, access_until, steps, standing }
    }

    /// Hands a ticket over by the agreement that applies at `at`, the instant of the call.
    ///
    /// # Errors
    /// [`Refusal::NotOpen`]; [`Refusal::NotPart`] where none applies, or the time of the one that does is over `now`.
    pub fn give<'a>(
        id: HandoverId,
        agreements: impl IntoIterator<Item = &'a Agreement>,
        (case, state): (&Case, State),
        (at, now): (Timestamp, Timestamp),
    ) -> Result<(Self, Step), Refusal> {
        if !state.is_open() {
            return Err(Refusal::NotOpen);
        }
        let (agreement, window) = applying(agreements, case, at).ok_or(Refusal::NotPart)?;
        if now >= window.access_until {
            return Err(Refusal::NotPart);
        }
        let handover = Self {
            id,
            agreement: agreement.id,
            hand_time: at,
            access_until: window.access_until,
            steps: 0,
            standing: Standing::Handed,
        };
        Ok(handover.step(StepKind::HandedOver))
    }

    /// Whether the taking house sees it and may work on it. Everything that house does asks this first.
    #[must_use]
    pub fn is_with_taker(&self, now: Timestamp) -> bool {
        self.ending().is_none() && now < self.access_until
    }

    /// Whether someone there works on it.
    #[must_use]
    pub const fn is_taken(&self) -> bool {
        matches!(self.standing, Standing::Taken)
    }

    /// How it came back; nothing while it has not.
    #[must_use]
    pub const fn ending(&self) -> Option<Ending> {
        match self.standing {
            Standing::Ended(ending) => Some(ending),
            Standing::Handed | Standing::Taken => None,
        }
    }

    /// Someone of the taking house takes it.
    ///
    /// # Errors
    /// [`Refusal::Absent`], [`Refusal::TakenBefore`].
    pub fn take(mut self, now: Timestamp) -> Result<(Self, Step), Refusal> {
        self.with_taker(now)?;
        if self.is_taken() {
            return Err(Refusal::TakenBefore);
        }
        self.standing = Standing::Taken;
        Ok(self.step(StepKind::Taken))
    }

    /// The taking house worked on it.
    ///
    /// # Errors
    /// [`Refusal::Absent`], [`Refusal::NotTaken`], [`Refusal::Invalid`].
    pub fn work(self, work: &Work, now: Timestamp) -> Result<(Self, Step), Refusal> {
        self.taken(now)?;
        work.check(self.hand_time, now)?;
        Ok(self.step(StepKind::Worked))
    }

    /// The taking house acknowledged a directive, which may have to come before taking it (C7).
    ///
    /// # Errors
    /// [`Refusal::Absent`].
    pub fn acknowledge(self, now: Timestamp) -> Result<(Self, Step), Refusal> {
        self.with_taker(now)?;
        Ok(self.step(StepKind::Acknowledged))
    }

    /// The taking house resolved it, where the agreement lets it.
    ///
    /// # Errors
    /// [`Refusal::Absent`], [`Refusal::NotTaken`], [`Refusal::MayNotResolve`].
    pub fn resolve(self, may_resolve: bool, now: Timestamp) -> Result<(Self, Step), Refusal> {
        self.taken(now)?;
        if !may_resolve {
            return Err(Refusal::MayNotResolve);
        }
        Ok(self.end(Ending::Resolved))
    }

    /// The taking house returns it.
    ///
    /// # Errors
    /// [`Refusal::Absent`].
    pub fn give_back(self, now: Timestamp) -> Result<(Self, Step), Refusal> {
        self.with_taker(now)?;
        Ok(self.end(Ending::Returned))
    }

    /// The giving house takes it back, whatever the hour.
    ///
    /// # Errors
    /// [`Refusal::NotGiven`].
    pub fn take_back(self) -> Result<(Self, Step), Refusal> {
        self.given()?;
        Ok(self.end(Ending::TakenBack))
    }

    /// It goes back by itself: the hours are over, or the agreement ended.
    ///
    /// # Errors
    /// [`Refusal::NotGiven`].
    pub fn lapse(self) -> Result<(Self, Step), Refusal> {
        self.given()?;
        Ok(self.end(Ending::Lapsed))
    }

    fn with_taker(&self, now: Timestamp) -> Result<(), Refusal> {
        if self.is_with_taker(now) { Ok(()) } else { Err(Refusal::Absent) }
    }

    fn taken(&self, now: Timestamp) -> Result<(), Refusal> {
        self.with_taker(now)?;
        if self.is_taken() { Ok(()) } else { Err(Refusal::NotTaken) }
    }

    fn given(&self) -> Result<(), Refusal> {
        if self.ending().is_none() { Ok(()) } else { Err(Refusal::NotGiven) }
    }

    fn end(mut self, ending: Ending) -> (Self, Step) {
        self.standing = Standing::Ended(ending);
        self.step(match ending {
            Ending::Resolved => StepKind::Resolved,
            Ending::Returned => StepKind::Returned,
            Ending::TakenBack => StepKind::TakenBack,
            Ending::Lapsed => StepKind::Lapsed,
        })
    }

    /// The only place where a step arises.
    fn step(mut self, kind: StepKind) -> (Self, Step) {
        self.steps += 1;
        let step = Step { sequence: self.steps, kind };
        (self, step)
    }
}
