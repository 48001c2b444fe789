//! Statements that are a transaction of their own: one round trip for each.

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use sqlx::error::DatabaseError;
use sqlx::postgres::{
    PgConnectOptions, PgConnection, PgDatabaseError, PgQueryResult, PgRow, PgSeverity, PgStatement,
    PgTypeInfo,
};
use sqlx::{Connection as _, Describe, Either, Error, Execute, Executor, Postgres, SqlStr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// How old a connection gets: what the server keeps for it grows.
const AGE: Duration = Duration::from_secs(30 * 60);

/// Connections for statements that need no transaction around them, because they enter their house themselves
/// (`enter` in `sql/kit.sql`) and do everything at once (ADR 12). Queries take it in the place of a connection.
///
/// When a statement ends, its transaction does, and with it the house: the next one on the same connection that enters
/// none sees nothing and fails (X1). So nothing has to be reset, and a connection goes back without being asked.
#[derive(Debug)]
pub struct Singles {
    options: PgConnectOptions,
    most: u32,
    permits: Semaphore,
    idle: Mutex<Vec<Kept>>,
}

#[derive(Debug)]
struct Kept {
    connection: PgConnection,
    since: Instant,
}

/// A connection in use. Dropped before the statement ended, it is closed: nobody knows what it is still told.
struct Taken<'p> {
    singles: &'p Singles,
    kept: Kept,
    _permit: SemaphorePermit<'p>,
}

impl Singles {
    pub(crate) fn new(options: PgConnectOptions, most: u32) -> Self {
        Self { options, most, permits: Semaphore::new(most as usize), idle: Mutex::default() }
    }

    async fn take(&self) -> Result<Taken<'_>, Error> {
        let permit = tokio::time::timeout(PATIENCE, self.permits.acquire()).await;
        let permit = permit.map_err(|_| Error::PoolTimedOut)?.map_err(|_| Error::PoolClosed)?;
        // The one that was used last: few are used often, and what they prepared is used again.
        let kept = self.idle().pop();
        let kept = match kept.filter(|kept| kept.since.elapsed() < AGE) {
            Some(kept) => kept,
            None => {
                let connected = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&self.options));
                let connection = connected.await.map_err(|_| Error::PoolTimedOut)??;
                Kept { connection, since: Instant::now() }
            }
        };
        Ok(Taken { singles: self, kept, _permit: permit })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Kept>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets nobody in any more, waits for statements under way and closes all connections.
    pub(crate) async fn close(&self) {
        let all = self.permits.acquire_many(self.most).await;
        self.permits.close();
        drop(all);
        let idle = std::mem::take(&mut *self.idle());
        for kept in idle {
            // The server notices a connection that is gone as well.
            let _gone = kept.connection.close().await;
        }
    }
}

impl Taken<'_> {
    /// Gives the connection back when the statement ended well or was refused.
    fn ended<T>(self, answer: Result<T, Error>) -> Result<T, Error> {
        match &answer {
            Ok(_) => self.singles.idle().push(self.kept),
            Err(Error::Database(refusal)) if !is_last_word(refusal.as_ref()) => {
                self.singles.idle().push(self.kept)
            }
            // What broke one connection has most likely broken those that wait, too.
            Err(_) => self.singles.idle().clear(),
        }
        answer
    }
}

/// Whether the server ends the connection with what it says.
fn is_last_word(refusal: &dyn DatabaseError) -> bool {
    let severity = refusal.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::severity);
    matches!(severity, Some(PgSeverity::Fatal | PgSeverity::Panic))
}

impl<'p> Executor<'p> for &'p Singles {
    type Database = Postgres;

    fn fetch_many<'e, 'q, E>(self, query: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>
    where
        'p: 'e,
        'q: 'e,
        E: Execute<'q, Postgres> + 'q,
    {
        let all = async move {
            let mut taken = self.take().await?;
            let all: Result<Vec<_>, Error> = taken.kept.connection.fetch_many(query).try_collect().await;
            taken.ended(all)
        };
        let rows = |rows: Vec<_>| stream::iter(rows.into_iter().map(Ok));
        stream::once(all).map_ok(rows).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, Error>>
    where
        'p: 'e,
        'q: 'e,
        E: Execute<'q, Postgres> + 'q,
    {
        Box::pin(async move {
            let mut taken = self.take().await?;
            let row = taken.kept.connection.fetch_optional(query).await;
            taken.ended(row)
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, Error>>
    where
        'p: 'e,
    {
        Box::pin(async move {
            let mut taken = self.take().await?;
            let prepared = taken.kept.connection.prepare_with(sql, parameters).await;
            taken.ended(prepared)
        })
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, Error>>
    where
        'p: 'e,
    {
        Box::pin(async move {
            let mut taken = self.take().await?;
            let described = taken.kept.connection.describe(sql).await;
            taken.ended(described)
        })
    }
}
