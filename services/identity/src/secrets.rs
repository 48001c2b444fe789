//! Password hashes and bearer tokens.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kontor_identity_domain::{BearerToken, Password, Secret};
use kontor_ids::{IdSource, TokenId};
use kontor_status::{Problem, Result};
use ring::digest::{SHA256, digest as sha};
use ring::rand::{SecureRandom as _, SystemRandom};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

/// KiB of memory, passes and lanes of one hash: the floor of OWASP.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How long a sign-in waits for its turn.
const TURN: Duration = Duration::from_secs(5);

/// Hashes and verifies passwords, as many at once as there are cores: a storm of sign-ins costs at most so much
/// memory and never stops the other work.
pub(crate) struct Hasher {
    turns: Arc<Semaphore>,
    /// What the password of someone unknown is verified against, so that the time tells nothing. Made beside the start;
    /// empty where there was no randomness, which no password is verified against.
    nobody: Arc<OnceLock<String>>,
}

impl Hasher {
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let nobody = Arc::new(OnceLock::new());
        let begun = nobody.clone();
        spawn_blocking(move || begun.get_or_init(hash_of_nobody).len());
        Self { turns: Arc::new(Semaphore::new(cores)), nobody }
    }

    /// The PHC string of a new password.
    ///
    /// # Errors
    /// [`Problem::Limit`] when too many wait, or when there is no randomness.
    pub(crate) async fn hash(&self, password: Password) -> Result<String> {
        let _turn = self.turn().await?;
        work(move || hash(password.as_bytes())).await?
    }

    /// Whether a typed password fits. Without a hash it takes as long and never fits.
    ///
    /// # Errors
    /// [`Problem::Limit`] when too many wait, or when a stored hash cannot be read.
    pub(crate) async fn fits(&self, typed: String, stored: Option<String>) -> Result<bool> {
        let _turn = self.turn().await?;
        let known = stored.is_some();
        let nobody = self.nobody.clone();
        let fits = work(move || {
            let stored = stored.unwrap_or_else(|| nobody.get_or_init(hash_of_nobody).clone());
            let stored = PasswordHash::new(&stored).map_err(Problem::internal)?;
            Ok::<_, Problem>(argon2()?.verify_password(typed.as_bytes(), &stored).is_ok())
        });
        Ok(fits.await?? && known)
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let turn = tokio::time::timeout(TURN, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| Problem::Limit {
            remedy: "too many people sign in at the moment, try again".to_owned(),
            retry_after: Some(TURN),
        })?;
        turn.map_err(Problem::internal)
    }
}

async fn work<T: Send + 'static>(task: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    spawn_blocking(task).await.map_err(Problem::internal)
}

fn argon2() -> Result<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(Problem::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &[u8]) -> Result<String> {
    let hash: PasswordHash = argon2()?.hash_password(password).map_err(Problem::internal)?;
    Ok(hash.to_string())
}

fn hash_of_nobody() -> String {
    hash(b"the password of nobody").unwrap_or_default()
}

/// A fresh bearer token.
pub(crate) struct Minted {
    /// Its id.
    pub(crate) id: TokenId,
    /// The token itself, to be shown once.
    pub(crate) text: String,
    /// What is stored.
    pub(crate) digest: Vec<u8>,
}

/// Makes a bearer token of 256 random bits.
///
/// # Errors
/// When there is no randomness.
pub(crate) fn mint(ids: &dyn IdSource) -> Result<Minted> {
    let mut random = [0; 32];
    SystemRandom::new().fill(&mut random).map_err(|_| Problem::internal("no randomness"))?;
    let id = TokenId::new(ids);
    let text = BearerToken { id, secret: Secret::new(random) }.reveal();
    let digest = digest(&text);
    Ok(Minted { id, text, digest })
}

/// SHA-256 of a bearer token, by which it is found.
pub(crate) fn digest(token: &str) -> Vec<u8> {
    sha(&SHA256, token.as_bytes()).as_ref().to_vec()
}
