//! What can be wrong with a calendar, and how to put it right.

use jiff::Timestamp;
use std::fmt;

/// Where a mistake stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the text, at this column; the first character is column 1.
    Column(usize),
    /// In a field of [`crate::CalendarParts`].
    Field(&'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => write!(f, "column {column}"),
            Self::Field(field) => f.write_str(field),
        }
    }
}

/// One mistake in a calendar's definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}; {remedy}")]
pub struct CalendarError {
    /// Where it stands.
    pub place: Place,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
}

impl CalendarError {
    pub(crate) fn new(place: Place, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { place, problem: problem.into(), remedy: remedy.into() }
    }
}

/// All mistakes of a definition at once, in the order of the text; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarErrors(pub(crate) Vec<CalendarError>);

impl CalendarErrors {
    /// The mistakes.
    #[must_use]
    pub fn mistakes(&self) -> &[CalendarError] {
        &self.0
    }
}

impl fmt::Display for CalendarErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, mistake) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(" | ")?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CalendarErrors {}

/// The answer lies outside the years a calendar was compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("service time leaves the compiled years {from} to {until}; compile the calendar for more years")]
pub struct BeyondHorizon {
    /// First compiled instant.
    pub from: Timestamp,
    /// First instant that is not compiled.
    pub until: Timestamp,
}
