//! All that is wrong with a request, at once.

use crate::Problem;

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field's path, such as `ticket.subject`.
    pub field: String,
    /// What to do.
    pub remedy: String,
}

/// Collects what is wrong with a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Nothing is wrong yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Notes that a field is wrong and what to do.
    pub fn add(&mut self, field: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Violation { field: field.into(), remedy: remedy.into() });
    }

    /// Notes `remedy` unless `holds`.
    pub fn require(&mut self, holds: bool, field: impl Into<String>, remedy: impl Into<String>) {
        if !holds {
            self.add(field, remedy);
        }
    }

    /// The value, or nothing with the error noted.
    pub fn take<T, E: std::fmt::Display>(
        &mut self,
        field: impl Into<String>,
        value: Result<T, E>,
    ) -> Option<T> {
        value.map_err(|e| self.add(field, e.to_string())).ok()
    }

    /// A text of `min` to `max` characters without control characters other than line breaks and tabs; trimmed.
    pub fn text(&mut self, field: &str, value: &str, min: usize, max: usize) -> String {
        let value = value.trim();
        let length = value.chars().count();
        if length < min || length > max {
            self.add(field, format!("give {min} to {max} characters, not {length}"));
        } else if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.add(field, "remove the control characters");
        }
        value.to_owned()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong.
    #[must_use]
    pub fn into_inner(self) -> Vec<Violation> {
        self.0
    }

    /// Nothing, or the problem that names all fields.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when anything was noted.
    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::Invalid(self.0)) }
    }
}
