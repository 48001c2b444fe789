//! What every service reads from its configuration.

use crate::{Environment, Peer, Service};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kontor_access::{Issuer, Keyring, Signer, Verifier};
use kontor_clock::SystemClock;
use kontor_config::{Reader, Secret};
use kontor_ids::RandomIds;
use kontor_paging::Seal;
use kontor_postgres::DbOptions;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tonic::transport::Endpoint;

/// The settings of a service that runs alone.
pub(crate) struct Settings<S: Service> {
    pub(crate) listen: String,
    pub(crate) admin_listen: String,
    pub(crate) database: Option<DbOptions>,
    pub(crate) peers: BTreeMap<&'static str, Peer>,
    pub(crate) environment: Environment,
    pub(crate) signer: Signer,
    pub(crate) own: S::Settings,
}

/// Reads all settings; every mistake is left in the reader.
pub(crate) fn read<S: Service>(reader: &mut Reader) -> Option<Settings<S>> {
    let listen = reader.or("KONTOR_LISTEN", "0.0.0.0:50051".to_owned());
    let admin_listen = reader.or("KONTOR_ADMIN_LISTEN", "0.0.0.0:9090".to_owned());
    let database = match S::schema() {
        Some(schema) => read_database(reader, schema.name).map(Some),
        None => Some(None),
    };
    let key: Option<Secret> =
        reader.required("KONTOR_CONTEXT_KEY", "the key this service signs with, see `kontor keys`");
    let signer = key.and_then(|key| match Issuer::new(S::NAME, key.expose()) {
        Ok(issuer) => Some(Signer::new(issuer)),
        Err(error) => {
            reader.mistake("KONTOR_CONTEXT_KEY", error);
            None
        }
    });
    let keyring = reader.required::<Keyring>("KONTOR_KEYRING", "the public keys of gateway and services");
    let seal = read_seal(reader);
    let environment = keyring.zip(seal).map(|(keyring, seal)| environment(Verifier::new(keyring), seal));
    let endpoints = read_endpoints(reader, S::PEERS);
    let own = S::settings(reader);
    let (environment, signer) = (environment?, signer?);
    let peer =
        |endpoint: Endpoint| Peer::remote(endpoint.connect_lazy(), signer.clone(), environment.clock.clone());
    let peers = endpoints?.into_iter().map(|(name, endpoint)| (name, peer(endpoint))).collect();
    Some(Settings { listen, admin_listen, database: database?, peers, environment, signer, own: own? })
}

fn read_database(reader: &mut Reader, schema: &'static str) -> Option<DbOptions> {
    let what = "where the database is, such as postgres://postgres:5432/kontor";
    let url: String = reader.required("KONTOR_DATABASE_URL", what)?;
    let password: Option<Secret> = reader.optional("KONTOR_DATABASE_PASSWORD");
    let most = reader.or("KONTOR_DATABASE_CONNECTIONS", 10);
    if !url.starts_with("postgres://") {
        reader.mistake("KONTOR_DATABASE_URL", "begin it with postgres://");
        return None;
    }
    Some(database_options(schema, &url, password.as_ref(), most))
}

/// The pools of a schema in the database at `url` (without a user; a service's role has its schema's name).
#[must_use]
pub fn database_options(schema: &'static str, url: &str, password: Option<&Secret>, most: u32) -> DbOptions {
    let place = url.trim_start_matches("postgres://");
    let place = place.split_once('@').map_or(place, |(_, place)| place);
    let password = password.map(|p| format!(":{}", p.expose())).unwrap_or_default();
    DbOptions {
        schema,
        url: format!("postgres://kontor_{schema}{password}@{place}"),
        feed_url: format!("postgres://kontor_{schema}_feed{password}@{place}"),
        max_connections: most,
    }
}

fn read_seal(reader: &mut Reader) -> Option<Seal> {
    let key: Secret =
        reader.required("KONTOR_PAGE_KEY", "32 random bytes in base64, the same for all services")?;
    let bytes: Option<[u8; 32]> = STANDARD.decode(key.expose().trim()).ok().and_then(|b| b.try_into().ok());
    if bytes.is_none() {
        reader.mistake("KONTOR_PAGE_KEY", "give 32 bytes in base64");
    }
    bytes.map(|bytes| Seal::new(&bytes))
}

fn read_endpoints(reader: &mut Reader, peers: &[&'static str]) -> Option<Vec<(&'static str, Endpoint)>> {
    let limits = crate::Limits::STANDARD;
    let mut endpoints = Vec::new();
    for name in peers {
        let variable = format!("KONTOR_PEER_{}", name.to_uppercase());
        let what = format!("where the service {name} is, such as http://{name}:50051");
        if let Some(endpoint) = reader.required::<Endpoint>(&variable, &what) {
            let endpoint = endpoint.tcp_nodelay(true).connect_timeout(std::time::Duration::from_secs(5));
            endpoints.push((*name, endpoint.http2_keep_alive_interval(limits.keepalive_interval)));
        }
    }
    (endpoints.len() == peers.len()).then_some(endpoints)
}

fn environment(verifier: Verifier, seal: Seal) -> Environment {
    Environment {
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        seal,
        verifier,
        stop: CancellationToken::new(),
    }
}

/// The environment of a process that runs all services, with a fresh key for each and a fresh page key.
///
/// # Errors
/// When the system gives no randomness.
pub fn environment_of_one_process(
    names: &[&'static str],
) -> Result<(Environment, BTreeMap<&'static str, Signer>), crate::StartError> {
    let failed = |e: kontor_access::ContextError| crate::StartError::Other(e.to_string());
    let mut signers = BTreeMap::new();
    let mut entries = Vec::new();
    for name in names {
        let issuer = Issuer::generate().and_then(|key| Issuer::new(*name, &key)).map_err(failed)?;
        entries.push(issuer.public_entry());
        signers.insert(*name, Signer::new(issuer));
    }
    let keyring: Keyring = entries.join(",").parse().map_err(failed)?;
    // A private key is as good a source of 32 fresh random bytes as any; page tokens end with the process.
    let key = Issuer::generate().map_err(failed)?;
    let bytes = STANDARD.decode(key).unwrap_or_default();
    let mut page_key = [0; 32];
    page_key.copy_from_slice(&bytes[16..48]);
    Ok((environment(Verifier::new(keyring), Seal::new(&page_key)), signers))
}
