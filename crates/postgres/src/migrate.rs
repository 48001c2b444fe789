//! Bringing a service's schema up to date, as the owner of the database.

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, raw_sql};
use std::collections::BTreeMap;

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

/// Those of the schemas that are not as this version wants them, by one connection in two round trips and without a
/// lock: the usual start finds none.
///
/// # Errors
/// [`MigrateError`].
pub async fn outdated(owner_url: &str, schemas: &[Schema]) -> Result<Vec<Schema>, MigrateError> {
    let Some(first) = schemas.first() else { return Ok(Vec::new()) };
    let prepare = |source| MigrateError::Prepare { schema: first.name, source };
    let mut conn = PgConnection::connect(owner_url).await.map_err(prepare)?;
    let kits = kits(&mut conn, schemas).await.map_err(prepare)?;
    let prepared =
        |schema: &&Schema| kits.iter().any(|k| k.schema == schema.name && k.stands && k.has_history);
    let (ready, mut outdated): (Vec<&Schema>, Vec<&Schema>) = schemas.iter().partition(prepared);
    let applied = applied(&mut conn, &ready).await.map_err(prepare)?;
    conn.close().await.map_err(prepare)?;
    outdated.extend(ready.into_iter().filter(|schema| !is_current(schema, &applied)));
    Ok(outdated.into_iter().copied().collect())
}

/// A migration that was applied: schema, version, checksum.
type Applied = (String, i64, Vec<u8>);

async fn applied(conn: &mut PgConnection, schemas: &[&Schema]) -> Result<Vec<Applied>, sqlx::Error> {
    let of = |schema: &&Schema| {
        let name = schema.name;
        format!("select '{name}', version, checksum from {name}._sqlx_migrations where success")
    };
    let each: Vec<String> = schemas.iter().map(of).collect();
    match each.is_empty() {
        true => Ok(Vec::new()),
        false => sqlx::query_as(AssertSqlSafe(each.join(" union all "))).fetch_all(conn).await,
    }
}

fn is_current(schema: &Schema, applied: &[Applied]) -> bool {
    let there = applied.iter().filter(|(name, ..)| name == schema.name);
    let there: BTreeMap<i64, &[u8]> = there.map(|(_, version, sum)| (*version, sum.as_slice())).collect();
    let wanted: BTreeMap<i64, &[u8]> = schema.migrator.iter().map(|m| (m.version, &*m.checksum)).collect();
    there == wanted
}

/// How a schema's common part stands.
#[derive(sqlx::FromRow)]
struct Kit {
    schema: String,
    /// The comment of a schema that has the common part of this version.
    wanted: String,
    /// Whether it has it. Roles belong to the cluster and may be missing in a restored database.
    stands: bool,
    /// Whether migrations were begun.
    has_history: bool,
}

async fn kits(conn: &mut PgConnection, schemas: &[Schema]) -> Result<Vec<Kit>, sqlx::Error> {
    let known = "select k.schema, 'kit ' || md5(k.text) as wanted, coalesce((
          select obj_description(n.oid, 'pg_namespace') = 'kit ' || md5(k.text) from pg_namespace n where n.nspname = k.schema
        ), false) and (select count(*) = 2 from pg_roles where rolname in (k.role, k.role || '_feed')) as stands,
        to_regclass(k.schema || '._sqlx_migrations') is not null as has_history
      from unnest($1::text[], $2::text[], $3::text[]) as k (schema, role, text)";
    let column = |of: &dyn Fn(&Schema) -> String| schemas.iter().map(of).collect::<Vec<String>>();
    let known = sqlx::query_as(known).bind(column(&|s| s.name.to_owned())).bind(column(&|s| role(s.name)));
    known.bind(column(&|s| kit(*s))).fetch_all(conn).await
}

fn kit(schema: Schema) -> String {
    KIT.replace("{schema}", schema.name).replace("{role}", &role(schema.name))
}

/// Runs the common part, unless this schema has it as it is now: running it again locks tables that are in use.
async fn prepare_kit(conn: &mut PgConnection, schema: Schema) -> Result<(), sqlx::Error> {
    let known = kits(conn, &[schema]).await?.into_iter().next().ok_or(sqlx::Error::RowNotFound)?;
    if known.stands {
        return Ok(());
    }
    raw_sql(AssertSqlSafe(kit(schema))).execute(&mut *conn).await?;
    let told = format!("comment on schema {} is '{}'", schema.name, known.wanted);
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
