//! What a start finds to do in the database.

use kontor_postgres::{Schema, migrate, outdated};
use kontor_testkit::TestDatabase;
use sqlx::raw_sql;

async fn names(database: &TestDatabase) -> Vec<&'static str> {
    let found = outdated(&database.owner_url(), &kontor::house::schemas()).await.unwrap();
    found.into_iter().map(|schema: Schema| schema.name).collect()
}

#[tokio::test]
async fn only_what_is_not_as_this_version_wants_it_is_migrated() {
    let database = TestDatabase::create().await;
    let all = kontor::house::schemas();
    let every: Vec<_> = all.iter().map(|schema| schema.name).collect();
    assert_eq!(names(&database).await, every, "a new database has nothing");
    for schema in all {
        migrate(&database.owner_url(), schema).await.unwrap();
    }
    assert_eq!(names(&database).await, Vec::<&str>::new(), "the usual start finds nothing to do");
    let mut owner = database.owner().await;
    for (change, schema) in [
        (
            "delete from identity._sqlx_migrations where version = (select max(version) from identity._sqlx_migrations)",
            "identity",
        ),
        ("update contract._sqlx_migrations set checksum = '\\x00' where version = 1", "contract"),
        ("update ticket._sqlx_migrations set success = false where version = 1", "ticket"),
        ("comment on schema billing is 'kit of another version'", "billing"),
        ("drop table escalation._sqlx_migrations", "escalation"),
    ] {
        raw_sql(change).execute(&mut owner).await.unwrap();
        assert!(names(&database).await.contains(&schema), "{change}");
    }
    assert!(!names(&database).await.contains(&"timetracking"));
}
