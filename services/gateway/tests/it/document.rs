//! What describes the door.

use crate::gate::Gate;
use crate::routes::routes;
use http::StatusCode;
use kontor_gateway::GatewaySettings;
use serde_json::Value;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/openapi.json");

fn pretty(document: &Value) -> String {
    serde_json::to_string_pretty(document).unwrap() + "\n"
}

#[test]
fn the_openapi_document_is_as_reviewed() {
    let now = pretty(&kontor_gateway::openapi());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(GOLDEN, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    let at = now.lines().zip(reviewed.lines()).position(|(a, b)| a != b);
    assert!(now == reviewed, "line {at:?} differs: look at it and run again with UPDATE=1");
}

#[test]
fn the_openapi_document_knows_every_route_and_resolves() {
    let document = kontor_gateway::openapi();
    assert_eq!(document["openapi"], "3.1.0");
    let operations: usize =
        document["paths"].as_object().unwrap().values().map(|p| p.as_object().unwrap().len()).sum();
    assert_eq!(operations, routes().len());
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 100);
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let mut ids: Vec<&str> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|p| p.as_object().unwrap().values())
        .map(|o| o["operationId"].as_str().unwrap())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str().filter(|_| key == "$ref") {
                    Some(reference) => references.push(reference.to_owned()),
                    None => collect(value, references),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

#[tokio::test]
async fn pages_and_signs_of_life_need_no_token() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let page = gate.rest("", "GET", "/", "").await;
    assert_eq!(page.status, StatusCode::OK);
    let html = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(html.contains("/v1/openapi.json") && !html.contains("<script"));
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    for route in routes() {
        let shown = route.template.replace('&', "&amp;");
        assert!(html.contains(&shown), "{shown} is not on the page");
    }
    let document = gate.rest("", "GET", "/v1/openapi.json", "").await;
    assert_eq!(document.json(), kontor_gateway::openapi());
    for path in ["/livez", "/readyz"] {
        assert_eq!(gate.rest("", "GET", path, "").await.status, StatusCode::OK, "{path}");
    }
    gate.house.close().await;
}
