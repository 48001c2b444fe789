//! Serving the feed.

use kontor_ids::Uuid;
use kontor_postgres::Db;
use kontor_proto::event::v1::feed_service_server::FeedService;
use kontor_proto::event::v1::{Event, ReadEventsRequest};
use kontor_status::Problem;
use sqlx::{AssertSqlSafe, FromRow};
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout_at};
use tonic::{Request, Response, Status};

/// How often the database is asked when another replica may have stamped.
const POLL: Duration = Duration::from_millis(200);
const DEFAULT_WAIT: Duration = Duration::from_secs(10);
const MOST_WAIT: Duration = Duration::from_secs(30);

/// Serves a schema's feed to other services.
#[derive(Debug, Clone)]
pub struct FeedServer {
    db: Db,
    head: watch::Receiver<i64>,
}

#[derive(FromRow)]
struct Row {
    pos: i64,
    event_id: Uuid,
    tenant_id: Uuid,
    aggregate_id: Uuid,
    version: i64,
    kind: String,
    schema_version: i32,
    payload: Vec<u8>,
    at: jiff_sqlx::Timestamp,
}

impl From<Row> for Event {
    fn from(row: Row) -> Self {
        let at = row.at.to_jiff();
        Self {
            pos: row.pos,
            event_id: row.event_id.to_string(),
            tenant_id: row.tenant_id.to_string(),
            aggregate_id: row.aggregate_id.to_string(),
            version: row.version,
            kind: row.kind,
            schema_version: row.schema_version,
            payload: row.payload,
            record_time: Some(prost_types::Timestamp {
                seconds: at.as_second(),
                nanos: at.subsec_nanosecond(),
            }),
        }
    }
}

impl FeedServer {
    /// Serves this schema; `head` is what the stamper in this process tells.
    #[must_use]
    pub const fn new(db: Db, head: watch::Receiver<i64>) -> Self {
        Self { db, head }
    }

    async fn read(&self, after: i64, most: i64) -> Result<Vec<Row>, sqlx::Error> {
        let read = format!(
            "select pos, event_id, tenant_id, aggregate_id, version, kind, schema_version, payload, at
             from {}.event_log where pos > $1 order by pos limit $2",
            self.db.schema()
        );
        sqlx::query_as(AssertSqlSafe(read)).bind(after).bind(most).fetch_all(self.db.feed()).await
    }

    /// The position to begin after; one below 0 counts from the end.
    async fn begin(&self, after: i64) -> Result<i64, sqlx::Error> {
        if after >= 0 {
            return Ok(after);
        }
        let end = format!("select coalesce(max(pos), 0) from {}.event_log", self.db.schema());
        let end: i64 = sqlx::query_scalar(AssertSqlSafe(end)).fetch_one(self.db.feed()).await?;
        Ok(end.saturating_add(after).max(0))
    }

    async fn wait_and_read(&mut self, after: i64, most: i64, wait: Duration) -> Result<Vec<Row>, Problem> {
        let deadline = Instant::now() + wait;
        let after = self.begin(after).await?;
        loop {
            self.head.mark_unchanged();
            let rows = self.read(after, most).await?;
            if !rows.is_empty() || Instant::now() >= deadline {
                return Ok(rows);
            }
            let changed = async {
                tokio::select! {
                    changed = self.head.changed() => if changed.is_err() { sleep(POLL).await },
                    () = sleep(POLL) => {}
                }
            };
            if timeout_at(deadline, changed).await.is_err() {
                return Ok(Vec::new());
            }
        }
    }
}

#[tonic::async_trait]
impl FeedService for FeedServer {
    type ReadEventsStream = Pin<Box<dyn futures::Stream<Item = Result<Event, Status>> + Send>>;

    async fn read_events(
        &self,
        request: Request<ReadEventsRequest>,
    ) -> Result<Response<Self::ReadEventsStream>, Status> {
        let request = request.into_inner();
        if request.source != self.db.schema() {
            let remedy = format!("this service serves the feed of {}", self.db.schema());
            return Err(Problem::field("source", remedy).into());
        }
        let most = if request.max_events == 0 { 500 } else { i64::from(request.max_events.clamp(1, 2_000)) };
        let wait =
            request.wait.and_then(|w| Duration::try_from(w).ok()).unwrap_or(DEFAULT_WAIT).min(MOST_WAIT);
        let rows = self.clone().wait_and_read(request.after_pos, most, wait).await?;
        let events = rows.into_iter().map(|row| Ok(Event::from(row)));
        Ok(Response::new(Box::pin(futures::stream::iter(events))))
    }
}
