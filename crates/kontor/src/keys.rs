//! The keys of an installation whose services run apart: one signing key for each, the keyring of all, one key for
//! page tokens, one password for each schema.

use crate::house::SERVICES;
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

/// Makes what is missing in the folder; what is there stays.
///
/// # Errors
/// [`KeysError`]; what was made before stays.
pub fn make(folder: &Path) -> Result<(), KeysError> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |source| KeysError::File { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let mut entries = Vec::new();
    for name in SERVICES {
        let path = folder.join(format!("context-{name}.key"));
        let bad = |source| KeysError::Key { path: path.display().to_string(), source };
        let key = keep_or_make(&path, Issuer::generate)?;
        entries.push(Issuer::new(*name, &key).map_err(bad)?.public_entry());
        keep_or_make(&folder.join(format!("database-{name}.password")), random_word)?;
    }
    keep_or_make(&folder.join("page.key"), page_key)?;
    keep_or_make(&folder.join("postgres.password"), random_word)?;
    let keyring = folder.join("keyring");
    fs::write(&keyring, entries.join("\n")).map_err(failed(&keyring))
}

fn keep_or_make(path: &Path, make: impl Fn() -> Result<String, ContextError>) -> Result<String, KeysError> {
    let name = path.display().to_string();
    if path.exists() {
        return fs::read_to_string(path).map_err(|source| KeysError::File { path: name, source });
    }
    let text = make().map_err(|source| KeysError::Key { path: name.clone(), source })?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o440).open(path);
    let written = file.and_then(|mut f| f.write_all(text.as_bytes()));
    written.map_err(|source| KeysError::File { path: name, source })?;
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

    #[test]
    fn a_second_run_keeps_what_is_there() {
        let folder = std::env::temp_dir().join(format!("kontor-keys-{}", std::process::id()));
        make(&folder).unwrap();
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let before = (read("context-ticket.key"), read("keyring"), read("database-ticket.password"));
        make(&folder).unwrap();
        assert_eq!(before, (read("context-ticket.key"), read("keyring"), read("database-ticket.password")));
        assert_ne!(read("database-ticket.password"), read("database-billing.password"));
        fs::remove_dir_all(folder).unwrap();
    }
}
