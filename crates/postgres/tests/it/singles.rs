//! Statements that are a transaction of their own, and the house they leave with their end.

use kontor_ids::{IdSource as _, RandomIds, TenantId, Uuid};
use kontor_postgres::{Db, DbOptions, Schema};
use kontor_testkit::TestDatabase;
use sqlx::migrate::Migrator;
use std::time::Duration;

static NONE: Migrator = Migrator::DEFAULT;

/// Reads a request of a house, as hot readings do.
const READ: &str = "select r.key from alone.enter($1) as house (id)
    cross join lateral (select i.key from alone.idempotency i where i.tenant_id = house.id and i.key = $2 offset 0) r";

/// One connection for single statements, so that the next one comes upon the same.
async fn open() -> (TestDatabase, Db) {
    let database = TestDatabase::create().await;
    database.schema(Schema { name: "alone", migrator: &NONE }).await.close().await;
    let options = DbOptions { max_connections: 1, ..database.options("alone") };
    (database, Db::new(&options).unwrap())
}

/// Writes a request of a house; tells its key.
async fn write(db: &Db, house: TenantId) -> Uuid {
    let key = RandomIds.uuid();
    let write =
        "insert into alone.idempotency (tenant_id, principal_id, method, key, request_sha256, response)
        select house.id, $2, 'Try', $2, '', '' from alone.enter($1) as house (id)";
    let written = sqlx::query(write).bind(house.uuid()).bind(key).execute(db.single()).await.unwrap();
    assert_eq!(written.rows_affected(), 1);
    key
}

async fn read(db: &Db, house: TenantId, key: Uuid) -> Option<Uuid> {
    sqlx::query_scalar(READ).bind(house.uuid()).bind(key).fetch_optional(db.single()).await.unwrap()
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|e| e.code()).map(|code| code.into_owned())
}

#[tokio::test]
async fn x1_a_single_statement_sees_its_house_alone() {
    let (_database, db) = open().await;
    let (one, other) = (TenantId::new(&RandomIds), TenantId::new(&RandomIds));
    let key = write(&db, one).await;
    assert_eq!(read(&db, one, key).await, Some(key));
    assert_eq!(read(&db, other, key).await, None);
    // Row-level security is the second lock: a statement that asks for another house's rows sees none.
    let wrong = READ.replace("i.tenant_id = house.id", "i.tenant_id = $3");
    let wrong = sqlx::query_scalar(sqlx::AssertSqlSafe(wrong)).bind(other.uuid()).bind(key).bind(one.uuid());
    assert_eq!(wrong.fetch_optional(db.single()).await.unwrap(), None::<Uuid>);
    // And writes none.
    let write =
        "insert into alone.idempotency (tenant_id, principal_id, method, key, request_sha256, response)
        select $2, $3, 'Try', $3, '', '' from alone.enter($1) as house (id)";
    let write = sqlx::query(write).bind(other.uuid()).bind(one.uuid()).bind(RandomIds.uuid());
    assert_eq!(code(&write.execute(db.single()).await.unwrap_err()).as_deref(), Some("42501"));
}

#[tokio::test]
async fn x1_the_next_statement_on_the_connection_is_in_no_house() {
    let (_database, db) = open().await;
    let house = TenantId::new(&RandomIds);
    let key = write(&db, house).await;
    for sql in ["select count(*) from alone.idempotency", "select count(*) from alone.event_log"] {
        assert_eq!(read(&db, house, key).await, Some(key));
        let forgotten = sqlx::query_scalar::<_, i64>(sql).fetch_one(db.single()).await.unwrap_err();
        assert_eq!(code(&forgotten).as_deref(), Some("KT001"), "a forgotten house is a fault");
    }
    // The refusal left the connection whole.
    assert_eq!(read(&db, house, key).await, Some(key));
}

#[tokio::test]
async fn a_statement_that_is_given_up_does_not_leave_its_connection_to_the_next() {
    let (database, db) = open().await;
    let slow = sqlx::query("select pg_sleep(3)").execute(db.single());
    assert!(tokio::time::timeout(Duration::from_millis(200), slow).await.is_err());
    let house = TenantId::new(&RandomIds);
    let begin = tokio::time::Instant::now();
    let key = write(&db, house).await;
    assert!(begin.elapsed() < Duration::from_secs(2), "the next one waited for what was given up");
    // A connection that broke is not used again either.
    let kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'kontor_alone'";
    sqlx::query(kill).execute(&mut database.owner().await).await.unwrap();
    let broken = sqlx::query("select 1").execute(db.single()).await;
    assert!(broken.is_err());
    assert_eq!(read(&db, house, key).await, Some(key));
}

#[tokio::test]
async fn after_closing_nobody_is_served() {
    let (_database, db) = open().await;
    write(&db, TenantId::new(&RandomIds)).await;
    db.close().await;
    let late = sqlx::query("select 1").execute(db.single()).await.unwrap_err();
    assert!(matches!(late, sqlx::Error::PoolClosed));
}
