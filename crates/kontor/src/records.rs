//! Master data as CSV files, in and out (docs/import.md).

use crate::client::{CallError, Door};
use crate::tour::request_id;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The most bytes of a file.
const MOST_BYTES: u64 = 3_900_000;

/// What kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Customers.
    Customers,
    /// Contacts of customers.
    Contacts,
    /// Sites of customers.
    Sites,
    /// Assets of customers.
    Assets,
}

impl Kind {
    /// Its word on the wire.
    const fn word(self) -> &'static str {
        match self {
            Self::Customers => "RECORD_KIND_CUSTOMERS",
            Self::Contacts => "RECORD_KIND_CONTACTS",
            Self::Sites => "RECORD_KIND_SITES",
            Self::Assets => "RECORD_KIND_ASSETS",
        }
    }
}

/// Why a file was not taken or given.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is too large for one import.
    #[error("{path} has {bytes} bytes and an import takes at most {MOST_BYTES}: split the file")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How large it is.
        bytes: u64,
    },
    /// A call was refused.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// What became of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Whether it was carried out.
    pub applied: bool,
    /// Records that are new.
    pub created: u64,
    /// Records that changed.
    pub changed: u64,
    /// Records that were so already.
    pub unchanged: u64,
    /// How many things are wrong.
    pub wrong: u64,
    /// What is wrong, in words, the first thousand.
    pub told: Vec<String>,
}

impl std::fmt::Display for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let done = if self.applied { "" } else { "nothing was changed: " };
        let Self { created, changed, unchanged, wrong, .. } = self;
        write!(f, "{done}{created} new, {changed} changed, {unchanged} as they were, {wrong} cells wrong")
    }
}

/// Imports a file: all of it, or nothing where a row is wrong or it is a dry run.
///
/// # Errors
/// [`RecordsError`].
pub async fn import(door: &Door, kind: Kind, path: &Path, dry_run: bool) -> Result<Taken, RecordsError> {
    let file = |source| RecordsError::File { path: path.to_owned(), source };
    let bytes = std::fs::metadata(path).map_err(file)?.len();
    if bytes > MOST_BYTES {
        return Err(RecordsError::TooLarge { path: path.to_owned(), bytes });
    }
    let csv = STANDARD.encode(std::fs::read(path).map_err(file)?);
    let request =
        json!({"kind": kind.word(), "csv": csv, "validateOnly": dry_run, "requestId": request_id()});
    let answer = door.call("contract.TransferService/ImportRecords", request).await?;
    let count = |key: &str| answer[key].as_u64().unwrap_or_default();
    Ok(Taken {
        applied: answer["applied"].as_bool().unwrap_or_default(),
        created: count("created"),
        changed: count("changed"),
        unchanged: count("unchanged"),
        wrong: count("rejectedCount"),
        told: answer["rejected"].as_array().into_iter().flatten().map(told).collect(),
    })
}

/// One wrong cell, such as `line 3, phones "089": give …`.
fn told(cell: &Value) -> String {
    let text = |key: &str| cell[key].as_str().unwrap_or_default();
    let column = if text("column").is_empty() { String::new() } else { format!(", {}", text("column")) };
    let value = if text("value").is_empty() { String::new() } else { format!(" {:?}", text("value")) };
    format!("line {}{column}{value}: {}", cell["line"].as_u64().unwrap_or_default(), text("remedy"))
}

/// Exports all records of a kind.
///
/// # Errors
/// [`RecordsError`].
pub async fn export(door: &Door, kind: Kind, out: &mut impl Write) -> Result<(), RecordsError> {
    let mut token = String::new();
    loop {
        let request = json!({"kind": kind.word(), "pageToken": token});
        let page = door.call("contract.TransferService/ExportRecords", request).await?;
        let rows = page["csv"].as_str().unwrap_or_default().as_bytes();
        let file = |source| RecordsError::File { path: "the output".into(), source };
        out.write_all(rows).map_err(file)?;
        token = page["nextPageToken"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() {
            return out.flush().map_err(file);
        }
    }
}
