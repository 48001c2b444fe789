//! Whether the pieces belong together: call, log, work, charges, ledger, invoice, documents (N9).

use super::log;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The pieces that can be read as JSON, by the kind and the id in their names: `entry-{id}.json`.
pub(super) struct Pieces {
    all: BTreeMap<String, Value>,
}

impl Pieces {
    /// Of files and their bytes; what is no JSON is left out here: the invoice's documents.
    pub(super) fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let read = |(name, bytes): (String, Vec<u8>)| Some((name, serde_json::from_slice(&bytes).ok()?));
        Self { all: files.into_iter().filter_map(read).collect() }
    }

    /// Everything that does not fit together, in words.
    pub(super) fn wrong(&self) -> Vec<String> {
        let mut wrong = self.logs();
        wrong.extend(self.entries());
        wrong.extend(self.ratings());
        wrong.extend(self.ledger());
        wrong.extend(self.lines());
        wrong
    }

    fn of_kind<'a>(&'a self, kind: &'static str) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
        let named = move |(file, value): (&'a String, &'a Value)| {
            let id = file.strip_prefix(kind)?.strip_suffix(".json")?;
            Some((file.as_str(), id, value))
        };
        self.all.iter().filter_map(named)
    }

    fn has(&self, kind: &str, id: &str) -> bool {
        self.all.contains_key(&format!("{kind}-{id}.json"))
    }

    /// Every ticket has its whole log, whose digests follow from what it says (K2).
    fn logs(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (file, id, entries) in self.of_kind("log-") {
            let entries = entries.as_array().map(Vec::as_slice).unwrap_or_default();
            wrong.extend(log::wrong(file, &format!("tickets/{id}"), entries));
            if !self.has("ticket", id) {
                wrong.push(format!("{file}: its ticket is missing"));
            }
        }
        for (file, id, ticket) in self.of_kind("ticket-") {
            let entries = self.all.get(&format!("log-{id}.json")).and_then(Value::as_array);
            let told = ticket.get("logLength").and_then(Value::as_u64).unwrap_or_default();
            if entries.is_none_or(|entries| u64::try_from(entries.len()).ok() != Some(told)) {
                wrong.push(format!("{file}: its log does not have the {told} entries that it counts"));
            }
            if text(ticket, "/name") != format!("tickets/{id}") {
                wrong.push(format!("{file}: it is another ticket"));
            }
            if ticket.get("coverage").is_none() {
                wrong.push(format!("{file}: it has no verdict"));
            }
        }
        wrong
    }

    /// Every entry has its versions without holes, on tickets that are there (T5).
    fn entries(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (file, id, versions) in self.of_kind("entry-") {
            let versions = versions.as_array().map(Vec::as_slice).unwrap_or_default();
            let numbers: BTreeSet<u64> = versions.iter().filter_map(version).collect();
            if versions.is_empty() || !numbers.iter().copied().eq((1..).take(versions.len())) {
                wrong.push(format!("{file}: its versions are not 1 to {}", versions.len()));
            }
            for version in versions {
                if text(version, "/entry/name") != format!("timeEntries/{id}") {
                    wrong.push(format!("{file}: a version is of another entry"));
                }
                let ticket = text(version, "/entry/ticket").trim_start_matches("tickets/");
                if !self.has("ticket", ticket) || !self.has("log", ticket) {
                    wrong.push(format!("{file}: the ticket {ticket} or its log is missing"));
                }
            }
            if !self.has("rating", id) {
                wrong.push(format!("{file}: how it was rated is missing"));
            }
        }
        wrong
    }

    /// Every rating is of a version that is there, as long as it, and what it drew stands in the ledger (R7).
    fn ratings(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (file, id, rating) in self.of_kind("rating-") {
            let versions = self.all.get(&format!("entry-{id}.json")).and_then(Value::as_array);
            let told = rating.get("entryVersion").and_then(Value::as_u64);
            let rated = versions.and_then(|all| all.iter().find(|v| told.is_some() && version(v) == told));
            match rated {
                Some(rated) if text(rated, "/entry/duration") == text(rating, "/raw") => {}
                Some(_) => wrong.push(format!("{file}: it is about another time than the work took")),
                None => wrong.push(format!("{file}: the version that it is about is missing")),
            }
            let entry = format!("timeEntries/{id}");
            if text(rating, "/entry") != entry {
                wrong.push(format!("{file}: it is about another entry"));
            }
            let portions = rating.get("portions").and_then(Value::as_array).into_iter().flatten();
            for quota in portions.map(|portion| text(portion, "/quota")).filter(|quota| !quota.is_empty()) {
                let ledger = self.all.get("ledger.json").and_then(|ledger| ledger.get(quota));
                let rows = ledger.and_then(Value::as_array).into_iter().flatten();
                if !rows.into_iter().any(|row| text(row, "/entry") == entry) {
                    wrong.push(format!("{file}: the ledger of {quota} does not know of it"));
                }
            }
        }
        wrong
    }

    /// Every row of the ledger is a grant's, or of work that is there.
    fn ledger(&self) -> Vec<String> {
        let quotas = self.all.get("ledger.json").and_then(Value::as_object).into_iter().flatten();
        let rows = quotas
            .flat_map(|(quota, rows)| rows.as_array().into_iter().flatten().map(move |row| (quota, row)));
        let named =
            rows.map(|(quota, row)| (quota, text(row, "/entry"))).filter(|(_, entry)| !entry.is_empty());
        named
            .filter(|(_, entry)| !self.has("entry", entry.trim_start_matches("timeEntries/")))
            .map(|(quota, entry)| format!("ledger.json: {quota} has a row of {entry}, which is missing"))
            .collect()
    }

    /// Whatever the invoice names is there.
    fn lines(&self) -> Vec<String> {
        let invoice = self.all.get("invoice.json");
        let lines = invoice.and_then(|invoice| invoice.get("lines")).and_then(Value::as_array);
        let names = lines.into_iter().flatten().map(|line| text(line, "/entry"));
        let ids = names.map(|name| name.trim_start_matches("timeEntries/")).filter(|id| !id.is_empty());
        ids.filter(|id| !self.has("entry", id))
            .map(|id| format!("invoice.json: the entry {id} of a line is missing"))
            .collect()
    }
}

fn version(version: &Value) -> Option<u64> {
    version.pointer("/entry/version").and_then(Value::as_u64)
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
