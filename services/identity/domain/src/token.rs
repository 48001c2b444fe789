//! Bearer tokens: `kontor_<id>_<secret>` (reliability.md 4.1).

use kontor_ids::{TokenId, Uuid};
use std::fmt;

/// The text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a token of the form kontor_<id>_<secret>")]
pub struct TokenError;

/// 256 bits that only the caller knows; only a digest is stored. Compare digests in constant time, never this.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A secret from 32 random bytes.
    #[must_use]
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// What is digested.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A bearer token of a session or an integration: which, and the secret that proves it. The prefix lets
/// scanners find tokens that were published by mistake.
#[derive(Debug, Clone)]
pub struct BearerToken {
    /// The session or API token it is.
    pub id: TokenId,
    /// Its secret.
    pub secret: Secret,
}

const PREFIX: &str = "kontor_";

impl BearerToken {
    /// The text that is shown once: `kontor_`, 32 hex digits, `_`, 64 hex digits.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}_{}", hex(self.id.uuid().as_bytes()), hex(self.secret.as_bytes()))
    }

    /// Reads a token. There is one spelling: lower-case digits, nothing around it.
    ///
    /// # Errors
    /// When the text has another form; it does not say where, since that would help to guess.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let rest = text.strip_prefix(PREFIX).ok_or(TokenError)?;
        let (id, secret) = rest.split_once('_').ok_or(TokenError)?;
        let id = TokenId::from_uuid(Uuid::from_bytes(unhex(id)?));
        Ok(Self { id, secret: Secret(unhex(secret)?) })
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).expect("a nibble is one hex digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn unhex<const N: usize>(text: &str) -> Result<[u8; N], TokenError> {
    let digits = text.as_bytes();
    let fits = digits.len() == 2 * N && digits.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !fits {
        return Err(TokenError);
    }
    let nibble = |b: u8| if b.is_ascii_digit() { b - b'0' } else { b - b'a' + 10 };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0]) << 4 | nibble(pair[1]);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
