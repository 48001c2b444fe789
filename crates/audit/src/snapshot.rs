//! One snapshot of the database, read only.

use crate::report::{Figures, Finding, Report};
use sqlx::{AssertSqlSafe, Connection as _, FromRow, PgConnection, raw_sql};

/// The services that keep data.
const SERVICES: &[&str] = &["identity", "contract", "ticket", "timetracking", "escalation", "billing"];

/// A transaction that sees what was committed when it began, and nothing later.
pub(crate) struct Snapshot {
    conn: PgConnection,
}

type Row = (Option<String>, String, Option<String>, Option<String>);

impl Snapshot {
    pub(crate) async fn open(url: &str) -> Result<Self, sqlx::Error> {
        let mut conn = PgConnection::connect(url).await?;
        // With row_security off, a role that is not let pass gets an error instead of no rows. Functions are read from
        // the catalogue's own schema first; sorting and hashing of whole logs may take memory and time.
        raw_sql(
            "begin transaction isolation level repeatable read, read only;
             set local row_security = off; set local search_path = pg_catalog; set local statement_timeout = 0;
             set local timezone = 'UTC'; set local extra_float_digits = 1; set local work_mem = '64MB'",
        )
        .execute(&mut conn)
        .await?;
        Ok(Self { conn })
    }

    /// The schemas that are there, in the order in which services start.
    pub(crate) async fn schemas(&mut self) -> Result<Vec<String>, sqlx::Error> {
        let services: Vec<String> = SERVICES.iter().map(|s| (*s).to_owned()).collect();
        sqlx::query_scalar(include_str!("../queries/schemas.sql"))
            .bind(services)
            .fetch_all(&mut self.conn)
            .await
    }

    /// Whose feeds a schema's consumers read.
    pub(crate) async fn sources(&mut self, schema: &str) -> Result<Vec<String>, sqlx::Error> {
        let sql = include_str!("../queries/sources.sql").replace("{schema}", schema);
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut self.conn).await
    }

    /// Runs a rule's statement, whose rows are what is wrong: tenant, key, expected, found.
    pub(crate) async fn findings(
        &mut self,
        (rule, check): (&'static str, &'static str),
        sql: String,
    ) -> Result<Vec<Finding>, sqlx::Error> {
        let limited = format!("{sql}\nlimit {}", Report::MOST);
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(limited)).fetch_all(&mut self.conn).await?;
        let finding = |(tenant, key, expected, found): Row| Finding {
            rule,
            check,
            tenant,
            key,
            expected: expected.unwrap_or_default(),
            found: found.unwrap_or_default(),
        };
        Ok(rows.into_iter().map(finding).collect())
    }

    /// All rows of a statement, one page after another, given to `judge`.
    pub(crate) async fn each<R>(&mut self, sql: &str, mut judge: impl FnMut(R)) -> Result<usize, sqlx::Error>
    where
        R: for<'r> FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        /// Documents of a few hundred kilobytes each are held at once.
        const PAGE: usize = 100;
        let declare = format!("declare pages no scroll cursor for {sql}");
        raw_sql(AssertSqlSafe(declare)).execute(&mut self.conn).await?;
        let mut seen = 0;
        loop {
            let fetch = format!("fetch {PAGE} from pages");
            // Not kept: the same words mean other columns for the next cursor.
            let fetch = sqlx::query_as(AssertSqlSafe(fetch)).persistent(false);
            // Not kept: the next cursor of this name has other columns.
            let rows: Vec<R> = fetch.fetch_all(&mut self.conn).await?;
            seen += rows.len();
            let last = rows.len() < PAGE;
            rows.into_iter().for_each(&mut judge);
            if last {
                break;
            }
        }
        raw_sql("close pages").execute(&mut self.conn).await?;
        Ok(seen)
    }

    /// Counts what there was and ends.
    pub(crate) async fn close(
        mut self,
        schemas: &[String],
        figures: &mut Figures,
    ) -> Result<(), sqlx::Error> {
        for schema in schemas {
            let sql = include_str!("../queries/figures.sql").replace("{schema}", schema);
            let (events, commands): (i64, i64) =
                sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut self.conn).await?;
            figures.events += events;
            figures.commands += commands;
        }
        let took = "select (extract(epoch from clock_timestamp() - now()) * 1000)::bigint";
        figures.milliseconds = sqlx::query_scalar(took).fetch_one(&mut self.conn).await?;
        raw_sql("rollback").execute(&mut self.conn).await?;
        self.conn.close().await
    }
}
