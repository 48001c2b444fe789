//! What the same Postgres can do at best: the same rows in tables of the same shape, written by pgbench in one
//! statement, without services, row-level security and events that are delivered.

use super::ground::TICKETS;
use super::work::ROUND;
use super::{BenchError, HOUSES};
use crate::house::{House, SERVICES};
use kontor_cluster::Binaries;
use rust_decimal::Decimal;
use sqlx::{Connection as _, PgConnection};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Makes the tables from those of the ticket service, which are filled by then.
const TABLES: &str = include_str!("baseline/tables.sql");
/// Longest wait, before each kind of call, for the services to be done with their events.
const SETTLED: Duration = Duration::from_secs(5);

/// What pgbench does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Script {
    /// Number, ticket, verdict, first log entry, event and idempotency record.
    Create,
    /// A ticket with its verdict by its id.
    Read,
    /// The 25 open tickets of a house that are due first.
    List,
    /// Ticket, log entry, event and idempotency record.
    Comment,
}

impl Script {
    const ALL: [Self; 4] = [Self::Create, Self::Read, Self::List, Self::Comment];

    const fn name(self) -> &'static str {
        match self {
            Self::Create => "create.sql",
            Self::Read => "read.sql",
            Self::List => "list.sql",
            Self::Comment => "comment.sql",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Create => include_str!("baseline/create.sql"),
            Self::Read => include_str!("baseline/read.sql"),
            Self::List => include_str!("baseline/list.sql"),
            Self::Comment => include_str!("baseline/comment.sql"),
        }
    }
}

/// The house's Postgres as its owner sees it.
pub(super) struct Postgres {
    pgbench: PathBuf,
    url: String,
    folder: PathBuf,
}

impl Postgres {
    /// Makes the tables of the baselines and the scripts.
    pub(super) async fn prepare(house: &House, folder: &Path) -> Result<Self, BenchError> {
        let binaries = Binaries::find().map_err(|e| BenchError::Other(e.to_string()))?;
        let postgres =
            Self { pgbench: binaries.program("pgbench"), url: house.owner_url(), folder: folder.to_owned() };
        postgres.settle().await?;
        let mut connection = PgConnection::connect(&postgres.url).await?;
        sqlx::raw_sql(TABLES).execute(&mut connection).await?;
        connection.close().await?;
        for script in Script::ALL {
            fs::write(postgres.script(script), script.text())
                .map_err(|e| BenchError::Other(format!("{}: {e}", script.name())))?;
        }
        Ok(postgres)
    }

    fn script(&self, script: Script) -> PathBuf {
        self.folder.join(script.name())
    }

    /// Transactions per second of one round, in which the services hear nothing: what they still have to do with
    /// the events of the round before would make the baseline slower than it is.
    pub(super) async fn run(&self, script: Script, clients: usize) -> Result<Decimal, BenchError> {
        let silence = self.silence().await?;
        let rate = self.pgbench(script, clients).await;
        silence.end().await?;
        rate
    }

    /// Keeps all services from hearing events until it is ended or dropped.
    pub(super) async fn silence(&self) -> Result<Silence, BenchError> {
        let mut connection = PgConnection::connect(&self.url).await?;
        let cursors = hearing().map(|hearer| format!("{hearer}.cursor")).collect::<Vec<_>>().join(", ");
        let lock = format!("begin; lock table {cursors} in exclusive mode");
        sqlx::raw_sql(sqlx::AssertSqlSafe(lock)).execute(&mut connection).await?;
        Ok(Silence(connection))
    }

    /// A connection as the owner.
    pub(super) async fn owner(&self) -> Result<PgConnection, BenchError> {
        Ok(PgConnection::connect(&self.url).await?)
    }

    async fn pgbench(&self, script: Script, clients: usize) -> Result<Decimal, BenchError> {
        let mut command = tokio::process::Command::new(&self.pgbench);
        command.args(["-n", "-M", "prepared", "-T", &ROUND.as_secs().to_string()]);
        command.args(["-c", &clients.to_string(), "-j", &clients.min(2).to_string(), "-f"]);
        command.arg(self.script(script)).args([
            "-D",
            &format!("tickets={TICKETS}"),
            "-D",
            &format!("houses={HOUSES}"),
        ]);
        command.arg(&self.url);
        command.stdin(Stdio::null()).kill_on_drop(true);
        let failed = |what: String| BenchError::Other(format!("{}: {what}", self.pgbench.display()));
        let output =
            timeout(ROUND * 10, command.output()).await.map_err(|_| failed("does not end".into()))?;
        let output = output.map_err(|e| failed(e.to_string()))?;
        let told = String::from_utf8_lossy(&output.stdout);
        let rate = output.status.success().then(|| transactions_per_second(&told)).flatten();
        rate.ok_or_else(|| failed(String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    /// Waits until the services are done with what was told. After a while it goes on anyway.
    pub(super) async fn settle(&self) -> Result<(), BenchError> {
        let mut connection = PgConnection::connect(&self.url).await?;
        let begin = Instant::now();
        let busy = busy();
        while sqlx::query_scalar::<_, bool>(sqlx::AssertSqlSafe(busy.as_str()))
            .fetch_one(&mut connection)
            .await?
        {
            if begin.elapsed() > SETTLED {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        Ok(connection.close().await?)
    }
}

/// The services with a schema, each of which tells events and may hear those of the others.
fn hearing() -> impl Iterator<Item = &'static str> {
    SERVICES.iter().copied().filter(|service| *service != "gateway")
}

/// While it is there, services hear nothing.
pub(super) struct Silence(PgConnection);

impl Silence {
    /// Lets them hear again.
    pub(super) async fn end(mut self) -> Result<(), BenchError> {
        sqlx::raw_sql("rollback").execute(&mut self.0).await?;
        Ok(self.0.close().await?)
    }
}

/// Whether a feed has what it has not told, or a service what it has not heard.
fn busy() -> String {
    let untold = hearing().map(|source| format!("exists (select from {source}.pending)"));
    let unheard = hearing().flat_map(|source| {
        hearing().map(move |hearer| {
            format!(
                "exists (select from {hearer}.cursor where source = '{source}' \
                 and pos < (select coalesce(max(pos), 0) from {source}.event_log))"
            )
        })
    });
    let all: Vec<String> = untold.chain(unheard).collect();
    format!("select {}", all.join(" or "))
}

/// Reads `tps = 1234.567890 (without initial connection time)`.
fn transactions_per_second(told: &str) -> Option<Decimal> {
    let line = told.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read_from_what_pgbench_tells() {
        let told = "scaling factor: 1\nlatency average = 0.520 ms\ninitial connection time = 1.8 ms\n\
                    tps = 1922.730391 (without initial connection time)\n";
        assert_eq!(transactions_per_second(told), Some("1922.730391".parse().unwrap()));
        assert_eq!(transactions_per_second("pgbench: error: no\n"), None);
    }
}
