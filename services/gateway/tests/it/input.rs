//! Whatever is wrong with a request is the caller's to know: never a fault of ours (X6).

use crate::gate::{Answer, Gate, frame};
use crate::routes::{Route, routes};
use kontor_gateway::GatewaySettings;
use kontor_proto::descriptor;
use prost_reflect::{FieldDescriptor, Kind};
use serde_json::{Value, json};
use tonic::Code;
use tonic_types::StatusExt as _;

/// A refusal that tells the caller what to do.
fn assert_refused(answer: &Answer, what: &str) {
    assert!(answer.status.is_client_error(), "{what}: {answer:?}");
    assert_eq!(answer.headers["content-type"], "application/json", "{what}");
    answer.reason();
    if answer.status.as_u16() == 400 && answer.reason() == "INVALID_ARGUMENT" {
        assert!(!answer.fields().is_empty(), "{what} names no field: {answer:?}");
    }
}

/// A value that no field of this kind takes.
fn wrong(field: &FieldDescriptor) -> Value {
    if field.is_list() {
        return json!("none");
    }
    match field.kind() {
        Kind::String | Kind::Bytes => json!(5),
        Kind::Bool => json!("perhaps"),
        Kind::Message(_) => json!(true),
        _ => json!("x"),
    }
}

#[tokio::test]
async fn x6_malformed_bodies_are_refused_on_every_route() {
    let gate = Gate::open().await;
    let deep = format!("{}1{}", "[".repeat(65), "]".repeat(65));
    let nested = format!("{}1{}", r#"{"ticket":"#.repeat(70), "}".repeat(70));
    let bodies =
        ["{", "[]", "null", "5", "\"x\"", "{\"a\":}", r#"{"noSuchField": 1}"#, "\u{fe}", &deep, &nested];
    for route in routes().iter().filter(|r| r.has_body()) {
        let token = token(&gate, route);
        for body in bodies {
            let answer = gate.rest(token, route.verb, &route.example(), body.to_owned()).await;
            assert_refused(&answer, &format!("{} {} {body}", route.verb, route.template));
            assert_eq!(answer.status.as_u16(), 400, "{} {} {body}", route.verb, route.template);
        }
        let answer = gate.rest(token, route.verb, &route.example(), vec![0xff, 0xfe]).await;
        assert_eq!(answer.status.as_u16(), 400, "{answer:?}");
        let answer = gate.rest(token, route.verb, &route.example(), vec![b' '; 4 * 1024 * 1024 + 1]).await;
        assert_eq!(answer.reason(), "LIMIT_EXCEEDED", "{}", route.template);
        assert_refused(&answer, &route.template);
    }
    gate.house.close().await;
}

fn token<'a>(gate: &'a Gate, route: &Route) -> &'a str {
    if route.method.access.anonymous { "" } else { &gate.with(&route.method.access.permission).token }
}

#[tokio::test]
async fn x6_missing_fields_are_named_on_every_route() {
    let gate = Gate::open().await;
    let mut unnamed = Vec::new();
    // Signing out needs nothing and would end the test.
    for route in routes().into_iter().filter(|r| r.method.descriptor.name() != "SignOut") {
        let required = required(&route);
        let body = if route.has_body() { "{}" } else { "" };
        let answer = gate.rest(token(&gate, &route), route.verb, &route.example(), body).await;
        let what = format!("{} {}", route.verb, route.template);
        assert!(!answer.status.is_server_error(), "{what}: {answer:?}");
        if required.is_empty() {
            continue;
        }
        assert_refused(&answer, &what);
        assert_eq!(answer.reason(), "INVALID_ARGUMENT", "{what}: {answer:?}");
        let named = answer.fields();
        for field in required {
            let prefix = format!("{field}.");
            if !named.iter().any(|n| *n == field || n.starts_with(&prefix)) {
                unnamed.push(format!("{what} {field}"));
            }
        }
    }
    assert!(unnamed.is_empty(), "all that is wrong is told at once: {unnamed:?}");
    gate.house.close().await;
}

/// The required fields that the path does not give.
fn required(route: &Route) -> Vec<String> {
    let extension = descriptor::pool().get_extension_by_name("google.api.field_behavior").unwrap();
    let is_required = |field: &FieldDescriptor| {
        let options = field.options();
        let behaviours = options.get_extension(&extension);
        behaviours.as_list().is_some_and(|list| list.iter().any(|b| b.as_enum_number() == Some(2)))
    };
    let given =
        |field: &FieldDescriptor| route.captures.iter().any(|c| c.split('.').next() == Some(field.name()));
    let input = route.method.descriptor.input();
    let fields = input.fields().filter(|f| is_required(f) && !given(f));
    fields.map(|f| f.name().to_owned()).collect()
}

