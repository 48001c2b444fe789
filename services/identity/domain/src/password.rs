//! What makes a password good enough (reliability.md 4.1).

use std::fmt;

/// Why a password is refused. The texts never contain it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than 12 characters.
    #[error("give at least 12 characters")]
    TooShort,
    /// More than 256 bytes.
    #[error("give at most 256 bytes")]
    TooLong,
    /// A well-known one, also with digits or signs around it.
    #[error("choose another: this one is among the first that are tried")]
    Common,
    /// The same few characters over and over.
    #[error("choose another: it has fewer than 5 different characters")]
    Monotonous,
    /// It is made of the person's address or the house's name.
    #[error("choose one that does not contain the mail address or the house's name")]
    Personal,
}

/// Cores of the passwords that are tried first. Twelve characters are needed, so a core counts when letters
/// beside it are few: `passwort2026!` is as weak as `passwort`.
const COMMON: &[&str] = &[
    "123456",
    "1234567890",
    "12345678910",
    "123456789012",
    "0123456789",
    "987654321",
    "0987654321",
    "111111",
    "000000",
    "123123",
    "123321",
    "654321",
    "password",
    "passwort",
    "passw0rd",
    "kennwort",
    "p@ssw0rd",
    "p@ssword",
    "pa$$word",
    "hallo",
    "hallowelt",
    "helloworld",
    "willkommen",
    "welcome",
    "geheim",
    "supergeheim",
    "secret",
    "topsecret",
    "qwertz",
    "qwertzuiop",
    "qwerty",
    "qwertyuiop",
    "asdfgh",
    "asdfghjkl",
    "yxcvbnm",
    "zxcvbnm",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1qay2wsx",
    "q1w2e3r4",
    "zaq12wsx",
    "abc123",
    "abcdef",
    "abcdefgh",
    "abcdefghijkl",
    "abcd1234",
    "iloveyou",
    "ichliebedich",
    "schatz",
    "schatzi",
    "letmein",
    "lassmichrein",
    "admin",
    "administrator",
    "root",
    "rootroot",
    "toor",
    "master",
    "changeme",
    "changeit",
    "default",
    "dragon",
    "monkey",
    "football",
    "fussball",
    "baseball",
    "sunshine",
    "sonnenschein",
    "princess",
    "prinzessin",
    "superman",
    "batman",
    "starwars",
    "trustno1",
    "whatever",
    "michael",
    "thomas",
    "andreas",
    "daniel",
    "charlie",
    "jennifer",
    "jessica",
    "computer",
    "internet",
    "server",
    "service",
    "support",
    "helpdesk",
    "systemhaus",
    "kontor",
    "firma",
    "sommer",
    "winter",
    "fruehling",
    "frühling",
    "herbst",
    "summer",
    "spring",
    "autumn",
    "montag",
    "januar",
    "berlin",
    "hamburg",
    "muenchen",
    "münchen",
    "deutschland",
    "bayern",
    "borussia",
    "schalke04",
    "test",
    "testtest",
    "testing",
    "demo",
    "gast",
    "guest",
    "user",
    "login",
    "start",
    "initial",
    "temp",
    "sicherheit",
    "security",
];

/// A password that is good enough. It shows itself to nobody: no `Debug` of its text, no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The least characters.
    pub const MIN_CHARS: usize = 12;
    /// The most bytes, also of what is typed at sign-in: hashing longer ones would be work for an attacker.
    pub const MAX_BYTES: usize = 256;

    /// Accepts a new password. `personal` are texts that it may not contain, such as the local part of the mail
    /// address and the slug of the house; those of fewer than four characters are ignored.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn new(text: &str, personal: &[&str]) -> Result<Self, PasswordError> {
        if text.len() > Self::MAX_BYTES {
            return Err(PasswordError::TooLong);
        }
        if text.chars().count() < Self::MIN_CHARS {
            return Err(PasswordError::TooShort);
        }
        let lower = text.to_lowercase();
        let different: std::collections::BTreeSet<char> = lower.chars().collect();
        if different.len() < 5 {
            return Err(PasswordError::Monotonous);
        }
        if is_common(&lower) {
            return Err(PasswordError::Common);
        }
        let personal = personal.iter().filter(|word| word.chars().count() >= 4);
        if personal.into_iter().any(|word| lower.contains(&word.to_lowercase())) {
            return Err(PasswordError::Personal);
        }
        Ok(Self(text.to_owned()))
    }

    /// What is hashed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Whether it is a well-known core, once or several times, with nothing but digits and signs around it.
fn is_common(lower: &str) -> bool {
    let mut cores: Vec<&&str> = COMMON.iter().collect();
    cores.sort_by_key(|core| std::cmp::Reverse(core.len()));
    let mut rest = lower.to_owned();
    let mut found = false;
    for core in cores {
        if rest.contains(*core) {
            found = true;
            rest = rest.replace(*core, "");
        }
    }
    found && !rest.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests;
