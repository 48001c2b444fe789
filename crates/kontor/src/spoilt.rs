//! Documents with something wrong in them, for tests of what is told about it.

use serde_json::{Value, json};

/// Values that hardly a field takes.
pub(crate) fn oddities() -> Vec<Value> {
    let texts = ["", "x", "NaN", "1e400", "-0", "2026-02-30", "\u{0}", "9999999999999999999999999999", "-1"];
    let others =
        [json!(null), json!(-1), json!(1.5), json!(u64::MAX), json!(true), json!([]), json!({}), json!([1])];
    texts.into_iter().map(Value::from).chain(others).collect()
}

/// All places of a document: the path, and the pointer that leads there.
pub(crate) fn places(document: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    inside(document, ("", ""), &mut all);
    all
}

fn inside(value: &Value, (path, pointer): (&str, &str), all: &mut Vec<(String, String)>) {
    let inner: Vec<(String, String, &Value)> = match value {
        Value::Object(fields) => {
            let dot = if path.is_empty() { "" } else { "." };
            let named = fields.iter();
            named.map(|(key, v)| (format!("{path}{dot}{key}"), format!("{pointer}/{key}"), v)).collect()
        }
        Value::Array(items) => {
            let numbered = items.iter().enumerate();
            numbered.map(|(i, v)| (format!("{path}[{i}]"), format!("{pointer}/{i}"), v)).collect()
        }
        _ => Vec::new(),
    };
    for (path, pointer, value) in inner {
        inside(value, (&path, &pointer), all);
        all.push((path, pointer));
    }
}

/// Whether a line is about this place, something in it, or what it is in.
pub(crate) fn is_about(line: &str, path: &str) -> bool {
    let told = line.split(": ").next().unwrap();
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    within(told, path) || (within(path, told) && told != "lines")
}

/// The document with something else at a place, or with nothing there.
pub(crate) fn spoilt(good: &Value, pointer: &str, odd: Option<&Value>) -> Value {
    let mut bad = good.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (bad.pointer_mut(parent).unwrap(), odd) {
        (Value::Object(fields), None) => drop(fields.remove(key)),
        (Value::Array(items), None) => drop(items.remove(key.parse().unwrap())),
        (parent, Some(odd)) => *parent.pointer_mut(&format!("/{key}")).unwrap() = odd.clone(),
        (_, None) => {}
    }
    bad
}
