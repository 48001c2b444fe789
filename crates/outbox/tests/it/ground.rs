//! A schema that tells, and one that hears.

use kontor_ids::{IdSource as _, RandomIds, TenantId, Uuid};
use kontor_outbox::{Consumer, Event, FeedServer, Subscriber, consume, publish, stamp_once};
use kontor_postgres::{Db, Schema, TenantTx};
use kontor_proto::event::v1::ReadEventsRequest;
use kontor_proto::event::v1::feed_service_server::FeedService as _;
use kontor_status::{Problem, Result};
use kontor_testkit::TestDatabase;
use sqlx::PgConnection;
use sqlx::migrate::Migrator;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Status};

static NONE: Migrator = Migrator::DEFAULT;
static HEARER: Migrator = sqlx::migrate!("tests/migrations");

/// Both schemas.
pub struct Ground {
    pub database: TestDatabase,
    pub teller: Db,
    pub hearer: Db,
}

impl Ground {
    pub async fn open() -> Self {
        let database = TestDatabase::create().await;
        let teller = database.schema(Schema { name: "teller", migrator: &NONE }).await;
        let hearer = database.schema(Schema { name: "hearer", migrator: &HEARER }).await;
        Self { database, teller, hearer }
    }

    /// Tells the next event of a thing.
    pub async fn tell(&self, house: TenantId, thing: Uuid, version: i64) {
        let mut tx = self.teller.tenant(house).await.unwrap();
        // Any message will do: what is told does not matter here.
        let message = ReadEventsRequest { after_pos: version, ..ReadEventsRequest::default() };
        publish(&mut tx, thing, version, &message).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Gives all that was told its position.
    pub async fn stamp(&self) {
        while stamp_once(&self.teller).await.unwrap().is_some() {}
    }

    /// Begins to hear; ends with the token.
    pub fn hear(&self, hearer: Hearer, skips: Option<i64>, stop: &CancellationToken) -> JoinHandle<()> {
        let (_, head) = watch::channel(0);
        let feed = Feed { server: FeedServer::new(self.teller.clone(), head), skips };
        tokio::spawn(consume(self.hearer.clone(), hearer, feed, stop.clone()))
    }

    /// What was noted: house, thing and version, in order.
    pub async fn effects(&self) -> Vec<(Uuid, Uuid, i64)> {
        let sql = "select tenant_id, aggregate_id, version from hearer.effects order by id";
        sqlx::query_as(sql).fetch_all(&mut self.owner().await).await.unwrap()
    }

    pub async fn owner(&self) -> PgConnection {
        self.database.owner().await
    }

    /// Waits until the hearer's cursor is there.
    pub async fn heard(&self, pos: i64) {
        let mut owner = self.owner().await;
        let end = tokio::time::Instant::now() + Duration::from_secs(20);
        loop {
            let sql = "select coalesce(max(pos), 0) from hearer.cursor";
            let at: i64 = sqlx::query_scalar(sql).fetch_one(&mut owner).await.unwrap();
            if at >= pos {
                return;
            }
            assert!(tokio::time::Instant::now() < end, "the hearer stands at {at} before {pos}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// The teller's feed, which may lose an event on the way.
struct Feed {
    server: FeedServer,
    skips: Option<i64>,
}

impl Consumer for Feed {
    type Stream = Pin<Box<dyn futures::Stream<Item = Result<Event, Status>> + Send>>;

    async fn read(&self, consumer: &str, source: &str, after_pos: i64) -> Result<Self::Stream, Status> {
        let request = ReadEventsRequest {
            consumer: consumer.to_owned(),
            source: source.to_owned(),
            after_pos,
            wait: Some(prost_types::Duration { seconds: 0, nanos: 50_000_000 }),
            ..ReadEventsRequest::default()
        };
        let events = self.server.read_events(Request::new(request)).await?.into_inner();
        let skips = self.skips;
        let kept = move |event: &Result<Event, Status>| event.as_ref().is_ok_and(|e| Some(e.pos) != skips);
        Ok(Box::pin(futures::StreamExt::filter(events, move |event| std::future::ready(kept(event)))))
    }
}

/// Notes each event; one of them it cannot bear.
pub struct Hearer {
    pub poison: Option<(Uuid, i64)>,
}

impl Subscriber for Hearer {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "hearer.teller"
    }

    fn source(&self) -> &'static str {
        "teller"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        let thing: Uuid = event.aggregate_id.parse().unwrap();
        let note =
            "insert into hearer.effects (tenant_id, aggregate_id, version, event_id) values ($1, $2, $3, $4)";
        let id: Uuid = event.event_id.parse().unwrap();
        let note = sqlx::query(note).bind(tx.tenant().uuid()).bind(thing).bind(event.version).bind(id);
        note.execute(tx.conn()).await?;
        if self.poison == Some((thing, event.version)) {
            return Err(Problem::internal("this one cannot be borne"));
        }
        Ok(())
    }
}

/// So many fresh houses.
pub fn houses(count: usize) -> Vec<TenantId> {
    (0..count).map(|_| TenantId::new(&RandomIds)).collect()
}

/// So many fresh things.
pub fn things(count: usize) -> Vec<Uuid> {
    (0..count).map(|_| RandomIds.uuid()).collect()
}
