//! Bringing a service's schema up to date, as the owner of the database.

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, raw_sql};

const KIT: &str = include_str!("../sql/kit.sql");

/// A service's schema.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// The service's name, which is the schema's.
    pub name: &'static str,
    /// Its migrations.
    pub migrator: &'static Migrator,
}

/// Why a schema could not be brought up to date. What was complete before stays.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database cannot be reached or refused the common part.
    #[error("the schema {schema} cannot be prepared: {source}")]
    Prepare {
        /// The schema.
        schema: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// A migration failed.
    #[error("a migration of the schema {schema} failed: {source}")]
    Migration {
        /// The schema.
        schema: &'static str,
        /// What the database said.
        source: sqlx::migrate::MigrateError,
    },
}

/// The role of a service; its feed role has `_feed` behind it.
fn role(schema: &str) -> String {
    format!("kontor_{schema}")
}

/// Creates roles, the common tables and whatever the service's migrations bring. Safe to run from many processes at
/// once and again at any time.
///
/// # Errors
/// [`MigrateError`].
pub async fn migrate(owner_url: &str, schema: Schema) -> Result<(), MigrateError> {
    let prepare = |source| MigrateError::Prepare { schema: schema.name, source };
    let mut conn = PgConnection::connect(owner_url).await.map_err(prepare)?;
    let lock = format!("select pg_advisory_lock(hashtext('kontor.migrate.{}'))", schema.name);
    raw_sql(AssertSqlSafe(lock)).execute(&mut conn).await.map_err(prepare)?;
    prepare_kit(&mut conn, schema).await.map_err(prepare)?;
    let migration = |source| MigrateError::Migration { schema: schema.name, source };
    schema.migrator.run(&mut conn).await.map_err(migration)?;
    conn.close().await.map_err(prepare)
}

/// Runs the common part, unless this schema has it as it is now: running it again locks tables that are in use. The
/// schema's comment tells which one it has; roles belong to the cluster and may be missing in a restored database.
async fn prepare_kit(conn: &mut PgConnection, schema: Schema) -> Result<(), sqlx::Error> {
    let kit = KIT.replace("{schema}", schema.name).replace("{role}", &role(schema.name));
    let known = "select 'kit ' || md5($1) as wanted, coalesce((
          select obj_description(n.oid, 'pg_namespace') = 'kit ' || md5($1) from pg_namespace n where n.nspname = $2
        ), false) and (select count(*) = 2 from pg_roles where rolname in ($3, $3 || '_feed'))";
    let known = sqlx::query_as(known).bind(&kit).bind(schema.name).bind(role(schema.name));
    let (wanted, is_there): (String, bool) = known.fetch_one(&mut *conn).await?;
    if is_there {
        return Ok(());
    }
    raw_sql(AssertSqlSafe(kit)).execute(&mut *conn).await?;
    let told = format!("comment on schema {} is '{wanted}'", schema.name);
    raw_sql(AssertSqlSafe(told)).execute(conn).await.map(drop)
}

/// Gives a service's two roles a password, for databases that ask for one.
///
/// # Errors
/// [`MigrateError::Prepare`].
pub async fn set_passwords(owner_url: &str, schema: Schema, password: &str) -> Result<(), MigrateError> {
    let prepare = |source| MigrateError::Prepare { schema: schema.name, source };
    let mut conn = PgConnection::connect(owner_url).await.map_err(prepare)?;
    for role in [role(schema.name), format!("{}_feed", role(schema.name))] {
        // A utility statement takes no parameters; the database quotes the literal for us.
        let quoted = sqlx::query_scalar("select quote_literal($1)").bind(password);
        let quoted: String = quoted.fetch_one(&mut conn).await.map_err(prepare)?;
        let alter = format!("alter role {role} password {quoted}");
        raw_sql(AssertSqlSafe(alter)).execute(&mut conn).await.map_err(prepare)?;
    }
    conn.close().await.map_err(prepare)
}
