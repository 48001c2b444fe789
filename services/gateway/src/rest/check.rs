//! All that is wrong with a JSON request at once. Only looked for when something is.

use kontor_status::{Problem, Violations};
use prost_reflect::{DeserializeOptions, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

/// Whether any text holds a NUL, which no field takes.
pub(super) fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(has_nul),
        Value::Object(map) => map.values().any(has_nul),
        _ => false,
    }
}

/// What is wrong, field by field; where no field shows it, as the reader told it.
pub(super) fn violations(
    input: &MessageDescriptor,
    value: &Value,
    error: Option<serde_json::Error>,
) -> Problem {
    let mut v = Violations::new();
    if let Value::Object(object) = value {
        object_of(&mut v, input, object, "");
    }
    match (v.finish(), error) {
        (Err(problem), _) => problem,
        (Ok(()), Some(error)) => Problem::field("body", error.to_string()),
        (Ok(()), None) => Problem::internal("a request is refused without a reason"),
    }
}

fn object_of(v: &mut Violations, message: &MessageDescriptor, object: &Map<String, Value>, above: &str) {
    for (key, value) in object {
        let path = |name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        match super::fields::named(message, key) {
            None => v.add(path(key), "there is no such field"),
            Some(field) => field_of(v, message, &field, value, &path(field.name())),
        }
    }
}

fn field_of(
    v: &mut Violations,
    message: &MessageDescriptor,
    field: &FieldDescriptor,
    value: &Value,
    path: &str,
) {
    match (field.kind(), value) {
        (Kind::Message(inner), Value::Object(object)) if is_plain(field, &inner) && !field.is_list() => {
            object_of(v, &inner, object, path);
        }
        (Kind::Message(inner), Value::Array(list)) if is_plain(field, &inner) && field.is_list() => {
            for (at, item) in list.iter().enumerate() {
                match item {
                    Value::Object(object) => object_of(v, &inner, object, &format!("{path}[{at}]")),
                    _ => v.add(format!("{path}[{at}]"), "give an object"),
                }
            }
        }
        _ if has_nul(value) => v.add(path, "remove the control characters"),
        _ => {
            let alone = Value::Object(Map::from_iter([(field.json_name().to_owned(), value.clone())]));
            let options = DeserializeOptions::new().deny_unknown_fields(true);
            if DynamicMessage::deserialize_with_options(message.clone(), &alone, &options).is_err() {
                v.add(path, wanted(field));
            }
        }
    }
}

/// Whether its JSON is an object with its fields: maps and well-known types have forms of their own.
fn is_plain(field: &FieldDescriptor, message: &MessageDescriptor) -> bool {
    !field.is_map() && !message.full_name().starts_with("google.protobuf.")
}

fn wanted(field: &FieldDescriptor) -> String {
    let one = match field.kind() {
        Kind::Bool => "true or false".to_owned(),
        Kind::String => "a text".to_owned(),
        Kind::Bytes => "bytes in base64".to_owned(),
        Kind::Enum(values) => {
            let names = values.values().filter(|value| value.number() != 0);
            let names: Vec<String> = names.map(|value| value.name().to_owned()).collect();
            format!("one of {}", names.join(", "))
        }
        Kind::Message(message) => match message.full_name() {
            "google.protobuf.Timestamp" => "an instant such as 2026-03-02T09:00:00Z".to_owned(),
            "google.protobuf.Duration" => "a duration such as 90s".to_owned(),
            _ => "an object".to_owned(),
        },
        _ => "a whole number".to_owned(),
    };
    if field.is_list() { format!("give a list, each {one}") } else { format!("give {one}") }
}
