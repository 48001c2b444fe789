//! The folder: pieces in order, each linked to the one before.

use super::whole::Pieces;
use ring::digest::{Context, SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const MANIFEST: &str = "manifest.json";
/// What the first piece is linked to.
const BEGINNING: &str = "kontor evidence 1";

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The file's name within the folder.
    pub(super) file: String,
    /// What it is, in words.
    pub(super) what: String,
    /// Its bytes.
    pub(super) content: Vec<u8>,
}

/// The list of pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    pieces: Vec<Entry>,
    /// The link of the last piece: who keeps it elsewhere can tell whether the whole folder was exchanged.
    head: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    file: String,
    what: String,
    sha256: String,
    link: String,
}

/// What was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many pieces.
    pub pieces: usize,
    /// The link of the last one.
    pub head: String,
}

/// Why evidence does not hold.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The folder holds something already.
    #[error("{0} holds something already, choose a new folder")]
    NotEmpty(String),
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
    /// The manifest is none.
    #[error("manifest.json is no list of evidence: {0}")]
    Manifest(serde_json::Error),
    /// Something is not as it was.
    #[error("the evidence does not hold:\n{}", .0.join("\n"))]
    Changed(Vec<String>),
}

fn link(before: &str, file: &str, what: &str, sha256: &str) -> String {
    let mut hash = Context::new(&SHA256);
    for part in [before, file, what, sha256] {
        hash.update(part.as_bytes());
        hash.update(b"\n");
    }
    hex::encode(hash.finish().as_ref())
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(digest(&SHA256, bytes).as_ref())
}

/// Writes pieces and manifest into a folder that is new or empty.
pub(super) fn write(folder: &Path, pieces: &[Piece]) -> Result<(), Broken> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error| Broken::Io(path, error)
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    if std::fs::read_dir(folder).map_err(failed(folder))?.next().is_some() {
        return Err(Broken::NotEmpty(folder.display().to_string()));
    }
    let mut manifest = Manifest { pieces: Vec::new(), head: BEGINNING.to_owned() };
    for piece in pieces {
        let path = folder.join(&piece.file);
        std::fs::write(&path, &piece.content).map_err(failed(&path))?;
        let sha256 = sha256(&piece.content);
        let link = link(&manifest.head, &piece.file, &piece.what, &sha256);
        manifest.head.clone_from(&link);
        manifest.pieces.push(Entry { file: piece.file.clone(), what: piece.what.clone(), sha256, link });
    }
    let path = folder.join(MANIFEST);
    let text = serde_json::to_string_pretty(&manifest).map_err(Broken::Manifest)?;
    std::fs::write(&path, text + "\n").map_err(failed(&path))
}

/// Reads a folder again and tells everything that is not as it was: bytes, links, missing and additional files,
/// whether the invoice names exactly these documents, whether the digests of each ticket's log follow from its entries (K2),
/// and whether call, work, charges, ledger and invoice belong together (N9).
///
/// # Errors
/// [`Broken`].
pub fn verify(folder: &Path) -> Result<Verified, Broken> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).map_err(|error| Broken::Io(path.display().to_string(), error))
    };
    let manifest: Manifest = serde_json::from_slice(&read(MANIFEST)?).map_err(Broken::Manifest)?;
    let mut wrong = Vec::new();
    let mut head = BEGINNING.to_owned();
    let mut known: BTreeSet<&str> = BTreeSet::from([MANIFEST]);
    let mut files = Vec::new();
    for entry in &manifest.pieces {
        let within = Path::new(&entry.file).components().count() == 1 && known.insert(&entry.file);
        if !within {
            wrong.push(format!("{}: named twice or outside of the folder", entry.file));
            continue;
        }
        match read(&entry.file) {
            Ok(bytes) if sha256(&bytes) == entry.sha256 => files.push((entry.file.clone(), bytes)),
            Ok(_) => wrong.push(format!("{}: its bytes are others", entry.file)),
            Err(error) => wrong.push(error.to_string()),
        }
        head = link(&head, &entry.file, &entry.what, &entry.sha256);
        if head != entry.link {
            wrong.push(format!("{}: it is not linked to what stands before it", entry.file));
            head.clone_from(&entry.link);
        }
    }
    if head != manifest.head {
        wrong.push("manifest.json: the end is cut off".to_owned());
    }
    let listed = std::fs::read_dir(folder).map_err(|e| Broken::Io(folder.display().to_string(), e))?;
    for file in listed.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if !known.contains(name.as_str()) {
            wrong.push(format!("{name}: it is in no list"));
        }
    }
    if let Ok(invoice) = read("invoice.json") {
        wrong.extend(documents_of(&invoice, &manifest));
    }
    // Where bytes are others, what they say is no news.
    if wrong.is_empty() {
        wrong = Pieces::new(files).wrong();
    }
    if wrong.is_empty() {
        Ok(Verified { pieces: manifest.pieces.len(), head: manifest.head })
    } else {
        Err(Broken::Changed(wrong))
    }
}

