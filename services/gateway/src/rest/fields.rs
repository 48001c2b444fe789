//! Path, query, headers and body, put together to one message in JSON.

use super::route::{BodyRule, Captured, Route, decode};
use http::HeaderMap;
use kontor_proto::descriptor::Method;
use kontor_status::{Problem, Result, Violations};
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

/// The request as canonical JSON of the RPC's input.
pub(super) fn gather(
    route: &Route,
    method: &Method,
    captured: Captured,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &Value,
) -> Result<Value> {
    let input = method.descriptor.input();
    let mut json = match (&route.body, body) {
        (BodyRule::None | BodyRule::Whole, Value::Null) => Map::new(),
        (BodyRule::None, _) => return Err(Problem::field("body", "this route takes no body")),
        (BodyRule::Whole, Value::Object(fields)) => fields.clone(),
        (BodyRule::Whole, _) => return Err(Problem::field("body", "send a JSON object")),
        (BodyRule::Field(name), body) => Map::from_iter([(name.clone(), body.clone())]),
    };
    let mut wrong = Violations::new();
    for (name, value) in query.into_iter().flat_map(pairs) {
        match value {
            Some(value) if route.body == BodyRule::None => ask(&mut json, &input, &name, &value, &mut wrong),
            Some(_) => wrong.add(name, "send it in the body"),
            None => wrong.add(name, "its percent-encoding is broken"),
        }
    }
    let beside = captured.first().and_then(|(field, _)| Some(field.rsplit_once('.')?.0.to_owned()));
    from_headers(&mut json, &input, beside.as_deref(), headers, &mut wrong);
    for (field, value) in captured {
        match value {
            Some(value) => say(&mut json, &input, &field, value, ("the address", &mut wrong)),
            None => wrong.add(field, "its percent-encoding is broken"),
        }
    }
    wrong.finish()?;
    Ok(Value::Object(json))
}

/// `Idempotency-Key` stands for the request's id, `If-Match` for the etag of the request or of the resource that the
/// path names.
fn from_headers(
    json: &mut Map<String, Value>,
    input: &MessageDescriptor,
    beside: Option<&str>,
    headers: &HeaderMap,
    wrong: &mut Violations,
) {
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or_default().trim().to_owned());
    if let Some(key) = text("idempotency-key").filter(|_| input.get_field_by_name("request_id").is_some()) {
        say(json, input, "request_id", key, ("Idempotency-Key", wrong));
    }
    let Some(etag) = text("if-match") else { return };
    let places = [Some("etag".to_owned()), beside.map(|field| format!("{field}.etag"))];
    if let Some(place) = places.into_iter().flatten().find(|place| field_at(input, place).is_some()) {
        say(json, input, &place, etag_field(&etag), ("If-Match", wrong));
    }
}

/// An etag as a header has it: in quotes.
pub(super) fn etag_header(etag: &str) -> String {
    if etag.starts_with('"') { etag.to_owned() } else { format!("\"{etag}\"") }
}

/// An etag as the services write it: versions, which are numbers, with their quotes, digests without.
fn etag_field(header: &str) -> String {
    let bare = header.trim_start_matches("W/").trim_matches('"');
    if bare.bytes().all(|b| b.is_ascii_digit()) { format!("\"{bare}\"") } else { bare.to_owned() }
}

fn pairs(query: &str) -> impl Iterator<Item = (String, Option<String>)> + '_ {
    query.split('&').filter(|p| !p.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| decode(&text.replace('+', " "));
        match plain(name) {
            Some(name) => (name, plain(value)),
            None => ("query".to_owned(), None),
        }
    })
}

/// A field by its name in either spelling.
pub(super) fn named(message: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    message.get_field_by_name(name).or_else(|| message.get_field_by_json_name(name))
}

/// The field at a path such as `entry.name`.
fn field_at(message: &MessageDescriptor, path: &str) -> Option<FieldDescriptor> {
    let Some((first, rest)) = path.split_once('.') else { return named(message, path) };
    match named(message, first)? {
        field if field.is_list() || field.is_map() => None,
        field => match field.kind() {
            Kind::Message(inner) => field_at(&inner, rest),
            _ => None,
        },
    }
}

/// The place of a field that is known to be there, whichever way the body spells it; null where nothing is said. None
/// when the body has something else than an object on the way.
fn place<'j>(
    json: &'j mut Map<String, Value>,
    message: &MessageDescriptor,
    path: &str,
) -> Option<&'j mut Value> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let field = named(message, first)?;
    let key = if json.contains_key(field.name()) { field.name() } else { field.json_name() };
    let value = json.entry(key).or_insert(Value::Null);
    let Some(rest) = rest else { return Some(value) };
    if value.is_null() {
        *value = Value::Object(Map::new());
    }
    let Kind::Message(inner) = field.kind() else { return None };
    place(value.as_object_mut()?, &inner, rest)
}

/// Sets what comes from elsewhere than the body. The body may say the same, never another.
fn say(
    json: &mut Map<String, Value>,
    input: &MessageDescriptor,
    path: &str,
    text: String,
    (whence, wrong): (&str, &mut Violations),
) {
    match place(json, input, path) {
        None => wrong.add(path.rsplit_once('.').map_or(path, |(above, _)| above), "give an object"),
        Some(Value::String(said)) if !said.is_empty() && *said != text => {
            wrong.add(path, format!("give the same as {whence}, or leave it out"));
        }
        Some(value) => *value = Value::String(text),
    }
}

/// Sets a field of the query.
fn ask(
    json: &mut Map<String, Value>,
    input: &MessageDescriptor,
    path: &str,
    text: &str,
    wrong: &mut Violations,
) {
    let Some(field) = field_at(input, path) else {
        return wrong.add(path, "there is no such field");
    };
    let value = value(&field, text);
    match place(json, input, path) {
        Some(Value::Array(list)) if field.is_list() => list.push(value),
        Some(place) if place.is_null() => {
            *place = if field.is_list() && !value.is_array() { Value::Array(vec![value]) } else { value };
        }
        _ => wrong.add(path, "give it once"),
    }
}

/// A text of the query as canonical JSON has it. Numbers, enums by name, instants and durations may be texts there.
fn value(field: &FieldDescriptor, text: &str) -> Value {
    let is_json = match field.kind() {
        Kind::Bool => text == "true" || text == "false",
        Kind::Message(_) => text.starts_with('{'),
        Kind::Enum(_) => text.parse::<i32>().is_ok(),
        _ => false,
    };
    let is_list = field.is_list() && text.starts_with('[');
    let json = if is_json || is_list { serde_json::from_str(text).ok() } else { None };
    json.unwrap_or_else(|| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn etags_come_back_as_they_were() {
        for etag in ["\"7\"", "00ff00ff", "\"10\""] {
            assert_eq!(etag_field(&etag_header(etag)), etag);
        }
        assert_eq!(etag_field("W/\"3\""), "\"3\"");
    }
}
