//! A fresh database.

use kontor_cluster::TestCluster;
use kontor_ids::{IdSource as _, RandomIds};
use kontor_postgres::{Db, DbOptions, Schema};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// A database of its own on the test cluster. It goes with the cluster.
#[derive(Debug, Clone)]
pub struct TestDatabase {
    name: String,
    cluster: &'static TestCluster,
}

impl TestDatabase {
    /// Creates it.
    ///
    /// # Panics
    /// When there is no Postgres to be had.
    pub async fn create() -> Self {
        // Starting a cluster blocks.
        let cluster = tokio::task::spawn_blocking(TestCluster::get).await.expect("the task runs");
        let cluster = cluster.unwrap_or_else(|e| panic!("{e}"));
        let name = format!("test_{}", RandomIds.uuid().simple());
        let mut conn =
            PgConnection::connect(&cluster.admin_url("postgres")).await.expect("the cluster answers");
        let create = AssertSqlSafe(format!("create database {name}"));
        sqlx::query(create).execute(&mut conn).await.expect("the owner may create databases");
        Self { name, cluster }
    }

    /// As its owner.
    #[must_use]
    pub fn owner_url(&self) -> String {
        self.cluster.admin_url(&self.name)
    }

    /// The pools of a schema.
    #[must_use]
    pub fn options(&self, schema: &'static str) -> DbOptions {
        DbOptions {
            schema,
            url: self.cluster.url_for(&format!("kontor_{schema}"), &self.name),
            feed_url: self.cluster.url_for(&format!("kontor_{schema}_feed"), &self.name),
            max_connections: 8,
        }
    }

    /// Brings a schema up to date and opens its pools.
    ///
    /// # Panics
    /// When a migration fails.
    pub async fn schema(&self, schema: Schema) -> Db {
        kontor_postgres::migrate(&self.owner_url(), schema).await.unwrap_or_else(|e| panic!("{e}"));
        Db::new(&self.options(schema.name)).expect("the test cluster's urls are right")
    }

    /// A connection as the owner, to look behind the curtain.
    ///
    /// # Panics
    /// When the cluster is gone.
    pub async fn owner(&self) -> PgConnection {
        PgConnection::connect(&self.owner_url()).await.expect("the cluster answers")
    }
}