/// The digests that the invoice itself names are those of the documents beside it.
fn documents_of(invoice: &[u8], manifest: &Manifest) -> Vec<String> {
    use base64::Engine as _;
    let invoice: Value = serde_json::from_slice(invoice).unwrap_or_default();
    let documents = invoice.get("documents").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut wrong = Vec::new();
    for document in documents {
        let text = document.get("sha256").and_then(Value::as_str).unwrap_or_default();
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
        let named = hex::encode(bytes);
        if !manifest.pieces.iter().any(|entry| entry.sha256 == named) {
            wrong.push(format!("invoice.json: no document has the digest {named} that it names"));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("kontor-evidence-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    fn pieces() -> Vec<Piece> {
        let named = base64::engine::general_purpose::STANDARD.encode(digest(&SHA256, b"<xml/>"));
        let invoice = format!("{{\"documents\": [{{\"sha256\": \"{named}\"}}]}}");
        let piece = |file: &str, content: &[u8]| Piece {
            file: file.to_owned(),
            what: format!("what {file} is"),
            content: content.to_vec(),
        };
        vec![
            piece("ticket.json", b"{}"),
            piece("invoice.json", invoice.as_bytes()),
            piece("invoice.ubl.xml", b"<xml/>"),
        ]
    }

    #[test]
    fn n9_each_changed_byte_shows() {
        let folder = folder("bytes");
        write(&folder, &pieces()).expect("a new folder");
        assert_eq!(verify(&folder).expect("untouched").pieces, 3);
        for name in ["ticket.json", "invoice.json", "invoice.ubl.xml", MANIFEST] {
            let path = folder.join(name);
            let good = std::fs::read(&path).expect("there");
            for at in 0..good.len() {
                let mut bad = good.clone();
                bad[at] ^= 1;
                std::fs::write(&path, &bad).expect("written");
                assert!(verify(&folder).is_err(), "{name}, byte {at}");
            }
            std::fs::write(&path, &good).expect("written");
        }
        assert!(verify(&folder).is_ok(), "and whole again");
        std::fs::remove_dir_all(&folder).expect("removed");
    }

    #[test]
    fn n9_missing_added_and_moved_pieces_show() {
        let folder = folder("pieces");
        let all = pieces();
        write(&folder, &all).expect("a new folder");
        assert!(matches!(write(&folder, &all), Err(Broken::NotEmpty(_))));
        std::fs::write(folder.join("more.txt"), "x").expect("written");
        assert!(verify(&folder).expect_err("added").to_string().contains("more.txt"));
        std::fs::remove_file(folder.join("more.txt")).expect("removed");
        std::fs::remove_file(folder.join("ticket.json")).expect("removed");
        assert!(verify(&folder).is_err(), "missing");
        std::fs::write(folder.join("ticket.json"), "{}").expect("written");
        let path = folder.join(MANIFEST);
        let text = std::fs::read(&path).expect("there");
        let mut manifest: Manifest = serde_json::from_slice(&text).expect("a manifest");
        manifest.pieces.swap(0, 1);
        std::fs::write(&path, serde_json::to_string(&manifest).expect("json")).expect("written");
        assert!(verify(&folder).is_err(), "moved");
        manifest.pieces.swap(0, 1);
        manifest.pieces.pop();
        std::fs::write(&path, serde_json::to_string(&manifest).expect("json")).expect("written");
        assert!(verify(&folder).is_err(), "cut off");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
