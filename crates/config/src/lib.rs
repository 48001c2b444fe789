//! Configuration that reports all mistakes at once.
//!
//! Values come from environment variables; each may instead come from the file that `NAME_FILE` names, which is
//! how secrets are handed in (they never stand in an environment dump). A reader collects every mistake and the
//! start fails with all of them.
//!
//! ```
//! use kontor_config::Reader;
//! let mut reader = Reader::of([("KONTOR_PORT", "eighty")]);
//! let port = reader.required::<u16>("KONTOR_PORT", "the port to listen on");
//! let url = reader.required::<String>("KONTOR_DATABASE_URL", "where the database is");
//! let error = reader.finish().unwrap_err().to_string();
//! assert!(error.contains("KONTOR_PORT") && error.contains("KONTOR_DATABASE_URL"));
//! # assert!(port.is_none() && url.is_none());
//! ```
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

/// All that is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration has {} mistake(s):\n{}", .0.len(), .0.join("\n"))]
pub struct ConfigError(Vec<String>);

/// A secret: never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret with this value.
    #[must_use]
    pub const fn new(value: String) -> Self {
        Self(value)
    }

    /// Its value, to be handed to whoever needs it and to nobody else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Reads values and collects mistakes.
#[derive(Debug)]
pub struct Reader {
    values: BTreeMap<String, String>,
    mistakes: Vec<String>,
}

impl Reader {
    /// Reads the process's environment.
    #[must_use]
    pub fn from_env() -> Self {
        let values = std::env::vars_os();
        let values =
            values.filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect();
        Self { values, mistakes: Vec::new() }
    }

    /// Reads the given pairs.
    pub fn of<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let values = pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        Self { values, mistakes: Vec::new() }
    }

    /// A value that has to be there. `what` tells what it is for.
    pub fn required<T: FromStr<Err: Display>>(&mut self, name: &str, what: &str) -> Option<T> {
        let value = self.optional(name);
        if value.is_none() && self.raw(name).is_none() {
            self.mistakes
                .push(format!("  {name} is missing: {what} (or name a file with it in {name}_FILE)"));
        }
        value
    }

    /// A value that may be there.
    pub fn optional<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        let text = match self.raw(name)? {
            Ok(text) => text,
            Err(mistake) => {
                self.mistakes.push(mistake);
                return None;
            }
        };
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.mistakes.push(format!("  {name} is wrong: {error}"));
                None
            }
        }
    }

    /// A value or its default.
    pub fn or<T: FromStr<Err: Display>>(&mut self, name: &str, default: T) -> T {
        self.optional(name).unwrap_or(default)
    }

    /// Notes a mistake that only shows between values.
    pub fn mistake(&mut self, name: &str, remedy: impl Display) {
        self.mistakes.push(format!("  {name} is wrong: {remedy}"));
    }

    fn raw(&self, name: &str) -> Option<Result<String, String>> {
        // An empty value means that nothing is said, as compose files pass on what is not set.
        let said = |name: &str| self.values.get(name).filter(|value| !value.is_empty());
        if let Some(value) = said(name) {
            return Some(Ok(value.clone()));
        }
        let file = said(&format!("{name}_FILE"))?;
        let read = std::fs::read_to_string(file).map(|text| text.trim_end().to_owned());
        Some(read.map_err(|e| format!("  {name}_FILE names {file}, which cannot be read: {e}")))
    }

    /// Nothing, or all mistakes.
    ///
    /// # Errors
    /// When any value was missing or wrong.
    pub fn finish(self) -> Result<(), ConfigError> {
        if self.mistakes.is_empty() { Ok(()) } else { Err(ConfigError(self.mistakes)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        let secret: Secret = "hunter2-hunter2".parse().unwrap();
        assert!(!format!("{secret:?}").contains("hunter2"));
    }

    #[test]
    fn an_empty_value_says_nothing() {
        let mut reader = Reader::of([("KONTOR_OTLP_ENDPOINT", "")]);
        assert_eq!(reader.optional::<String>("KONTOR_OTLP_ENDPOINT"), None);
        assert!(reader.finish().is_ok());
    }

    #[test]
    fn an_unreadable_file_is_a_mistake_of_its_own() {
        let mut reader = Reader::of([("KONTOR_KEY_FILE", "/nowhere/key")]);
        assert!(reader.required::<String>("KONTOR_KEY", "a key").is_none());
        let text = reader.finish().unwrap_err().to_string();
        assert!(text.contains("1 mistake") && text.contains("/nowhere/key"), "{text}");
    }
}
