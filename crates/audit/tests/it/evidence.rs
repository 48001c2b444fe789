//! The evidence of an invoice, from the call to the XML (N9).

use crate::house::evidence;
use kontor::evidence::verify;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The evidence of each of the house's invoices, in folders of its own.
async fn folders(name: &str) -> Vec<PathBuf> {
    let (from, to) = (evidence().await, evidence().await.with_extension(name));
    let mut all = Vec::new();
    for invoice in fs::read_dir(from).unwrap() {
        let folder = to.join(invoice.as_ref().unwrap().file_name());
        fs::create_dir_all(&folder).unwrap();
        for file in fs::read_dir(invoice.unwrap().path()).unwrap() {
            fs::copy(file.as_ref().unwrap().path(), folder.join(file.unwrap().file_name())).unwrap();
        }
        all.push(folder);
    }
    all
}

fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[tokio::test]
async fn n9_every_invoice_has_its_evidence_from_the_call_to_the_xml() {
    let mut seen: Vec<&str> = Vec::new();
    for folder in folders("whole").await {
        let verified = verify(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let files = files(&folder);
        assert_eq!(verified.pieces + 1, files.len());
        for kind in
            ["ticket-", "log-", "entry-", "rating-", "ledger", "invoice.ubl", "invoice.cii", "invoice.pdf"]
        {
            let there = files.iter().any(|file| file.starts_with(kind));
            assert!(there || kind == "ledger", "{}: no {kind}", folder.display());
            if there {
                seen.push(kind);
            }
        }
        let logs = files.iter().filter(|file| file.starts_with("log-"));
        let log: String = logs.map(|file| fs::read_to_string(folder.join(file)).unwrap()).collect();
        assert!(log.contains("LOG_KIND_OPENED"));
        if log.contains("LOG_KIND_CALL_IN") && log.contains("\"directive\"") {
            seen.push("the call, and the directive");
        }
    }
    assert!(seen.contains(&"ledger") && seen.contains(&"the call, and the directive"), "{seen:?}");
}

/// Links a folder anew after a change, as someone would who forges it.
fn forge(folder: &Path, file: &str, content: &[u8]) {
    let hash = |bytes: &[u8]| hex::encode(digest(&SHA256, bytes).as_ref());
    fs::write(folder.join(file), content).unwrap();
    let path = folder.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let mut head = "kontor evidence 1".to_owned();
    for piece in manifest["pieces"].as_array_mut().unwrap() {
        let name = piece["file"].as_str().unwrap().to_owned();
        let sha256 = hash(&fs::read(folder.join(&name)).unwrap());
        let parts = [head.as_str(), &name, piece["what"].as_str().unwrap(), &sha256];
        head = hash((parts.join("\n") + "\n").as_bytes());
        piece["sha256"] = json!(sha256);
        piece["link"] = json!(head);
    }
    manifest["head"] = json!(head);
    fs::write(path, serde_json::to_vec(&manifest).unwrap()).unwrap();
}

/// The content with a word replaced.
fn other(folder: &Path, file: &str, word: &str, by: &str) -> Vec<u8> {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(word), "{file} does not say {word}");
    text.replacen(word, by, 1).into_bytes()
}

#[tokio::test]
async fn n9_a_forged_piece_does_not_fit_though_all_is_linked_anew() {
    // What each kind of piece says that nobody may change.
    let words = [
        ("log-", "antwortet nicht", "antwortet Nicht"),
        ("log-", "\"actor\": \"users/0", "\"actor\": \"users/1"),
        ("log-", "LOG_KIND_STATE_CHANGE", "LOG_KIND_NOTE"),
        ("log-", "\"directive\": \"directives/0", "\"directive\": \"directives/1"),
        ("ticket-", "\"logLength\": ", "\"logLength\": 1"),
        ("entry-", "\"version\": 1", "\"version\": 2"),
        ("entry-", "\"ticket\": \"tickets/0", "\"ticket\": \"tickets/1"),
        ("rating-", "\"entryVersion\": 1", "\"entryVersion\": 9"),
        ("rating-", "\"raw\": \"", "\"raw\": \"1"),
        ("ledger.json", "\"entry\": \"timeEntries/", "\"entry\": \"timeEntries/1"),
        ("invoice.json", "\"entry\": \"timeEntries/0", "\"entry\": \"timeEntries/1"),
    ];
    let mut forged = 0;
    for folder in folders("forged").await {
        let files = files(&folder);
        for (kind, word, by) in words {
            for file in files.iter().filter(|file| file.starts_with(kind)) {
                let before = fs::read(folder.join(file)).unwrap();
                if !String::from_utf8_lossy(&before).contains(word) {
                    continue;
                }
                let content = other(&folder, file, word, by);
                forge(&folder, file, &content);
                let told = verify(&folder).expect_err(&format!("{file}: {word} became {by}")).to_string();
                assert!(told.contains(file.as_str()) || told.contains("ledger"), "{file}, {word}: {told}");
                forge(&folder, file, &before);
                forged += 1;
            }
        }
        assert!(verify(&folder).is_ok(), "whole again");
    }
    assert!(forged > 2 * words.len(), "only {forged} pieces were forged");
}
