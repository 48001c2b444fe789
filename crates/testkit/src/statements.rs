//! Counting SQL statements.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tracing::Dispatch;
use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// One counter lives at a time: tracing keeps what it is interested in for the whole process.
static ONE: Mutex<()> = Mutex::new(());

/// Counts the statements that this thread sends while it lives. Use it on a current-thread runtime.
pub struct StatementCount {
    seen: Arc<AtomicUsize>,
    _guard: DefaultGuard,
    /// With one dispatcher alone, tracing asks only the thread that meets a place in the code first whether anyone
    /// listens: met by another test's thread, the place would stay silent here. A second one makes it ask all.
    _second: Dispatch,
    _one: MutexGuard<'static, ()>,
}

struct Counter {
    seen: Arc<AtomicUsize>,
    /// Only statements that name one of these; none for all.
    naming: &'static [&'static str],
}

/// Whether a statement names one of some words.
struct Naming {
    words: &'static [&'static str],
    found: bool,
}

impl Visit for Naming {
    fn record_debug(&mut self, _: &Field, value: &dyn std::fmt::Debug) {
        let text = format!("{value:?}");
        self.found |= self.words.iter().any(|word| text.contains(word));
    }
}

impl<S: tracing::Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "sqlx::query" {
            return;
        }
        let mut naming = Naming { words: self.naming, found: self.naming.is_empty() };
        event.record(&mut naming);
        if naming.found {
            self.seen.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl StatementCount {
    /// Begins to count, once no other test counts.
    ///
    /// # Panics
    /// Never: the filter is right.
    #[must_use]
    pub fn begin() -> Self {
        Self::begin_naming(&[])
    }

    /// Counts only statements that name one of these, so that feeds and timers, which look around all the while, do not
    /// disturb.
    ///
    /// # Panics
    /// Never: the filter is right.
    #[must_use]
    pub fn begin_naming(naming: &'static [&'static str]) -> Self {
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = Arc::new(AtomicUsize::new(0));
        let filter = EnvFilter::try_new("sqlx=debug").expect("the filter is right");
        let subscriber = Registry::default().with(filter).with(Counter { seen: seen.clone(), naming });
        let second = Dispatch::new(Registry::default());
        let guard = tracing::subscriber::set_default(subscriber);
        tracing::callsite::rebuild_interest_cache();
        Self { seen, _guard: guard, _second: second, _one: one }
    }

    /// Statements since the beginning or the last call.
    #[must_use]
    pub fn take(&self) -> usize {
        self.seen.swap(0, Ordering::SeqCst)
    }
}
