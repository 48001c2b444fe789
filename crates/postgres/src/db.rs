//! The pools of one service.

use crate::{Singles, TenantTx};
use kontor_ids::TenantId;
use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// How a service reaches its schema.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// The service's name, which is its schema's.
    pub schema: &'static str,
    /// Where the database is, as the service's role.
    pub url: String,
    /// The same as the feed role.
    pub feed_url: String,
    /// Most connections for transactions, and as many for statements on their own; the feed has at most four.
    pub max_connections: u32,
}

/// The pools of one service. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    schema: &'static str,
    pool: PgPool,
    singles: Singles,
    feed: PgPool,
    committed: Notify,
}

impl Db {
    /// Prepares both pools; connections are made when first needed.
    ///
    /// # Errors
    /// When a URL cannot be read.
    pub fn new(options: &DbOptions) -> Result<Self, sqlx::Error> {
        let (schema, most) = (options.schema, options.max_connections);
        let pool = pool(schema, &options.url, most)?;
        let singles = Singles::new(connect_options(schema, &options.url)?, most);
        let feed = pool_of_feed(schema, &options.feed_url)?;
        Ok(Self(Arc::new(Inner { schema, pool, singles, feed, committed: Notify::new() })))
    }

    /// The schema's name.
    #[must_use]
    pub fn schema(&self) -> &'static str {
        self.0.schema
    }

    /// Begins a transaction that sees one house's rows alone.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn tenant(&self, tenant: TenantId) -> Result<TenantTx, sqlx::Error> {
        // One round trip for both. The id is a UUID, so nothing can be smuggled in.
        let begin = AssertSqlSafe(format!("BEGIN; SET LOCAL app.tenant = '{tenant}'"));
        let tx = self.0.pool.begin_with(begin).await?;
        Ok(TenantTx::new(tx, tenant, self.clone()))
    }

    /// As [`Db::tenant`], for the effect of an event: its commit does not wait for the disk (ADR 13). Effect, inbox and
    /// cursor are lost together or not at all, and then the event is applied again. What anyone is told of it, by an
    /// event of its own or by a command that read it, is on the disk only with all that was committed before.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn tenant_of_event(&self, tenant: TenantId) -> Result<TenantTx, sqlx::Error> {
        let begin = format!("BEGIN; SET LOCAL app.tenant = '{tenant}'; SET LOCAL synchronous_commit = off");
        let tx = self.0.pool.begin_with(AssertSqlSafe(begin)).await?;
        Ok(TenantTx::new(tx, tenant, self.clone()))
    }

    /// For a statement of one house that is a transaction of its own, because it enters the house itself.
    #[must_use]
    pub fn single(&self) -> &Singles {
        &self.0.singles
    }

    /// The pool of the service's role without a house: for what belongs to no house, such as cursors.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.0.pool
    }

    /// The pool of the feed role.
    #[must_use]
    pub fn feed(&self) -> &PgPool {
        &self.0.feed
    }

    /// Woken whenever a transaction with events was committed in this process.
    #[must_use]
    pub fn committed(&self) -> &Notify {
        &self.0.committed
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("select 1").execute(&self.0.pool).await.map(drop)
    }

    /// Refuses a database that may lose what it acknowledged (I24).
    ///
    /// # Errors
    /// The settings that are off, or that it cannot be reached.
    pub async fn check_durable(&self) -> Result<Vec<String>, sqlx::Error> {
        let names = "select name from pg_settings where setting = 'off'
            and name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name";
        sqlx::query_scalar(names).fetch_all(&self.0.pool).await
    }

    /// Closes both pools, waiting for connections in use.
    pub async fn close(&self) {
        self.0.singles.close().await;
        self.0.pool.close().await;
        self.0.feed.close().await;
    }
}

fn connect_options(schema: &str, url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    let options: PgConnectOptions = url.parse()?;
    let limits =
        [("statement_timeout", "5s"), ("lock_timeout", "2s"), ("idle_in_transaction_session_timeout", "10s")];
    // Statements are planned once and not for each call: planning one takes longer than running it. They are written
    // so that one plan is right for all values, which their tests explain with this setting.
    let plans = [("plan_cache_mode", "force_generic_plan")];
    let name = format!("kontor-{schema}");
    Ok(options.application_name(&name).options(limits).options(plans))
}

fn pool(schema: &str, url: &str, most: u32) -> Result<PgPool, sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(most).acquire_timeout(Duration::from_secs(5));
    // A dead connection shows at its first statement; asking before each use would cost a round trip.
    Ok(pool.test_before_acquire(false).connect_lazy_with(connect_options(schema, url)?))
}

fn pool_of_feed(schema: &str, url: &str) -> Result<PgPool, sqlx::Error> {
    pool(&format!("{schema}-feed"), url, 4)
}
