//! Postgres and a generation of services, both of which can be killed and come again.

use kontor::client::{Door, GrpcDoor};
use kontor::seed;
use kontor::tour::House as Address;
use kontor_cluster::{Cluster, ClusterOptions};
use kontor_ids::{IdSource as _, RandomIds};
use kontor_postgres::{Db, DbOptions, migrate};
use kontor_service::{
    Fleet, FleetMember, Service, Serving, StartError, database_options, environment_of_one_process,
    serve_gateway,
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, RwLock};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

const DATABASE: &str = "kontor";

/// All services until they are killed.
#[derive(Clone)]
pub(crate) struct Generation {
    pub(crate) door: Door,
    pub(crate) killed: CancellationToken,
}

struct Alive {
    generation: Generation,
    runtime: Runtime,
    _kept: (Fleet, Serving),
}

/// An installation whose parts can be killed.
pub(crate) struct World {
    base: PathBuf,
    cluster: Mutex<Option<Cluster>>,
    owner: String,
    /// Where services find Postgres: its own socket, or a proxy's.
    services: String,
    alive: RwLock<Option<Alive>>,
    pub(crate) address: Address,
}

impl World {
    /// Opens one with the demo house in it. `proxy` makes the folder of the socket that services are to use from the
    /// folder of Postgres' own.
    pub(crate) async fn open(proxy: impl FnOnce(&Path) -> Option<PathBuf>) -> Self {
        let base = std::env::temp_dir().join(format!("kontor-faults-{}", RandomIds.uuid().simple()));
        let cluster = start(base.clone()).await;
        cluster.create_database(DATABASE).unwrap();
        let owner = cluster.admin_url(DATABASE);
        let own = cluster.url_for("nobody", DATABASE);
        let folder = cluster.run(DATABASE, "show unix_socket_directories").unwrap();
        let folder = folder.trim().trim_matches('"').to_owned();
        let services = match proxy(Path::new(&folder)) {
            Some(other) => format!("{}?host={}", own.split('?').next().unwrap(), other.display()),
            None => own,
        };
        for schema in kontor::house::schemas() {
            migrate(&owner, schema).await.unwrap_or_else(|e| panic!("{e}"));
        }
        let identity = Db::new(&database_options("identity", &services, None, 2)).unwrap();
        let operator = kontor_identity::bootstrap(&identity).await.unwrap_or_else(|e| panic!("{e}"));
        identity.close().await;
        let address = Address { slug: seed::SLUG.to_owned(), password: seed::PASSWORD.to_owned() };
        let cluster = Mutex::new(Some(cluster));
        let this = Self { base, cluster, owner, services, alive: RwLock::new(None), address };
        this.launch().await;
        let door = this.generation().door;
        seed::found(&door, &operator.expect("the first start tells it"))
            .await
            .unwrap_or_else(|e| panic!("{e}"));
        seed::fill(&door, &this.address).await.unwrap_or_else(|e| panic!("{e}"));
        this
    }

    /// The services of now.
    pub(crate) fn generation(&self) -> Generation {
        self.alive.read().unwrap().as_ref().expect("services live between kills").generation.clone()
    }

    /// The services of now, if there are any.
    pub(crate) fn try_generation(&self) -> Option<Generation> {
        Some(self.alive.read().unwrap().as_ref()?.generation.clone())
    }

    /// The database as its owner.
    pub(crate) async fn owner(&self) -> PgConnection {
        PgConnection::connect(&self.owner).await.unwrap()
    }

    /// Starts a generation of services.
    async fn launch(&self) {
        let runtime = Runtime::new().unwrap();
        let services = self.services.clone();
        let kept = runtime.spawn(async move { launch_all(&services).await });
        let kept = kept.await.unwrap().unwrap_or_else(|e| panic!("{e}"));
        let door = Door::Grpc(GrpcDoor::new(&format!("http://{}", kept.1.address)).unwrap());
        let generation = Generation { door, killed: CancellationToken::new() };
        *self.alive.write().unwrap() = Some(Alive { generation, runtime, _kept: kept });
    }

    /// Kills all services wherever they are and starts them anew.
    pub(crate) async fn restart_services(&self) {
        let dead = self.alive.write().unwrap().take().expect("services live between kills");
        dead.generation.killed.cancel();
        dead.runtime.shutdown_background();
        // A killed process' connections are gone; these go with the runtime, as soon as it lets go of them.
        self.launch().await;
    }

