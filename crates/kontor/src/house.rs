//! All services in one process on a private Postgres.

use http::HeaderValue;
use kontor_access::Signer;
use kontor_cluster::{Cluster, ClusterError, ClusterOptions};
use kontor_gateway::{Gateway, GatewaySettings};
use kontor_postgres::{Db, MigrateError, Schema, migrate, outdated};
use kontor_proto::access::v1::RequestContext;
use kontor_service::{
    Fleet, FleetMember, GrpcService, Service, Serving, StartError, database_options,
    environment_of_one_process, serve_gateway,
};
use std::path::{Path, PathBuf};

/// The database of an installation.
const DATABASE: &str = "kontor";

/// The services of a house, in the order they start.
pub const SERVICES: &[&str] =
    &["identity", "contract", "ticket", "timetracking", "escalation", "billing", "gateway"];

/// Why a house did not open.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// Postgres did not start.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// A service did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A schema could not be brought up to date.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The gateway's address is none, or is taken.
    #[error(
        "{address} cannot be listened on ({source}): stop what uses it or choose another with --listen, such as 127.0.0.1:8081"
    )]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The first sign-in could not be prepared.
    #[error("the operator's access could not be prepared: {0}")]
    Bootstrap(String),
}

/// Where a house is and where it listens.
#[derive(Debug, Clone)]
pub struct HouseOptions {
    /// Its data folder.
    pub data: PathBuf,
    /// The address that the gateway listens on.
    pub listen: String,
    /// Whether limits are those of a private installation rather than of an open door.
    pub private: bool,
}

/// A running house.
pub struct House {
    fleet: Fleet,
    serving: Serving,
    cluster: Cluster,
    gateway: Signer,
    operator_token: Option<String>,
}

impl House {
    /// Starts Postgres, brings all schemas up to date and starts all services.
    ///
    /// # Errors
    /// [`HouseError`].
    pub async fn open(options: HouseOptions) -> Result<Self, HouseError> {
        // Before anything is begun: a first start tells the operator's token once, and must not fail after that.
        drop(listener(&options.listen).await?);
        let cluster = start_cluster(&options.data).await?;
        Self::open_on(cluster, options).await
    }

    /// Brings all schemas of a running Postgres up to date and starts all services.
    pub(crate) async fn open_on(cluster: Cluster, options: HouseOptions) -> Result<Self, HouseError> {
        let owner = cluster.admin_url(DATABASE);
        migrate_all(&owner).await?;
        let (environment, signers) = environment_of_one_process(SERVICES)?;
        let gateway = signers.get("gateway").cloned();
        let gateway = gateway.ok_or_else(|| StartError::Other("the gateway has no signer".to_owned()))?;
        let mut fleet = Fleet::new(environment, signers);
        let settings = if options.private { GatewaySettings::private() } else { GatewaySettings::default() };
        let launched = launch_all(&mut fleet, &cluster, settings);
        let ((), operator_token) = futures::future::try_join(launched, bootstrap(&cluster)).await?;
        let stop = fleet.environment().stop.clone();
        let serving = serve_gateway(&options.listen, fleet.door("gateway")?, stop).await?;
        Ok(Self { fleet, serving, cluster, gateway, operator_token })
    }

    /// Where the gateway can be reached.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.serving.address)
    }

    /// The operator's token, known only at the very first start.
    #[must_use]
    pub fn operator_token(&self) -> Option<&str> {
        self.operator_token.as_deref()
    }

    /// The database as its owner, for the auditor.
    #[must_use]
    pub fn owner_url(&self) -> String {
        self.cluster.admin_url(DATABASE)
    }

    /// A service's own door, behind the gateway: to measure what the gateway costs.
    pub(crate) fn door(&self, service: &'static str) -> Result<GrpcService, HouseError> {
        Ok(self.fleet.door(service)?)
    }

    /// The header with which the gateway tells services who asks, for a call to a door behind it.
    pub(crate) fn context(&self, context: RequestContext) -> HeaderValue {
        self.gateway.sign(context, self.fleet.environment().clock.now())
    }

    /// Drains, stops all services and Postgres.
    ///
    /// # Errors
    /// When Postgres had to be stopped by force.
    pub async fn close(self) -> Result<(), HouseError> {
        self.fleet.environment().stop.cancel();
        self.serving.finished().await;
        self.fleet.stop().await;
        Ok(tokio::task::spawn_blocking(|| self.cluster.stop()).await.map_err(joined)??)
    }
}

