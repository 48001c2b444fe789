//! Bearer tokens that were shown lately, and whose they are.

use crate::entry::Entrance;
use http::HeaderValue;
use jiff::Timestamp;
use kontor_ids::{TenantId, Uuid};
use kontor_outbox::{Consumer as _, Event};
use kontor_proto::identity::v1::{SessionEnded, TokenRevoked, UserDisabled};
use kontor_service::Peer;
use prost::{Message, Name};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long a token is believed without asking again. A context holds three times as long.
const BELIEVED: Duration = Duration::from_secs(20);
/// The same by the clock that contexts are signed by.
const FRESH_SECONDS: i64 = 20;
/// How long the feed may be silent: a little more than it waits for something to tell.
const SILENCE: Duration = Duration::from_secs(13);
/// How long a token is taken for nobody's without asking again.
const DISBELIEVED: Duration = Duration::from_secs(5);
/// Most tokens that are nobody's remembered.
const MOST_UNKNOWN: u64 = 10_000;
/// Most tokens remembered.
const MOST: u64 = 50_000;

/// SHA-256 of a bearer token.
pub(crate) type Digest = [u8; 32];

/// Whose a token is.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) tenant: TenantId,
    pub(crate) principal: Uuid,
    pub(crate) permissions: BTreeSet<String>,
    /// The signed context for the services.
    pub(crate) context: HeaderValue,
    /// When the context was signed, in Unix seconds.
    pub(crate) sign_second: i64,
    /// When the token ends by itself, in Unix seconds.
    pub(crate) expire_second: i64,
}

/// Tokens remembered for seconds, and only while identity's feed is read: it tells when one ends.
#[derive(Debug)]
pub(crate) struct Tokens {
    known: moka::sync::Cache<Digest, Arc<Known>>,
    nobodys: moka::sync::Cache<Digest, ()>,
    listening: AtomicBool,
    /// How many times something ended.
    ends: AtomicU64,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        let known = moka::sync::Cache::builder().max_capacity(MOST).time_to_live(BELIEVED).build();
        let nobodys = moka::sync::Cache::builder().max_capacity(MOST_UNKNOWN).time_to_live(DISBELIEVED);
        let nobodys = nobodys.build();
        Self { known, nobodys, listening: AtomicBool::new(false), ends: AtomicU64::new(0) }
    }

    /// Whose a token is, if that is remembered and its context still holds long enough for a call.
    pub(crate) fn get(&self, digest: &Digest, now: Timestamp) -> Option<Arc<Known>> {
        let now = now.as_second();
        let fresh = |known: &Arc<Known>| known.expire_second > now && now - known.sign_second < FRESH_SECONDS;
        self.known.get(digest).filter(fresh)
    }

    /// Whether a token was nobody's a moment ago.
    pub(crate) fn is_nobodys(&self, digest: &Digest) -> bool {
        self.nobodys.contains_key(digest)
    }

    /// Notes that a token is nobody's.
    pub(crate) fn put_nobodys(&self, digest: Digest) {
        self.nobodys.insert(digest, ());
    }

    /// How many times something ended so far, to be told to [`Tokens::put`].
    pub(crate) fn ends(&self) -> u64 {
        self.ends.load(Ordering::SeqCst)
    }

    /// Remembers a token, unless something ended since identity was asked: the answer may be older than the end.
    pub(crate) fn put(&self, digest: Digest, known: Arc<Known>, ends: u64) {
        if !self.listening.load(Ordering::SeqCst) {
            return;
        }
        self.known.insert(digest, known);
        // Looked at after the insertion: an end that comes later finds it and takes it away.
        if self.ends() != ends {
            self.known.invalidate(&digest);
        }
    }

    /// Forgets all: something that ends tokens passed the door.
    pub(crate) fn forget_all(&self) {
        self.ends.fetch_add(1, Ordering::SeqCst);
        self.known.invalidate_all();
    }

    fn forget(&self, digest: &[u8]) {
        self.ends.fetch_add(1, Ordering::SeqCst);
        if let Ok(digest) = Digest::try_from(digest) {
            self.known.invalidate(&digest);
        }
    }

    fn listens(&self, listening: bool) {
        self.listening.store(listening, Ordering::SeqCst);
        if !listening {
            self.forget_all();
        }
    }
}

/// Follows identity's feed from its end on and forgets tokens that ended. While the feed cannot be read nothing is
/// remembered, so that every call asks.
pub(crate) async fn forget_what_ended(entrance: Arc<Entrance>, identity: Peer, stop: CancellationToken) {
    let follow = async {
        // From the newest event on: nothing is remembered yet that an older one could end.
        let mut pos = -1;
        loop {
            match tokio::time::timeout(SILENCE, read(&entrance, &identity, pos)).await {
                Ok(Ok(last)) => {
                    pos = last;
                    // As long as the feed is empty there is no place in it to go on from.
                    entrance.tokens().listens(pos >= 0);
                }
                Err(_silence) => entrance.tokens().listens(false),
                Ok(Err(status)) => {
                    entrance.tokens().listens(false);
                    tracing::debug!(error = %status, "identity's feed cannot be read");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
            entrance.rates().tidy();
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = follow => {}
    }
}

async fn read(entrance: &Entrance, identity: &Peer, after: i64) -> Result<i64, tonic::Status> {
    let mut events = identity.read("gateway", "identity", after).await?;
    let mut pos = after;
    while let Some(event) = futures::StreamExt::next(&mut events).await {
        let event = event?;
        for digest in ended(&event) {
            entrance.tokens().forget(&digest);
        }
        pos = event.pos;
    }
    Ok(pos)
}

/// The digests of the tokens that an event ends.
fn ended(event: &Event) -> Vec<Vec<u8>> {
    let payload = event.payload.as_slice();
    match event.kind.as_str() {
        kind if kind == SessionEnded::full_name() => {
            SessionEnded::decode(payload).map_or_else(|_| Vec::new(), |e| vec![e.token_digest])
        }
        kind if kind == TokenRevoked::full_name() => {
            TokenRevoked::decode(payload).map_or_else(|_| Vec::new(), |e| vec![e.token_digest])
        }
        kind if kind == UserDisabled::full_name() => {
            UserDisabled::decode(payload).map_or_else(|_| Vec::new(), |e| e.token_digests)
        }
        _ => Vec::new(),
    }
}
