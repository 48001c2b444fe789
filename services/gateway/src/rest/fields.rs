//! Path, query, headers and body, put together to one message in JSON.

use super::route::{BodyRule, Route, decode};
use http::HeaderMap;
use kontor_proto::descriptor::Method;
use kontor_status::{Problem, Result, Violations};
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

/// The request as canonical JSON of the RPC's input.
pub(super) fn gather(
    route: &Route,
    method: &Method,
    captured: Vec<(String, String)>,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &Value,
) -> Result<Value> {
    let input = method.descriptor.input();
    let mut json = match (&route.body, body) {
        (BodyRule::None, Value::Null) | (BodyRule::Whole, Value::Null) => Value::Object(Map::new()),
        (BodyRule::None, _) => return Err(Problem::field("body", "this route takes no body")),
        (BodyRule::Whole, Value::Object(fields)) => Value::Object(fields.clone()),
        (BodyRule::Whole, _) => return Err(Problem::field("body", "send a JSON object")),
        (BodyRule::Field(name), body) => {
            let mut fields = Map::new();
            fields.insert(name.clone(), body.clone());
            Value::Object(fields)
        }
    };
    let mut wrong = Violations::new();
    for (name, value) in query.into_iter().flat_map(pairs) {
        match value {
            Some(value) if route.body == BodyRule::None => set(&mut json, &input, &name, value, &mut wrong),
            Some(_) => wrong.add(name, "send it in the body"),
            None => wrong.add(name, "its percent-encoding is broken"),
        }
    }
    from_headers(&mut json, &input, headers, &mut wrong);
    // The path wins over whatever the body says: it is what the route was chosen by.
    for (field, value) in captured {
        set(&mut json, &input, &field, value, &mut wrong);
    }
    wrong.finish()?;
    Ok(json)
}

/// `Idempotency-Key` and `If-Match` stand for fields where the message has them and the body leaves them out.
fn from_headers(json: &mut Value, input: &MessageDescriptor, headers: &HeaderMap, wrong: &mut Violations) {
    for (header, field) in [("idempotency-key", "request_id"), ("if-match", "etag")] {
        let text = headers.get(header).and_then(|v| v.to_str().ok());
        let Some(descriptor) = input.get_field_by_name(field) else { continue };
        let absent = json.get(descriptor.json_name()).or_else(|| json.get(field)).is_none();
        if let Some(text) = text.filter(|_| absent) {
            let bare = text.trim().trim_start_matches("W/").trim_matches('"');
            set(json, input, field, bare.to_owned(), wrong);
        }
    }
}

fn pairs(query: &str) -> impl Iterator<Item = (String, Option<String>)> + '_ {
    query.split('&').filter(|p| !p.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| decode(&text.replace('+', " "));
        (plain(name).unwrap_or_else(|| name.to_owned()), plain(value))
    })
}

/// Sets a field, which may lie in a message of the message, from text.
fn set(json: &mut Value, input: &MessageDescriptor, path: &str, text: String, wrong: &mut Violations) {
    let mut place = json;
    let mut message = input.clone();
    let mut words = path.split('.').peekable();
    while let Some(word) = words.next() {
        let found = message.get_field_by_name(word).or_else(|| message.get_field_by_json_name(word));
        let Some(field) = found else {
            wrong.add(path, "there is no such field");
            return;
        };
        let Some(fields) = place.as_object_mut() else {
            wrong.add(path, "send an object there");
            return;
        };
        // One spelling: the body may have used the proto's name.
        if field.name() != field.json_name() {
            if let Some(value) = fields.remove(field.name()) {
                fields.insert(field.json_name().to_owned(), value);
            }
        }
        let key = field.json_name().to_owned();
        if words.peek().is_none() {
            put(fields, &key, &field, text, (path, wrong));
            return;
        }
        let Kind::Message(inner) = field.kind() else {
            wrong.add(path, "there is no such field");
            return;
        };
        place = fields.entry(key).or_insert_with(|| Value::Object(Map::new()));
        message = inner;
    }
}

fn put(
    fields: &mut Map<String, Value>,
    key: &str,
    field: &FieldDescriptor,
    text: String,
    (path, wrong): (&str, &mut Violations),
) {
    let value = match field.kind() {
        Kind::Bool => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return wrong.add(path, "write true or false"),
        },
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 | Kind::Uint32 | Kind::Fixed32 => match text.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => return wrong.add(path, "write a whole number"),
        },
        // 64-bit numbers, enums by name, timestamps, durations: text in canonical JSON.
        _ => Value::String(text),
    };
    if field.is_list() {
        let list = fields.entry(key.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
        if let Some(list) = list.as_array_mut() {
            list.push(value);
        }
    } else {
        fields.insert(key.to_owned(), value);
    }
}
