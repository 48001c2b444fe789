//! An entry as it came in, and as it is (T1).

use crate::field::{Field, Problem, checked, is_word};
use crate::material::{Material, MaterialInput};
use crate::travel::{Travel, TravelInput};
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{TicketId, UserId};

/// How far ahead of the recording work may end, for clocks that differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
const DAY: i64 = 86_400;

/// The text is none of the words that the type knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("choose one of {0}")]
pub struct UnknownWord(pub &'static str);

/// How work reaches the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Channel {
    /// By remote session, the default.
    #[default]
    Remote,
    /// By telephone.
    Phone,
    /// At the customer's site.
    OnSite,
    /// On the way.
    Travel,
}

impl Channel {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Remote, Self::Phone, Self::OnSite, Self::Travel];

    /// Its stable word, as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Remote => "remote",
            Self::Phone => "phone",
            Self::OnSite => "on_site",
            Self::Travel => "travel",
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL.into_iter().find(|channel| channel.as_str() == text);
        found.ok_or(UnknownWord("remote phone on_site travel"))
    }
}

/// The kind of work, such as `support`: 1 to 40 of `a-z0-9_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Activity(String);

impl Activity {
    /// `support`, the default.
    #[must_use]
    pub fn support() -> Self {
        Self("support".to_owned())
    }

    /// Reads an activity; an empty text is `support`.
    ///
    /// # Errors
    /// When length or characters are wrong.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        match text {
            "" => Ok(Self::support()),
            text if is_word(text, 40) => Ok(Self(text.to_owned())),
            _ => Err(Problem::new(Field::Activity, "give 1 to 40 of a-z 0-9 _")),
        }
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An entry as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryInput {
    /// Who worked.
    pub technician: UserId,
    /// For which ticket.
    pub ticket: TicketId,
    /// The kind of work; empty for `support`.
    pub activity: String,
    /// How it reached the customer.
    pub channel: Channel,
    /// When it began.
    pub start: Timestamp,
    /// How long it took.
    pub duration: SignedDuration,
    /// What the customer reads.
    pub text: String,
    /// What only the house reads.
    pub internal_text: String,
    /// Wish for goodwill with its reason; empty for none.
    pub goodwill_reason: String,
    /// The customer's cost center; empty for none.
    pub cost_center: String,
    /// Whether an overlap is meant (T4).
    pub allow_overlap: bool,
    /// The way to the customer.
    pub travel: Option<TravelInput>,
    /// What was used.
    pub materials: Vec<MaterialInput>,
}

/// Work done. To the second, never rounded (T1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who worked.
    pub technician: UserId,
    /// For which ticket.
    pub ticket: TicketId,
    /// The kind of work.
    pub activity: Activity,
    /// How it reached the customer.
    pub channel: Channel,
    /// When it began, on a whole second.
    pub start: Timestamp,
    /// How long it took in seconds, 1 to 86,400.
    pub seconds: u32,
    /// What the customer reads, 1 to 2,000 characters.
    pub text: String,
    /// What only the house reads, at most 2,000 characters.
    pub internal_text: String,
    /// Wish for goodwill with its reason, at most 500 characters; empty for none.
    pub goodwill_reason: String,
    /// The customer's cost center, at most 36 characters; empty for none.
    pub cost_center: String,
    /// Whether an overlap is meant (T4).
    pub allow_overlap: bool,
    /// The way to the customer; none where nothing of it is billed.
    pub travel: Option<Travel>,
    /// What was used, at most 50.
    pub materials: Vec<Material>,
}

impl Entry {
    /// Reads an entry.
    ///
    /// # Errors
    /// Everything that is wrong, by field.
    pub fn parse(input: &EntryInput, now: Timestamp) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut text = |field, text: &str, min, max| {
            checked(field, text, min, max).unwrap_or_else(|problem| {
                problems.push(problem);
                String::new()
            })
        };
        let words = text(Field::Text, &input.text, 1, 2000);
        let internal_text = text(Field::InternalText, &input.internal_text, 0, 2000);
        let goodwill_reason = text(Field::GoodwillReason, &input.goodwill_reason, 0, 500);
        let cost_center = text(Field::CostCenter, &input.cost_center, 0, 36);
        let activity = Activity::parse(&input.activity).unwrap_or_else(|problem| {
            problems.push(problem);
            Activity::support()
        });
        let (start, seconds) = times(input.start, input.duration, now).unwrap_or_else(|problem| {
            problems.push(problem);
            (input.start, 0)
        });
        let travel = Travel::read(input.travel.as_ref(), input.channel, &mut problems);
        let materials = Material::read_all(&input.materials, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            technician: input.technician,
            ticket: input.ticket,
            activity,
            channel: input.channel,
            start,
            seconds,
            text: words,
            internal_text,
            goodwill_reason,
            cost_center,
            allow_overlap: input.allow_overlap,
            travel,
            materials,
        })
    }

    /// The first instant after the work.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.start
            .saturating_add(SignedDuration::from_secs(i64::from(self.seconds)))
            .unwrap_or(Timestamp::MAX)
    }
}

/// Start on a whole second and whole seconds of work, 1 s to 24 h, ending at most five minutes ahead (T1).
fn times(start: Timestamp, duration: SignedDuration, now: Timestamp) -> Result<(Timestamp, u32), Problem> {
    let problem = Problem::new;
    if duration.subsec_nanos() != 0 {
        return Err(problem(Field::Duration, "give whole seconds"));
    }
    let seconds = u32::try_from(duration.as_secs()).ok().filter(|s| (1..=DAY).contains(&i64::from(*s)));
    let seconds = seconds.ok_or_else(|| problem(Field::Duration, "give 1 second to 24 hours"))?;
    if start.subsec_nanosecond() != 0 {
        return Err(problem(Field::StartTime, "give a whole second"));
    }
    let future = || {
        problem(Field::StartTime, "work that is not done yet cannot be entered: begin earlier or shorten it")
    };
    let end = start.checked_add(duration).map_err(|_| future())?;
    if end.duration_since(now) > AHEAD {
        return Err(future());
    }
    Ok((start, seconds))
}
