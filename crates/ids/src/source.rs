//! Where new ids come from.

use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// A source of new ids.
pub trait IdSource: Send + Sync {
    /// A fresh UUIDv7, larger than all it gave before.
    fn uuid(&self) -> Uuid;
}

/// The source of production: time and randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where ids are made")]
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// The source of tests: the same seed gives the same ids in the same order.
#[derive(Debug)]
pub struct SequentialIds {
    seed: u16,
    next: AtomicU64,
}

impl SequentialIds {
    /// A source whose ids differ from those of every other seed.
    #[must_use]
    pub const fn new(seed: u16) -> Self {
        Self { seed, next: AtomicU64::new(1) }
    }
}

impl IdSource for SequentialIds {
    fn uuid(&self) -> Uuid {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let mut random = [0; 10];
        random[..2].copy_from_slice(&self.seed.to_be_bytes());
        random[2..].copy_from_slice(&n.to_be_bytes());
        // The counter is the time: ids sort in the order they were made, also across variant bits.
        uuid::Builder::from_unix_timestamp_millis(n, &random).into_uuid()
    }
}
