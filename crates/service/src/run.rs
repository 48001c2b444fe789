//! The binary of a service: `serve` (default), `migrate`, `health`.

use crate::serve::{serve_admin, serve_gateway, serve_grpc};
use crate::settings::{self, Settings};
use crate::{Kit, Limits, Parts, Service, StartError};
use kontor_config::{Reader, Secret};
use kontor_postgres::Db;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::task::JoinSet;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs a service of its own process until the system tells it to stop.
#[must_use]
pub fn main<S: Service>() -> ExitCode {
    let command = std::env::args().nth(1).unwrap_or_else(|| "serve".to_owned());
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&StartError::Other(format!("no runtime: {error}"))),
    };
    let done = match command.as_str() {
        "serve" => runtime.block_on(serve::<S>()),
        "migrate" => runtime.block_on(migrate::<S>()),
        "health" => health(),
        other => Err(StartError::Other(format!("{other} is no command: use serve, migrate or health"))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &StartError) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}

async fn migrate<S: Service>() -> Result<(), StartError> {
    let Some(schema) = S::schema() else { return Ok(()) };
    let mut reader = Reader::from_env();
    let owner: Option<Secret> = reader.required("KONTOR_OWNER_DATABASE_URL", "the database as its owner");
    let password: Option<Secret> = reader.optional("KONTOR_DATABASE_PASSWORD");
    reader.finish()?;
    let Some(owner) = owner else { return Ok(()) };
    kontor_postgres::migrate(owner.expose(), schema).await?;
    if let Some(password) = password {
        kontor_postgres::set_passwords(owner.expose(), schema, password.expose()).await?;
    }
    eprintln!("the schema {} is up to date", schema.name);
    Ok(())
}

/// Asks the admin port of this container, for health checks in images without a shell.
fn health() -> Result<(), StartError> {
    use std::io::{Read as _, Write as _};
    let address = Reader::from_env().or("KONTOR_ADMIN_LISTEN", "0.0.0.0:9090".to_owned());
    let port = address.rsplit(':').next().unwrap_or("9090").to_owned();
    let asked = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).and_then(|mut stream| {
        stream.set_read_timeout(Some(std::time::Duration::from_secs(3)))?;
        stream.write_all(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    });
    match asked {
        Ok(answer) if answer.contains(" 200 ") => Ok(()),
        Ok(answer) => Err(StartError::Other(answer.lines().last().unwrap_or("no answer").to_owned())),
        Err(error) => Err(StartError::Other(format!("the admin port does not answer: {error}"))),
    }
}

async fn serve<S: Service>() -> Result<(), StartError> {
    let mut reader = Reader::from_env();
    let telemetry = kontor_telemetry::Options {
        process: format!("kontor-{}", S::NAME),
        otlp_endpoint: reader.optional("KONTOR_OTLP_ENDPOINT"),
        json: reader.or("KONTOR_LOG_FORMAT", "json".to_owned()) == "json",
        filter: reader.or("KONTOR_LOG", "info".to_owned()),
    };
    let settings = settings::read::<S>(&mut reader);
    reader.finish()?;
    let settings = settings.ok_or_else(|| StartError::Other("the configuration is incomplete".to_owned()))?;
    let _telemetry = kontor_telemetry::init(&telemetry)?;
    run::<S>(settings).await
}

async fn run<S: Service>(settings: Settings<S>) -> Result<(), StartError> {
    let Settings { listen, admin_listen, database, peers, environment, signer, own } = settings;
    let db = database.map(|o| Db::new(&o)).transpose().map_err(|e| StartError::Other(e.to_string()))?;
    if let Some(db) = &db {
        refuse_lossy(db).await?;
    }
    let stop = environment.stop.clone();
    let kit = Kit { name: S::NAME, environment, signer, db: db.clone(), peers: Arc::new(peers) };
    let Parts { door, tasks, .. } = S::build(kit, own).await?;
    let admin = serve_admin(&admin_listen, db.clone(), stop.clone()).await?;
    let serving = match S::IS_WEB {
        true => serve_gateway(&listen, door, stop.clone()).await?,
        false => serve_grpc(&listen, door, stop.clone()).await?,
    };
    tracing::info!(service = S::NAME, address = %serving.address, admin = %admin.address, "serves");
    let mut running = JoinSet::new();
    for task in tasks {
        running.spawn(task.future);
    }
    signalled().await;
    tracing::info!(service = S::NAME, "drains");
    stop.cancel();
    let drained = async {
        serving.finished().await;
        admin.finished().await;
        while running.join_next().await.is_some() {}
    };
    if tokio::time::timeout(Limits::STANDARD.drain, drained).await.is_err() {
        tracing::warn!("requests under way were cut off");
    }
    if let Some(db) = db {
        db.close().await;
    }
    Ok(())
}

/// Refuses a database that may lose what it acknowledged (I24). One that cannot be reached yet is waited for.
async fn refuse_lossy(db: &Db) -> Result<(), StartError> {
    match db.check_durable().await {
        Ok(off) if !off.is_empty() => {
            let remedy = format!("the database may lose data: switch on {}", off.join(", "));
            Err(StartError::Other(remedy))
        }
        Ok(_) => Ok(()),
        Err(error) => {
            tracing::warn!(error = %error, "the database cannot be reached yet");
            Ok(())
        }
    }
}

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return tokio::signal::ctrl_c().await.unwrap_or_default();
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
