//! The demo: everything in one process, with the demo house and the real incidents.

use crate::client::{Door, GrpcDoor, RestDoor};
use crate::house::{House, HouseOptions};
use crate::tour::{House as Address, Tour};
use crate::{import, seed};
use std::error::Error;
use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The incidents travel with the binary, so that the demo needs nothing outside.
const INCIDENTS: &[u8] = include_bytes!("../../../data/incident_event_log.csv");

/// What the demo is told.
#[derive(Debug)]
pub struct DemoOptions {
    /// Folder of its data.
    pub data: PathBuf,
    /// Address of the gateway.
    pub listen: String,
    /// Goes through everything unattended and stops.
    pub check: bool,
}

/// Runs the demo until it is told to stop, or through its check.
///
/// # Errors
/// In words for the person at the keyboard.
pub async fn run(options: DemoOptions) -> Result<(), Box<dyn Error>> {
    // The demo's passwords are known to everyone: it must not be reachable from elsewhere.
    let address: std::net::SocketAddr = options.listen.parse().map_err(|_| {
        format!("--listen {}: give an address and a port, such as 127.0.0.1:8080", options.listen)
    })?;
    if !address.ip().is_loopback() {
        return Err(format!("the demo listens on loopback only, not on {address}: use 127.0.0.1:PORT").into());
    }
    let house = open(&options.data, &options.listen).await?;
    let outcome = go(&house, &options).await;
    println!("stopping");
    house.close().await?;
    outcome
}

async fn open(data: &Path, listen: &str) -> Result<House, Box<dyn Error>> {
    let _ = kontor_telemetry::init(&kontor_telemetry::Options {
        process: "kontor".to_owned(),
        otlp_endpoint: std::env::var("KONTOR_OTLP_ENDPOINT").ok(),
        json: false,
        filter: std::env::var("KONTOR_LOG").unwrap_or_else(|_| "warn".to_owned()),
    })?;
    println!("starting Postgres and all services; the data are in {}", data.display());
    let begin = tokio::time::Instant::now();
    let options = HouseOptions { data: data.to_owned(), listen: listen.to_owned(), private: true };
    let house = House::open(options).await?;
    println!("up after {} ms at {}", begin.elapsed().as_millis(), house.url());
    keep_token(data, house.operator_token())?;
    Ok(house)
}

/// The operator's token is told once; it is kept where only this account reads it.
fn keep_token(data: &Path, token: Option<&str>) -> Result<(), Box<dyn Error>> {
    use std::io::Write as _;
    if let Some(token) = token {
        let path = data.join("operator.token");
        let file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
        file.and_then(|mut f| f.write_all(token.as_bytes()))
            .map_err(|e| format!("{}: {e}", path.display()))?;
        println!("the operator's token is in {}", path.display());
    }
    Ok(())
}

async fn go(house: &House, options: &DemoOptions) -> Result<(), Box<dyn Error>> {
    let url = house.url();
    let address = Address { slug: seed::SLUG.to_owned(), password: seed::PASSWORD.to_owned() };
    let grpc = Door::Grpc(GrpcDoor::new(&url)?);
    load(&grpc, &address, &options.data).await?;
    if options.check {
        let steps = Tour::new(grpc, false).run(&address).await?;
        println!("\nthe tour over gRPC went well: {steps} steps");
        let steps = Tour::new(Door::Rest(Box::new(RestDoor::new(&url))), true).run(&address).await?;
        println!("the tour over REST went well: {steps} steps");
        return audited(house).await;
    }
    print_what_to_try(&url);
    tokio::signal::ctrl_c().await?;
    Ok(())
}

/// Lets the auditor look at it all, once the last events are applied.
async fn audited(house: &House) -> Result<(), Box<dyn Error>> {
    let mut report = kontor_audit::audit(&house.owner_url()).await?;
    for _ in 0..50 {
        if report.is_clean() {
            break;
        }
        // What was told a moment ago may still be on its way.
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        report = kontor_audit::audit(&house.owner_url()).await?;
    }
    print!("{report}");
    if report.is_clean() {
        println!("the auditor found nothing wrong");
        Ok(())
    } else {
        Err("the auditor found what must not be".into())
    }
}

/// Founds and fills the demo house and imports the incidents. What is there already stays.
async fn load(door: &Door, address: &Address, data: &Path) -> Result<(), Box<dyn Error>> {
    let token = fs::read_to_string(data.join("operator.token"));
    let token = token.map_err(|e| format!("the operator's token is missing in {} ({e})", data.display()))?;
    seed::found(door, &token).await?;
    seed::fill(door, address).await?;
    let file = data.join("incident_event_log.csv");
    fs::write(&file, INCIDENTS).map_err(|e| format!("{}: {e}", file.display()))?;
    let boss = seed::sign_in(door, address, "management").await?;
    let ground = seed::ground(&boss).await?;
    println!("importing the incidents of a real service desk (CC BY 4.0, see data/README.md)");
    let imported = import::incidents(&boss, &ground, &file).await?;
    for rejected in &imported.rejected {
        println!("line {}: {}", rejected.line, rejected.reason);
    }
    import::print_summary(&boss, &imported).await?;
    Ok(())
}

fn print_what_to_try(url: &str) {
    let (slug, password) = (seed::SLUG, seed::PASSWORD);
    println!(
        "\nLook: {url}/ (all routes), {url}/v1/openapi.json\n\
         People: admin, agent, dispatch, accounting, management @{slug}.example, password {password}\n\
         Try:\n\
         \x20 kontor tour --url {url}                 the main job step by step (--over rest for REST/JSON)\n\
         \x20 curl -s {url}/v1/sessions:signIn --json '{{\"tenantSlug\":\"{slug}\",\"email\":\"agent@{slug}.example\",\
         \"password\":\"{password}\"}}'\n\
         \x20 curl -s -H \"authorization: Bearer TOKEN\" {url}/v1/tickets\n\
         Stop with Ctrl-C."
    );
}

/// Serves an installation without any house until it is told to stop.
///
/// # Errors
/// In words for the person at the keyboard.
pub async fn serve(data: PathBuf, listen: String) -> Result<(), Box<dyn Error>> {
    let house = open(&data, &listen).await?;
    tokio::signal::ctrl_c().await?;
    println!("stopping");
    Ok(house.close().await?)
}
