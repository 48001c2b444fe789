//! The keys of an installation whose services run apart. Each service gets a folder of its own with nobody else's
//! secrets in it:
//!
//! ```text
//! SERVICE/context.key        what it signs with
//! SERVICE/database.password  of its role, if it has a schema
//! SERVICE/keyring            the public keys of all services
//! SERVICE/page.key           the key of page tokens, the same for all
//! postgres/password          of the owner of the database
//! ```

use crate::house::{SERVICES, schemas};
use kontor_access::{ContextError, Issuer};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Why the keys were not made.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A file cannot be written or read.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A key cannot be made, or the file that is there holds none.
    #[error("{path}: {source}")]
    Key {
        /// The file.
        path: String,
        /// Why.
        source: ContextError,
    },
}

/// Makes what is missing in the folder; what is there stays, but for the keyrings, which follow the keys. A page key is
/// new only where no service has one any more.
///
/// # Errors
/// [`KeysError`]; what was made before stays.
pub fn make(folder: &Path) -> Result<(), KeysError> {
    let with_schema: Vec<&str> = schemas().iter().map(|schema| schema.name).collect();
    let mut ring = Vec::new();
    let page = SERVICES.iter().find_map(|name| fs::read_to_string(folder.join(name).join("page.key")).ok());
    let page =
        page.map_or_else(|| page_key().map_err(|source| no_key(&folder.join("page.key"), source)), Ok)?;
    for name in SERVICES {
        let own = folder.join(name);
        make_folder(&own)?;
        let path = own.join("context.key");
        let key = keep_or_make(&path, Issuer::generate)?;
        let issuer = Issuer::new(*name, &key).map_err(|source| no_key(&path, source))?;
        ring.push(issuer.public_entry());
        if with_schema.contains(name) {
            keep_or_make(&own.join("database.password"), random_word)?;
        }
        keep_or_make(&own.join("page.key"), || Ok(page.clone()))?;
    }
    for name in SERVICES {
        let path = folder.join(name).join("keyring");
        fs::write(&path, ring.join("\n")).map_err(failed(&path))?;
    }
    let database = folder.join("postgres");
    make_folder(&database)?;
    keep_or_make(&database.join("password"), random_word).map(drop)
}

fn make_folder(path: &Path) -> Result<(), KeysError> {
    fs::create_dir_all(path).map_err(failed(path))
}

fn no_key(path: &Path, source: ContextError) -> KeysError {
    KeysError::Key { path: path.display().to_string(), source }
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> KeysError + use<> {
    let path = path.display().to_string();
    move |source| KeysError::File { path, source }
}

fn keep_or_make(path: &Path, make: impl Fn() -> Result<String, ContextError>) -> Result<String, KeysError> {
    if path.exists() {
        return fs::read_to_string(path).map_err(failed(path));
    }
    let text = make().map_err(|source| no_key(path, source))?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o440).open(path);
    file.and_then(|mut f| f.write_all(text.as_bytes())).map_err(failed(path))?;
    Ok(text)
}

fn random_bytes() -> Result<[u8; 32], ContextError> {
    use ring::rand::{SecureRandom as _, SystemRandom};
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| ContextError::NoRandomness)?;
    Ok(bytes)
}

fn page_key() -> Result<String, ContextError> {
    use base64::Engine as _;
    Ok(base64::engine::general_purpose::STANDARD.encode(random_bytes()?))
}

/// Hexadecimal, so that it fits into a URL as it is.
fn random_word() -> Result<String, ContextError> {
    Ok(hex::encode(random_bytes()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("kontor-keys-{}", kontor_ids::Uuid::new_v4()));
        make(&folder).unwrap();
        folder
    }

    #[test]
    fn a_second_run_keeps_what_is_there() {
        let folder = made();
        let files = ["ticket/context.key", "ticket/keyring", "ticket/database.password", "postgres/password"];
        let read = || files.map(|name| fs::read_to_string(folder.join(name)).unwrap());
        let before = read();
        fs::remove_file(folder.join("gateway/page.key")).unwrap();
        make(&folder).unwrap();
        assert_eq!(before, read());
        let page = |name: &str| fs::read_to_string(folder.join(name).join("page.key")).unwrap();
        assert_eq!(page("gateway"), page("billing"), "what one of them has, all have");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn services_share_the_ring_and_the_page_key_and_nothing_else() {
        let folder = made();
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        for file in ["keyring", "page.key"] {
            assert_eq!(read(&format!("ticket/{file}")), read(&format!("gateway/{file}")));
        }
        for file in ["context.key", "database.password"] {
            assert_ne!(read(&format!("ticket/{file}")), read(&format!("billing/{file}")));
        }
        assert!(!folder.join("gateway/database.password").exists(), "the gateway has no database");
        fs::remove_dir_all(folder).unwrap();
    }
}
