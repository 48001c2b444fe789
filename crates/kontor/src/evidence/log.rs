//! The ticket's log in the evidence: every digest is reckoned anew from what the entry says (K2, N9).
//!
//! The arithmetic is of its own and knows none of the code that wrote the log: who doubts it can do the same with any other
//! tool, by the recipe in `services/ticket/README.md`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use kontor_ids::Uuid;
use ring::digest::{Context, SHA256};
use serde_json::Value;

/// What is wrong with a ticket's log: entries in their order, numbered without holes, each with the digest over the one
/// before and its own words.
pub(super) fn wrong(file: &str, ticket: &str, log: &[Value]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut before = vec![0; 32];
    for (nth, entry) in (1..).zip(log) {
        let digest = STANDARD.decode(text(entry, "digest")).unwrap_or_default();
        let mut told = |what: &str| wrong.push(format!("{file}: entry {nth} {what}"));
        if text(entry, "name") != format!("{ticket}/logEntries/{nth}")
            || number(entry, "sequence") != Some(nth)
        {
            told("is not the next of its ticket");
        }
        match canonical(entry) {
            Some(bytes) if linked(&before, &bytes) == digest => {}
            Some(_) => told("does not say what its digest covers"),
            None => told("cannot be read"),
        }
        before = digest;
    }
    wrong
}

fn linked(before: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut hash = Context::new(&SHA256);
    hash.update(before);
    hash.update(bytes);
    hash.finish().as_ref().to_vec()
}

/// The bytes that the digest covers; none where a field is none of its kind.
fn canonical(entry: &Value) -> Option<Vec<u8>> {
    let mut fields = Fields::default();
    fields.word("kontor-log-1");
    fields.put(ticket_of(text(entry, "name"))?.as_bytes());
    fields.word(&word(entry, "kind", "LOG_KIND_"));
    fields.word(text(entry, "text"));
    fields.word(text(entry, "actor"));
    fields.put(&micros(entry, "eventTime")??.to_be_bytes());
    fields.put(&micros(entry, "recordTime")??.to_be_bytes());
    body(entry, &mut fields)?;
    fields.put(&[u8::from(flag(entry, "public")), u8::from(flag(entry, "responds"))]);
    fields.put(&number(entry, "workedMinutes")?.to_be_bytes());
    fields.put(&number(entry, "sequence")?.to_be_bytes());
    Some(fields.0)
}

/// What an entry says beside its text.
fn body(entry: &Value, fields: &mut Fields) -> Option<()> {
    let relation = word(entry, "relation", "TICKET_RELATION_");
    let linked = || ticket_of(text(entry, "linkedTicket"));
    if !text(entry, "toState").is_empty() {
        fields.word("state");
        fields.word(&word(entry, "fromState", "TICKET_STATE_"));
        fields.word(&word(entry, "toState", "TICKET_STATE_"));
        fields.time_or_nothing(micros(entry, "untilTime")?);
    } else if !text(entry, "toPriority").is_empty() {
        fields.word("priority");
        fields.word(&word(entry, "fromPriority", "PRIORITY_"));
        fields.word(&word(entry, "toPriority", "PRIORITY_"));
    } else if text(entry, "kind") == "LOG_KIND_ASSIGNMENT" {
        fields.word("assignment");
        match text(entry, "assignee") {
            "" => fields.put(&[]),
            name => fields.put(id(name, "users/")?.as_bytes()),
        }
        fields.word(text(entry, "team"));
    } else if !text(entry, "directive").is_empty() {
        fields.word("directive");
        fields.put(id(text(entry, "directive"), "directives/")?.as_bytes());
    } else if relation == "absorbed" {
        fields.word("absorbed");
        fields.put(linked()?.as_bytes());
        fields.time_or_nothing(micros(entry, "reportTime")?);
        fields.time_or_nothing(micros(entry, "responseTime")?);
    } else if !relation.is_empty() {
        fields.word("link");
        fields.word(&relation);
        fields.put(linked()?.as_bytes());
        fields.put(&[u8::from(flag(entry, "linkEnded"))]);
    } else if !text(entry, "takenFrom").is_empty() {
        let (ticket, sequence) = text(entry, "takenFrom").split_once("/logEntries/")?;
        fields.word("taken_over");
        fields.put(id(ticket, "tickets/")?.as_bytes());
        fields.put(&sequence.parse::<u32>().ok()?.to_be_bytes());
    } else {
        fields.word("plain");
    }
    Some(())
}

