//! The house that is measured: founded and filled through its gateway.

use super::load::{self, Until};
use super::{BenchError, calls};
use crate::client::{Door, GrpcDoor};
use crate::house::{House, HouseOptions};
use crate::seed;
use crate::tour::{request_id, text};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, Endpoint};

/// The password of everyone in the houses that exist while the benchmark runs.
const PASSWORD: &str = "Messlatte-am-Kanal-7";
/// Connections that clients share.
const CHANNELS: usize = 4;
/// Open tickets of the first house; fewer in debug builds, whose figures say nothing, so that all of it is tried soon.
pub(super) const TICKETS: usize = if cfg!(debug_assertions) { 500 } else { 10_000 };
/// How many are founded at the same time: signing in is work for the processor.
const AT_ONCE: usize = 4;

/// A folder that is gone when this value is dropped.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(what: &str) -> Result<Self, BenchError> {
        let path = std::env::temp_dir().join(format!("kontor-bench-{}-{what}", std::process::id()));
        fs::create_dir_all(&path).map_err(|e| BenchError::Other(format!("{}: {e}", path.display())))?;
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays in the temporary folder, which the system empties.
        let _stays = fs::remove_dir_all(&self.0);
    }
}

/// A durable house with the limits of a private installation, on a free port.
pub(super) fn options(data: &Path) -> HouseOptions {
    HouseOptions { data: data.to_owned(), listen: "127.0.0.1:0".to_owned(), private: true }
}

/// Opens it.
pub(super) async fn open(data: &Path) -> Result<House, BenchError> {
    Ok(House::open(options(data)).await?)
}

/// One who works in one of the houses.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) authorization: MetadataValue<Ascii>,
    pub(super) customer: String,
}

/// The houses, who works in them, and the way there.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub(super) url: String,
    pub(super) desks: Arc<Vec<Desk>>,
    /// The tickets of the first house.
    pub(super) tickets: Arc<Vec<String>>,
    channels: Arc<Vec<Channel>>,
}

impl Ground {
    /// Founds so many houses with a customer and a contract each; the first gets its tickets.
    pub(super) async fn prepare(house: &House, houses: usize) -> Result<Self, BenchError> {
        let url = house.url();
        let door = Door::Grpc(GrpcDoor::new(&url)?);
        let token = house.operator_token().unwrap_or_default();
        let operator = door.signed_in(token);
        let desks = (0..houses).map(|n| found(&door, &operator, format!("bench{n}")));
        let desks = futures::StreamExt::buffered(futures::stream::iter(desks), AT_ONCE);
        let desks: Vec<Desk> = futures::TryStreamExt::try_collect(desks).await?;
        let channels = (0..CHANNELS).map(|_| channel(&url)).collect::<Result<_, _>>()?;
        let ground =
            Self { url, desks: Arc::new(desks), tickets: Arc::default(), channels: Arc::new(channels) };
        ground.fill().await
    }

    async fn fill(mut self) -> Result<Self, BenchError> {
        let (sender, mut names) = tokio::sync::mpsc::unbounded_channel();
        let ground = self.clone();
        load::run(16, Until::Calls(TICKETS), move |client, _| {
            let (ground, sender) = (ground.clone(), sender.clone());
            async move {
                let name = calls::create(&ground, client, 0).await?;
                sender.send(name).map_err(|e| BenchError::Other(e.to_string()))
            }
        })
        .await?;
        let mut tickets = Vec::with_capacity(TICKETS);
        while let Some(name) = names.recv().await {
            tickets.push(name);
        }
        self.tickets = Arc::new(tickets);
        calls::comment(self.clone(), 0, 0).await?;
        Ok(self)
    }

    /// A way in as one who works in a house, for calls that need not be fast themselves.
    pub(super) fn door(&self, house: usize) -> Result<Door, BenchError> {
        let bearer = self.desks[house].authorization.to_str().unwrap_or_default();
        Ok(Door::Grpc(GrpcDoor::new(&self.url)?).signed_in(bearer.trim_start_matches("Bearer ")))
    }

    /// The connection of a client.
    pub(super) fn channel(&self, client: usize) -> Channel {
        self.channels[client % self.channels.len()].clone()
    }
}

/// A connection that is made when first needed.
pub(super) fn channel(url: &str) -> Result<Channel, BenchError> {
    let bad = |e: tonic::transport::Error| BenchError::Other(e.to_string());
    let endpoint = Endpoint::from_shared(url.to_owned()).map_err(bad)?;
    Ok(endpoint.tcp_nodelay(true).connect_timeout(Duration::from_secs(5)).connect_lazy())
}

/// Founds a house in which one person may do everything that is measured.
async fn found(door: &Door, operator: &Door, slug: String) -> Result<Desk, BenchError> {
    let roles = ["ROLE_HOUSE_ADMIN", "ROLE_MANAGEMENT", "ROLE_ACCOUNTING", "ROLE_SECOND_LEVEL"];
    let admin = json!({"displayName": "Mia Mess", "email": format!("mia@{slug}.example"), "roles": roles});
    let request = json!({"tenant": {"displayName": "Messhaus", "slug": slug}, "admin": admin,
        "adminPassword": PASSWORD, "requestId": request_id()});
    operator.call("identity.IdentityService/CreateTenant", request).await?;
    let request = json!({"tenantSlug": slug, "email": admin["email"], "password": PASSWORD});
    let session = door.call("identity.IdentityService/SignIn", request).await?;
    let token = text(&session, "/token");
    let customer = contract(&door.signed_in(token)).await?;
    let authorization = MetadataValue::try_from(format!("Bearer {token}"));
    Ok(Desk { authorization: authorization.map_err(|e| BenchError::Other(e.to_string()))?, customer })
}

/// A customer whose contract covers support, with service hours and targets.
async fn contract(door: &Door) -> Result<String, BenchError> {
    let ground = seed::ground(door).await?;
    let customer = json!({"customer": {"number": "K-1", "displayName": "Kunde GmbH",
        "address": {"street": "Hauptstraße 1", "postalCode": "80331", "city": "München", "countryCode": "DE"},
        "invoiceEmail": "rechnung@kunde.example", "paymentDays": 14, "languageCode": "de"},
        "requestId": request_id()});
    let customer = door.call("contract.CustomerService/CreateCustomer", customer).await?;
    let customer = text(&customer, "/name").to_owned();
    let contract = json!({"contract": {"number": "W-1", "customer": customer, "displayName": "Wartung"},
        "terms": terms(&ground.calendar, &ground.sla_policy), "requestId": request_id()});
    door.call("contract.ContractService/CreateContract", contract).await?;
    Ok(customer)
}

fn terms(calendar: &str, sla_policy: &str) -> Value {
    json!({
        "valid": {"start": {"year": 2016, "month": 1, "day": 1}}, "calendar": calendar, "slaPolicy": sla_policy,
        "rules": [{"displayName": "support is billed", "decision": "DECISION_BILLABLE", "activities": ["support"]}],
        "prices": [{"perHour": {"currencyCode": "EUR", "amount": {"value": "120.00"}}}],
        "rounding": {"incrementSeconds": 900, "minimumSeconds": 900, "mode": "ROUNDING_MODE_UP",
            "scope": "ROUNDING_SCOPE_ENTRY"},
    })
}
