//! Counting SQL statements.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// Counts the statements that this thread sends while it lives. Use it on a current-thread runtime.
pub struct StatementCount {
    seen: Arc<AtomicUsize>,
    _guard: DefaultGuard,
}

struct Counter(Arc<AtomicUsize>);

impl Layer<Registry> for Counter {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, Registry>) {
        if event.metadata().target() == "sqlx::query" {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl StatementCount {
    /// Begins to count.
    ///
    /// # Panics
    /// Never: the filter is right.
    #[must_use]
    pub fn begin() -> Self {
        let seen = Arc::new(AtomicUsize::new(0));
        let filter = EnvFilter::try_new("sqlx=debug").expect("the filter is right");
        let subscriber = Registry::default().with(Counter(seen.clone()).with_filter(filter));
        Self { seen, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// Statements since the beginning or the last call.
    #[must_use]
    pub fn take(&self) -> usize {
        self.seen.swap(0, Ordering::SeqCst)
    }
}
