//! What REST makes of headers, queries and names.

use crate::gate::{Gate, PASSWORD, id};
use http::StatusCode;
use kontor_gateway::GatewaySettings;
use serde_json::{Value, json};

fn adding(email: &str) -> Value {
    json!({
        "user": {"displayName": "Carla", "email": email, "roles": ["ROLE_TECHNICIAN"]}, "password": PASSWORD,
    })
}

#[tokio::test]
async fn x2_the_idempotency_key_is_the_request_id() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let (key, body) = (id(), adding("carla@nord.example").to_string());
    let token = &gate.all.token;
    let mut answers = Vec::new();
    for _ in 0..2 {
        let headers = [("idempotency-key", key.as_str())];
        let answer = gate.rest_with(token, "POST", "/v1/users", body.clone(), &headers).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answers.push(answer.json());
    }
    assert_eq!(answers[0], answers[1]);
    let mut other = adding("carla@nord.example");
    other["requestId"] = json!(id());
    let headers = [("idempotency-key", key.as_str())];
    let answer = gate.rest_with(token, "POST", "/v1/users", other.to_string(), &headers).await;
    assert_eq!(answer.fields(), ["request_id"], "{answer:?}");
    gate.house.close().await;
}

#[tokio::test]
async fn queries_and_pages_work_and_names_are_taken_in_both_spellings() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let mut body = adding("carla@nord.example");
    body["request_id"] = json!(id());
    let carla = gate.expect(&gate.all.token, "POST", "/v1/users", &body).await;
    let mut names = Vec::new();
    for size in ["pageSize=2", "page_size=2"] {
        let page = gate.expect(&gate.all.token, "GET", &format!("/v1/users?{size}"), &Value::Null).await;
        names.push(page["users"].as_array().unwrap().len());
        let token = page["nextPageToken"].as_str().unwrap();
        let path = format!("/v1/users?{size}&pageToken={token}");
        let last = gate.expect(&gate.all.token, "GET", &path, &Value::Null).await;
        assert_eq!(last["users"].as_array().unwrap().len(), 1);
        assert!(last.get("nextPageToken").is_none(), "canonical JSON leaves defaults out");
    }
    assert_eq!(names, [2, 2]);
    let path = format!("/v1/{}", carla["name"].as_str().unwrap());
    assert_eq!(gate.expect(&gate.first.token, "GET", &path, &Value::Null).await, carla);
    assert_eq!(carla["roles"], json!(["ROLE_TECHNICIAN"]));
    assert!(carla["createTime"].as_str().unwrap().ends_with('Z'));
    gate.house.close().await;
}

#[tokio::test]
async fn a_body_cannot_name_another_than_the_path() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let path = format!("/v1/{}:disable", gate.first.name);
    let body = json!({"name": gate.all.name, "requestId": id()});
    let answer = gate.rest(&gate.all.token, "POST", &path, body.to_string()).await;
    assert_eq!((answer.status.as_u16(), answer.fields()), (400, vec!["name".to_owned()]));
    let body = json!({"name": gate.first.name, "requestId": id()});
    gate.expect(&gate.all.token, "POST", &path, &body).await;
    gate.house.close().await;
}

#[tokio::test]
async fn bodies_are_json_and_answers_are_not_stored() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let own = gate.rest(&gate.first.token, "GET", "/v1/self", "").await;
    assert_eq!(own.headers["content-type"], "application/json");
    assert_eq!(own.headers["cache-control"], "no-store");
    assert_eq!(own.headers["x-content-type-options"], "nosniff");
    for sent in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let body = adding("carla@nord.example").to_string();
        let mut request =
            http::Request::builder().method("POST").uri("/v1/users").header("content-type", sent);
        request = request.header("authorization", format!("Bearer {}", gate.all.token));
        let body = tonic::body::Body::new(http_body_util::Full::new(bytes::Bytes::from(body)));
        let answer = gate.call(request.body(body).unwrap()).await;
        assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{sent}");
    }
    gate.house.close().await;
}

#[tokio::test]
async fn the_scheme_of_authorization_has_no_case_and_everything_else_is_none() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let token = &gate.first.token;
    for good in ["Bearer", "bearer", "BEARER"] {
        let value = format!("{good} {token}");
        let answer = gate.rest_with("", "GET", "/v1/self", "", &[("authorization", &value)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{good}");
    }
    for bad in
        [format!("Basic {token}"), token.clone(), "Bearer".to_owned(), format!("Bearer {}", "x".repeat(9000))]
    {
        let answer = gate.rest_with("", "GET", "/v1/self", "", &[("authorization", &bad)]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let answer = gate.rest("", "GET", &format!("/v1/self?access_token={token}"), "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "tokens never stand in addresses");
    gate.house.close().await;
}

#[tokio::test]
async fn if_match_is_the_etag_of_what_the_path_names() {
    let gate = Gate::open().await;
    let token = &gate.all.token;
    let address =
        json!({"street": "Hafenweg 1", "postalCode": "20457", "city": "Hamburg", "countryCode": "DE"});
    let customer = json!({"displayName": "Reederei Nord", "address": address, "number": "K-1",
        "invoiceEmail": "rechnung@reederei.example"});
    let body = json!({"customer": customer, "requestId": id()});
    let made = gate.rest(token, "POST", "/v1/customers", body.to_string()).await;
    assert_eq!(made.status, StatusCode::OK, "{made:?}");
    let etag = made.headers["etag"].to_str().unwrap().to_owned();
    let mut customer = made.json();
    let path = format!("/v1/{}", customer["name"].as_str().unwrap());
    customer["displayName"] = json!("Reederei Nord GmbH");
    customer.as_object_mut().unwrap().remove("etag");
    let body = json!({"customer": customer, "requestId": id()}).to_string();
    let changed = gate.rest_with(token, "PUT", &path, body, &[("if-match", &etag)]).await;
    assert_eq!(changed.status, StatusCode::OK, "{changed:?}");
    assert_ne!(changed.headers["etag"].to_str().unwrap(), etag);
    let body = json!({"customer": customer, "requestId": id()}).to_string();
    let stale = gate.rest_with(token, "PUT", &path, body, &[("if-match", &etag)]).await;
    assert_eq!((stale.status, stale.reason().as_str()), (StatusCode::CONFLICT, "ETAG_MISMATCH"));
    gate.house.close().await;
}
