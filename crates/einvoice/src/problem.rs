//! Why an invoice is refused.

use std::fmt;

/// One reason why an invoice is refused, bound to the field that must change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the field as in the JSON form, e.g. `lines[2].unit` (indices start at 0).
    pub field: String,
    /// What is wrong and what to do, lower-case, without a full stop.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.text)
    }
}

impl std::error::Error for Problem {}

/// All problems of one invoice, never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            write!(f, "{}{problem}", if i == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Collects problems under a path.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Problem>);

impl Findings {
    /// Adds a problem of `field`.
    pub(crate) fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.0.push(Problem { field: field.into(), text: text.into() });
    }

    /// Adds a problem of `field` unless `good`.
    pub(crate) fn unless(&mut self, good: bool, field: impl Into<String>, text: impl Into<String>) {
        if !good {
            self.add(field, text);
        }
    }

    /// Nothing found, or everything found.
    pub(crate) fn finish(self) -> Result<(), Problems> {
        if self.0.is_empty() { Ok(()) } else { Err(Problems(self.0)) }
    }
}
