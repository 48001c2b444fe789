//! Any RPC over REST/JSON, by its `google.api.http` annotation.

use super::CallError;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use kontor_proto::descriptor::{self, Method};
use serde_json::Value;

/// The gateway over REST/JSON.
#[derive(Debug, Clone)]
pub struct RestDoor {
    url: String,
    client: Client<HttpConnector, Full<Bytes>>,
    token: Option<String>,
}

impl RestDoor {
    /// The gateway at a URL such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { url: url.trim_end_matches('/').to_owned(), client, token: None }
    }

    pub(super) fn signed_in(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    pub(super) async fn call(&self, method: &Method, mut request: Value) -> Result<Value, CallError> {
        let (verb, template) =
            route(method).ok_or_else(|| CallError::Unknown(format!("{} over REST", method.path)))?;
        let mut url = format!("{}{}", self.url, fill(&template, &mut request));
        let body = if verb == "get" {
            url.push_str(&query(&request));
            Bytes::new()
        } else {
            Bytes::from(request.to_string())
        };
        let mut builder = http::Request::builder().method(verb.to_uppercase().as_str()).uri(&url);
        builder = builder.header("content-type", "application/json");
        if let Some(token) = &self.token {
            builder = builder.header("authorization", format!("Bearer {token}"));
        }
        let bad = |e: String| CallError::BadRequest(method.path.clone(), e);
        let request = builder.body(Full::new(body)).map_err(|e| bad(e.to_string()))?;
        let unreachable = |e: String| CallError::Unreachable(url.clone(), e);
        let answer = self.client.request(request).await.map_err(|e| unreachable(e.to_string()))?;
        let status = answer.status();
        let bytes = answer.into_body().collect().await.map_err(|e| unreachable(e.to_string()))?.to_bytes();
        let json: Value =
            serde_json::from_slice(&bytes).map_err(|e| bad(format!("the answer is no JSON: {e}")))?;
        if status.is_success() { Ok(json) } else { Err(refused(&json)) }
    }
}

fn refused(json: &Value) -> CallError {
    let code = json["code"].as_i64().and_then(|c| i32::try_from(c).ok()).unwrap_or(2);
    CallError::Refused {
        code: format!("{:?}", tonic::Code::from_i32(code)),
        message: json["message"].as_str().unwrap_or_default().to_owned(),
        details: json["details"].as_array().cloned().unwrap_or_default(),
    }
}

/// Verb and path template of an RPC.
pub(crate) fn route(method: &Method) -> Option<(String, String)> {
    let extension = descriptor::pool().get_extension_by_name("google.api.http")?;
    let options = method.descriptor.options();
    if !options.has_extension(&extension) {
        return None;
    }
    let rule = options.get_extension(&extension);
    let rule = rule.as_message()?;
    ["get", "post", "put", "patch", "delete"].into_iter().find_map(|verb| {
        let path = rule.get_field_by_name(verb)?;
        let path = path.as_str()?;
        (!path.is_empty()).then(|| (verb.to_owned(), path.to_owned()))
    })
}

/// Puts the fields that a template names into it, and takes them out of the request.
fn fill(template: &str, request: &mut Value) -> String {
    let mut path = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let Some((capture, after)) = after.split_once('}') else { break };
        let field = capture.split_once('=').map_or(capture, |(field, _)| field);
        path.push_str(&take(request, field));
        rest = after;
    }
    path.push_str(rest);
    path
}

fn take(request: &mut Value, field: &str) -> String {
    let mut value = request;
    let mut words = field.split('.').peekable();
    while let Some(word) = words.next() {
        if words.peek().is_none() {
            let taken = value.as_object_mut().and_then(|o| o.remove(word));
            return taken.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        }
        value = &mut value[word];
    }
    String::new()
}

fn query(request: &Value) -> String {
    let fields = request.as_object().into_iter().flatten().map(|(key, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{key}={}", encode(&text))
    });
    let query = fields.collect::<Vec<_>>().join("&");
    if query.is_empty() { query } else { format!("?{query}") }
}

fn encode(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~/".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn templates_take_their_fields() {
        let mut request = json!({"entry": {"name": "timeEntries/1", "text": "x"}, "reason": "r"});
        assert_eq!(fill("/v1/{entry.name=timeEntries/*}:correct", &mut request), "/v1/timeEntries/1:correct");
        assert_eq!(request, json!({"entry": {"text": "x"}, "reason": "r"}));
    }

    #[test]
    fn queries_are_encoded() {
        assert_eq!(query(&json!({"query": "+49 89"})), "?query=%2B49%2089");
        assert_eq!(query(&json!({})), "");
    }
}