#[tokio::test]
async fn x6_wrong_types_are_named_on_every_route() {
    let gate = Gate::open().await;
    for route in routes() {
        let input = route.method.descriptor.input();
        let given = |name: &str| route.captures.iter().any(|c| c == name);
        for field in input.fields().filter(|f| !given(f.name())) {
            let path = route.example();
            let what = format!("{} {} {}", route.verb, route.template, field.name());
            let answer = if route.has_body() {
                let body = json!({ field.json_name(): wrong(&field) });
                gate.rest(token(&gate, &route), route.verb, &path, body.to_string()).await
            } else if matches!(field.kind(), Kind::String) {
                continue; // Every text is a text.
            } else {
                gate.rest(token(&gate, &route), "GET", &format!("{path}?{}=x", field.json_name()), "").await
            };
            assert_refused(&answer, &what);
            let first = |named: &String| named.split(['.', '[']).next().unwrap_or_default().to_owned();
            let named: Vec<String> = answer.fields().iter().map(first).collect();
            assert_eq!(answer.status.as_u16(), 400, "{what}: {answer:?}");
            assert!(named.iter().any(|n| n == field.name()), "{what} is not among {named:?}");
        }
    }
    gate.house.close().await;
}

#[tokio::test]
async fn x6_paths_and_queries_that_fit_nothing_are_refused() {
    let gate = Gate::open().await;
    for route in routes() {
        let token = token(&gate, &route);
        let body = if route.has_body() { "{}" } else { "" };
        if !route.captures.is_empty() {
            for id in ["x", "%20", "%00", "..%2f..", "%C3%28", &"9".repeat(500), "ä"] {
                let encoded = if id == "ä" { "%C3%A4" } else { id };
                let path = route.fill(|collection| format!("{collection}/{encoded}"));
                let answer = gate.rest(token, route.verb, &path, body).await;
                assert_refused(&answer, &format!("{} {path}", route.verb));
            }
        }
        for query in ["noSuchField=1", "=", "%ff=1", "request.id=1"] {
            let answer = gate.rest(token, route.verb, &format!("{}?{query}", route.example()), body).await;
            assert_refused(&answer, &format!("{} {}?{query}", route.verb, route.template));
            assert_eq!(answer.status.as_u16(), 400, "{} {}?{query}", route.verb, route.template);
        }
    }
    gate.house.close().await;
}

#[tokio::test]
async fn x6_malformed_messages_are_refused_over_grpc() {
    let gate = Gate::open().await;
    let garbage = frame(&[0xff; 40]);
    let truncated = frame(&[0x0a, 0x7f, 0x41]);
    for method in descriptor::methods().into_iter().filter(|m| !m.access.internal) {
        let caller = if method.access.anonymous { "" } else { &gate.with(&method.access.permission).token };
        for body in [&garbage, &truncated] {
            let status = gate.grpc(caller, &method.path, body.clone()).await;
            assert_eq!(status.code(), Code::InvalidArgument, "{}: {status:?}", method.path);
            assert!(status.get_details_bad_request().is_some(), "{}", method.path);
        }
        for body in [vec![], vec![0], vec![0, 0, 0, 0, 9, 1], vec![7, 0, 0, 0, 0], vec![1, 0, 0, 0, 0]] {
            let status = gate.grpc(caller, &method.path, body.into()).await;
            let ours = matches!(status.code(), Code::Internal | Code::Unknown | Code::DataLoss);
            assert!(!ours && status.get_details_error_info().is_some(), "{}: {status:?}", method.path);
        }
        let large = frame(&vec![0; 4 * 1024 * 1024 + 1]);
        let status = gate.grpc(caller, &method.path, large).await;
        assert_eq!(status.code(), Code::ResourceExhausted, "{}: {status:?}", method.path);
        assert_eq!(status.get_details_error_info().unwrap().reason, "LIMIT_EXCEEDED", "{}", method.path);
    }
    gate.house.close().await;
}

#[tokio::test]
async fn a_service_that_is_away_is_told_as_unavailable() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let answer = gate.rest(&gate.all.token, "GET", "/v1/customers", "").await;
    assert_eq!((answer.status.as_u16(), answer.reason().as_str()), (503, "UNAVAILABLE"));
    let path = "/kontor.contract.v1.CustomerService/ListCustomers";
    let status = gate.grpc(&gate.all.token, path, frame(&[])).await;
    assert_eq!(status.code(), Code::Unavailable);
    assert!(status.get_details_retry_info().is_some(), "{status:?}");
    gate.house.close().await;
}
