//! Sealed page tokens (X4).
//!
//! A token carries the position after the last row of a page, sealed with ChaCha20-Poly1305 and bound to the house,
//! the RPC and the filter: it can be neither read, nor forged, nor used for another question.
//!
//! ```
//! let seal = kontor_paging::Seal::new(&[7; 32]);
//! let token = seal.close(&["tenant", "ListTickets", "filter"], &(42, "T-1"))?;
//! assert_eq!(seal.open::<(i32, String)>(&["tenant", "ListTickets", "filter"], &token)?, Some((42, "T-1".into())));
//! assert!(seal.open::<(i32, String)>(&["other tenant", "ListTickets", "filter"], &token).is_err());
//! # Ok::<(), kontor_status::Problem>(())
//! ```
#![forbid(unsafe_code)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kontor_status::{Problem, Result};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// How many rows a page has.
///
/// # Errors
/// [`Problem::Invalid`] for a negative or too large size; 0 gives the default.
pub fn page_size(asked: i32, default: i64, most: i64) -> Result<i64> {
    match i64::from(asked) {
        0 => Ok(default),
        n if (1..=most).contains(&n) => Ok(n),
        _ => Err(Problem::field("page_size", format!("give 1 to {most}, or 0 for {default}"))),
    }
}

/// Seals and opens page tokens.
#[derive(Clone)]
pub struct Seal(Arc<LessSafeKey>);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// A seal with this key, which all replicas share.
    ///
    /// # Panics
    /// Never: the key has the length that the algorithm wants.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("32 bytes are a key");
        Self(Arc::new(LessSafeKey::new(key)))
    }

    /// The token for a position, bound to the words that name the question.
    ///
    /// # Errors
    /// [`Problem::Internal`] when the position cannot be written or there is no randomness.
    pub fn close<T: Serialize>(&self, binding: &[&str], position: &T) -> Result<String> {
        let mut bytes = serde_json::to_vec(position).map_err(Problem::internal)?;
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| Problem::internal("no randomness"))?;
        let aad = Aad::from(join(binding));
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut bytes)
            .map_err(|_| Problem::internal("cannot seal a page token"))?;
        let mut token = nonce.to_vec();
        token.extend(bytes);
        Ok(URL_SAFE_NO_PAD.encode(token))
    }

    /// The position in a token; none for the empty token, which means the first page.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for a token that was not made here for this question.
    pub fn open<T: DeserializeOwned>(&self, binding: &[&str], token: &str) -> Result<Option<T>> {
        if token.is_empty() {
            return Ok(None);
        }
        let remedy = "take the next_page_token of the previous page and leave the other fields as they were";
        let bad = || Problem::field("page_token", remedy);
        let mut bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| bad())?;
        if bytes.len() <= NONCE_LEN {
            return Err(bad());
        }
        let mut sealed = bytes.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| bad())?;
        let opened = self.0.open_in_place(nonce, Aad::from(join(binding)), &mut sealed).map_err(|_| bad())?;
        serde_json::from_slice(opened).map(Some).map_err(|_| bad())
    }
}

/// Length-prefixed, so that no two bindings read the same.
fn join(binding: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in binding {
        bytes.extend((word.len() as u64).to_be_bytes());
        bytes.extend(word.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x4_a_token_fits_its_question_only() {
        let seal = Seal::new(&[1; 32]);
        let token = seal.close(&["a", "b"], &1).unwrap();
        assert_eq!(seal.open::<i32>(&["a", "b"], &token).unwrap(), Some(1));
        assert!(seal.open::<i32>(&["ab", ""], &token).is_err());
        assert!(Seal::new(&[2; 32]).open::<i32>(&["a", "b"], &token).is_err());
        for broken in ["x", "AAAA", &token[1..], &token[..token.len() - 1]] {
            assert!(seal.open::<i32>(&["a", "b"], broken).is_err());
        }
    }

    #[test]
    fn sizes_have_limits() {
        assert_eq!(page_size(0, 25, 200).unwrap(), 25);
        assert_eq!(page_size(200, 25, 200).unwrap(), 200);
        assert!(page_size(-1, 25, 200).is_err() && page_size(i32::MAX, 25, 200).is_err());
    }
}