/// Fields one after the other, each behind its length.
#[derive(Default)]
struct Fields(Vec<u8>);

impl Fields {
    fn put(&mut self, bytes: &[u8]) {
        self.0.extend((bytes.len() as u64).to_be_bytes());
        self.0.extend(bytes);
    }

    fn word(&mut self, word: &str) {
        self.put(word.as_bytes());
    }

    fn time_or_nothing(&mut self, at: Option<i64>) {
        match at {
            Some(at) => self.put(&at.to_be_bytes()),
            None => self.put(&[]),
        }
    }
}

fn text<'a>(entry: &'a Value, field: &str) -> &'a str {
    entry.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn flag(entry: &Value, field: &str) -> bool {
    entry.get(field).and_then(Value::as_bool).unwrap_or_default()
}

/// What is not said is 0; none where it is no number of 32 bits.
fn number(entry: &Value, field: &str) -> Option<u32> {
    match entry.get(field) {
        None => Some(0),
        Some(value) => u32::try_from(value.as_u64()?).ok(),
    }
}

/// A word of the wire as the log keeps it: `LOG_KIND_CALL_IN` is `call_in`.
fn word(entry: &Value, field: &str, prefix: &str) -> String {
    text(entry, field).trim_start_matches(prefix).to_ascii_lowercase()
}

/// Microseconds since 1970; nothing where nothing is said, none where it is no instant.
fn micros(entry: &Value, field: &str) -> Option<Option<i64>> {
    match text(entry, field) {
        "" => Some(None),
        at => Some(Some(at.parse::<Timestamp>().ok()?.as_microsecond())),
    }
}

fn id(name: &str, prefix: &str) -> Option<Uuid> {
    name.strip_prefix(prefix)?.parse().ok()
}

/// The ticket of an entry, or of a ticket's own name.
fn ticket_of(name: &str) -> Option<Uuid> {
    id(name.split('/').take(2).collect::<Vec<_>>().join("/").as_str(), "tickets/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICKET: &str = "tickets/01890a5d-ac96-774b-bcce-b302099a8057";

    /// An entry of each kind that says something; its digests come from a few lines of another language.
    fn example() -> Vec<Value> {
        serde_json::from_str(include_str!("log/example.json")).expect("JSON")
    }

    #[test]
    fn k2_the_recipe_gives_the_digests_of_every_kind_of_entry() {
        assert_eq!(wrong("log", TICKET, &example()), Vec::<String>::new());
    }

    #[test]
    fn k2_whatever_is_changed_in_an_entry_shows() {
        let example = example();
        for (nth, entry) in example.iter().enumerate() {
            for (field, value) in entry.as_object().expect("an object") {
                for other in others(value) {
                    let mut log = example.clone();
                    log[nth][field] = other.clone();
                    assert!(!wrong("log", TICKET, &log).is_empty(), "entry {nth}, {field}: {other}");
                }
                let mut log = example.clone();
                log[nth].as_object_mut().expect("an object").remove(field);
                assert!(
                    text(entry, field).is_empty() && value.is_string()
                        || !wrong("log", TICKET, &log).is_empty(),
                    "entry {nth} without {field}"
                );
            }
        }
    }

    /// The value with each of its bytes changed, as far as that is still text.
    fn others(value: &Value) -> Vec<Value> {
        match value {
            Value::String(text) => {
                let change = |at: usize| {
                    let mut bytes = text.clone().into_bytes();
                    bytes[at] ^= 1;
                    String::from_utf8(bytes).ok().map(Value::from)
                };
                (0..text.len()).filter_map(change).collect()
            }
            Value::Bool(it) => vec![Value::from(!it)],
            _ => vec![Value::from(8_000), Value::from(-1), Value::from("x")],
        }
    }

    #[test]
    fn k2_missing_moved_and_added_entries_show() {
        let example = example();
        for nth in 0..example.len() - 1 {
            let mut log = example.clone();
            log.remove(nth);
            assert!(!wrong("log", TICKET, &log).is_empty(), "without entry {nth}");
            let mut log = example.clone();
            log.swap(nth, nth + 1);
            assert!(!wrong("log", TICKET, &log).is_empty(), "entry {nth} moved");
            let mut log = example.clone();
            log.insert(nth, example[nth].clone());
            assert!(!wrong("log", TICKET, &log).is_empty(), "entry {nth} twice");
        }
        assert!(!wrong("log", "tickets/other", &example).is_empty());
    }
}