async fn listener(address: &str) -> Result<tokio::net::TcpListener, HouseError> {
    let listener = tokio::net::TcpListener::bind(address).await;
    listener.map_err(|source| HouseError::Listen { address: address.to_owned(), source })
}

fn joined(error: tokio::task::JoinError) -> HouseError {
    HouseError::Start(StartError::Other(error.to_string()))
}

/// Starts the Postgres of a house alone.
pub(crate) async fn start_cluster(data: &Path) -> Result<Cluster, HouseError> {
    let base = data.join("postgres");
    // Starting blocks, and the server dies with the thread that started it: that is the process's first one here.
    let cluster = tokio::task::block_in_place(|| Cluster::start(ClusterOptions::durable(base)))?;
    cluster.create_database(DATABASE)?;
    Ok(cluster)
}

/// All schemas of a house.
#[must_use]
pub fn schemas() -> Vec<Schema> {
    let all = [
        kontor_identity::Identity::schema(),
        kontor_contract::Contract::schema(),
        kontor_ticket::Ticket::schema(),
        kontor_timetracking::Timetracking::schema(),
        kontor_escalation::Escalation::schema(),
        kontor_billing::Billing::schema(),
    ];
    all.into_iter().flatten().collect()
}

async fn migrate_all(owner: &str) -> Result<(), HouseError> {
    let all = outdated(owner, &schemas()).await?;
    let all = all.into_iter().map(|schema| migrate(owner, schema));
    futures::future::try_join_all(all).await?;
    Ok(())
}

async fn launch_all(
    fleet: &mut Fleet,
    cluster: &Cluster,
    settings: GatewaySettings,
) -> Result<(), HouseError> {
    launch::<kontor_identity::Identity>(fleet, cluster, ()).await?;
    launch::<kontor_contract::Contract>(fleet, cluster, ()).await?;
    launch::<kontor_ticket::Ticket>(fleet, cluster, ()).await?;
    launch::<kontor_timetracking::Timetracking>(fleet, cluster, ()).await?;
    launch::<kontor_escalation::Escalation>(fleet, cluster, ()).await?;
    launch::<kontor_billing::Billing>(fleet, cluster, ()).await?;
    launch::<Gateway>(fleet, cluster, settings).await
}

async fn launch<S: Service>(
    fleet: &mut Fleet,
    cluster: &Cluster,
    settings: S::Settings,
) -> Result<(), HouseError> {
    let url = cluster.url_for("nobody", DATABASE);
    let database = S::schema().map(|schema| database_options(schema.name, &url, None, 10));
    Ok(fleet.launch::<S>(FleetMember { database, settings }).await?)
}

/// Makes the operator's access at the first start.
async fn bootstrap(cluster: &Cluster) -> Result<Option<String>, HouseError> {
    let failed = |e: String| HouseError::Bootstrap(e);
    let options = database_options("identity", &cluster.url_for("nobody", DATABASE), None, 2);
    let db = Db::new(&options).map_err(|e| failed(e.to_string()))?;
    let token = kontor_identity::bootstrap(&db).await.map_err(|e| failed(e.to_string()))?;
    db.close().await;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refusal(listen: &str) -> String {
        let data = std::env::temp_dir().join(format!("kontor-no-house-{}", std::process::id()));
        let options = HouseOptions { data: data.clone(), listen: listen.to_owned(), private: true };
        let refused = House::open(options).await.err().expect("nothing can be opened there").to_string();
        assert!(!data.exists(), "nothing was begun");
        refused
    }

    #[tokio::test]
    async fn an_address_that_cannot_be_used_is_told_before_anything_is_begun() {
        let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = taken.local_addr().expect("it is bound").to_string();
        let refused = refusal(&address).await;
        assert!(refused.starts_with(&address) && refused.contains("--listen"), "{refused}");
        assert!(refusal("nonsense").await.starts_with("nonsense cannot be listened on"));
    }
}