    /// Breaks off some sessions of services; tells how many.
    pub(crate) async fn break_sessions(&self, most: i64) -> i64 {
        let sql = "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity
            where backend_type = 'client backend' and usename <> current_user order by random() limit $1) chosen";
        let Ok(mut conn) = PgConnection::connect(&self.owner).await else { return 0 };
        sqlx::query_scalar(sql).bind(most).fetch_one(&mut conn).await.unwrap_or_else(|e| panic!("{e}"))
    }

    /// Kills the postmaster with signal 9 and starts Postgres anew: it recovers from its log.
    pub(crate) async fn kill_postgres(&self) {
        let cluster = self.cluster.lock().unwrap().take().expect("Postgres lives between kills");
        let killed = Command::new("kill").args(["-9", &cluster.pid().to_string()]).status().unwrap();
        assert!(killed.success());
        tokio::task::spawn_blocking(move || drop(cluster)).await.unwrap();
        let again = start(self.base.clone()).await;
        *self.cluster.lock().unwrap() = Some(again);
    }

    /// Waits until all that was told was heard, at most 60 s.
    pub(crate) async fn settle(&self) {
        let names: Vec<&str> = kontor::house::schemas().iter().map(|s| s.name).collect();
        let mut sql = String::from("select 0");
        for schema in &names {
            sql += &format!(" + (select count(*) from {schema}.pending)");
            for source in &names {
                sql += &format!(
                    " + (select count(*) from {schema}.cursor where source = '{source}'
                         and pos < (select coalesce(max(pos), 0) from {source}.event_log))"
                );
            }
        }
        let mut conn = self.owner().await;
        let mut quiet = 0;
        for _ in 0..6_000 {
            let waits: i64 =
                sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_one(&mut conn).await.unwrap();
            quiet = if waits == 0 { quiet + 1 } else { 0 };
            if quiet == 15 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the feeds did not drain");
    }

    /// Demands that the auditor finds nothing at all.
    pub(crate) async fn audit(&self) -> kontor_audit::Report {
        let report = kontor_audit::audit(&self.owner).await.unwrap_or_else(|e| panic!("{e}"));
        assert!(report.is_clean() && report.figures.skipped.is_empty(), "{report}");
        report
    }

    pub(crate) async fn close(self) {
        let dead = self.alive.write().unwrap().take().expect("services live between kills");
        dead.runtime.shutdown_background();
        let cluster = self.cluster.lock().unwrap().take().expect("Postgres lives between kills");
        tokio::task::spawn_blocking(move || cluster.stop()).await.unwrap().unwrap();
        std::fs::remove_dir_all(&self.base).unwrap();
    }
}

async fn start(base: PathBuf) -> Cluster {
    let start = move || Cluster::start(ClusterOptions::durable(base));
    tokio::task::spawn_blocking(start).await.unwrap().unwrap_or_else(|e| panic!("{e}"))
}

async fn launch<S: Service>(fleet: &mut Fleet, url: &str, settings: S::Settings) -> Result<(), StartError> {
    let database: Option<DbOptions> = S::schema().map(|schema| database_options(schema.name, url, None, 10));
    fleet.launch::<S>(FleetMember { database, settings }).await
}

async fn launch_all(url: &str) -> Result<(Fleet, Serving), StartError> {
    let (environment, signers) = environment_of_one_process(kontor::house::SERVICES)?;
    let mut fleet = Fleet::new(environment, signers);
    launch::<kontor_identity::Identity>(&mut fleet, url, ()).await?;
    launch::<kontor_contract::Contract>(&mut fleet, url, ()).await?;
    launch::<kontor_ticket::Ticket>(&mut fleet, url, ()).await?;
    launch::<kontor_timetracking::Timetracking>(&mut fleet, url, ()).await?;
    launch::<kontor_escalation::Escalation>(&mut fleet, url, ()).await?;
    launch::<kontor_billing::Billing>(&mut fleet, url, ()).await?;
    launch::<kontor_gateway::Gateway>(&mut fleet, url, kontor_gateway::GatewaySettings::private()).await?;
    let stop = fleet.environment().stop.clone();
    let serving = serve_gateway("127.0.0.1:0", fleet.door("gateway")?, stop).await?;
    Ok((fleet, serving))
}
