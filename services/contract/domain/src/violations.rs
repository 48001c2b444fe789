//! All that is wrong with what was given, at once.

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field's path on the wire, such as `terms.rules[2].display_name`.
    pub field: String,
    /// What to do about it; lower-case, no full stop.
    pub remedy: String,
}

/// Collects what is wrong, so that a caller learns of everything in one answer.
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

    /// The value, or nothing with its error noted.
    pub fn take<T, E: std::fmt::Display>(
        &mut self,
        field: impl Into<String>,
        value: Result<T, E>,
    ) -> Option<T> {
        value.map_err(|e| self.add(field, e.to_string())).ok()
    }

    /// The parsed value where the text is not empty; nothing for an empty text.
    pub fn optional<T>(&mut self, field: &str, text: &str) -> Option<T>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        let text = text.trim();
        if text.is_empty() { None } else { self.take(field, text.parse()) }
    }

    /// The trimmed text of `min` to `max` characters, without control characters but line breaks and tabs.
    pub fn text(&mut self, field: &str, text: &str, min: usize, max: usize) -> String {
        let text = text.trim();
        let length = text.chars().count();
        if length < min || length > max {
            self.add(field, format!("give {min} to {max} characters, not {length}"));
        } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.add(field, "remove the control characters");
        }
        text.to_owned()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong, in the order it was found.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.0.iter()
    }

    /// `value` when nothing is wrong.
    ///
    /// # Errors
    /// All violations, when there are any.
    pub fn finish<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl std::fmt::Display for Violations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, violation) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", violation.field, violation.remedy)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
